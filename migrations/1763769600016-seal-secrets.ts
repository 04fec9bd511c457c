import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Credentials are kept sealed beside the rest of a connection's configuration, and it is known which version of a
 * connector mapped what a stream brought. Secrets that stand in the clear are sealed by the first process that starts
 * with a key: a migration knows none.
 */
export class SealSecrets1763769600016 implements MigrationInterface {
  name = 'SealSecrets1763769600016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SECRETS);
    await runner.query(MAPPERS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: sealed credentials are nowhere else');
  }
}

const SECRETS = `
ALTER TABLE connection
  ADD COLUMN sealed_secrets jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN secret_key_id text,
  ADD CONSTRAINT connection_sealed_check CHECK ((sealed_secrets = '{}') = (secret_key_id IS NULL));
COMMENT ON COLUMN connection.sealed_secrets IS
  'Secret settings by name, each AES-256-GCM of its JSON: base64 of nonce, ciphertext and tag, bound to tenant, connection and name.';
COMMENT ON COLUMN connection.secret_key_id IS 'Which key opens them; the key itself is never in the database.';
`;

const MAPPERS = `
CREATE TABLE stream_mapper (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  stream text NOT NULL,
  version text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, stream),
  CONSTRAINT stream_mapper_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE stream_mapper IS
  'The newest version of the connector that maps a stream: a newer one maps again all that was landed before it.';
CALL protect_tenant_table('stream_mapper');
`;
