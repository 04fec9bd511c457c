/** What accounting sources say besides claims: where they differ, what happened to documents, how they know a customer. */
import type { LifecycleStatus } from '../connector-kit';
import type { Transaction } from '../database';
import type { LocalDate } from '../kernel';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export const SOURCE_CONFLICT_CODES = [
  'AMOUNT',
  'CURRENCY',
  'DUE_DATE',
  'DEBTOR',
  'OVER_ALLOCATED',
  'CURRENCIES_DIFFER',
  'SAME_SIDE',
  'OPEN_EXCEEDS_TOTAL',
] as const;
export type SourceConflictCode = (typeof SOURCE_CONFLICT_CODES)[number];

export interface SourceConflictRow {
  code: SourceConflictCode;
  number: string;
  customerId: string;
  connectionId: string;
  /** The source that carries the claim; the same one where a source contradicts itself. */
  carrierConnectionId: string;
  /** Amounts in minor units of the currency. */
  said: string;
  counted: string;
  currency: string;
  foundAt: Date;
}

export interface SourceConflictFilter {
  codes: readonly SourceConflictCode[] | null;
  customerIds: readonly string[] | null;
}

/** One page of where sources differ, the latest found first. */
export async function listSourceConflicts(
  tx: Transaction,
  filter: SourceConflictFilter,
  page: PageRequest,
): Promise<Page<SourceConflictRow>> {
  return readPage(tx, conflictSource(tx, filter), page);
}

export async function countSourceConflicts(
  tx: Transaction,
  filter: SourceConflictFilter,
): Promise<number> {
  return countList(tx, conflictSource(tx, filter));
}

function conflictSource(tx: Transaction, filter: SourceConflictFilter): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  return {
    list: 'sourceConflicts',
    keys: [
      { sql: 'r.found_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'r.conflict_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: `r.code, r.number, r.customer_id AS "customerId", r.connection_id AS "connectionId",
      r.carrier_connection_id AS "carrierConnectionId", r.said, r.counted, r.currency, r.found_at AS "foundAt"`,
    from: 'accounting_conflict r',
    where: [
      'r.tenant_id = $1',
      ...inList('r.code', filter.codes, { params, type: 'text[]' }),
      ...inList('r.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
    ],
    params,
  };
}

export interface LifecycleEventRow {
  status: LifecycleStatus;
  code: string;
  reasonCode: string | null;
  reason: string | null;
  /** Minor units, as a decimal string. */
  amountMinor: string | null;
  currency: string | null;
  at: Date;
}

/** Most of one receivable that are listed: the latest of them. */
const EVENTS_MAX = 50;

/** What happened to the documents of receivables, oldest first; those without any are left out. */
export async function lifecyclesOf(
  tx: Transaction,
  receivableIds: readonly string[],
): Promise<Map<string, LifecycleEventRow[]>> {
  const rows = await tx.query<LifecycleEventRow & { receivableId: string }>(LIFECYCLES, [
    tx.tenantId,
    [...receivableIds],
  ]);
  const byReceivable = new Map<string, LifecycleEventRow[]>();
  for (const { receivableId, ...row } of rows) {
    const known = byReceivable.get(receivableId);
    if (known === undefined) byReceivable.set(receivableId, [row]);
    else known.push(row);
  }
  return byReceivable;
}

/** By number, as the messages name it; software that counts anew each year uses a number again. */
const LIFECYCLES = `
  SELECT r.receivable_id AS "receivableId", e.status, e.code, e.reason_code AS "reasonCode", e.reason,
    e.amount_minor::text AS "amountMinor", e.currency, e.at
  FROM (
    SELECT receivable_id, issued_on, number_key(number) AS number_key FROM receivable
    WHERE tenant_id = $1 AND receivable_id = ANY ($2::uuid[]) AND kind IN ('INVOICE', 'BILL') OFFSET 0
  ) r CROSS JOIN LATERAL (
    SELECT * FROM document_event e
    WHERE e.tenant_id = $1 AND e.number_key = r.number_key
      AND (e.document_issued_on IS NULL OR abs(e.document_issued_on - r.issued_on) <= 60)
    ORDER BY e.at DESC, e.event_key DESC LIMIT ${EVENTS_MAX}
  ) e
  WHERE r.number_key <> '' ORDER BY e.at, e.event_key`;

export interface PartyRow {
  customerId: string;
  connectionId: string;
  code: string | null;
  vatNumber: string | null;
  email: string | null;
  phone: string | null;
  paymentTerms: string | null;
  /** Minor units, as a decimal string. */
  creditLimitMinor: string | null;
  currency: string;
  isActive: boolean;
  lastToldOn: LocalDate;
}

/** How the accounting source of customers knows them; customers of ledger exports are left out. */
export async function partiesOf(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<Map<string, PartyRow>> {
  const rows = await tx.query<PartyRow>(
    `SELECT p.customer_id AS "customerId", p.connection_id AS "connectionId", p.code, p.vat_number AS "vatNumber", p.email,
       p.phone, p.payment_terms AS "paymentTerms", p.credit_limit_minor::text AS "creditLimitMinor",
       coalesce(p.currency, c.currency) AS currency, p.is_active AND p.gone_at IS NULL AS "isActive",
       p.fetched_at::date AS "lastToldOn"
     FROM party p JOIN customer c USING (tenant_id, customer_id)
     WHERE p.tenant_id = $1 AND p.customer_id = ANY ($2::uuid[]) AND p.party_key = c.account
       AND p.connection_id = c.connection_id`,
    [tx.tenantId, [...customerIds]],
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}
