import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { CallStatus } from '../purchasing';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

/** Whole days of the seller's time zone, both included. */
export interface SpendPeriod {
  from: LocalDate;
  to: LocalDate;
  timeZone: string;
}

export interface SpendTotals {
  /** Cents of EUR, as a decimal string: of the calls whose price is known. */
  totalMinor: string;
  /** Calls that count against budgets. */
  calls: number;
  /** Calls nobody knows the end of; they count. */
  unansweredCalls: number;
  /** Calls that count and of which no price is known. */
  unpricedCalls: number;
}

export interface MonthSpend {
  connectionId: string;
  connectorId: string;
  /** Its first day. */
  monthOn: LocalDate;
  bookedMinor: string;
  bookedCalls: number;
  /** The budget as it is now; null where it does not limit. */
  limitMinor: string | null;
  callsMax: number | null;
}

export interface ProviderCallRow {
  providerCallId: string;
  connectionId: string;
  connectorId: string;
  stream: string | null;
  call: string;
  siren: string | null;
  variant: string | null;
  bookedAt: Date;
  endedAt: Date | null;
  units: string;
  unitPriceMinor: string | null;
  costMinor: string | null;
  isCounted: boolean;
  status: CallStatus;
  httpStatus: number | null;
  reason: string | null;
  heldUntil: Date | null;
}

export interface ProviderCallFilter {
  connectionIds: readonly string[] | null;
  connectorIds: readonly string[] | null;
  status: readonly CallStatus[] | null;
  sirens: readonly string[] | null;
  calls: readonly string[] | null;
}

const CALL_COLUMNS = `p.provider_call_id AS "providerCallId", p.connection_id AS "connectionId",
  p.connector_id AS "connectorId", p.stream, p.call, p.subject AS siren, p.variant, p.booked_at AS "bookedAt",
  p.ended_at AS "endedAt", p.units, p.unit_price_minor AS "unitPriceMinor", p.cost_minor AS "costMinor",
  p.counted_calls = 1 AS "isCounted", p.status, p.http_status AS "httpStatus", p.reason, p.held_until AS "heldUntil"`;

/** Sums of the calls booked within the period. */
export async function spendTotals(tx: Transaction, period: SpendPeriod): Promise<SpendTotals> {
  const params = Params.ofTenant(tx.tenantId);
  const [row] = await tx.query<SpendTotals>(
    `SELECT coalesce(sum(p.cost_minor), 0)::text AS "totalMinor", coalesce(sum(p.counted_calls), 0)::int AS calls,
       (count(*) FILTER (WHERE p.status = 'UNANSWERED'))::int AS "unansweredCalls",
       (count(*) FILTER (WHERE p.counted_calls = 1 AND p.cost_minor IS NULL))::int AS "unpricedCalls"
     FROM provider_call p WHERE p.tenant_id = $1 AND ${within(period, params).join(' AND ')}`,
    params.values,
  );
  return row ?? { totalMinor: '0', calls: 0, unansweredCalls: 0, unpricedCalls: 0 };
}

/** What is booked in each month the period touches, the whole of it, by connector, connection and month. */
export async function spendByMonth(
  tx: Transaction,
  { from, to }: Pick<SpendPeriod, 'from' | 'to'>,
): Promise<MonthSpend[]> {
  return tx.query<MonthSpend>(
    `SELECT m.connection_id AS "connectionId", c.connector_id AS "connectorId", m.month_on AS "monthOn",
       m.booked_minor::text AS "bookedMinor", m.booked_calls AS "bookedCalls",
       b.monthly_limit_minor::text AS "limitMinor", b.monthly_calls_max AS "callsMax"
     FROM provider_budget_month m JOIN connection c USING (tenant_id, connection_id)
     LEFT JOIN provider_budget b USING (tenant_id, connection_id)
     WHERE m.tenant_id = $1 AND m.month_on BETWEEN date_trunc('month', $2::date)::date AND $3::date
     ORDER BY c.connector_id, c.name, m.month_on`,
    [tx.tenantId, from, to],
  );
}

export interface ProviderCallQuery {
  period: SpendPeriod;
  filter: ProviderCallFilter;
}

/** One page of the calls booked within the period, newest first. */
export async function listProviderCalls(
  tx: Transaction,
  query: ProviderCallQuery,
  page: PageRequest,
): Promise<Page<ProviderCallRow>> {
  return readPage(tx, callSource(tx, query), page);
}

export async function countProviderCalls(
  tx: Transaction,
  query: ProviderCallQuery,
): Promise<number> {
  return countList(tx, callSource(tx, query));
}

/** Calls by id; unknown ids are left out. */
export async function providerCallsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<ProviderCallRow[]> {
  return tx.query<ProviderCallRow>(
    `SELECT ${CALL_COLUMNS} FROM provider_call p
     WHERE p.tenant_id = $1 AND p.provider_call_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

function callSource(tx: Transaction, { period, filter }: ProviderCallQuery): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const place = (type: string): { params: Params; type: string } => ({ params, type });
  return {
    list: 'providerCalls',
    keys: [
      { sql: 'p.booked_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'p.provider_call_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: CALL_COLUMNS,
    from: 'provider_call p',
    where: [
      'p.tenant_id = $1',
      ...within(period, params),
      ...inList('p.connection_id', filter.connectionIds, place('uuid[]')),
      ...inList('p.connector_id', filter.connectorIds, place('text[]')),
      ...inList('p.status', filter.status, place('text[]')),
      ...inList('p.subject', filter.sirens, place('text[]')),
      ...inList('p.call', filter.calls, place('text[]')),
    ],
    params,
  };
}

function within({ from, to, timeZone }: SpendPeriod, params: Params): string[] {
  const zone = params.add(timeZone, 'text');
  return [
    `p.booked_at >= ${params.add(from, 'date')}::timestamp AT TIME ZONE ${zone}`,
    `p.booked_at < (${params.add(to, 'date')} + 1)::timestamp AT TIME ZONE ${zone}`,
  ];
}
