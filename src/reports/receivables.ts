import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { inList } from './customer-filter';
import { Params, type Direction, type Page, type PageRequest, type SortKey } from './keyset';
import { countList, readPage, readParentPages, type ListSource } from './list-source';
import { receivablesAt, type ReportPoint } from './report-point';

export const RECEIVABLE_KINDS = [
  'INVOICE',
  'CREDIT_NOTE',
  'PAYMENT_ON_ACCOUNT',
  'DEPOSIT',
  'OPENING',
  'RETURNED_PAYMENT',
  'REFUND',
  'BILL',
  'ADJUSTMENT',
] as const;
export type ReceivableKind = (typeof RECEIVABLE_KINDS)[number];

export const DUE_DATE_SOURCES = [
  'DOCUMENT',
  'EXTRA_COLUMN',
  'CUSTOMER_TERMS',
  'TENANT_DEFAULT',
  'LEGAL_DEFAULT',
  'IMMEDIATE',
  'NONE',
] as const;
export type DueDateSource = (typeof DUE_DATE_SOURCES)[number];

/** Each receivable has exactly one: nothing open, a credit, past its due date, or open. */
export const RECEIVABLE_STATUSES = ['OPEN', 'OVERDUE', 'CREDIT', 'SETTLED'] as const;
export type ReceivableStatus = (typeof RECEIVABLE_STATUSES)[number];

export const RECEIVABLE_ORDER_FIELDS = [
  'ISSUED_ON',
  'DUE_ON',
  'OPEN_AMOUNT',
  'TOTAL_AMOUNT',
  'NUMBER',
] as const;
export type ReceivableOrderField = (typeof RECEIVABLE_ORDER_FIELDS)[number];

export interface ReceivableOrder {
  field: ReceivableOrderField;
  direction: Direction;
}

export interface ReceivableFilter {
  customerIds?: readonly string[] | null;
  status?: readonly ReceivableStatus[] | null;
  kinds?: readonly ReceivableKind[] | null;
  dueFrom?: LocalDate | null;
  dueTo?: LocalDate | null;
  issuedFrom?: LocalDate | null;
  issuedTo?: LocalDate | null;
  numbers?: readonly string[] | null;
  /** Those the hub learnt anything of at or after this instant. */
  updatedSince?: Date | null;
  disputed?: boolean | null;
}

export interface ReceivableRow {
  receivableId: string;
  customerId: string;
  kind: ReceivableKind;
  number: string;
  label: string;
  issuedOn: LocalDate;
  dueOn: LocalDate | null;
  dueDateSource: DueDateSource;
  currency: string;
  /** Minor units, as decimal strings. */
  totalMinor: string;
  openMinor: string;
  isDisputed: boolean;
  isDoubtful: boolean;
  /** A bill of exchange stands for it. */
  isBill: boolean;
  /** Last day of a cash discount, and the discount on the whole claim; null when none was agreed. */
  discountOn: LocalDate | null;
  discountMinor: string | null;
  /** The document's own currency and total, when it is not that of the books. */
  documentCurrency: string | null;
  documentTotalMinor: string | null;
  status: ReceivableStatus;
  /** Days past the due date of what is still owed; 0 when nothing is. */
  daysOverdue: number;
  connectionId: string;
  sourceFileId: string;
  sourceLine: number;
}

export interface ReceivableQuery {
  filter: ReceivableFilter;
  orderBy: readonly ReceivableOrder[];
  point: ReportPoint;
}

/** One page of receivables; newest issue first unless ordered otherwise. */
export async function listReceivables(
  tx: Transaction,
  query: ReceivableQuery,
  page: PageRequest,
): Promise<Page<ReceivableRow>> {
  return readPage(tx, receivableSource(query, Params.ofTenant(tx.tenantId)), page);
}

/** How many match; of one customer when it is named. */
export async function countReceivables(
  tx: Transaction,
  query: ReceivableQuery & { ofCustomerId?: string },
): Promise<number> {
  const { ofCustomerId, ...rest } = query;
  const counted = ofCustomerId === undefined ? rest : narrowed(rest, [ofCustomerId]);
  return countList(tx, receivableSource(counted, Params.ofTenant(tx.tenantId)));
}

