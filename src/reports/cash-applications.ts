import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { inList } from './customer-filter';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export type CashStatus = 'PROPOSED' | 'APPLIED' | 'UNMATCHED' | 'REJECTED';

/** What a proposal would settle of a claim, as SQL answers it. */
export interface CashPartRow {
  receivableId: string;
  amountMinor: string;
}

export interface CashAlternativeRow {
  customerId: string;
  confidence: number;
  reasons: string[];
  parts: CashPartRow[];
}

/** A movement of the bank, and whose payment it is when that was looked for. */
export interface CashRow {
  bankTransactionId: string;
  account: string;
  bookedOn: LocalDate;
  valueOn: LocalDate | null;
  amountMinor: string;
  currency: string;
  counterpartyName: string | null;
  counterpartyAccount: string | null;
  endToEndId: string | null;
  documentReferences: string[];
  remittanceText: string;
  bankReference: string | null;
  returnReason: string | null;
  /** Null: a debit of ours, or not judged yet. */
  status: CashStatus | null;
  customerId: string | null;
  confidence: number | null;
  reasons: string[] | null;
  alternatives: CashAlternativeRow[] | null;
  parts: CashPartRow[];
  isAutomatic: boolean | null;
  isInBooks: boolean | null;
  decidedBy: string | null;
  decidedAt: Date | null;
}

export interface CashFilter {
  statuses?: readonly CashStatus[] | null;
  customerIds?: readonly string[] | null;
  bookedFrom?: LocalDate | null;
  bookedTo?: LocalDate | null;
  /** Only movements that were looked at. */
  isJudged?: boolean;
}

const COLUMNS = `b.bank_transaction_id AS "bankTransactionId", b.account, b.booked_on AS "bookedOn", b.value_on AS "valueOn",
  b.amount_minor::text AS "amountMinor", b.currency, b.counterparty_name AS "counterpartyName",
  b.counterparty_account AS "counterpartyAccount", b.end_to_end_id AS "endToEndId",
  b.document_references AS "documentReferences", b.remittance_text AS "remittanceText",
  b.bank_reference AS "bankReference", b.return_reason AS "returnReason", a.status, a.customer_id AS "customerId",
  a.confidence, a.reasons, a.alternatives, a.is_automatic AS "isAutomatic", a.ledger_cause_id IS NOT NULL AS "isInBooks",
  a.decided_by AS "decidedBy", a.decided_at AS "decidedAt",
  coalesce((SELECT jsonb_agg(jsonb_build_object('receivableId', p.receivable_id, 'amountMinor', p.amount_minor::text)
      ORDER BY p.receivable_id)
    FROM cash_application_part p
    WHERE p.tenant_id = $1 AND p.bank_transaction_id = b.bank_transaction_id), '[]') AS parts`;

const FROM = `bank_transaction b LEFT JOIN cash_application a
  ON a.tenant_id = $1 AND a.bank_transaction_id = b.bank_transaction_id`;

/** One page of movements, the latest booked first. */
export async function listBankTransactions(
  tx: Transaction,
  filter: CashFilter,
  page: PageRequest,
): Promise<Page<CashRow>> {
  return readPage(tx, source(tx, filter), page);
}

export async function countBankTransactions(tx: Transaction, filter: CashFilter): Promise<number> {
  return countList(tx, source(tx, filter));
}

/** Movements by id; unknown ids are left out. */
export async function bankTransactionsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<CashRow[]> {
  return tx.query<CashRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE b.tenant_id = $1 AND b.bank_transaction_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

function source(tx: Transaction, filter: CashFilter): ListSource {
  const params = Params.ofTenant(tx.tenantId);
  const from = filter.bookedFrom ?? null;
  const to = filter.bookedTo ?? null;
  return {
    list: filter.isJudged === true ? 'cashApplications' : 'bankTransactions',
    keys: [
      { sql: 'b.booked_on', type: 'date', direction: 'DESC' },
      { sql: 'b.bank_transaction_id', type: 'uuid', direction: 'ASC' },
    ],
    columns: COLUMNS,
    from: FROM,
    where: [
      'b.tenant_id = $1',
      ...(filter.isJudged === true ? ['a.status IS NOT NULL'] : []),
      ...inList('a.status', filter.statuses, { params, type: 'text[]' }),
      ...inList('a.customer_id', filter.customerIds, { params, type: 'uuid[]' }),
      ...(from === null ? [] : [`b.booked_on >= ${params.add(from, 'date')}`]),
      ...(to === null ? [] : [`b.booked_on <= ${params.add(to, 'date')}`]),
    ],
    params,
  };
}
