import { addMoney, money, type Money } from '../kernel';
import type { Transaction } from '../database';
import {
  ageBuckets,
  ageingColumns,
  emptyAgeing,
  toAgeing,
  type Ageing,
  type AgeBucket,
  type AgeingQuery,
  type AgeingSums,
} from './ageing';
import { assessmentAt, customerConditions, type CustomerFilter } from './customer-filter';
import { Params } from './keyset';
import { customersAt, receivablesAt, type ReportPoint } from './report-point';

export const AGED_BALANCE_GROUPS = ['CUSTOMER', 'COMPANY', 'GRADE', 'CURRENCY', 'NONE'] as const;
export type AgedBalanceGroup = (typeof AGED_BALANCE_GROUPS)[number];

export interface AgedBalanceQuery extends AgeingQuery {
  groupBy: AgedBalanceGroup;
  filter: CustomerFilter;
  /** Receivables in this currency are counted. */
  currency: string;
  /** With groupBy CURRENCY: a row for every currency, not only that one. */
  hasEveryCurrency: boolean;
  /** The reconciliation reads the whole history; left out unless asked for. */
  withReconciliation: boolean;
}

export interface AgedBalanceRow {
  customerId: string | null;
  companyId: string | null;
  grade: string | null;
  currency: string;
  ageing: Ageing;
}

export interface Reconciliation {
  sumOfBuckets: Money;
  outstanding: Money;
  /** Outstanding less the sum of the ledger's entries: zero, or the projection is broken. */
  ledgerDifference: Money;
}

export interface AgedBalance {
  buckets: AgeBucket[];
  rows: AgedBalanceRow[];
  /** Sum of the rows in the report's currency. */
  total: Ageing;
  reconciliation: Reconciliation | null;
}

/** The aged balance, all of it from one snapshot. Must run in a REPEATABLE READ transaction. */
export async function agedBalance(tx: Transaction, query: AgedBalanceQuery): Promise<AgedBalance> {
  const buckets = ageBuckets(query.bucketDays, query.basis);
  const rows = await readRows(tx, query, buckets);
  const total = rows
    .filter((row) => row.currency === query.currency)
    .reduce((sum, row) => addAgeing(sum, row.ageing), emptyAgeing(query.currency, buckets));
  return {
    buckets,
    rows,
    total,
    reconciliation: query.withReconciliation ? await reconcile(tx, query, total) : null,
  };
}

/** What one row stands for, as SQL, and what has to be joined for it. */
const GROUPS: Readonly<Record<AgedBalanceGroup, { key: string; order: string }>> = {
  CUSTOMER: { key: 'c.customer_id', order: 'sum(r.open_minor) DESC, c.customer_id' },
  COMPANY: { key: 'k.company_id', order: 'sum(r.open_minor) DESC, k.company_id' },
  GRADE: { key: 'a.grade', order: 'a.grade NULLS LAST' },
  CURRENCY: { key: 'NULL::text', order: 'r.currency' },
  NONE: { key: 'NULL::text', order: 'r.currency' },
};

async function readRows(
  tx: Transaction,
  query: AgedBalanceQuery,
  buckets: readonly AgeBucket[],
): Promise<AgedBalanceRow[]> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const group = GROUPS[query.groupBy];
  const from = receivablesAt(query.point, params);
  const conditions = restrictions(query, params);
  const rows = await tx.query<AgeingSums & { key: string | null }>(
    `SELECT ${group.key} AS key, r.currency, ${ageingColumns(query, params)}
     FROM ${from} JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
     ${groupJoin(query, params)}
     WHERE r.tenant_id = $1::uuid AND r.open_minor <> 0 AND ${conditions}
     GROUP BY ${group.key}, r.currency ORDER BY ${group.order}`,
    params.values,
  );
  return rows.map((row) => ({
    customerId: query.groupBy === 'CUSTOMER' ? row.key : null,
    companyId: query.groupBy === 'COMPANY' ? row.key : null,
    grade: query.groupBy === 'GRADE' ? row.key : null,
    currency: row.currency,
    ageing: toAgeing(row, buckets),
  }));
}

function restrictions(query: AgedBalanceQuery, params: Params): string {
  const isOneCurrency = !(query.hasEveryCurrency && query.groupBy === 'CURRENCY');
  return [
    ...(isOneCurrency ? [`r.currency = ${params.add(query.currency, 'text')}`] : ['true']),
    ...customerConditions(query.filter, params, query.point),
  ].join(' AND ');
}

/** What the group's key is taken from, as it was at the point. */
function groupJoin(query: AgedBalanceQuery, params: Params): string {
  switch (query.groupBy) {
    case 'GRADE':
      return `LEFT JOIN LATERAL (${assessmentAt(query.point, params)}) a ON true`;
    case 'COMPANY':
      return `JOIN ${customersAt(query.point, params) ?? 'customer k'}
        ON k.tenant_id = c.tenant_id AND k.customer_id = c.customer_id`;
    default:
      return '';
  }
}

/** Against the entries themselves, by another way than the rows were summed. */
async function reconcile(
  tx: Transaction,
  query: AgedBalanceQuery,
  total: Ageing,
): Promise<Reconciliation> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const currency = params.add(query.currency, 'text');
  const conditions = customerConditions(query.filter, params, query.point);
  const until = query.point.isCurrent
    ? []
    : [
        `e.effective_on <= ${params.add(query.point.asOf, 'date')}`,
        `e.recorded_at <= ${params.add(query.point.knownAt, 'timestamptz')}`,
      ];
  const [row] = await tx.query<{ sum: string }>(
    `SELECT coalesce(sum(e.amount_minor), 0)::text AS sum
     FROM receivable_entry e
     JOIN receivable r ON r.tenant_id = e.tenant_id AND r.receivable_id = e.receivable_id
     JOIN customer c ON c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
     WHERE ${['e.tenant_id = $1::uuid', `r.currency = ${currency}`, ...conditions, ...until].join(' AND ')}`,
    params.values,
  );
  const entries = BigInt(row?.sum ?? '0');
  return {
    sumOfBuckets: sumOfParts(total),
    outstanding: total.outstanding,
    ledgerDifference: money(total.outstanding.amountMinor - entries, query.currency),
  };
}

/** Not due + buckets + undated + unallocated. */
export function sumOfParts(ageing: Ageing): Money {
  return [
    ...ageing.buckets.map((bucket) => bucket.amount),
    ageing.undated,
    ageing.unallocated,
  ].reduce(addMoney, ageing.notDue);
}

function addAgeing(left: Ageing, right: Ageing): Ageing {
  return {
    notDue: addMoney(left.notDue, right.notDue),
    buckets: left.buckets.map((bucket, index) => ({
      ...bucket,
      amount: addMoney(
        bucket.amount,
        right.buckets[index]?.amount ?? money(0n, bucket.amount.currency),
      ),
    })),
    undated: addMoney(left.undated, right.undated),
    unallocated: addMoney(left.unallocated, right.unallocated),
    outstanding: addMoney(left.outstanding, right.outstanding),
  };
}
