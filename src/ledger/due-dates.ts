import type { Transaction } from '../database';

/** Days of art. L441-10 C. com. when nothing was agreed: shown as assumed, never as a fact. */
const LEGAL_TERM_DAYS = 30;

/** Held by whoever computes due dates; alone by whoever changes the terms that are usual for all. */
const TERMS_LOCK = `hashtextextended('terms:' || $1, 0)`;

/** From here to the end of the transaction the seller's usual terms stay what they are. */
export async function holdTerms(tx: Transaction): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${TERMS_LOCK})`, [tx.tenantId]);
}

/** Waits until nobody computes due dates, and lets nobody until the transaction ends. */
export async function lockTerms(tx: Transaction): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(${TERMS_LOCK})`, [tx.tenantId]);
}

/** Loads the terms agreed into temporary tables own_terms and usual_terms; false when there are none, as is usual. */
export async function loadTerms(tx: Transaction): Promise<boolean> {
  const own = await tx.execute(
    `CREATE TEMP TABLE own_terms ON COMMIT DROP AS ${PERIODS} AND customer_id IS NOT NULL`,
    [tx.tenantId],
  );
  const usual = await tx.execute(
    `CREATE TEMP TABLE usual_terms ON COMMIT DROP AS ${PERIODS} AND customer_id IS NULL`,
    [tx.tenantId],
  );
  if (own + usual > 0) await tx.query('ANALYZE own_terms, usual_terms');
  return own + usual > 0;
}

const PERIODS = `
  SELECT customer_id, effective_from, coalesce(replaced_on, 'infinity') AS replaced_on, terms, discount_basis_points,
    discount_terms
  FROM payment_terms_at('infinity') WHERE tenant_id = $1`;

/** The terms in force on the day of issue: joins for rows `row` with customer_id and issued_on. */
export const termsJoins = (row: string): string => `
  LEFT JOIN own_terms own ON own.customer_id = ${row}.customer_id
    AND ${row}.issued_on >= own.effective_from AND ${row}.issued_on < own.replaced_on
  LEFT JOIN usual_terms usual ON ${row}.issued_on >= usual.effective_from AND ${row}.issued_on < usual.replaced_on`;

/** Select items of a claim for which no document states a due date; `hasTerms` = with the joins above. */
export function impliedDueDate(row: string, hasTerms: boolean): { dueOn: string; source: string } {
  const legal = `${row}.issued_on + ${LEGAL_TERM_DAYS}`;
  if (!hasTerms) return { dueOn: legal, source: `'LEGAL_DEFAULT'` };
  return {
    dueOn: `coalesce(due_on(${row}.issued_on, coalesce(own.terms, usual.terms)), ${legal})`,
    source: `CASE WHEN own.terms IS NOT NULL THEN 'CUSTOMER_TERMS' WHEN usual.terms IS NOT NULL THEN 'TENANT_DEFAULT'
      ELSE 'LEGAL_DEFAULT' END`,
  };
}

/** A customer's own terms say whether a discount is granted; without any, the usual ones do. */
export function discountTerms(hasTerms: boolean): string {
  if (!hasTerms) return 'NULL::text AS discount_terms, NULL::integer AS discount_basis_points';
  const ofOwn = (column: string): string =>
    `CASE WHEN own.terms IS NULL AND own.discount_terms IS NULL THEN usual.${column} ELSE own.${column} END AS ${column}`;
  return `${ofOwn('discount_terms')}, ${ofOwn('discount_basis_points')}`;
}

/** Discount of a claim `q` by the terms above: only invoices of a known day earn one. */
const EARNS_DISCOUNT = `q.discount_terms IS NOT NULL AND q.kind IN ('INVOICE', 'OPENING') AND q.total_minor > 0
  AND q.due_date_source NOT IN ('NONE', 'IMMEDIATE')`;
export const DISCOUNT_ON = `CASE WHEN ${EARNS_DISCOUNT} THEN due_on(q.issued_on, q.discount_terms) END`;
export const DISCOUNT_MINOR = `CASE WHEN ${EARNS_DISCOUNT}
  THEN round(q.total_minor::numeric * q.discount_basis_points / 10000)::bigint END`;

/** Sources of due dates that terms speak for; what a document or its nature says is left alone. */
const IMPLIED = `('CUSTOMER_TERMS', 'TENANT_DEFAULT', 'LEGAL_DEFAULT')`;

/**
 * Gives claims issued from a day on the dates of the terms that are in force now; those of one customer, or (null) of
 * all. What terms do not speak for keeps its date. Answers how many claims changed.
 */
export async function redateClaims(
  tx: Transaction,
  claims: { customerId: string | null; issuedFrom: string; at: Date },
): Promise<number> {
  await loadTerms(tx);
  const { customerId, issuedFrom, at } = claims;
  return tx.execute(REDATE, [tx.tenantId, customerId, issuedFrom, at]);
}

const implied = impliedDueDate('r', true);
const REDATE = `
  UPDATE receivable r SET due_on = n.due_on, due_date_source = n.due_date_source, discount_on = n.discount_on,
    discount_minor = n.discount_minor, changed_at = $4
  FROM (
    SELECT q.receivable_id, q.due_on, q.due_date_source, ${DISCOUNT_ON} AS discount_on, ${DISCOUNT_MINOR} AS discount_minor
    FROM (
      SELECT r.receivable_id, r.kind, r.issued_on, r.total_minor,
        CASE WHEN r.due_date_source IN ${IMPLIED} THEN ${implied.dueOn} ELSE r.due_on END AS due_on,
        CASE WHEN r.due_date_source IN ${IMPLIED} THEN ${implied.source} ELSE r.due_date_source END AS due_date_source,
        ${discountTerms(true)}
      FROM receivable r ${termsJoins('r')}
      WHERE r.tenant_id = $1 AND r.customer_id = coalesce($2, r.customer_id) AND r.issued_on >= $3
        AND NOT (r.total_minor = 0 AND r.open_minor = 0)
    ) q
  ) n
  WHERE r.tenant_id = $1 AND r.receivable_id = n.receivable_id
    AND (r.due_on, r.due_date_source, r.discount_on, r.discount_minor)
      IS DISTINCT FROM (n.due_on, n.due_date_source, n.discount_on, n.discount_minor)`;
