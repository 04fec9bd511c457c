import type { TestDatabase } from '../support/postgres';
import type { Seller } from './seller-fixture';

/** Rates as the ECB connector stores them: day, currency, rate, and when we learnt it (that afternoon unless said). */
export async function publishRates(
  arrange: TestDatabase,
  seller: Seller,
  rates: readonly (readonly [day: string, currency: string, rate: string, recordedAt?: string])[],
): Promise<void> {
  for (const [day, currency, rate, recordedAt] of rates) {
    await arrange.query(
      `INSERT INTO exchange_rate (tenant_id, published_on, currency, connection_id, recorded_at, connector_id, rate)
       VALUES ($1, $2, $3, $4, $5, 'ecb', $6)`,
      [seller.tenantId, day, currency, seller.connectionId, recordedAt ?? `${day}T15:00:00Z`, rate],
    );
  }
}

export interface ForeignReceivable {
  account: string;
  currency: string;
  openMinor: bigint;
  /** Null for a claim without due date. */
  dueOn: string | null;
  issuedOn: string;
}

let made = 0;

/** Receivables of the seller's customers in any currency, each with the entry it rests on. */
export async function owe(
  arrange: TestDatabase,
  seller: Seller,
  receivables: readonly ForeignReceivable[],
): Promise<void> {
  const rows = receivables.map((receivable) => ({
    customer_id: seller.customerId(receivable.account),
    number: `F${++made}`,
    currency: receivable.currency,
    minor: receivable.openMinor.toString(),
    due_on: receivable.dueOn,
    issued_on: receivable.issuedOn,
  }));
  await arrange.query(
    `WITH r AS (
       SELECT *, stable_id(customer_id::text, number) AS receivable_id, issued_on + time '12:00' AT TIME ZONE 'UTC' AS at
       FROM jsonb_to_recordset($3) AS r (customer_id uuid, number text, currency text, minor bigint, due_on date,
         issued_on date)
     ), made AS (
       INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account,
         issued_on, due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at,
         is_doubtful, source_file_id, source_line)
       SELECT $1, receivable_id, customer_id, $2, 'INVOICE', number, number, '411', issued_on, due_on,
         CASE WHEN due_on IS NULL THEN 'NONE' ELSE 'DOCUMENT' END, currency, minor, minor, issued_on, at, false,
         stable_id('file'), 1
       FROM r
     )
     INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
       source_file_id, source_line)
     SELECT $1, receivable_id, 'ISSUE', minor, issued_on, at, receivable_id, stable_id('file'), 1 FROM r`,
    [seller.tenantId, seller.connectionId, JSON.stringify(rows)],
  );
}