/** The same page of each customer's receivables, by customer id. */
export async function receivablesOfCustomers(
  tx: Transaction,
  query: ReceivableQuery & { of: readonly string[] },
  page: PageRequest,
): Promise<Map<string, Page<ReceivableRow>>> {
  const source = receivableSource(narrowed(query, query.of), Params.ofTenant(tx.tenantId));
  return readParentPages(tx, source, {
    parentIds: query.of,
    parentColumn: 'r.customer_id',
    page,
  });
}

/** The query within these customers, and within those it asks for itself. */
function narrowed(query: ReceivableQuery, within: readonly string[]): ReceivableQuery {
  const asked = query.filter.customerIds ?? null;
  const customerIds = asked === null ? within : within.filter((id) => asked.includes(id));
  return { ...query, filter: { ...query.filter, customerIds } };
}

/** Receivables by id as they are at the point; unknown ones are left out. */
export async function receivablesById(
  tx: Transaction,
  receivableIds: readonly string[],
  point: ReportPoint,
): Promise<ReceivableRow[]> {
  const params = new Params();
  const ids = [params.add(tx.tenantId, 'uuid'), params.add([...receivableIds], 'uuid[]')];
  return tx.query<ReceivableRow>(
    `SELECT ${columns(params.add(point.asOf, 'date'))} FROM ${receivablesAt(point, params)}
     WHERE r.tenant_id = ${ids[0]} AND r.receivable_id = ANY (${ids[1]})`,
    params.values,
  );
}

const ORDERS: Readonly<Record<ReceivableOrderField, Omit<SortKey, 'direction'>>> = {
  ISSUED_ON: { sql: 'r.issued_on', type: 'date' },
  DUE_ON: { sql: `coalesce(r.due_on, 'infinity'::date)`, type: 'date' },
  OPEN_AMOUNT: { sql: 'r.open_minor', type: 'bigint' },
  TOTAL_AMOUNT: { sql: 'r.total_minor', type: 'bigint' },
  NUMBER: { sql: 'r.number', type: 'text' },
};

/** The list as SQL over receivables named `r`; the first parameter must be the tenant. */
export function receivableSource(query: ReceivableQuery, params: Params): ListSource {
  const { filter, point } = query;
  const customerIds = filter.customerIds ? params.add([...filter.customerIds], 'uuid[]') : null;
  const from = receivablesAt(point, params);
  const day = params.add(point.asOf, 'date');
  const orders: readonly ReceivableOrder[] =
    query.orderBy.length > 0 ? query.orderBy : [{ field: 'ISSUED_ON', direction: 'DESC' }];
  return {
    list: 'receivables',
    keys: [
      ...orders.map((order) => ({ ...ORDERS[order.field], direction: order.direction })),
      // The index on (customer, issued_on desc, id) serves the default order of one customer's list.
      { sql: 'r.receivable_id', type: 'uuid', direction: 'ASC' },
    ],
    columns: columns(day),
    from,
    where: [
      'r.tenant_id = $1::uuid',
      // A claim the books took back keeps its row and history, but is none any more.
      'NOT (r.total_minor = 0 AND r.open_minor = 0)',
      ...(customerIds === null ? [] : [`r.customer_id = ANY (${customerIds})`]),
      ...conditions(filter, { params, day, point }),
    ],
    params,
  };
}

function conditions(
  filter: ReceivableFilter,
  place: { params: Params; day: string; point: ReportPoint },
): string[] {
  const { params, day } = place;
  const bound = (sql: string, date: LocalDate | null | undefined): string[] =>
    date === null || date === undefined ? [] : [`${sql} ${params.add(date, 'date')}`];
  const statuses = filter.status?.map((status) => `(${statusCondition(status, day)})`) ?? null;
  return [
    ...inList('r.kind', filter.kinds, { params, type: 'text[]' }),
    ...inList('r.number', filter.numbers, { params, type: 'text[]' }),
    ...(statuses === null ? [] : [statuses.length === 0 ? 'false' : `(${statuses.join(' OR ')})`]),
    ...updatedSince(filter.updatedSince ?? null, place),
    ...bound('r.due_on >=', filter.dueFrom),
    ...bound('r.due_on <=', filter.dueTo),
    ...bound('r.issued_on >=', filter.issuedFrom),
    ...bound('r.issued_on <=', filter.issuedTo),
    ...(filter.disputed === null || filter.disputed === undefined
      ? []
      : [`r.is_disputed = ${params.add(filter.disputed, 'boolean')}`]),
  ];
}

