import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A movement that a statement in another format tells again is the same movement. */
export class TellFormatsApart1763769600045 implements MigrationInterface {
  name = 'TellFormatsApart1763769600045';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REPEATS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: movements would be told twice');
  }
}

const REPEATS = `
ALTER TABLE bank_transaction ADD COLUMN format text;
COMMENT ON COLUMN bank_transaction.format IS
  'How its statement is written; NULL before it was kept: then as the summary of its file says.';

CREATE TABLE bank_transaction_repeat (
  tenant_id uuid NOT NULL,
  bank_transaction_id uuid NOT NULL,
  repeats_id uuid NOT NULL,
  format text NOT NULL,
  source_file_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, bank_transaction_id),
  CONSTRAINT bank_transaction_repeat_once UNIQUE (tenant_id, repeats_id, format),
  CONSTRAINT bank_transaction_repeat_transaction_fkey FOREIGN KEY (tenant_id, repeats_id)
    REFERENCES bank_transaction ON DELETE CASCADE
);
COMMENT ON TABLE bank_transaction_repeat IS
  'Movements told again by a statement in another format; they are no movements of their own.';
COMMENT ON COLUMN bank_transaction_repeat.bank_transaction_id IS 'The id it would have in its own format.';
COMMENT ON COLUMN bank_transaction_repeat.repeats_id IS 'The movement it is; each is told once by a format.';
CALL protect_tenant_table('bank_transaction_repeat');
REVOKE UPDATE, DELETE ON bank_transaction_repeat FROM encours_app;
`;
