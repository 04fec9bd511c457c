import type { Transaction } from '../database';
import { customerConditions, type CustomerFilter, type MatchStatus } from './customer-filter';
import { Params, type Direction, type Page, type PageRequest, type SortKey } from './keyset';
import { countList, readPage, type ListSource } from './list-source';
import { customersAt, receivablesAt, type ReportPoint } from './report-point';

/** A customer of the books. */
export interface CustomerRow {
  customerId: string;
  account: string;
  name: string;
  currency: string;
  isPooled: boolean;
  companyId: string | null;
  matchStatus: MatchStatus;
  matchConfidence: number | null;
  matchMethod: string | null;
  matchDecidedBy: string | null;
  matchDecidedAt: Date | null;
}

export const CUSTOMER_ORDER_FIELDS = [
  'NAME',
  'ACCOUNT',
  'GRADE',
  'OUTSTANDING',
  'OVERDUE',
  'CREDIT_LIMIT',
] as const;
export type CustomerOrderField = (typeof CUSTOMER_ORDER_FIELDS)[number];

export interface CustomerOrder {
  field: CustomerOrderField;
  direction: Direction;
}

export interface CustomerListQuery {
  filter: CustomerFilter;
  orderBy: readonly CustomerOrder[];
  /** The present, as figures are judged by. */
  point: ReportPoint;
}

const COLUMNS = `c.customer_id AS "customerId", c.account, c.name, c.currency, c.is_pooled AS "isPooled",
  c.company_id AS "companyId", c.match_status AS "matchStatus", c.match_confidence AS "matchConfidence",
  c.match_method AS "matchMethod", c.match_decided_by AS "matchDecidedBy", c.match_decided_at AS "matchDecidedAt"`;

/** Sort expressions; absent grades and limits come last when ascending. */
const ORDERS: Readonly<Record<CustomerOrderField, Omit<SortKey, 'direction'>>> = {
  NAME: { sql: 'c.name', type: 'text' },
  ACCOUNT: { sql: 'c.account', type: 'text' },
  GRADE: { sql: `coalesce(a.grade, 'Z')`, type: 'text' },
  OUTSTANDING: { sql: 'coalesce(b.outstanding, 0)', type: 'bigint' },
  OVERDUE: { sql: 'coalesce(b.overdue, 0)', type: 'bigint' },
  CREDIT_LIMIT: { sql: 'coalesce(l.limit_minor, 900000000000000000)', type: 'bigint' },
};

/** One page of customers; by name unless ordered otherwise. */
export async function listCustomers(
  tx: Transaction,
  query: CustomerListQuery,
  page: PageRequest,
): Promise<Page<CustomerRow>> {
  return readPage(tx, customerSource(query, Params.ofTenant(tx.tenantId)), page);
}

export async function countCustomers(tx: Transaction, query: CustomerListQuery): Promise<number> {
  const source = customerSource({ ...query, orderBy: [] }, Params.ofTenant(tx.tenantId));
  return countList(tx, source);
}

/** Customers by id, by the name and company they were known by, in any order; unknown ids are left out. */
export async function customersById(
  tx: Transaction,
  customerIds: readonly string[],
  point: ReportPoint | null = null,
): Promise<CustomerRow[]> {
  const params = new Params();
  const ids = [params.add(tx.tenantId, 'uuid'), params.add([...customerIds], 'uuid[]')];
  const known = point === null ? null : customersAt(point, params);
  const [columns, join] =
    known === null
      ? [COLUMNS, '']
      : [
          COLUMNS.replace('c.name', 'k.name').replace('c.company_id', 'k.company_id'),
          `JOIN ${known} ON k.tenant_id = c.tenant_id AND k.customer_id = c.customer_id`,
        ];
  return tx.query<CustomerRow>(
    `SELECT ${columns} FROM customer c ${join}
     WHERE c.tenant_id = ${ids[0]} AND c.customer_id = ANY (${ids[1]})`,
    params.values,
  );
}

/** The customer with this code; of several connections that use the code, the one with the first id. */
export async function customerByAccount(
  tx: Transaction,
  account: string,
): Promise<CustomerRow | null> {
  const [row] = await tx.query<CustomerRow>(
    `SELECT ${COLUMNS} FROM customer c WHERE c.tenant_id = $1 AND c.account = $2
     ORDER BY c.customer_id LIMIT 1`,
    [tx.tenantId, account],
  );
  return row ?? null;
}

/** Ids of the customers that match, for jobs that go over them. */
export async function matchingCustomerIds(
  tx: Transaction,
  query: Omit<CustomerListQuery, 'orderBy'>,
): Promise<string[]> {
  const source = customerSource({ ...query, orderBy: [] }, Params.ofTenant(tx.tenantId));
  const rows = await tx.query<{ id: string }>(
    `SELECT c.customer_id AS id FROM ${source.from} WHERE ${source.where.join(' AND ')} ORDER BY 1`,
    source.params.values,
  );
  return rows.map((row) => row.id);
}

/** The list as SQL over customers named `c`; the first parameter must be the tenant. */
export function customerSource(query: CustomerListQuery, params: Params): ListSource {
  const conditions = customerConditions(query.filter, params, query.point);
  const orders = query.orderBy.length > 0 ? query.orderBy : DEFAULT_ORDER;
  const fields = new Set(orders.map((order) => order.field));
  const joins = [
    fields.has('OUTSTANDING') || fields.has('OVERDUE') ? balances(query.point, params) : '',
    fields.has('GRADE') ? GRADES : '',
    fields.has('CREDIT_LIMIT') ? LIMITS : '',
  ];
  return {
    list: 'customers',
    keys: [
      ...orders.map((order) => ({ ...ORDERS[order.field], direction: order.direction })),
      { sql: 'c.customer_id', type: 'uuid', direction: orders.at(-1)?.direction ?? 'ASC' },
    ],
    columns: COLUMNS,
    from: `customer c ${joins.join(' ')}`,
    where: ['c.tenant_id = $1::uuid', ...conditions],
    params,
  };
}

const DEFAULT_ORDER: readonly CustomerOrder[] = [{ field: 'NAME', direction: 'ASC' }];

const GRADES = `LEFT JOIN credit_assessment a
  ON a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.is_current`;
const LIMITS = `LEFT JOIN credit_limit l
  ON l.tenant_id = c.tenant_id AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'`;

function balances(point: ReportPoint, params: Params): string {
  return `LEFT JOIN (
    SELECT r.customer_id, sum(r.open_minor)::bigint AS outstanding,
      (sum(r.open_minor) FILTER (WHERE r.open_minor > 0 AND r.due_on < ${params.add(point.asOf, 'date')}))::bigint AS overdue
    FROM ${receivablesAt(point, params)} WHERE r.tenant_id = $1 AND r.open_minor <> 0 GROUP BY r.customer_id
  ) b ON b.customer_id = c.customer_id`;
}
