import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which companies a provider watches for us, and where it may ring when something has changed. */
export class WatchCompanies1763769600017 implements MigrationInterface {
  name = 'WatchCompanies1763769600017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PORTFOLIOS);
    await runner.query(HOOKS);
  }

  async down(): Promise<void> {
    throw new Error(
      'restore a backup instead: what we had watched would be watched, and paid, for ever',
    );
  }
}

const PORTFOLIOS = `
ALTER TABLE connection ADD COLUMN portfolio_checked_at timestamptz;
COMMENT ON COLUMN connection.portfolio_checked_at IS
  'When all that the provider says it watches was last compared with what we asked it to watch.';

CREATE TABLE watched_company (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  siren text NOT NULL,
  status text NOT NULL,
  since timestamptz NOT NULL,
  reason text,
  checked_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id, siren),
  CONSTRAINT watched_company_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT watched_company_siren_check CHECK (siren ~ '^[0-9]{9}$'),
  CONSTRAINT watched_company_status_check CHECK (status IN ('WANTED', 'WATCHED', 'REFUSED', 'LEAVING', 'LEFT'))
);
COMMENT ON TABLE watched_company IS
  'The portfolio of a connection at its provider, as we want it and as the provider confirmed it. What the provider watches for others has no row.';
COMMENT ON COLUMN watched_company.status IS
  'LEFT: the provider said it let go; kept until its list, read again, says so too.';
COMMENT ON COLUMN watched_company.reason IS 'What the provider said when it refused.';
COMMENT ON COLUMN watched_company.checked_at IS 'When the provider last answered about it.';
CREATE INDEX watched_company_open_idx ON watched_company (tenant_id, connection_id, status, siren) WHERE status <> 'WATCHED';
CALL protect_tenant_table('watched_company');
`;

const HOOKS = `
CREATE TABLE connection_hook (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  token_hash text NOT NULL,
  sealed_token text NOT NULL,
  secret_key_id text NOT NULL,
  created_at timestamptz NOT NULL,
  rung_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id),
  CONSTRAINT connection_hook_token_key UNIQUE (token_hash),
  CONSTRAINT connection_hook_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE connection_hook IS
  'The address a provider may ring: known by the hash of its token; the token itself is sealed like a credential.';
COMMENT ON COLUMN connection_hook.rung_at IS 'When a ring last asked for a sync; more rings within a minute ask for none.';
CALL protect_tenant_table('connection_hook');
-- Who rings is found before a tenant is known: exactly the row of the presented token opens, for reading.
CREATE POLICY presented_hook ON connection_hook FOR SELECT TO encours_app
  USING (token_hash = current_setting('app.presented_hook_hash', true));
`;
