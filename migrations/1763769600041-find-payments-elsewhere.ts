import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A payment that the books have under another customer than the bank's movement was applied to counts once. */
export class FindPaymentsElsewhere1763769600041 implements MigrationInterface {
  name = 'FindPaymentsElsewhere1763769600041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ELSEWHERE);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: payments would be counted twice');
  }
}

/** A million movements take some seconds to index. */
const ELSEWHERE = `
ALTER TABLE cash_application ADD COLUMN ledger_customer_id uuid;
COMMENT ON COLUMN cash_application.ledger_customer_id IS
  'Whose payment the books have it as, where that is another customer than it was applied to; found by amount and day. NULL: nobody else.';
CREATE INDEX cash_application_unbooked_idx ON cash_application (tenant_id, bank_transaction_id)
  WHERE status = 'APPLIED' AND (ledger_cause_id IS NULL OR ledger_customer_id IS NOT NULL);
CREATE INDEX cash_application_cause_idx ON cash_application (tenant_id, ledger_cause_id) WHERE ledger_cause_id IS NOT NULL;
CREATE INDEX bank_transaction_amount_idx ON bank_transaction (tenant_id, amount_minor, booked_on);
`;
