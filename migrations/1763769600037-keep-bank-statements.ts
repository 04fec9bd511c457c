import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What banks booked on the tenant's accounts: statements and their movements, appended, never changed. */
export class KeepBankStatements1763769600037 implements MigrationInterface {
  name = 'KeepBankStatements1763769600037';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STATEMENTS);
    await runner.query(TRANSACTIONS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what banks said would be lost');
  }
}

const STATEMENTS = `
CREATE TABLE bank_statement (
  tenant_id uuid NOT NULL,
  statement_key text NOT NULL,
  connection_id uuid NOT NULL,
  source_file_id uuid NOT NULL,
  account text NOT NULL,
  currency text NOT NULL,
  number text,
  opening_on date,
  opening_minor bigint,
  closing_on date,
  closing_minor bigint,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, statement_key),
  CONSTRAINT bank_statement_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);
COMMENT ON TABLE bank_statement IS 'A statement of a bank account; the same one in another file is the same row.';
COMMENT ON COLUMN bank_statement.opening_minor IS 'The booked balance before its movements; NULL when the statement has none.';
CREATE INDEX bank_statement_connection_idx ON bank_statement (tenant_id, connection_id);
CALL protect_tenant_table('bank_statement');
REVOKE DELETE ON bank_statement FROM encours_app;
`;

const TRANSACTIONS = `
CREATE TABLE bank_transaction (
  tenant_id uuid NOT NULL,
  bank_transaction_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  source_file_id uuid NOT NULL,
  statement_key text NOT NULL,
  account text NOT NULL,
  booked_on date NOT NULL,
  value_on date,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  counterparty_name text,
  counterparty_account text,
  end_to_end_id text,
  document_references text[] NOT NULL,
  remittance_text text NOT NULL,
  bank_reference text,
  operation_code text,
  return_reason text,
  is_reversal boolean NOT NULL,
  batch_size integer NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, bank_transaction_id),
  CONSTRAINT bank_transaction_connection_fkey FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE,
  CONSTRAINT bank_transaction_batch_check CHECK (batch_size > 0)
);
COMMENT ON TABLE bank_transaction IS 'A movement of a bank account; overlapping statements tell the same one.';
COMMENT ON COLUMN bank_transaction.bank_transaction_id IS 'Derived from what the bank says of it, with its own reference where it gives one.';
COMMENT ON COLUMN bank_transaction.amount_minor IS 'Credits positive, debits negative.';
COMMENT ON COLUMN bank_transaction.batch_size IS 'Movements the bank booked as one sum with it; 1 when it is one.';
CREATE INDEX bank_transaction_connection_idx ON bank_transaction (tenant_id, connection_id);
CREATE INDEX bank_transaction_booked_idx ON bank_transaction (tenant_id, booked_on DESC, bank_transaction_id);
CALL protect_tenant_table('bank_transaction');
REVOKE UPDATE, DELETE ON bank_transaction FROM encours_app;
`;
