import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is what: customers of the books, companies of the registries, and how sure we are that they are the same. */
export class CreateUnify1763769600002 implements MigrationInterface {
  name = 'CreateUnify1763769600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COMPANIES);
    await runner.query(COMPANY_RECORDS);
    await runner.query(CUSTOMERS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead');
  }
}

const COMPANIES = `
CREATE TABLE company (
  tenant_id uuid NOT NULL REFERENCES tenant,
  company_id uuid NOT NULL,
  siren text NOT NULL,
  name text,
  trade_name text,
  legal_form_code text,
  legal_form_label text,
  activity_code text,
  created_on date,
  ceased_on date,
  status text NOT NULL DEFAULT 'UNKNOWN',
  employees_min integer,
  employees_max integer,
  vat_number text,
  capital_minor bigint,
  address_line text,
  postcode text,
  city text,
  country_code text,
  is_diffusible boolean NOT NULL DEFAULT true,
  insolvency text NOT NULL DEFAULT 'NONE',
  insolvency_event_key text,
  insolvency_on date,
  struck_off_on date,
  struck_off_event_key text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id),
  CONSTRAINT company_siren_key UNIQUE (tenant_id, siren),
  CONSTRAINT company_status_check CHECK (status IN ('ACTIVE', 'CEASED', 'UNKNOWN')),
  CONSTRAINT company_insolvency_check CHECK (insolvency IN ('NONE', 'SAFEGUARD', 'RECEIVERSHIP', 'LIQUIDATION', 'PLAN', 'CLOSED'))
);
COMMENT ON COLUMN company.company_id IS 'stable_id(tenant_id, siren)';
CALL protect_tenant_table('company');

-- Provenance: what each connection says of each field; company holds the one that wins by precedence, then freshness.
CREATE TABLE company_fact (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  field text NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  stream text NOT NULL,
  source_key text NOT NULL,
  value jsonb NOT NULL,
  observed_on date,
  fetched_at timestamptz NOT NULL,
  is_chosen boolean NOT NULL,
  PRIMARY KEY (tenant_id, company_id, field, connection_id),
  CONSTRAINT company_fact_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE
);
CALL protect_tenant_table('company_fact');
`;

const COMPANY_RECORDS = `
CREATE TABLE officer (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  source_key text NOT NULL,
  name text,
  role text NOT NULL,
  is_legal_person boolean NOT NULL,
  officer_siren text,
  birth_month text,
  since_on date,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key),
  CONSTRAINT officer_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE
);
CALL protect_tenant_table('officer');

CREATE TABLE financial_statement (
  tenant_id uuid NOT NULL,
  financial_statement_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  source_key text NOT NULL,
  closed_on date NOT NULL,
  months integer,
  scope text NOT NULL,
  confidentiality text NOT NULL,
  currency text NOT NULL,
  filed_on date,
  items jsonb NOT NULL,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, financial_statement_id),
  CONSTRAINT financial_statement_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT financial_statement_scope_check CHECK (scope IN ('COMPANY', 'CONSOLIDATED')),
  CONSTRAINT financial_statement_confidentiality_check CHECK (confidentiality IN ('PUBLIC', 'INCOME_STATEMENT', 'FULL'))
);
CREATE INDEX financial_statement_company_idx ON financial_statement (tenant_id, company_id, closed_on DESC);
COMMENT ON COLUMN financial_statement.items IS 'Item name to minor units as a decimal string; only what the source gave.';
CALL protect_tenant_table('financial_statement');

CREATE TABLE legal_event (
  tenant_id uuid NOT NULL,
  legal_event_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  source_key text NOT NULL,
  kind text NOT NULL,
  published_on date NOT NULL,
  decided_on date,
  court text,
  title text NOT NULL,
  detail text,
  url text,
  related_key text,
  relation text,
  accounts_closed_on date,
  accounts_confidential boolean,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, legal_event_id),
  CONSTRAINT legal_event_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE,
  CONSTRAINT legal_event_relation_check CHECK (relation IN ('RECTIFIES', 'CANCELS'))
);
CREATE INDEX legal_event_company_idx ON legal_event (tenant_id, company_id, published_on DESC, source_key);
CALL protect_tenant_table('legal_event');

CREATE TABLE provider_score (
  tenant_id uuid NOT NULL,
  company_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connector_id text NOT NULL,
  source_key text NOT NULL,
  scale text NOT NULL,
  value text,
  absent_because text,
  higher_is_safer boolean NOT NULL,
  computed_on date,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, company_id, connection_id, source_key),
  CONSTRAINT provider_score_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company ON DELETE CASCADE
);
CALL protect_tenant_table('provider_score');
`;

const CUSTOMERS = `
CREATE TABLE customer (
  tenant_id uuid NOT NULL REFERENCES tenant,
  customer_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  account text NOT NULL,
  name text NOT NULL,
  folded_name text NOT NULL,
  currency text NOT NULL,
  is_pooled boolean NOT NULL,
  company_id uuid,
  match_status text NOT NULL DEFAULT 'UNMATCHED',
  match_confidence real,
  match_method text,
  match_decided_by text,
  match_decided_at timestamptz,
  match_searched_name text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, customer_id),
  CONSTRAINT customer_account_key UNIQUE (tenant_id, connection_id, account),
  CONSTRAINT customer_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES company,
  CONSTRAINT customer_match_status_check CHECK (match_status IN ('UNMATCHED', 'SUGGESTED', 'AUTOMATIC', 'CONFIRMED', 'POOLED', 'NO_CANDIDATE'))
);
COMMENT ON COLUMN customer.customer_id IS 'stable_id(connection_id, ''customer'', account)';
COMMENT ON COLUMN customer.folded_name IS 'The name without accents, punctuation and legal form: what matching compares.';
COMMENT ON COLUMN customer.match_searched_name IS 'The folded name the registry was last searched with: a changed name is searched again.';
CREATE INDEX customer_name_idx ON customer (tenant_id, name, customer_id);
CREATE INDEX customer_company_idx ON customer (tenant_id, company_id) WHERE company_id IS NOT NULL;
CREATE INDEX customer_folded_name_idx ON customer USING gin (folded_name gin_trgm_ops);
CALL protect_tenant_table('customer');

CREATE TABLE match_candidate (
  tenant_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  siren text NOT NULL,
  name text NOT NULL,
  postcode text,
  city text,
  company_status text NOT NULL,
  confidence real NOT NULL,
  method text NOT NULL,
  status text NOT NULL,
  decided_by text,
  decided_at timestamptz,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, siren),
  CONSTRAINT match_candidate_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT match_candidate_status_check CHECK (status IN ('SUGGESTED', 'CONFIRMED', 'REJECTED'))
);
CALL protect_tenant_table('match_candidate');
`;
