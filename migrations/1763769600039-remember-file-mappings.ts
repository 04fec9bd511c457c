import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people said the columns of their files are, so that the next file with the same header needs no asking. */
export class RememberFileMappings1763769600039 implements MigrationInterface {
  name = 'RememberFileMappings1763769600039';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MAPPINGS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what columns mean would have to be asked again');
  }
}

const MAPPINGS = `
CREATE TABLE file_mapping (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  fingerprint text NOT NULL,
  mapping jsonb NOT NULL,
  saved_by text NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, fingerprint),
  CONSTRAINT file_mapping_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE file_mapping IS 'What the columns of files with a certain header are, as somebody said; checked by the connector before it is used.';
COMMENT ON COLUMN file_mapping.fingerprint IS 'Of the header''s titles, without case, accents and punctuation.';
CALL protect_tenant_table('file_mapping');
`;
