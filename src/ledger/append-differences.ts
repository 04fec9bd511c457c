import type { Transaction } from '../database';

/**
 * Brings receivable and receivable_entry to the desired state by appending only: an entry that is no longer true is
 * reversed with the same effective day, a new one is added, what agrees is left alone. Run again, it appends nothing.
 */
export async function appendDifferences(
  tx: Transaction,
  target: { connectionId: string; currency: string; at: Date },
): Promise<void> {
  const { connectionId, currency, at } = target;
  const [known] = await tx.query(
    `SELECT 1 FROM receivable WHERE tenant_id = $1 AND customer_id IN (${AFFECTED}) LIMIT 1`,
    [tx.tenantId],
  );
  if (known === undefined) {
    await tx.execute(`${INSERT_RECEIVABLES} ORDER BY receivable_id`, [
      tx.tenantId,
      connectionId,
      currency,
      at,
    ]);
    await tx.execute(FIRST_ENTRIES, [tx.tenantId, at]);
    return;
  }
  await tx.execute(DIFFERENCE, [tx.tenantId]);
  await tx.execute(`${INSERT_RECEIVABLES} ${UPDATE_RECEIVABLES}`, [
    tx.tenantId,
    connectionId,
    currency,
    at,
  ]);
  await tx.execute(APPEND_ENTRIES, [tx.tenantId, at]);
  await tx.execute(EMPTY_UNDESIRED, [tx.tenantId, at]);
  await tx.execute(NOTE_CHANGE, [tx.tenantId, at]);
}

const AFFECTED = 'SELECT customer_id FROM affected_customer';

const INSERT_RECEIVABLES = `
  INSERT INTO receivable AS r (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account,
    issued_on, due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at,
    is_doubtful, source_file_id, source_line, doubtful_on, is_bill, bill_on, discount_on, discount_minor,
    document_currency, document_total_minor, is_disputed, disputed_on, document_key)
  SELECT $1, receivable_id, customer_id, $2, kind, number, label, account, issued_on, due_on, due_date_source,
    coalesce(currency, $3),
    total_minor, open_minor, last_effective_on, $4, is_doubtful, source_file_id, source_line, doubtful_on,
    bill_on IS NOT NULL, bill_on, discount_on, discount_minor, document_currency, document_total_minor, is_disputed,
    disputed_on, document_key
  FROM desired_receivable`;

/** What a corrected export, new terms or another form may change of a claim. */
const CHANGEABLE = (
  'kind number due_on due_date_source total_minor open_minor last_effective_on is_doubtful doubtful_on is_bill bill_on ' +
  'discount_on discount_minor document_currency document_total_minor is_disputed disputed_on'
).split(' ');
const changeable = (row: string): string =>
  CHANGEABLE.map((column) => `${row}.${column}`).join(', ');

/** The source reference stays the first one: a re-export moves lines without changing what they say. */
const UPDATE_RECEIVABLES = `
  ON CONFLICT (tenant_id, receivable_id) DO UPDATE SET
    ${CHANGEABLE.map((column) => `${column} = EXCLUDED.${column}`).join(', ')}, changed_at = EXCLUDED.changed_at
  WHERE (${changeable('r')}) IS DISTINCT FROM (${changeable('EXCLUDED')})`;

const FIRST_ENTRIES = `
  INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
    source_file_id, source_line)
  SELECT $1, receivable_id, kind, amount, effective_on, $2, cause_id, source_file_id, source_line
  FROM desired_entry ORDER BY receivable_id, effective_on, kind, cause_id`;

const DIFFERENCE = `
  CREATE TEMP TABLE difference ON COMMIT DROP AS
  SELECT receivable_id, kind, effective_on, cause_id, w.amount AS wanted, h.amount AS held,
    coalesce(w.source_file_id, h.source_file_id) AS source_file_id, coalesce(w.source_line, h.source_line) AS source_line
  FROM (
    SELECT receivable_id, kind, effective_on, cause_id, sum(amount)::bigint AS amount,
      min(source_file_id::text)::uuid AS source_file_id, min(source_line) AS source_line
    FROM desired_entry GROUP BY 1, 2, 3, 4
  ) w FULL JOIN (
    SELECT e.receivable_id, coalesce(e.reversed_kind, e.kind) AS kind, e.effective_on, e.cause_id,
      sum(e.amount_minor)::bigint AS amount, min(e.source_file_id::text)::uuid AS source_file_id,
      min(e.source_line) AS source_line
    FROM receivable r JOIN receivable_entry e USING (tenant_id, receivable_id)
    WHERE r.tenant_id = $1 AND r.customer_id IN (${AFFECTED})
    GROUP BY 1, 2, 3, 4 HAVING sum(e.amount_minor) <> 0
  ) h USING (receivable_id, kind, effective_on, cause_id)
  WHERE w.amount IS DISTINCT FROM h.amount`;

const APPEND_ENTRIES = `
  INSERT INTO receivable_entry (tenant_id, receivable_id, kind, reversed_kind, amount_minor, effective_on, recorded_at,
    cause_id, source_file_id, source_line)
  SELECT $1, receivable_id, e.kind, e.reversed_kind, e.amount, effective_on, $2, cause_id, source_file_id, source_line
  FROM difference d, LATERAL (
    SELECT 'REVERSAL' AS kind, d.kind AS reversed_kind, -d.held AS amount WHERE d.held IS NOT NULL
    UNION ALL SELECT d.kind, NULL, d.wanted WHERE d.wanted IS NOT NULL
  ) e
  ORDER BY receivable_id, effective_on, d.kind, cause_id, e.kind DESC`;

/** A claim the books no longer make keeps its row and its history; nothing of it is open. */
const EMPTY_UNDESIRED = `
  UPDATE receivable r SET total_minor = 0, open_minor = 0, changed_at = $2
  WHERE r.tenant_id = $1 AND (r.total_minor <> 0 OR r.open_minor <> 0)
    AND r.customer_id IN (${AFFECTED})
    AND NOT EXISTS (SELECT FROM desired_receivable d WHERE d.receivable_id = r.receivable_id)`;

/** Entries may move from day to day and leave the sums as they were: that too was learnt now. */
const NOTE_CHANGE = `
  UPDATE receivable r SET changed_at = $2
  WHERE r.tenant_id = $1 AND r.changed_at <> $2 AND r.receivable_id IN (SELECT receivable_id FROM difference)`;
