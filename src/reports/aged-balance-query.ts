import { ageBuckets, ageingParts, type AgeingQuery } from './ageing';
import { assessmentAt, customerConditions, type CustomerFilter } from './customer-filter';
import { exchangeRatesAt } from './exchange-rates';
import type { Params } from './keyset';
import { customersAt, receivablesAt } from './report-point';

export const AGED_BALANCE_GROUPS = ['CUSTOMER', 'COMPANY', 'GRADE', 'CURRENCY', 'NONE'] as const;
export type AgedBalanceGroup = (typeof AGED_BALANCE_GROUPS)[number];

export interface AgedBalanceQuery extends AgeingQuery {
  groupBy: AgedBalanceGroup;
  filter: CustomerFilter;
  /** What rows and total are told in; receivables in other currencies are converted at the point's rates. */
  currency: string;
  /** The seller's own: a report in it never fails for want of rates, it says what it could not convert. */
  booksCurrency: string;
  /** The reconciliation reads the whole history; left out unless asked for. */
  withReconciliation: boolean;
}

/** One line of the statement below: minor units as text. */
export interface AgedBalanceLine {
  key: string | null;
  currency: string;
  own: string[];
  converted: (string | null)[] | null;
}

/** What one row stands for, as SQL. */
const GROUPS: Readonly<Record<AgedBalanceGroup, string>> = {
  CUSTOMER: 'c.customer_id',
  COMPANY: 'k.company_id',
  GRADE: 'g.grade',
  CURRENCY: 'NULL::text',
  NONE: 'NULL::text',
};

/**
 * The aged balance as one statement: a line per key and currency, in no order, with
 *  - key, currency;
 *  - own: not due, buckets, undated, unallocated, what of the buckets is assumed and, summed by itself, outstanding, in
 *    that currency;
 *  - converted: the same parts without outstanding in the reporting currency, null when that is the currency itself;
 *    null elements when there is no rate.
 * What is in another currency is converted per customer and part, so that parts and totals sum up however customers are
 * put together; what is not needs no such detail. $1 must be the tenant.
 */
export function agedBalanceStatement(query: AgedBalanceQuery, params: Params): string {
  const parts = partsOf(query, params);
  const names = Object.keys(parts);
  const rated = names.filter((name) => name !== 'outstanding');
  const currency = params.add(query.currency, 'text');
  const from = receivablesAt(query.point, params);
  const conditions = customerConditions(query.filter, params, query.point);
  const converted = (name: string): string =>
    `convert_minor(o.${name}, f.minor_per_euro, t.minor_per_euro)`;
  const isByCustomer = query.groupBy === 'CUSTOMER';
  // The lines of a customer are what is converted; those of other groups are sums of such.
  const sum = (expression: string): string => (isByCustomer ? expression : `sum(${expression})`);
  const texts = (expressions: readonly string[]): string =>
    `ARRAY[${expressions.map((expression) => `${sum(expression)}::text`).join(', ')}]`;
  return `WITH rate AS MATERIALIZED (
      SELECT x.currency, x.minor_per_euro FROM ${exchangeRatesAt(query.point, params)}
    ), own AS (
      SELECT ${GROUPS[query.groupBy]} AS key, r.currency,
        ${isByCustomer ? 'NULL::uuid' : `CASE WHEN r.currency <> ${currency} THEN c.customer_id END`} AS detail,
        ${names.map((name) => `${parts[name] ?? ''} AS ${name}`).join(', ')}
      FROM ${from} JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
      ${groupJoin(query, params)}
      WHERE ${['r.tenant_id = $1::uuid', 'r.open_minor <> 0', ...conditions].join(' AND ')}
      GROUP BY 1, 2, 3
    )
    SELECT o.key, o.currency, ${texts(names.map((name) => `o.${name}`))} AS own,
      CASE WHEN o.currency <> ${currency} THEN ${texts(rated.map(converted))} END AS converted
    FROM own o LEFT JOIN rate f ON f.currency = o.currency LEFT JOIN rate t ON t.currency = ${currency}
    ${isByCustomer ? '' : 'GROUP BY o.key, o.currency'}`;
}

