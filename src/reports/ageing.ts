import { configError, money, type Money } from '../kernel';
import type { Transaction } from '../database';
import { Params } from './keyset';
import { receivablesAt, type ReportPoint } from './report-point';

/** Age is counted from the due date, or from the day of issue. */
export const AGE_BASES = ['DUE_DATE', 'ISSUE_DATE'] as const;
export type AgeBasis = (typeof AGE_BASES)[number];

export interface AgeBucket {
  label: string;
  fromDays: number;
  /** Null for the last, open-ended bucket. */
  toDays: number | null;
}

/** Open amounts by age. Not due, buckets, undated and unallocated (negative) always sum to outstanding. */
export interface Ageing {
  notDue: Money;
  buckets: (AgeBucket & { amount: Money })[];
  undated: Money;
  unallocated: Money;
  outstanding: Money;
  /** The part of the buckets that is late by a due date nobody stated or agreed with the customer: assumed, no fact. */
  assumedDue: Money;
}

export interface AgeingQuery {
  point: ReportPoint;
  basis: AgeBasis;
  /** Last day of each bucket but the open-ended one, ascending. */
  bucketDays: readonly number[];
}

const MAX_BUCKETS = 24;
const MAX_DAYS = 36_500;

/** The buckets: from the day after the due date (age 1), or from the day of issue (age 0). Throws BAD_BUCKETS. */
export function ageBuckets(bucketDays: readonly number[], basis: AgeBasis): AgeBucket[] {
  const isAscending = bucketDays.every(
    (days, index) => Number.isInteger(days) && days > (bucketDays[index - 1] ?? 0),
  );
  const isUsable = bucketDays.length <= MAX_BUCKETS && (bucketDays.at(-1) ?? 0) <= MAX_DAYS;
  if (!isAscending || !isUsable) {
    throw configError('BAD_BUCKETS', `[${bucketDays.join(', ')}] cannot be buckets of days`, {
      remedy: `Give at most ${MAX_BUCKETS} ascending whole numbers from 1 to ${MAX_DAYS}.`,
      place: { field: 'bucketDays' },
    });
  }
  const youngest = basis === 'DUE_DATE' ? 1 : 0;
  return [...bucketDays, null].map((toDays, index) => {
    const fromDays = index === 0 ? youngest : (bucketDays[index - 1] ?? 0) + 1;
    return { label: toDays === null ? `${fromDays}+` : `${fromDays}-${toDays}`, fromDays, toDays };
  });
}

/** Sums as SQL answers them: minor units as decimal strings, one per bucket. */
export interface AgeingSums {
  currency: string;
  notDue: string;
  undated: string;
  unallocated: string;
  outstanding: string;
  assumedDue: string;
  buckets: string[];
}

/** The parts of an ageing as SQL sums over a set of open items `r`. */
export interface AgeingParts {
  notDue: string;
  /** One per bucket. */
  buckets: string[];
  undated: string;
  unallocated: string;
  /** Summed by itself, not from the parts, so that a part that is missing shows. */
  outstanding: string;
  /** No part: what of the buckets is in them by an assumed due date. */
  assumedDue: string;
}

/** Sources of due dates that were neither stated by a document nor agreed with the customer. */
const ASSUMED = `('TENANT_DEFAULT', 'LEGAL_DEFAULT')`;

/** Age is counted to the point's day from the due date or the day of issue. */
export function ageingParts(query: AgeingQuery, params: Params): AgeingParts {
  const buckets = ageBuckets(query.bucketDays, query.basis);
  const day = params.add(query.point.asOf, 'date');
  const anchor = query.basis === 'DUE_DATE' ? 'r.due_on' : 'r.issued_on';
  const age = `(${day} - ${anchor})`;
  const sum = (condition: string): string =>
    `coalesce(sum(r.open_minor) FILTER (WHERE r.open_minor > 0 AND ${condition}), 0)`;
  return {
    notDue: sum(`${age} < ${buckets[0]?.fromDays ?? 0}`),
    buckets: buckets.map((bucket) =>
      bucket.toDays === null
        ? sum(`${age} >= ${bucket.fromDays}`)
        : sum(`${age} BETWEEN ${bucket.fromDays} AND ${bucket.toDays}`),
    ),
    undated: sum(`${anchor} IS NULL`),
    unallocated: 'coalesce(sum(r.open_minor) FILTER (WHERE r.open_minor < 0), 0)',
    outstanding: 'coalesce(sum(r.open_minor), 0)',
    // A day of issue is never assumed.
    assumedDue:
      query.basis === 'DUE_DATE'
        ? sum(`${age} >= ${buckets[0]?.fromDays ?? 0} AND r.due_date_source IN ${ASSUMED}`)
        : '0',
  };
}

/** Select items that age a set of open items `r`: the parts as text, the buckets as an array. */
export function ageingColumns(query: AgeingQuery, params: Params): string {
  const { notDue, undated, unallocated, outstanding, assumedDue, buckets } = ageingParts(
    query,
    params,
  );
  return `${notDue}::text AS "notDue", ${undated}::text AS undated, ${unallocated}::text AS unallocated,
    ${outstanding}::text AS outstanding, ${assumedDue}::text AS "assumedDue", ARRAY[${buckets.map((sum) => `${sum}::text`).join(', ')}] AS buckets`;
}

export function toAgeing(sums: AgeingSums, buckets: readonly AgeBucket[]): Ageing {
  const amount = (minor: string): Money => money(BigInt(minor), sums.currency);
  return {
    notDue: amount(sums.notDue),
    buckets: buckets.map((bucket, index) => ({
      ...bucket,
      amount: amount(sums.buckets[index] ?? '0'),
    })),
    undated: amount(sums.undated),
    unallocated: amount(sums.unallocated),
    outstanding: amount(sums.outstanding),
    assumedDue: amount(sums.assumedDue),
  };
}

/** The ageing of nothing. */
export function emptyAgeing(currency: string, buckets: readonly AgeBucket[]): Ageing {
  const zero = '0';
  return toAgeing(
    {
      ...{ currency, notDue: zero, undated: zero, unallocated: zero, outstanding: zero },
      ...{ assumedDue: zero, buckets: [] },
    },
    buckets,
  );
}

/** Ageing of each customer's open items in its currency, by customer id. */
export async function ageingsOf(
  tx: Transaction,
  customerIds: readonly string[],
  query: AgeingQuery,
): Promise<Map<string, Ageing>> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const ids = params.add([...customerIds], 'uuid[]');
  const from = receivablesAt(query.point, params);
  const rows = await tx.query<AgeingSums & { customerId: string }>(
    `SELECT r.customer_id AS "customerId", r.currency, ${ageingColumns(query, params)}
     FROM ${from} JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
     WHERE r.tenant_id = $1::uuid AND r.customer_id = ANY (${ids}) AND r.open_minor <> 0
       AND r.currency = c.currency
     GROUP BY r.customer_id, r.currency`,
    params.values,
  );
  const buckets = ageBuckets(query.bucketDays, query.basis);
  return new Map(rows.map((row) => [row.customerId, toAgeing(row, buckets)]));
}
