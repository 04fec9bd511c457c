import type { LocalDate } from '../../kernel';
import type { Transaction } from '../../database';
import type { CustomerFilter } from '../customer-filter';
import { Params } from '../keyset';
import { receivablesAt, type ReportPoint } from '../report-point';
import type { CustomerBalances } from './concentration';
import { customersWithin } from './read-ledger-days';

/** Which open items, in which currency to tell them; those in a currency without a rate are left out. */
export interface OpenItemsQuery {
  point: ReportPoint;
  filter: CustomerFilter;
  to: CurrencyRate;
  from: readonly CurrencyRate[];
}

/** Units for one euro, as a decimal. */
export interface CurrencyRate {
  currency: string;
  rate: string;
}

/** What customers owe, each net of its credits. Minor units of the report's currency. */
export async function readCustomerBalances(
  tx: Transaction,
  query: OpenItemsQuery,
): Promise<CustomerBalances> {
  const params = new Params();
  const items = openItems(tx, query, params);
  const [row] = await tx.query<Record<keyof CustomerBalances, string>>(
    `WITH own AS (
       SELECT r.currency, r.customer_id, sum(r.open_minor) AS minor FROM ${items} GROUP BY 1, 2
     ), balance AS (
       SELECT minor FROM (
         SELECT sum(${converted('own.minor', query, params)}) AS minor
         FROM own JOIN ${rateRows(query, params)} USING (currency) GROUP BY own.customer_id
       ) net WHERE minor > 0
     )
     SELECT coalesce(sum(minor), 0)::text AS "totalMinor", coalesce(sum(minor * minor), 0)::text AS "squaresMinor",
       coalesce(max(minor), 0)::text AS "top1Minor",
       (SELECT coalesce(sum(minor), 0) FROM (SELECT minor FROM balance ORDER BY minor DESC LIMIT 10) top)::text AS "top10Minor"
     FROM balance`,
    params.values,
  );
  return {
    totalMinor: BigInt(row?.totalMinor ?? 0),
    squaresMinor: BigInt(row?.squaresMinor ?? 0),
    top1Minor: BigInt(row?.top1Minor ?? 0),
    top10Minor: BigInt(row?.top10Minor ?? 0),
  };
}

/** Open claims of one due date, in minor units of the report's currency; null: without one. */
export interface DueClaims {
  dueOn: LocalDate | null;
  amountMinor: bigint;
}

/** Open claims by due date, looked at one by one. */
export async function readClaimsByDueDate(
  tx: Transaction,
  query: OpenItemsQuery,
): Promise<DueClaims[]> {
  const params = new Params();
  const items = openItems(tx, query, params);
  const rows = await tx.query<{ dueOn: LocalDate | null; amount: string }>(
    `SELECT own.due_on AS "dueOn", sum(${converted('own.minor', query, params)})::text AS amount
     FROM (SELECT r.currency, r.due_on, sum(r.open_minor) AS minor
           FROM ${items} AND r.open_minor > 0 GROUP BY 1, 2) own
     JOIN ${rateRows(query, params)} USING (currency) GROUP BY 1 ORDER BY 1`,
    params.values,
  );
  return rows.map(({ dueOn, amount }) => ({ dueOn, amountMinor: BigInt(amount) }));
}

/** Of the open claims, what is disputed and what the books count as doubtful. Minor units of the report's currency. */
export async function readContested(
  tx: Transaction,
  query: OpenItemsQuery,
): Promise<{ disputedMinor: bigint; doubtfulMinor: bigint }> {
  const params = new Params();
  const items = openItems(tx, query, params);
  const [row] = await tx.query<{ disputed: string; doubtful: string }>(
    `SELECT coalesce(sum(${converted('own.disputed', query, params)}), 0)::text AS disputed,
       coalesce(sum(${converted('own.doubtful', query, params)}), 0)::text AS doubtful
     FROM (SELECT r.currency, coalesce(sum(r.open_minor) FILTER (WHERE r.is_disputed), 0) AS disputed,
             coalesce(sum(r.open_minor) FILTER (WHERE r.is_doubtful), 0) AS doubtful
           FROM ${items} AND r.open_minor > 0 AND (r.is_disputed OR r.is_doubtful) GROUP BY 1) own
     JOIN ${rateRows(query, params)} USING (currency)`,
    params.values,
  );
  return {
    disputedMinor: BigInt(row?.disputed ?? 0),
    doubtfulMinor: BigInt(row?.doubtful ?? 0),
  };
}

/** FROM and WHERE of the open items `r`. */
function openItems(tx: Transaction, query: OpenItemsQuery, params: Params): string {
  params.add(tx.tenantId, 'uuid');
  const from = receivablesAt(query.point, params);
  const customers = customersWithin(query.filter, params, query.point);
  const currencies = params.add(
    query.from.map(({ currency }) => currency),
    'text[]',
  );
  return `${from} WHERE r.tenant_id = $1::uuid AND r.open_minor <> 0 AND r.currency = ANY (${currencies}) ${
    customers === null ? '' : `AND ${customers}`
  }`;
}

/** An amount of a row with its currency, at the rate `f` of that, in the report's currency. */
function converted(amount: string, { to, from }: OpenItemsQuery, params: Params): string {
  if (from.every(({ currency }) => currency === to.currency)) return amount;
  const report = minorPerEuro(params.add(to.currency, 'text'), params.add(to.rate, 'numeric'));
  return `convert_minor(${amount}, ${minorPerEuro('f.currency', 'f.rate')}, ${report})`;
}

function minorPerEuro(currency: string, rate: string): string {
  return `${rate} * 10::numeric ^ currency_decimals(${currency})`;
}

function rateRows({ from }: OpenItemsQuery, params: Params): string {
  const currencies = params.add(
    from.map(({ currency }) => currency),
    'text[]',
  );
  const rates = params.add(
    from.map(({ rate }) => rate),
    'numeric[]',
  );
  return `unnest(${currencies}, ${rates}) AS f (currency, rate)`;
}
