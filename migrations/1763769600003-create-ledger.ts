import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is owed: the accounting's own lines, the claims they make, and the append-only entries on each claim. */
export class CreateLedger1763769600003 implements MigrationInterface {
  name = 'CreateLedger1763769600003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LINES);
    await runner.query(RECEIVABLES);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: the ledger is append-only');
  }
}

const LINES = `
-- What the books say now on customer accounts: replaced period by period when the accounting exports again.
-- History is kept by receivable_entry; the exact bytes by raw_chunk.
CREATE TABLE ledger_line (
  tenant_id uuid NOT NULL,
  source_file_id uuid NOT NULL,
  line integer NOT NULL,
  entry_on date NOT NULL,
  document_on date,
  due_on date,
  amount_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  exchange_minor bigint NOT NULL,
  write_off_minor bigint NOT NULL,
  is_return boolean NOT NULL,
  nature text NOT NULL,
  account text NOT NULL,
  customer_id uuid NOT NULL,
  journal text NOT NULL,
  entry_number text NOT NULL,
  reference text NOT NULL,
  label text NOT NULL,
  letter text,
  lettered_on date,
  foreign_amount_minor bigint,
  foreign_currency text,
  identity uuid NOT NULL,
  PRIMARY KEY (tenant_id, source_file_id, line)
);
COMMENT ON COLUMN ledger_line.identity IS 'md5 of what the line says, without entry number, validation date and lettering: it survives a renumbered export.';
COMMENT ON COLUMN ledger_line.amount_minor IS 'Debit - credit in minor units of the books'' currency.';
CALL protect_tenant_table('ledger_line');
`;

const RECEIVABLES = `
CREATE TABLE receivable (
  tenant_id uuid NOT NULL,
  receivable_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  number text NOT NULL,
  label text NOT NULL,
  account text NOT NULL,
  issued_on date NOT NULL,
  due_on date,
  due_date_source text NOT NULL,
  currency text NOT NULL,
  total_minor bigint NOT NULL,
  open_minor bigint NOT NULL,
  is_disputed boolean NOT NULL DEFAULT false,
  is_doubtful boolean NOT NULL,
  source_file_id uuid NOT NULL,
  source_line integer NOT NULL,
  PRIMARY KEY (tenant_id, receivable_id),
  CONSTRAINT receivable_kind_check CHECK (kind IN ('INVOICE', 'CREDIT_NOTE', 'PAYMENT_ON_ACCOUNT', 'DEPOSIT', 'OPENING',
    'RETURNED_PAYMENT', 'REFUND', 'BILL', 'ADJUSTMENT')),
  CONSTRAINT receivable_due_date_source_check CHECK (due_date_source IN ('DOCUMENT', 'EXTRA_COLUMN', 'CUSTOMER_TERMS',
    'TENANT_DEFAULT', 'LEGAL_DEFAULT', 'IMMEDIATE', 'NONE'))
);
COMMENT ON TABLE receivable IS 'One claim: an invoice or instalment, a credit note, a payment on account, an opening item.';
COMMENT ON COLUMN receivable.open_minor IS 'Sum of all its entries: maintained with them in the same transaction.';
COMMENT ON COLUMN receivable.receivable_id IS 'Derived from what the claim says (party, dates, reference, amount), not from entry or file numbers.';
CREATE INDEX receivable_customer_idx ON receivable (tenant_id, customer_id, issued_on DESC);
CREATE INDEX receivable_recent_idx ON receivable (tenant_id, issued_on DESC);
CREATE INDEX receivable_open_idx ON receivable (tenant_id, customer_id, due_on) INCLUDE (open_minor) WHERE open_minor <> 0;
CALL protect_tenant_table('receivable');

CREATE TABLE receivable_entry (
  tenant_id uuid NOT NULL,
  receivable_id uuid NOT NULL,
  entry_seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  reversed_kind text,
  amount_minor bigint NOT NULL,
  effective_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  cause_id uuid NOT NULL,
  source_file_id uuid NOT NULL,
  source_line integer NOT NULL,
  PRIMARY KEY (tenant_id, receivable_id, entry_seq),
  CONSTRAINT receivable_entry_kind_check CHECK (kind IN ('ISSUE', 'PAYMENT', 'CREDIT', 'DISCOUNT', 'WRITE_OFF', 'ASSIGNMENT',
    'COMPENSATION', 'EXCHANGE', 'REVERSAL')),
  CONSTRAINT receivable_entry_reversal_check CHECK ((kind = 'REVERSAL') = (reversed_kind IS NOT NULL)),
  CONSTRAINT receivable_entry_amount_check CHECK (amount_minor <> 0)
);
COMMENT ON COLUMN receivable_entry.cause_id IS 'Identity of the accounting line that caused the entry (as receivable_id is of its own line).';
COMMENT ON COLUMN receivable_entry.effective_on IS 'When it was true in the books.';
COMMENT ON COLUMN receivable_entry.recorded_at IS 'When we knew.';
CALL protect_tenant_table('receivable_entry');
-- Append-only is a property of the database, not of our good intentions.
REVOKE UPDATE, DELETE ON receivable_entry FROM encours_app;
`;
