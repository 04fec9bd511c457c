import type { LocalDate } from '../../kernel';
import type { Transaction } from '../../database';
import { customerConditions, type CustomerFilter } from '../customer-filter';
import { Params } from '../keyset';
import type { ReportPoint } from '../report-point';
import { columnOf, contributionSql, MEASURES, type Measure } from './contribution';
import type { FiguresPeriod } from './figures-period';
import { changesSql } from './refresh-ledger-days';

/** What the days of one month before, or within, the period add up to, in one currency. */
export interface LedgerMonth {
  currency: string;
  /** "YYYY-MM" */
  month: string;
  isWithin: boolean;
  sums: Readonly<Record<Measure, bigint>>;
}

export interface LedgerDaysQuery {
  point: ReportPoint;
  period: FiguresPeriod;
  filter: CustomerFilter;
  state: LedgerState;
}

export interface LedgerState {
  /** As known when ledger_day is; null when it was never computed. */
  daysKnownAt: Date | null;
  /** Something was learnt after the kept days, or after the point; null when there is nothing to have changed. */
  isChanged: boolean | null;
  /** Something becomes true after the period. */
  isLater: boolean;
}

/** What the books' present already says of days to come: what becomes so long overdue on a day if nobody pays. */
export interface ComingDay {
  currency: string;
  day: LocalDate;
  overdue: Readonly<Record<(typeof COMING)[number], bigint>>;
}

const COMING = ['overdue', 'overdue_30', 'overdue_60', 'overdue_90'] as const;

/** Every day after the period's end on which open claims come to a next age. */
export async function readComingDays(
  tx: Transaction,
  query: LedgerDaysQuery,
): Promise<ComingDay[]> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const days = daysSql(query, params);
  const through = params.add(query.period.through, 'date');
  const sums = COMING.map((measure) => `sum(${columnOf(measure)})::text AS ${measure}`);
  const rows = await tx.query<ComingDayRow>(
    `SELECT currency, day, ${sums.join(', ')} FROM (${days}) d
     WHERE day > ${through} GROUP BY 1, 2 ORDER BY 1, 2`,
    params.values,
  );
  return rows.map(({ currency, day, ...rest }) => ({
    currency,
    day,
    overdue: Object.fromEntries(
      COMING.map((measure) => [measure, BigInt(rest[measure])]),
    ) as ComingDay['overdue'],
  }));
}

type ComingDayRow = Record<(typeof COMING)[number], string> & { currency: string; day: LocalDate };

/**
 * Every month there ever was up to the period's end, as known at the point: from the kept days and what was learnt since
 * (or taken back until before), or, of some customers, from their claims. Both come to the same.
 */
export async function readLedgerMonths(
  tx: Transaction,
  query: LedgerDaysQuery,
): Promise<LedgerMonth[]> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const days = daysSql(query, params);
  const from = params.add(query.period.from, 'date');
  const through = params.add(query.period.through, 'date');
  const sums = MEASURES.map((measure) => `sum(${columnOf(measure)})::text AS ${measure}`);
  const rows = await tx.query<LedgerMonthRow>(
    `SELECT currency, to_char(day, 'YYYY-MM') AS month, day >= ${from} AS "isWithin", ${sums.join(', ')}
     FROM (${days}) d WHERE day <= ${through} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    params.values,
  );
  return rows.map(({ currency, month, isWithin, ...rest }) => ({
    currency,
    month,
    isWithin,
    sums: Object.fromEntries(MEASURES.map((measure) => [measure, BigInt(rest[measure])])) as Record<
      Measure,
      bigint
    >,
  }));
}

type LedgerMonthRow = Record<Measure, string> & {
  currency: string;
  month: string;
  isWithin: boolean;
};

function daysSql({ point, filter, state }: LedgerDaysQuery, params: Params): string {
  const { daysKnownAt } = state;
  const customers = customersWithin(filter, params, point);
  if (customers !== null || daysKnownAt === null) {
    const knownAt = params.add(point.knownAt, 'timestamptz');
    return contributionSql({ claims: customers ?? 'true', knownAt });
  }
  const columns = MEASURES.map(columnOf).join(', ');
  const kept = `SELECT currency, day, ${columns} FROM ledger_day WHERE tenant_id = $1`;
  if (state.isChanged !== true) return kept;
  const from = params.add(daysKnownAt, 'timestamptz');
  const to = params.add(point.knownAt, 'timestamptz');
  return `${kept} UNION ALL ${changesSql({ from, to })}`;
}

/** Condition on a receivable `r` that its customer is one of the filter's; null when it does not restrict. */
export function customersWithin(
  filter: CustomerFilter,
  params: Params,
  point: ReportPoint,
): string | null {
  const conditions = customerConditions(filter, params, point);
  if (conditions.length === 0) return null;
  return `r.customer_id IN (SELECT c.customer_id FROM customer c
    WHERE c.tenant_id = $1 AND ${conditions.join(' AND ')})`;
}
