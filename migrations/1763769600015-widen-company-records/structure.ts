/** What a company is made of and who stands behind it, as each connection tells it. */
export const STRUCTURE = `
CREATE TABLE establishment (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  stream text NOT NULL,
  payload_key text NOT NULL,
  source_key text NOT NULL,
  siret text NOT NULL,
  name text,
  is_head_office boolean NOT NULL,
  status text NOT NULL,
  activity_code text,
  created_on date,
  closed_on date,
  address_line text,
  postcode text,
  city text,
  country_code text,
  is_diffusible boolean NOT NULL,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key),
  CONSTRAINT establishment_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT establishment_status_check CHECK (status IN ('OPEN', 'CLOSED', 'UNKNOWN')),
  CONSTRAINT establishment_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE establishment IS 'A place of business of a company, as one connection tells it.';
COMMENT ON COLUMN establishment.payload_key IS 'Key of the landed payload that tells it: what that payload no longer names is deleted.';
COMMENT ON COLUMN establishment.expires_on IS 'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX establishment_payload_idx ON establishment (tenant_id, connection_id, stream, payload_key);
CREATE INDEX establishment_expiry_idx ON establishment (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('establishment');

CREATE TABLE company_owner (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  stream text NOT NULL,
  payload_key text NOT NULL,
  source_key text NOT NULL,
  kind text NOT NULL,
  name text,
  is_legal_person boolean NOT NULL,
  owner_siren text,
  country_code text,
  birth_month text,
  share_percent numeric,
  vote_percent numeric,
  since_on date,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key),
  CONSTRAINT company_owner_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT company_owner_kind_check CHECK (kind IN ('SHAREHOLDER', 'BENEFICIAL_OWNER')),
  CONSTRAINT company_owner_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE company_owner IS 'Who owns a company or in the end benefits from it, as one connection tells it.';
COMMENT ON COLUMN company_owner.payload_key IS 'Key of the landed payload that tells it: what that payload no longer names is deleted.';
COMMENT ON COLUMN company_owner.expires_on IS 'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX company_owner_payload_idx ON company_owner (tenant_id, connection_id, stream, payload_key);
CREATE INDEX company_owner_expiry_idx ON company_owner (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('company_owner');

CREATE TABLE group_link (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  stream text NOT NULL,
  payload_key text NOT NULL,
  source_key text NOT NULL,
  relation text NOT NULL,
  parent_name text,
  parent_siren text,
  parent_identifier text,
  country_code text,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key),
  CONSTRAINT group_link_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT group_link_relation_check CHECK (relation IN ('DIRECT_PARENT', 'ULTIMATE_PARENT')),
  CONSTRAINT group_link_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE group_link IS 'Another company above a company, as one connection tells it.';
COMMENT ON COLUMN group_link.payload_key IS 'Key of the landed payload that tells it: what that payload no longer names is deleted.';
COMMENT ON COLUMN group_link.parent_identifier IS 'Its number where it has no SIREN: "LEI:…", "DUNS:…".';
COMMENT ON COLUMN group_link.expires_on IS 'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX group_link_payload_idx ON group_link (tenant_id, connection_id, stream, payload_key);
CREATE INDEX group_link_expiry_idx ON group_link (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('group_link');

CREATE TABLE company_identifier (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  stream text NOT NULL,
  payload_key text NOT NULL,
  source_key text NOT NULL,
  scheme text NOT NULL,
  value text NOT NULL,
  is_valid boolean,
  checked_on date,
  status text,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key),
  CONSTRAINT company_identifier_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT company_identifier_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE company_identifier IS 'A number under which others know a company.';
COMMENT ON COLUMN company_identifier.payload_key IS 'Key of the landed payload that tells it: what that payload no longer names is deleted.';
COMMENT ON COLUMN company_identifier.is_valid IS 'What the authority says of it; NULL when it does not say.';
COMMENT ON COLUMN company_identifier.status IS 'The provider''s own word on its state.';
COMMENT ON COLUMN company_identifier.expires_on IS 'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX company_identifier_payload_idx ON company_identifier (tenant_id, connection_id, stream, payload_key);
CREATE INDEX company_identifier_expiry_idx ON company_identifier (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CREATE INDEX company_identifier_scheme_idx ON company_identifier (tenant_id, company_id, scheme);
CALL protect_tenant_table('company_identifier');

CREATE TABLE screening_hit (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  stream text NOT NULL,
  payload_key text NOT NULL,
  source_key text NOT NULL,
  list_entity_id text NOT NULL,
  caption text NOT NULL,
  score numeric NOT NULL,
  is_match boolean NOT NULL,
  topics text[] NOT NULL,
  datasets text[] NOT NULL,
  last_changed_on date,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key),
  CONSTRAINT screening_hit_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT screening_hit_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE screening_hit IS 'Somebody on a watch list who resembles a company: a resemblance, not a finding.';
COMMENT ON COLUMN screening_hit.payload_key IS 'Key of the landed payload that tells it: what that payload no longer names is deleted.';
COMMENT ON COLUMN screening_hit.score IS 'Resemblance from 0 to 1.';
COMMENT ON COLUMN screening_hit.is_match IS 'Whether it passes the threshold of the list itself.';
COMMENT ON COLUMN screening_hit.expires_on IS 'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX screening_hit_payload_idx ON screening_hit (tenant_id, connection_id, stream, payload_key);
CREATE INDEX screening_hit_expiry_idx ON screening_hit (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('screening_hit');
`;
