import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles, the tenant setting every policy reads, tenants and their API keys. */
export class CreateFoundation1763769600000 implements MigrationInterface {
  name = 'CreateFoundation1763769600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLES);
    await runner.query(FUNCTIONS);
    await runner.query(TABLES);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: the ledger is append-only and is not un-migrated');
  }
}

/** Roles belong to the whole server: another database of it may have made them already, even at this moment. */
const ROLES = `
DO $$ BEGIN
  CREATE ROLE encours_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT encours_app TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO encours_app;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
`;

const FUNCTIONS = `
-- The tenant of the running transaction; NULL (which matches no row) when none was set.
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

-- The same id as stableId() of the kernel: md5 of the parts joined by U+001F.
CREATE FUNCTION stable_id(VARIADIC parts text[]) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN md5(array_to_string(parts, E'\\x1f', ''))::uuid;

-- Every tenant table calls this: forced row-level security, the app role may read and write its own tenant's rows.
CREATE PROCEDURE protect_tenant_table(table_name regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format('CREATE POLICY tenant_only ON %s USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())', table_name);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO encours_app', table_name);
END $$;
`;

const TABLES = `
CREATE TABLE tenant (
  tenant_id uuid PRIMARY KEY,
  slug text NOT NULL,
  name text NOT NULL,
  books_currency text NOT NULL DEFAULT 'EUR',
  time_zone text NOT NULL DEFAULT 'Europe/Paris',
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tenant_slug_key UNIQUE (slug),
  CONSTRAINT tenant_slug_check CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
COMMENT ON TABLE tenant IS 'A seller: whose customers, receivables and limits the rows of one tenant_id are.';
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
-- The directory of tenants is needed before a tenant is chosen (key check, scheduler, CLI): app.scope = 'system' opens this table only.
CREATE POLICY own_or_system ON tenant
  USING (tenant_id = current_tenant() OR current_setting('app.scope', true) = 'system')
  WITH CHECK (current_setting('app.scope', true) = 'system');
GRANT SELECT, INSERT, UPDATE ON tenant TO encours_app;

CREATE TABLE api_key (
  tenant_id uuid NOT NULL REFERENCES tenant,
  api_key_id uuid NOT NULL,
  key_hash text NOT NULL,
  label text NOT NULL,
  role text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, api_key_id),
  CONSTRAINT api_key_hash_key UNIQUE (key_hash),
  CONSTRAINT api_key_role_check CHECK (role IN ('VIEWER', 'ANALYST', 'CREDIT_MANAGER', 'APPROVER', 'INTEGRATOR', 'ADMIN'))
);
COMMENT ON COLUMN api_key.key_hash IS 'SHA-256 of the key, hex: the key itself is shown once and never stored.';
ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
-- A presented key finds exactly its own row before its tenant is known.
CREATE POLICY own_or_presented ON api_key
  USING (tenant_id = current_tenant() OR key_hash = nullif(current_setting('app.presented_key_hash', true), ''))
  WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT, UPDATE ON api_key TO encours_app;
`;
