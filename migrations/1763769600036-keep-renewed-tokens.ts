import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Providers that replace a refresh token with each use: the newest is kept for the connection, sealed. */
export class KeepRenewedTokens1763769600036 implements MigrationInterface {
  name = 'KeepRenewedTokens1763769600036';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREDENTIALS);
  }

  async down(): Promise<void> {
    throw new Error(
      'restore a backup instead: providers would not take the earlier tokens any more',
    );
  }
}

const CREDENTIALS = `
CREATE TABLE connection_credential (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  given_hash text NOT NULL,
  sealed_tokens text,
  secret_key_id text,
  access_until timestamptz,
  renewed_at timestamptz,
  presented_at timestamptz,
  PRIMARY KEY (tenant_id, connection_id),
  CONSTRAINT connection_credential_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT connection_credential_sealed_check CHECK ((sealed_tokens IS NULL) = (secret_key_id IS NULL)),
  CONSTRAINT connection_credential_renewed_check
    CHECK ((sealed_tokens IS NULL) = (renewed_at IS NULL) AND (sealed_tokens IS NULL) = (access_until IS NULL))
);
COMMENT ON TABLE connection_credential IS
  'The tokens of a connection whose provider replaces the refresh token with each use: the newest ones, sealed like a credential.';
COMMENT ON COLUMN connection_credential.given_hash IS
  'Hash of the refresh token in the settings that this began with: when the owner gives another, what is kept here counts no more.';
COMMENT ON COLUMN connection_credential.sealed_tokens IS
  'AES-256-GCM of the JSON of access and refresh token, bound to tenant and connection; NULL while the first renewal is under way.';
COMMENT ON COLUMN connection_credential.access_until IS 'The end of the access token, as the provider stated it.';
COMMENT ON COLUMN connection_credential.presented_at IS
  'When the refresh token kept, or given, was presented to the provider; NULL once its answer is stored. One that stays says that a process ended between the two.';
CALL protect_tenant_table('connection_credential');
`;
