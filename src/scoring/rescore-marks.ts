import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { LOOK_AGAIN_DAYS } from './next-stale-day';
import type { MarkReason } from './rescore-mark.entity';

/** Has these customers, or all that are scored, scored again. Answers how many marks that took. */
export async function markCustomers(
  tx: Transaction,
  customerIds: readonly string[] | null,
  reason: MarkReason,
): Promise<number> {
  return tx.execute(
    `INSERT INTO rescore_mark (tenant_id, customer_id, reason)
     SELECT c.tenant_id, c.customer_id, $3 FROM customer c
     WHERE c.tenant_id = $1 AND NOT c.is_pooled AND ($2::uuid[] IS NULL OR c.customer_id = ANY ($2))
       AND NOT EXISTS (SELECT FROM rescore_mark m WHERE m.tenant_id = $1 AND m.customer_id = c.customer_id)`,
    [tx.tenantId, customerIds === null ? null : [...customerIds], reason],
  );
}

/** What customers are to have been scored by. */
export interface Standard {
  asOf: LocalDate;
  modelVersion: string;
  policyVersion: string;
  /** Months after the closing of accounts at which something is made of their age beside what is scored. */
  closingAges: readonly number[];
  /** Months after a bureau was last asked from which its limit says nothing any more. */
  bureauMonths: number;
  /** Days for which the policy does not ask again for a limit that a person refused. */
  refusalDays: number;
  /**
   * Days before the end of a limit or a cover from which it is told, after a broken promise for which it is, and after a
   * company was last confirmed from which it is.
   */
  alertDays: { limitEnds: number; coverEnds: number; promise: number; stale: number };
}

/**
 * Marks whoever was never scored, was scored by another model or policy, or of whom the passing of time alone may change
 * what is decided. For another model or policy also who is marked already: a run that began by the old one may be about to
 * take that mark. Answers how many.
 */