/**
 * The rows as one statement for reports in which nothing has to be converted: a line per row, in no order, with key, the
 * parts of an ageing by their names (buckets as an array), and is_own, which says whether all of it is in the reporting
 * currency. Where that is false the sums mix currencies and mean nothing. $1 must be the tenant.
 */
export function agedBalanceGroups(
  query: AgedBalanceQuery,
  params: Params,
  withAssumed: boolean,
): string {
  const parts = ageingParts(query, params);
  const currency = params.add(query.currency, 'text');
  const from = receivablesAt(query.point, params);
  const conditions = customerConditions(query.filter, params, query.point);
  const isByCustomer = query.groupBy === 'CUSTOMER';
  // Without conditions on them, customers are joined to the groups and not to every item.
  const isWhole = conditions.length === 0 && (isByCustomer || query.groupBy === 'NONE');
  const customers = isWhole
    ? ''
    : `JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id ${groupJoin(query, params)}`;
  return `SELECT ${isByCustomer ? 'r.customer_id' : GROUPS[query.groupBy]} AS key,
      bool_and(r.currency = ${currency}) AS is_own, ${parts.notDue} AS "notDue",
      ARRAY[${parts.buckets.join(', ')}] AS buckets, ${parts.undated} AS undated,
      ${parts.unallocated} AS unallocated, ${parts.outstanding} AS outstanding,
      ${withAssumed ? parts.assumedDue : '0'} AS "assumedDue"
    FROM ${from} ${customers}
    WHERE ${['r.tenant_id = $1::uuid', 'r.open_minor <> 0', ...conditions].join(' AND ')}
    GROUP BY 1`;
}

/** The sums by the name of their column; outstanding comes last. */
function partsOf(query: AgedBalanceQuery, params: Params): Record<string, string> {
  const parts = ageingParts(query, params);
  const buckets = ageBuckets(query.bucketDays, query.basis).map((_bucket, index) => [
    `bucket_${index}`,
    parts.buckets[index] ?? '0',
  ]);
  return {
    not_due: parts.notDue,
    ...(Object.fromEntries(buckets) as Record<string, string>),
    undated: parts.undated,
    unallocated: parts.unallocated,
    assumed_due: parts.assumedDue,
    outstanding: parts.outstanding,
  };
}

/** What the group's key is taken from, as it was at the point. */
function groupJoin(query: AgedBalanceQuery, params: Params): string {
  switch (query.groupBy) {
    case 'GRADE':
      return `LEFT JOIN LATERAL (${assessmentAt(query.point, params)}) g ON true`;
    case 'COMPANY':
      return `JOIN ${customersAt(query.point, params) ?? 'customer k'}
        ON k.tenant_id = c.tenant_id AND k.customer_id = c.customer_id`;
    default:
      return '';
  }
}

/** What the ledger's entries say is open, per currency: by another way than the rows were summed. $1 must be the tenant. */
export function entriesStatement(query: AgedBalanceQuery, params: Params): string {
  const conditions = customerConditions(query.filter, params, query.point);
  const until = query.point.isCurrent
    ? []
    : [
        `e.effective_on <= ${params.add(query.point.asOf, 'date')}`,
        `e.recorded_at <= ${params.add(query.point.knownAt, 'timestamptz')}`,
      ];
  return `SELECT r.currency, sum(e.amount_minor)::text AS sum
    FROM receivable_entry e
    JOIN receivable r ON r.tenant_id = e.tenant_id AND r.receivable_id = e.receivable_id
    JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
    WHERE ${['e.tenant_id = $1::uuid', ...conditions, ...until].join(' AND ')}
    GROUP BY r.currency`;
}