function updatedSince(
  instant: Date | null,
  { params, point }: { params: Params; point: ReportPoint },
): string[] {
  if (instant === null) return [];
  if (point.isCurrent) return [`r.changed_at >= ${params.add(instant, 'timestamptz')}`];
  const same = 'u.tenant_id = r.tenant_id AND u.receivable_id = r.receivable_id';
  return [changedBetween(same, { since: instant, until: point.knownAt }, params)];
}

/**
 * Something of the receivable `u`, which `same` says to be the row's, was learnt between two instants; whatever was learnt
 * after the later one.
 */
export function changedBetween(
  same: string,
  { since, until }: { since: Date; until: Date },
  params: Params,
): string {
  const [from, to] = [params.add(since, 'timestamptz'), params.add(until, 'timestamptz')];
  const within = (table: string, at: string): string =>
    `EXISTS (SELECT FROM ${table} h WHERE h.tenant_id = u.tenant_id AND h.receivable_id = u.receivable_id
       AND h.${at} BETWEEN ${from} AND ${to})`;
  return `EXISTS (SELECT FROM receivable u WHERE ${same} AND u.changed_at >= ${from} AND (u.changed_at <= ${to}
    OR ${within('receivable_entry', 'recorded_at')} OR ${within('receivable_version', 'replaced_at')}))`;
}

/** Written with "open_minor <> 0" where it can be, so that the partial index on open items serves. */
function statusCondition(status: ReceivableStatus, day: string): string {
  switch (status) {
    case 'SETTLED':
      return 'r.open_minor = 0';
    case 'CREDIT':
      return 'r.open_minor <> 0 AND r.open_minor < 0';
    case 'OVERDUE':
      return `r.open_minor <> 0 AND r.open_minor > 0 AND r.due_on < ${day}`;
    case 'OPEN':
      return `r.open_minor <> 0 AND r.open_minor > 0 AND (r.due_on IS NULL OR r.due_on >= ${day})`;
  }
}

function columns(day: string): string {
  const state = receivableState('r', day);
  return `r.receivable_id AS "receivableId", r.customer_id AS "customerId", r.kind, r.number, r.label,
    r.issued_on AS "issuedOn", r.due_on AS "dueOn", r.due_date_source AS "dueDateSource", r.currency,
    r.total_minor AS "totalMinor", r.open_minor AS "openMinor", r.is_disputed AS "isDisputed",
    r.is_doubtful AS "isDoubtful", r.is_bill AS "isBill", r.discount_on AS "discountOn",
    r.discount_minor AS "discountMinor", r.document_currency AS "documentCurrency",
    r.document_total_minor AS "documentTotalMinor", r.connection_id AS "connectionId", r.source_file_id AS "sourceFileId",
    r.source_line AS "sourceLine",
    ${state.status} AS status, ${state.daysOverdue} AS "daysOverdue"`;
}

/** How a receivable stands on a day, as SQL over its row. */
export function receivableState(row: string, day: string): { status: string; daysOverdue: string } {
  return {
    status: `CASE WHEN ${row}.open_minor = 0 THEN 'SETTLED' WHEN ${row}.open_minor < 0 THEN 'CREDIT'
      WHEN ${row}.due_on < ${day} THEN 'OVERDUE' ELSE 'OPEN' END`,
    daysOverdue: `CASE WHEN ${row}.open_minor > 0
      THEN greatest(0, coalesce(${day} - ${row}.due_on, 0)) ELSE 0 END`,
  };
}