export async function markStale(tx: Transaction, standard: Standard): Promise<number> {
  const { asOf, modelVersion, policyVersion, closingAges, bureauMonths, refusalDays } = standard;
  const { limitEnds, coverEnds, promise, stale } = standard.alertDays;
  // Of two nightly runs that begin at once the second marks nobody whom the first has marked.
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('rescore_mark:' || $1, 0))`, [
    tx.tenantId,
  ]);
  return tx.execute(MARK_STALE, [
    ...[tx.tenantId, asOf, modelVersion, policyVersion],
    ...[[...closingAges], bureauMonths, refusalDays],
    ...[limitEnds, coverEnds, promise, stale],
  ]);
}

/**
 * The day on which an instant is no longer within so long before midnight. The last microsecond: what is of midnight itself
 * is out on that very day.
 */
const outOfReach = (instant: string, length: string): string =>
  `(${instant} + ${length} + interval '1 day' - interval '1 microsecond')::date`;

/**
 * Days from which, or to which, something that a provider said speaks; what it says of a customer changes on them. Months
 * added one after the other may come to three days less than added at once: accounts are looked at on each of these days.
 */
const RECORD_DAYS = `
    SELECT company_id, (closed_on + age * interval '1 month')::date + 1 - earlier AS day FROM (
      SELECT company_id, closed_on FROM financial_statement WHERE tenant_id = $1
      UNION ALL SELECT company_id, accounts_closed_on FROM legal_event WHERE tenant_id = $1 AND accounts_closed_on IS NOT NULL
    ) closing, unnest($5::int[]) AS age, generate_series(0, 3) AS earlier
    UNION ALL SELECT company_id, expires_on FROM legal_event WHERE tenant_id = $1 AND expires_on <= $2
    UNION ALL SELECT company_id, expires_on FROM screening_hit WHERE tenant_id = $1 AND expires_on <= $2
    UNION ALL SELECT company_id, ${outOfReach('fetched_at', "$6 * interval '1 month'")} FROM recommended_limit WHERE tenant_id = $1
    UNION ALL SELECT company_id, expires_on FROM financial_statement WHERE tenant_id = $1 AND expires_on <= $2
    UNION ALL SELECT company_id, closed_on FROM financial_statement WHERE tenant_id = $1 AND closed_on <= $2
    UNION ALL SELECT company_id, unnest(ARRAY[expires_on, seen_on, computed_on]) FROM provider_score WHERE tenant_id = $1
    UNION ALL SELECT company_id, unnest(ARRAY[expires_on, seen_on, computed_on]) FROM recommended_limit WHERE tenant_id = $1
    UNION ALL SELECT company_id, expires_on FROM group_link WHERE tenant_id = $1
    UNION ALL SELECT company_id, unnest(ARRAY[expires_on, valid_from, effective_on, ends_on - $9::int, ends_on + 1,
      run_off_until + 1])
      FROM insurance_cover WHERE tenant_id = $1
    UNION ALL SELECT company_id, coalesce(effective_on, notice_on, decided_on, valid_from) + n.run_off_days + 1
      FROM insurance_cover CROSS JOIN cover_assumptions($1, $2, 'infinity') n
      WHERE tenant_id = $1 AND run_off_until IS NULL
        AND (status = 'WITHDRAWN' OR announced_minor < amount_minor OR amount_minor < previous_minor)
    UNION ALL SELECT k.company_id, (s.read_at AT TIME ZONE 'Europe/Paris')::date + $11::int + 1
      FROM subject_reading s JOIN company k USING (tenant_id, siren) WHERE tenant_id = $1 AND s.read_at IS NOT NULL
    UNION ALL SELECT company_id, (e.value ->> 'expiresOn')::date FROM company, jsonb_each(restricted) e WHERE tenant_id = $1
      AND restricted <> '{}'`;

/** Whoever was not looked at for longer is stale whatever happened. */
const IS_RECENT = `day <= $2 AND day >= $2::date - ${LOOK_AGAIN_DAYS}`;

/**
 * The currency whose rate is read of a customer: amounts of the policy are in the currency of the books, accounts of companies
 * in euros. The euro itself has none.
 */
const RATE_READ = `CASE WHEN c.currency = 'EUR' THEN s.books_currency WHEN c.currency <> s.books_currency OR c.company_id IS NOT NULL
        THEN c.currency END`;

const MARK_STALE = `
  WITH turned AS (
    SELECT company_id, max(day) AS day FROM (${RECORD_DAYS}) d WHERE ${IS_RECENT} GROUP BY 1
  ), rated AS (
    SELECT currency, max(published_on) AS day FROM exchange_rate WHERE tenant_id = $1 AND published_on <= $2 GROUP BY 1
  ), ruled AS (
    SELECT customer_id, max(day) AS day FROM (
      SELECT customer_id, ${outOfReach('decided_at', "$7 * interval '1 day'")} AS day FROM credit_limit
      WHERE tenant_id = $1 AND status = 'REJECTED'
      UNION ALL SELECT customer_id, ${outOfReach('expires_at', "interval '0'")} FROM exception_grant WHERE tenant_id = $1
      UNION ALL SELECT customer_id, effective_to - $8::int FROM credit_limit
      WHERE tenant_id = $1 AND status = 'ACTIVE' AND effective_to IS NOT NULL
      UNION ALL SELECT customer_id, promised_on + $10::int + 1 FROM broken_promise WHERE tenant_id = $1
    ) d WHERE ${IS_RECENT} GROUP BY 1
  )
  INSERT INTO rescore_mark (tenant_id, customer_id, reason)
  SELECT $1, customer_id, reason FROM (
    SELECT c.customer_id, CASE WHEN k.customer_id IS NULL THEN 'NEVER_SCORED' WHEN k.model_version <> $3 THEN 'MODEL'
      WHEN k.policy_version <> $4 THEN 'POLICY'
      WHEN k.stale_on <= $2 OR t.day > k.checked_on OR r.day > k.checked_on OR x.day > k.checked_on THEN 'TIME'
      WHEN k.checked_on < $2 AND (l.review_on <= $2 OR l.effective_to < $2) THEN 'TIME' END AS reason
    FROM customer c JOIN tenant s ON s.tenant_id = $1
      LEFT JOIN customer_check k ON k.tenant_id = $1 AND k.customer_id = c.customer_id
      LEFT JOIN credit_limit l ON l.tenant_id = $1 AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'
      LEFT JOIN turned t ON t.company_id = c.company_id
      LEFT JOIN ruled r ON r.customer_id = c.customer_id
      LEFT JOIN rated x ON x.currency = ${RATE_READ}
    WHERE c.tenant_id = $1 AND NOT c.is_pooled
  ) stale
  WHERE reason IS NOT NULL
    AND (reason IN ('MODEL', 'POLICY')
      OR NOT EXISTS (SELECT FROM rescore_mark m WHERE m.tenant_id = $1 AND m.customer_id = stale.customer_id))`;

/** How many customers are marked, and the last mark there is; marks of customers that are not scored are dropped. */
export async function openMarks(tx: Transaction): Promise<{ customers: number; upTo: string }> {
  await tx.execute(
    `DELETE FROM rescore_mark m WHERE m.tenant_id = $1 AND NOT EXISTS (
       SELECT FROM customer c WHERE c.tenant_id = $1 AND c.customer_id = m.customer_id AND NOT c.is_pooled)`,
    [tx.tenantId],
  );
  const [row] = await tx.query<{ customers: number; upTo: string }>(
    `SELECT count(DISTINCT customer_id)::int AS customers, coalesce(max(mark_id), 0)::text AS "upTo"
     FROM rescore_mark WHERE tenant_id = $1`,
    [tx.tenantId],
  );
  return row ?? { customers: 0, upTo: '0' };
}

/** Whether everybody that is scored is marked: nobody need be asked then who else to look at. */
export async function isEverybodyMarked(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ isAll: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM customer c WHERE c.tenant_id = $1 AND NOT c.is_pooled
       AND NOT EXISTS (SELECT FROM rescore_mark m WHERE m.tenant_id = $1 AND m.customer_id = c.customer_id)) AS "isAll"`,
    [tx.tenantId],
  );
  return row?.isAll ?? true;
}

