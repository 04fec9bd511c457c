/** What bureaux and insurers think of a company, kept day after day. */
export const OPINIONS = `
CREATE TABLE recommended_limit (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  source_key text NOT NULL,
  seen_on date NOT NULL,
  kind text NOT NULL,
  amount_minor bigint,
  currency text NOT NULL,
  absent_because text,
  computed_on date,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key, seen_on),
  CONSTRAINT recommended_limit_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT recommended_limit_kind_check CHECK (kind IN ('RECOMMENDED', 'MAXIMUM')),
  CONSTRAINT recommended_limit_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE recommended_limit IS 'How much a bureau or insurer says may be owed, day after day; an opinion, not a cover.';
COMMENT ON COLUMN recommended_limit.seen_on IS 'The day it is of: computed_on, else the day it was first seen.';
COMMENT ON COLUMN recommended_limit.expires_on IS 'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX recommended_limit_expiry_idx ON recommended_limit (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('recommended_limit');

CREATE TABLE payment_index (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  source_key text NOT NULL,
  seen_on date NOT NULL,
  scale text NOT NULL,
  value text,
  absent_because text,
  higher_is_better boolean NOT NULL,
  days_beyond_terms numeric,
  computed_on date,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key, seen_on),
  CONSTRAINT payment_index_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT payment_index_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE payment_index IS 'How a company pays its suppliers, as a bureau measures it, day after day.';
COMMENT ON COLUMN payment_index.seen_on IS 'The day it is of: computed_on, else the day it was first seen.';
COMMENT ON COLUMN payment_index.expires_on IS 'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX payment_index_expiry_idx ON payment_index (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('payment_index');

CREATE TABLE change_notice (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  source_key text NOT NULL,
  facet text NOT NULL,
  before text,
  after text,
  noticed_on date NOT NULL,
  use_restriction text NOT NULL DEFAULT 'NONE',
  expires_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key),
  CONSTRAINT change_notice_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT change_notice_use_restriction_check CHECK (use_restriction IN ('NONE', 'INTERNAL_ONLY', 'NO_REDISTRIBUTION'))
);
COMMENT ON TABLE change_notice IS 'A provider''s word that something about a watched company has changed: a reason to read it again.';
COMMENT ON COLUMN change_notice.facet IS 'What changed, in the provider''s words.';
COMMENT ON COLUMN change_notice.expires_on IS 'The first day it must not be used any more unless it is seen again; NULL when it may be kept.';
CREATE INDEX change_notice_expiry_idx ON change_notice (tenant_id, expires_on) WHERE expires_on IS NOT NULL;
CALL protect_tenant_table('change_notice');
`;
