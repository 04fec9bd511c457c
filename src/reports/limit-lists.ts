import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { MANUAL_POLICY_VERSION } from '../limits';
import { limitColumns, type CreditLimitRow } from './credit-history';
import { limitHistoryStateAt, WAS_IN_FORCE } from './customer-filter';
import { exchangeRatesAt } from './exchange-rates';
import { Params, type Page, type PageRequest, type SortKey } from './keyset';
import { countList, readPage, type ListSource } from './list-source';
import type { ReportPoint } from './report-point';

/** A limit in force that is to be looked at again. */
export interface LimitReviewRow extends CreditLimitRow {
  /** The sooner of its last day and its review. */
  dueOn: LocalDate;
  /** From the day of the report; negative when overdue. */
  daysLeft: number;
}

/** One page of the limits in force that end or are due for review until a day, the soonest first. */
export async function listLimitReviews(
  tx: Transaction,
  query: LimitReviewQuery,
  page: PageRequest,
): Promise<Page<LimitReviewRow>> {
  return readPage(tx, reviewSource(tx, query), page);
}

export async function countLimitReviews(tx: Transaction, query: LimitReviewQuery): Promise<number> {
  return countList(tx, reviewSource(tx, query));
}

export interface LimitReviewQuery {
  until: LocalDate;
  /** The present: calendars of the past are what the history of limits tells. */
  point: ReportPoint;
}

const DUE_ON = 'least(l.effective_to, l.review_on)';

function reviewSource(tx: Transaction, { until, point }: LimitReviewQuery): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const day = params.add(point.asOf, 'date');
  return {
    list: 'creditLimitReviews',
    keys: [
      { sql: DUE_ON, type: 'date', direction: 'ASC' },
      { sql: 'l.credit_limit_id', type: 'uuid', direction: 'ASC' },
    ],
    columns: `${limitColumns(limitHistoryStateAt(point, params, 'l'))}, ${DUE_ON} AS "dueOn",
      ${DUE_ON} - ${day} AS "daysLeft"`,
    from: 'credit_limit l',
    where: [
      'l.tenant_id = $1',
      `l.status = 'ACTIVE'`,
      `${DUE_ON} IS NOT NULL`,
      `${DUE_ON} <= ${params.add(until, 'date')}`,
    ],
    params,
  };
}

/** A proposal that waits for a person. */
export interface LimitProposalRow extends CreditLimitRow {
  proposedAt: Date;
  daysWaiting: number;
}

export const LIMIT_PROPOSAL_ORDERS = ['OLDEST', 'LARGEST'] as const;
export type LimitProposalOrder = (typeof LIMIT_PROPOSAL_ORDERS)[number];

export interface LimitProposalQuery {
  order: LimitProposalOrder;
  /** The present: what was decided waits no more. */
  point: ReportPoint;
}

/** One page of the proposals that wait for approval, of all customers. */
export async function listLimitProposals(
  tx: Transaction,
  query: LimitProposalQuery,
  page: PageRequest,
): Promise<Page<LimitProposalRow>> {
  return readPage(tx, proposalSource(tx, query), page);
}

export async function countLimitProposals(
  tx: Transaction,
  query: LimitProposalQuery,
): Promise<number> {
  return countList(tx, proposalSource(tx, query));
}

/** To order by; without a rate, the amount as it stands. */
const IN_CENTS = 'coalesce(convert_minor(l.limit_minor, x.minor_per_euro, 100), l.limit_minor)';

function proposalSource(tx: Transaction, { order, point }: LimitProposalQuery): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const day = params.add(point.asOf, 'date');
  const first: SortKey =
    order === 'OLDEST'
      ? { sql: 'l.decided_at', type: 'timestamptz', direction: 'ASC' }
      : { sql: IN_CENTS, type: 'bigint', direction: 'DESC' };
  return {
    list: order === 'OLDEST' ? 'oldestLimitProposals' : 'largestLimitProposals',
    keys: [first, { sql: 'l.credit_limit_id', type: 'uuid', direction: 'ASC' }],
    columns: `${limitColumns(limitHistoryStateAt(point, params, 'l'))}, l.decided_at AS "proposedAt",
      ${day} - l.effective_from AS "daysWaiting"`,
    from: `credit_limit l LEFT JOIN ${exchangeRatesAt(point, params)} ON x.currency = l.currency`,
    where: ['l.tenant_id = $1', `l.status = 'PROPOSED'`],
    params,
  };
}

/** A limit that a person set against the policy, and what has come of it. */
export interface LimitOverrideRow extends CreditLimitRow {
  /** Open and past due on the day of the report, of what was invoiced under it; minor units of its currency. */
  overdueMinor: string;
  /** The longest any claim invoiced under it waited past its due date, paid since or not; null when none was due. */
  worstDaysLate: number | null;
  /** Proceedings against the company that began since; null without any. */
  insolvency: string | null;
  insolvencyOn: LocalDate | null;
}

/**
 * One page of the limits that people set otherwise than the policy would have, in force now or before, the latest first. A
 * limit the policy gave nothing for counts: somebody lent where it would not.
 */
export async function listLimitOverrides(
  tx: Transaction,
  point: ReportPoint,
  page: PageRequest,
): Promise<Page<LimitOverrideRow>> {
  return readPage(tx, overrideSource(tx, point), page);
}

export async function countLimitOverrides(tx: Transaction, point: ReportPoint): Promise<number> {
  return countList(tx, overrideSource(tx, point));
}

function overrideSource(tx: Transaction, point: ReportPoint): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const day = params.add(point.asOf, 'date');
  const under = `FROM receivable r WHERE r.tenant_id = $1 AND r.customer_id = l.customer_id AND r.currency = l.currency
    AND r.kind IN ('INVOICE', 'OPENING', 'BILL') AND r.issued_on >= l.effective_from AND r.issued_on <= coalesce(l.effective_to, ${day})`;
  const since = `k.insolvency <> 'NONE' AND k.insolvency_on >= l.effective_from`;
  return {
    list: 'creditLimitOverrides',
    keys: [
      { sql: 'l.decided_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'l.credit_limit_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: `${limitColumns(limitHistoryStateAt(point, params, 'l'))},
      (SELECT coalesce(sum(r.open_minor), 0)::text ${under} AND r.open_minor > 0 AND r.due_on < ${day}) AS "overdueMinor",
      (SELECT max(CASE WHEN r.open_minor > 0 THEN ${day} ELSE r.last_effective_on END - r.due_on)
       ${under} AND r.due_on < ${day}) AS "worstDaysLate",
      CASE WHEN ${since} THEN k.insolvency END AS insolvency,
      CASE WHEN ${since} THEN k.insolvency_on END AS "insolvencyOn"`,
    from: `credit_limit l JOIN customer c ON c.tenant_id = l.tenant_id AND c.customer_id = l.customer_id
      LEFT JOIN company k ON k.tenant_id = c.tenant_id AND k.company_id = c.company_id`,
    where: [
      'l.tenant_id = $1',
      `l.policy_version = '${MANUAL_POLICY_VERSION}'`,
      WAS_IN_FORCE,
      'l.limit_minor IS DISTINCT FROM l.computed_minor',
    ],
    params,
  };
}