/** Whether anybody is marked by whom the sums of the whole ledger may have moved. */
export async function isLedgerMoved(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ isMoved: boolean }>(
    `SELECT EXISTS (SELECT FROM rescore_mark WHERE tenant_id = $1
       AND reason IN ('LEDGER', 'NEVER_SCORED', 'MODEL', 'POLICY')) AS "isMoved"`,
    [tx.tenantId],
  );
  return row?.isMoved ?? false;
}

export interface MarkWindow {
  /** Customers after this one, in the order of their ids. */
  after: string;
  /**
   * Only marks up to this one: what is marked while a run goes on is the next one's, so that runs end, and none takes a
   * mark for a policy or model it did not begin with.
   */
  upTo: string;
  size: number;
  /** Waits for customers that others hold; else they are left for another time. */
  isWaiting: boolean;
}

/** Customers whose marks were deleted, in the order of their ids. */
export interface DroppedMarks {
  customerIds: string[];
  /** Of those, whose own books or match changed, which is news to the others of their group. */
  changedIds: string[];
}

export interface ClaimedWindow extends DroppedMarks {
  /** The last customer looked at; null when there was none any more. */
  last: string | null;
  /** Marked customers that somebody else held. */
  skipped: number;
}

/**
 * Takes marked customers to score: locks them and deletes their marks, in this order, so that whatever is read after it
 * includes all that was marked, and what is marked from then on stays. Should the transaction fail, the marks are back.
 */
export async function claimMarked(tx: Transaction, window: MarkWindow): Promise<ClaimedWindow> {
  const { after, upTo, size, isWaiting } = window;
  const marked = await tx.query<{ id: string }>(
    `SELECT customer_id AS id FROM rescore_mark WHERE tenant_id = $1 AND customer_id > $2 AND mark_id <= $3
     GROUP BY customer_id ORDER BY customer_id LIMIT $4`,
    [tx.tenantId, after, upTo, size],
  );
  const ids = marked.map(({ id }) => id);
  const held = await tx.query<{ id: string }>(
    `SELECT customer_id AS id FROM customer WHERE tenant_id = $1 AND customer_id = ANY ($2) AND NOT is_pooled
     ORDER BY customer_id FOR NO KEY UPDATE ${isWaiting ? '' : 'SKIP LOCKED'}`,
    [tx.tenantId, ids],
  );
  const claimed = await dropMarks(
    tx,
    held.map(({ id }) => id),
    upTo,
  );
  return { ...claimed, last: ids.at(-1) ?? null, skipped: ids.length - held.length };
}

/** Deletes the marks, up to one, of customers that this transaction holds; answers those that had any. */
export async function dropMarks(
  tx: Transaction,
  customerIds: readonly string[],
  upTo: string,
): Promise<DroppedMarks> {
  const rows = await tx.query<{ id: string; isChanged: boolean }>(
    `WITH dropped AS (DELETE FROM rescore_mark WHERE tenant_id = $1 AND customer_id = ANY ($2) AND mark_id <= $3
       RETURNING customer_id, reason)
     SELECT customer_id AS id, bool_or(reason IN ('LEDGER', 'CUSTOMER')) AS "isChanged" FROM dropped GROUP BY 1 ORDER BY 1`,
    [tx.tenantId, [...customerIds], upTo],
  );
  return {
    customerIds: rows.map(({ id }) => id),
    changedIds: rows.flatMap(({ id, isChanged }) => (isChanged ? [id] : [])),
  };
}

/**
 * Has customers scored again whose share of a group's cap moved with another's. They are marked whether or not they are
 * already: who is scoring them may have read before that one changed. A mark of this kind marks nobody else.
 */
export async function markRelatives(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<number> {
  if (customerIds.length === 0) return 0;
  return tx.execute(
    `INSERT INTO rescore_mark (tenant_id, customer_id, reason)
     SELECT c.tenant_id, c.customer_id, 'GROUP' FROM customer c
     WHERE c.tenant_id = $1 AND NOT c.is_pooled AND c.customer_id = ANY ($2)`,
    [tx.tenantId, [...customerIds]],
  );
}

/** Has customers that were just scored looked at again on a day, if it is not to be before. */
export async function lookAgainOn(
  tx: Transaction,
  days: readonly { readonly customerId: string; readonly on: LocalDate }[],
): Promise<void> {
  if (days.length === 0) return;
  await tx.execute(
    `UPDATE customer_check k SET stale_on = d.day FROM unnest($2::uuid[], $3::date[]) AS d (customer_id, day)
     WHERE k.tenant_id = $1 AND k.customer_id = ANY ($2::uuid[]) AND k.customer_id = d.customer_id AND k.stale_on > d.day`,
    [tx.tenantId, days.map(({ customerId }) => customerId), days.map(({ on }) => on)],
  );
}
