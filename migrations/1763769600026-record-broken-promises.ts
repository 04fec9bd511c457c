import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Promises to pay that customers did not keep, as a CRM or a collector reports them. */
export class RecordBrokenPromises1763769600026 implements MigrationInterface {
  name = 'RecordBrokenPromises1763769600026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BROKEN_PROMISES);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what customers promised is told nowhere else');
  }
}

const BROKEN_PROMISES = `
CREATE TABLE broken_promise (
  tenant_id uuid NOT NULL,
  broken_promise_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  promised_on date NOT NULL,
  amount_minor bigint,
  currency text NOT NULL,
  reference text,
  note text,
  idempotency_key text NOT NULL,
  reported_by text NOT NULL,
  reported_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, broken_promise_id),
  CONSTRAINT broken_promise_idempotency_key UNIQUE (tenant_id, idempotency_key),
  CONSTRAINT broken_promise_customer_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
  CONSTRAINT broken_promise_amount_check CHECK (amount_minor > 0)
);
-- What the rules ask for: the promises of a customer in the order of their days.
CREATE INDEX broken_promise_customer_idx ON broken_promise (tenant_id, customer_id, promised_on);
COMMENT ON TABLE broken_promise IS 'Promises to pay that were not kept: reported once each, never changed.';
COMMENT ON COLUMN broken_promise.promised_on IS 'The day by which the customer said it would have paid.';
COMMENT ON COLUMN broken_promise.amount_minor IS 'What it said it would pay; NULL when it named no amount.';
COMMENT ON COLUMN broken_promise.currency IS 'That of the customer, also of a promise without an amount.';
COMMENT ON COLUMN broken_promise.reference IS 'What it said it would pay for, in the words of who reports: an invoice, a call.';
CALL protect_tenant_table('broken_promise');
REVOKE UPDATE, DELETE ON broken_promise FROM encours_app;
`;
