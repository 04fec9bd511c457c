import type { LocalDate } from '../../kernel';
import type { Transaction } from '../../database';

/** A receipt that the life cycle of a document tells of. */
export interface Cashed {
  issuedOn: LocalDate | null;
  on: LocalDate;
  /** Null: all that was open. */
  amountMinor: bigint | null;
  currency: string | null;
}

/** Receipts told of documents of these numbers, by the number as given, oldest first. */
export async function readCashed(
  tx: Transaction,
  numbers: readonly string[],
): Promise<Map<string, Cashed[]>> {
  const rows = await tx.query<Omit<Cashed, 'amountMinor'> & { of: string; amount: string | null }>(
    CASHED,
    [tx.tenantId, [...new Set(numbers)]],
  );
  const found = new Map<string, Cashed[]>();
  for (const { of, amount, ...row } of rows) {
    const cashed = { ...row, amountMinor: amount === null ? null : BigInt(amount) };
    const known = found.get(of);
    if (known === undefined) found.set(of, [cashed]);
    else known.push(cashed);
  }
  return found;
}

const DAY = `(e.at AT TIME ZONE t.time_zone)::date`;

const CASHED = `
  SELECT n.number AS of, e.document_issued_on AS "issuedOn", ${DAY} AS on, e.amount_minor::text AS amount, e.currency
  FROM (SELECT number, number_key(number) AS nk FROM unnest($2::text[]) AS n (number) OFFSET 0) n
  JOIN document_event e ON e.tenant_id = $1 AND e.number_key = n.nk
  JOIN tenant t ON t.tenant_id = $1
  WHERE e.status = 'CASHED' AND n.nk <> ''
  ORDER BY e.at, e.event_key`;

/** Days between the issue a message names and the day the books have: they may have booked it later. */
const ISSUE_APART_MAX = 60;

/**
 * Marks items disputed whose last word in the life cycle is a dispute, a refusal, a rejection, a suspension or that it was
 * cancelled, which a credit note has yet to say; approval, completion and payment end it, approval in part does neither.
 * Whoever told of the item, a message names it by its number.
 */
export async function disputeItems(tx: Transaction): Promise<void> {
  const [any] = await tx.query(
    'SELECT 1 FROM document_event WHERE tenant_id = $1 ORDER BY connection_id, event_key LIMIT 1',
    [tx.tenantId],
  );
  if (any !== undefined) await tx.execute(DISPUTE, [tx.tenantId]);
}

const DISPUTE = `
  UPDATE item i SET is_disputed = true, disputed_on = l.day
  FROM (
    SELECT DISTINCT ON (c.item_no) c.item_no, e.status, ${DAY} AS day
    FROM (
      SELECT item_no, issued_on, number_key(reference) AS nk FROM item WHERE nature = 'SALE' AND amount > 0 OFFSET 0
    ) c
    JOIN document_event e ON e.tenant_id = $1 AND e.number_key = c.nk
      AND (e.document_issued_on IS NULL OR abs(e.document_issued_on - c.issued_on) <= ${ISSUE_APART_MAX})
    JOIN tenant t ON t.tenant_id = $1
    WHERE c.nk <> ''
      AND e.status IN ('DISPUTED', 'REFUSED', 'REJECTED', 'CANCELLED', 'SUSPENDED', 'APPROVED', 'COMPLETED', 'CASHED')
    ORDER BY c.item_no, e.at DESC, e.event_key DESC
  ) l
  WHERE l.item_no = i.item_no AND l.status IN ('DISPUTED', 'REFUSED', 'REJECTED', 'CANCELLED', 'SUSPENDED')`;
