import { addDays, money, type LocalDate, type Money } from '../kernel';
import type { Transaction } from '../database';
import { exposuresOf, type CoverTerms, type Exposure } from './exposure';
import type { ReportPoint } from './report-point';

export const COVER_CHANGES = [
  'BEGINS',
  'TAKES_EFFECT',
  'RUN_OFF_ENDS',
  'ENDS',
  'RETENTION_ENDS',
] as const;
export type CoverChangeKind = (typeof COVER_CHANGES)[number];

/** A day on which what insurers bear of a customer changes, in the customer's currency. */
export interface CoverCalendarDay {
  on: LocalDate;
  /** What of it: a state begins, an announced change takes effect, run-off or the cover itself ends. */
  because: CoverChangeKind[];
  /** Covered of what ships the day before, and that day. */
  coveredBefore: Money;
  covered: Money;
  /** Of what is owed as far as is known at the point: borne the day before, and that day. */
  insuredBefore: Money;
  insured: Money;
}

export interface CoverCalendar {
  days: CoverCalendarDay[];
  /** Terms of the covers it tells of, those that everybody may read left out. */
  coverTerms: CoverTerms[];
}

export interface CoverCalendarQuery {
  from: LocalDate;
  to: LocalDate;
  /** What is known when. */
  point: ReportPoint;
}

/** The days between two on which a customer's cover changes, past or to come; null for an unknown customer. */
export async function coverCalendarOf(
  tx: Transaction,
  customerId: string,
  query: CoverCalendarQuery,
): Promise<CoverCalendar | null> {
  const boundaries = await tx.query<Boundary>(BOUNDARIES, [
    ...[tx.tenantId, customerId, query.from, query.to, query.point.knownAt],
  ]);
  const now = await exposureOn(tx, customerId, query.point);
  if (now === null) return null;
  const days: CoverCalendarDay[] = [];
  for (const boundary of boundaries) {
    const day = await changeOn(tx, customerId, { boundary, point: query.point });
    if (day !== null) days.push(day);
  }
  return { days, coverTerms: now.coverTerms };
}

interface Boundary {
  on: LocalDate;
  because: CoverChangeKind[];
  currency: string;
  coveredBefore: string;
  covered: string;
}

async function changeOn(
  tx: Transaction,
  customerId: string,
  { boundary, point }: { boundary: Boundary; point: ReportPoint },
): Promise<CoverCalendarDay | null> {
  const { on, because, currency } = boundary;
  const before = await exposureOn(tx, customerId, { ...point, asOf: addDays(on, -1) });
  const after = await exposureOn(tx, customerId, { ...point, asOf: on });
  if (before === null || after === null) return null;
  return {
    ...{ on, because },
    coveredBefore: money(BigInt(boundary.coveredBefore), currency),
    covered: money(BigInt(boundary.covered), currency),
    insuredBefore: before.insured,
    insured: after.insured,
  };
}

/** What is owed on a day with the covers of that day; of days to come, what is owed as far as the books know. */
async function exposureOn(
  tx: Transaction,
  customerId: string,
  { asOf, knownAt }: ReportPoint,
): Promise<Exposure | null> {
  const at = { asOf, knownAt, isCurrent: false };
  return (await exposuresOf(tx, [customerId], at)).get(customerId) ?? null;
}

/** A calendar of more is no calendar. */
const MOST_DAYS = 100;

/** Of each policy the highest cover of what ships on a day, and of what was shipped before; in the customer's currency. */
const coversOn = (
  day: string,
): string => `(SELECT coalesce(sum(p.covered), 0) AS covered, coalesce(sum(p.run_off), 0) AS run_off
    FROM (SELECT max(trunc(a.covered_minor * a.insured_percent / 100)) AS covered,
        max(trunc(a.run_off_minor * a.insured_percent / 100)) AS run_off
      FROM borne_covers_at($1, c.company_id, ${day}, $5) a WHERE a.currency = c.currency
      GROUP BY a.connection_id, a.policy_number) p)`;

/** Of a state that leaves less than was covered before: what was shipped before runs off. */
const IS_CUT = `i.status = 'WITHDRAWN' OR i.announced_minor < i.amount_minor OR i.amount_minor < i.previous_minor`;

const BOUNDARIES = `
  SELECT d.day AS "on", d.because, c.currency, b.covered::text AS "coveredBefore", a.covered::text AS covered
  FROM customer c CROSS JOIN LATERAL (
    SELECT b.day, array_agg(DISTINCT b.because ORDER BY b.because) AS because
    FROM insurance_cover i
    CROSS JOIN LATERAL (SELECT coalesce(i.effective_on, i.notice_on, i.decided_on, i.valid_from) AS on) cut
    CROSS JOIN LATERAL cover_assumptions($1, greatest(cut.on, $3::date), $5) n
    CROSS JOIN LATERAL (VALUES
      (i.valid_from, 'BEGINS'), (i.effective_on, 'TAKES_EFFECT'), (coalesce(i.run_off_until, CASE WHEN ${IS_CUT} THEN cut.on + n.run_off_days END) + 1, 'RUN_OFF_ENDS'),
      (i.ends_on + 1, 'ENDS'), (i.expires_on, 'RETENTION_ENDS')) AS b (day, because)
    WHERE i.tenant_id = $1 AND i.company_id = c.company_id AND i.recorded_at <= $5
      AND b.day BETWEEN $3::date AND $4::date
    GROUP BY b.day
  ) d CROSS JOIN LATERAL ${coversOn('d.day - 1')} b CROSS JOIN LATERAL ${coversOn('d.day')} a
  WHERE c.tenant_id = $1 AND c.customer_id = $2 AND (b.covered, b.run_off) <> (a.covered, a.run_off)
  ORDER BY d.day LIMIT ${MOST_DAYS}`;
