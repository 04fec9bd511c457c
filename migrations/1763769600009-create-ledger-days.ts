import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each day changed in the figures of a portfolio, and the rates that expected losses are reckoned with. */
export class CreateLedgerDays1763769600009 implements MigrationInterface {
  name = 'CreateLedgerDays1763769600009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEDGER_DAYS);
    await runner.query(PROVISION_RATES);
    await runner.query(OPEN_ITEMS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: rates that were published are part of the history');
  }
}

const LEDGER_DAYS = `
-- Derived from receivable and receivable_entry alone: deleted, it is computed again.
CREATE TABLE ledger_day (
  tenant_id uuid NOT NULL,
  currency text NOT NULL,
  day date NOT NULL,
  outstanding_minor bigint NOT NULL,
  claims_minor bigint NOT NULL,
  undated_minor bigint NOT NULL,
  matured_minor bigint NOT NULL,
  overdue_minor bigint NOT NULL,
  overdue_30_minor bigint NOT NULL,
  overdue_60_minor bigint NOT NULL,
  overdue_90_minor bigint NOT NULL,
  sales_minor bigint NOT NULL,
  collected_minor bigint NOT NULL,
  paid_minor bigint NOT NULL,
  credited_minor bigint NOT NULL,
  discounted_minor bigint NOT NULL,
  written_off_minor bigint NOT NULL,
  assigned_minor bigint NOT NULL,
  compensated_minor bigint NOT NULL,
  exchanged_minor bigint NOT NULL,
  due_minor bigint NOT NULL,
  due_paid_minor bigint NOT NULL,
  due_written_off_minor bigint NOT NULL,
  timed_minor bigint NOT NULL,
  timed_days numeric NOT NULL,
  late_minor bigint NOT NULL,
  late_days numeric NOT NULL,
  PRIMARY KEY (tenant_id, currency, day)
);
COMMENT ON TABLE ledger_day IS 'What one day adds to the figures of the whole portfolio, as known at ledger_day_state.known_at. A balance on a day is the sum of all days up to it.';
COMMENT ON COLUMN ledger_day.outstanding_minor IS 'Change of what is open, credits deducted.';
COMMENT ON COLUMN ledger_day.claims_minor IS 'Change of what is open of claims; less outstanding_minor, the change of credits.';
COMMENT ON COLUMN ledger_day.undated_minor IS 'Change of open claims without a due date.';
COMMENT ON COLUMN ledger_day.matured_minor IS 'Change of open claims whose due date has come, that day included.';
COMMENT ON COLUMN ledger_day.overdue_minor IS 'Change of open claims past their due date; from the day after it.';
COMMENT ON COLUMN ledger_day.overdue_30_minor IS 'Change of open claims more than 30 days past their due date; likewise 60 and 90.';
COMMENT ON COLUMN ledger_day.sales_minor IS 'Invoices less credit notes issued that day, tax included.';
COMMENT ON COLUMN ledger_day.collected_minor IS 'Cash that came in, returned payments and refunds deducted.';
COMMENT ON COLUMN ledger_day.paid_minor IS 'Settled on claims by payments; the columns after it by the other kinds of entry.';
COMMENT ON COLUMN ledger_day.due_minor IS 'Claims that fell due, at their full amount, or were issued that day with a due date that had passed.';
COMMENT ON COLUMN ledger_day.due_paid_minor IS 'Payments and compensations, on the later of their day and the due date of what they settled.';
COMMENT ON COLUMN ledger_day.timed_minor IS 'Payments of invoices whose time is known, deposits left out.';
COMMENT ON COLUMN ledger_day.timed_days IS 'Sum of amount x days from issue to payment of timed_minor; negative for what was paid before.';
COMMENT ON COLUMN ledger_day.late_minor IS 'The part of timed_minor that had a due date.';
COMMENT ON COLUMN ledger_day.late_days IS 'Sum of amount x days from due date to payment of late_minor; negative for what was paid early.';
CALL protect_tenant_table('ledger_day');

CREATE TABLE ledger_day_state (
  tenant_id uuid PRIMARY KEY,
  known_at timestamptz NOT NULL
);
COMMENT ON TABLE ledger_day_state IS 'As known when the days of a tenant are; what was learnt since is added when they are read.';
CALL protect_tenant_table('ledger_day_state');
`;

const PROVISION_RATES = `
CREATE TABLE provision_rate (
  tenant_id uuid NOT NULL,
  version integer NOT NULL,
  from_days integer NOT NULL,
  rate numeric(12,10) NOT NULL,
  recorded_at timestamptz NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (tenant_id, version, from_days),
  CONSTRAINT provision_rate_version_check CHECK (version > 0),
  CONSTRAINT provision_rate_from_days_check CHECK (from_days >= 0),
  CONSTRAINT provision_rate_rate_check CHECK (rate >= 0 AND rate <= 1)
);
COMMENT ON TABLE provision_rate IS 'Provision matrices: the share of open claims expected never to be paid, by days past due. Versions replace each other and stay.';
COMMENT ON COLUMN provision_rate.from_days IS 'Least days past the due date; 0 is what is not due yet or has no due date.';
COMMENT ON COLUMN provision_rate.note IS 'Where the rates come from, for the reader of the report.';
CALL protect_tenant_table('provision_rate');
-- What a report was reckoned with stays to be asked for.
REVOKE UPDATE, DELETE ON provision_rate FROM encours_app;
`;

const OPEN_ITEMS = `
-- With currency, both dates and what tells whether a row stands for a past point, sums of open items need the index only.
DROP INDEX receivable_open_idx;
CREATE INDEX receivable_open_idx ON receivable (tenant_id, customer_id, due_on)
  INCLUDE (open_minor, currency, issued_on, last_effective_on, changed_at)
  WHERE open_minor <> 0;
-- Few are; looking for them must not mean looking at all.
CREATE INDEX receivable_contested_idx ON receivable (tenant_id, customer_id) INCLUDE (open_minor, currency)
  WHERE open_minor <> 0 AND (is_disputed OR is_doubtful);
`;
