import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose payments movements of the bank are and what they settle: proposals, decisions, and what was learnt of payers. */
export class ApplyCash1763769600038 implements MigrationInterface {
  name = 'ApplyCash1763769600038';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(APPLICATIONS);
    await runner.query(STEPS);
    await runner.query(LEARNT);
    await runner.query(NUMBERS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what people decided is told nowhere else');
  }
}

const APPLICATIONS = `
CREATE TABLE cash_application (
  tenant_id uuid NOT NULL,
  bank_transaction_id uuid NOT NULL,
  status text NOT NULL,
  customer_id uuid,
  confidence real,
  reasons text[] NOT NULL,
  alternatives jsonb NOT NULL,
  is_automatic boolean NOT NULL,
  ledger_cause_id uuid,
  decided_by text,
  decided_at timestamptz,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, bank_transaction_id),
  CONSTRAINT cash_application_transaction_fkey FOREIGN KEY (tenant_id, bank_transaction_id)
    REFERENCES bank_transaction ON DELETE CASCADE,
  CONSTRAINT cash_application_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT cash_application_status_check CHECK (status IN ('PROPOSED', 'APPLIED', 'UNMATCHED', 'REJECTED')),
  CONSTRAINT cash_application_customer_check CHECK (customer_id IS NOT NULL OR status IN ('UNMATCHED', 'REJECTED')),
  CONSTRAINT cash_application_confidence_check CHECK (confidence BETWEEN 0 AND 1)
);
COMMENT ON TABLE cash_application IS 'Whose payment a movement is: proposed, applied by rule or by a person, or nobody''s.';
COMMENT ON COLUMN cash_application.alternatives IS 'Other proposals: [{customerId, confidence, reasons, parts: [{receivableId, amountMinor (text)}]}].';
COMMENT ON COLUMN cash_application.ledger_cause_id IS
  'The payment of the books that is this one: while it is there the books count, not the movement. NULL: the books do not show it yet.';
CREATE INDEX cash_application_customer_idx ON cash_application (tenant_id, customer_id, status);
CREATE INDEX cash_application_status_idx ON cash_application (tenant_id, status, changed_at DESC, bank_transaction_id);
CALL protect_tenant_table('cash_application');

CREATE TABLE cash_application_part (
  tenant_id uuid NOT NULL,
  bank_transaction_id uuid NOT NULL,
  receivable_id uuid NOT NULL,
  amount_minor bigint NOT NULL,
  PRIMARY KEY (tenant_id, bank_transaction_id, receivable_id),
  CONSTRAINT cash_application_part_application_fkey FOREIGN KEY (tenant_id, bank_transaction_id)
    REFERENCES cash_application ON DELETE CASCADE,
  CONSTRAINT cash_application_part_amount_check CHECK (amount_minor <> 0)
);
COMMENT ON TABLE cash_application_part IS 'What an application settles of a claim; negative for a credit note used up with it.';
CREATE INDEX cash_application_part_receivable_idx ON cash_application_part (tenant_id, receivable_id);
CALL protect_tenant_table('cash_application_part');
`;

const STEPS = `
CREATE TABLE cash_application_step (
  tenant_id uuid NOT NULL,
  bank_transaction_id uuid NOT NULL,
  written_seq bigint GENERATED ALWAYS AS IDENTITY,
  change text NOT NULL,
  at timestamptz NOT NULL,
  by text,
  customer_id uuid,
  confidence real,
  comment text,
  PRIMARY KEY (tenant_id, bank_transaction_id, written_seq),
  CONSTRAINT cash_application_step_application_fkey FOREIGN KEY (tenant_id, bank_transaction_id)
    REFERENCES cash_application ON DELETE CASCADE,
  CONSTRAINT cash_application_step_change_check
    CHECK (change IN ('PROPOSED', 'APPLIED', 'CONFIRMED', 'CORRECTED', 'REJECTED', 'UNMATCHED'))
);
COMMENT ON TABLE cash_application_step IS 'What was proposed and decided, in order.';
COMMENT ON COLUMN cash_application_step.by IS 'Who did it; NULL for the hub.';
CALL protect_tenant_table('cash_application_step');
REVOKE UPDATE, DELETE ON cash_application_step FROM encours_app;
`;

const LEARNT = `
CREATE TABLE cash_rejection (
  tenant_id uuid NOT NULL,
  bank_transaction_id uuid NOT NULL,
  rejected_id uuid NOT NULL,
  rejected_by text NOT NULL,
  rejected_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, bank_transaction_id, rejected_id),
  CONSTRAINT cash_rejection_transaction_fkey FOREIGN KEY (tenant_id, bank_transaction_id)
    REFERENCES bank_transaction ON DELETE CASCADE
);
COMMENT ON TABLE cash_rejection IS 'Pairs a person said no to; they are not proposed again.';
COMMENT ON COLUMN cash_rejection.rejected_id IS 'The customer, or the receivable, that it is not.';
CALL protect_tenant_table('cash_rejection');

CREATE TABLE debtor_account (
  tenant_id uuid NOT NULL,
  account text NOT NULL,
  customer_id uuid NOT NULL,
  bank_transaction_id uuid NOT NULL,
  learnt_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, account, customer_id),
  CONSTRAINT debtor_account_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE
);
COMMENT ON TABLE debtor_account IS 'Accounts customers have paid from, as confirmed by people or told by the payer''s name.';
CREATE INDEX debtor_account_customer_idx ON debtor_account (tenant_id, customer_id);
CALL protect_tenant_table('debtor_account');
`;

/** Payers quote numbers in spellings of their own. */
const NUMBERS = `
CREATE INDEX receivable_number_idx ON receivable (tenant_id, number_key(number)) WHERE open_minor <> 0;
`;
