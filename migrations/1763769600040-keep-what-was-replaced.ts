import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two files that tell of one document and differ in its amount: the later counts, and what the other said is kept. */
export class KeepWhatWasReplaced1763769600040 implements MigrationInterface {
  name = 'KeepWhatWasReplaced1763769600040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REPLACEMENTS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: nobody would know that two files differ');
  }
}

const REPLACEMENTS = `
CREATE TABLE document_replacement (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  document_key text NOT NULL,
  source_file_id uuid NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, document_key, source_file_id),
  CONSTRAINT document_replacement_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE document_replacement IS 'What a file said of a document before another file with the same number said another amount.';
CALL protect_tenant_table('document_replacement');
`;
