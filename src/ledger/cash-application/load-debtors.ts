import type { Transaction } from '../../database';
import type { LocalDate } from '../../kernel';
import { keysInText } from './find-numbers.rule';
import type { Debtor, OpenClaim, Receipt } from './receipt';
import type { BookedPayment } from './settle-receipts.rule';
import { WINDOW_DAYS } from './settle-receipts.rule';

/** Customers thought of for one batch, and claims looked at of each. */
const DEBTORS_MAX = 5_000;
const CLAIMS_MAX = 500;
const KEYS_MAX = 20_000;
/** Names are looked up by so much of their beginning: `customer.name_start`. */
const NAME_START = 6;

export interface Candidates {
  debtors: Debtor[];
  /** Payments of the books about the days of the receipts. */
  payments: BookedPayment[];
}

/**
 * Everybody who may have paid one of the receipts: by a number quoted, a name or its beginning, an account known, a SIREN,
 * a code, or the amount of a claim; with what is open of them. Bounded, however large the ledger.
 */
export async function loadCandidates(
  tx: Transaction,
  receipts: readonly Receipt[],
): Promise<Candidates> {
  const keys = [...new Set(receipts.flatMap((receipt) => [...keysOf(receipt)]))].slice(0, KEYS_MAX);
  const names = [...new Set(receipts.map(({ foldedName }) => foldedName.slice(0, NAME_START)))];
  const accounts = receipts.map(({ counterpartyAccount }) => counterpartyAccount);
  const rows = await tx.query<DebtorRow>(DEBTORS, [
    tx.tenantId,
    keys,
    names.filter((name) => name.length === NAME_START),
    accounts.filter((account) => account !== null),
    receipts.map(({ amountMinor }) => amountMinor.toString()),
  ]);
  const ids = rows.map(({ customerId }) => customerId);
  const claims = await tx.query<ClaimRow>(CLAIMS, [tx.tenantId, ids]);
  const days = receipts.map(({ bookedOn }) => bookedOn).sort();
  const payments = await tx.query<PaymentRow>(PAYMENTS, [tx.tenantId, ids, days[0], days.at(-1)]);
  const byCustomer = new Map<string, OpenClaim[]>();
  for (const row of claims) {
    const known = byCustomer.get(row.customerId) ?? [];
    known.push(claimOf(row));
    byCustomer.set(row.customerId, known);
  }
  return {
    debtors: rows.map((row) => ({ ...row, claims: byCustomer.get(row.customerId) ?? [] })),
    payments: payments.map((row) => ({
      ...row,
      amountMinor: BigInt(row.amountMinor),
      settles: [],
    })),
  };
}

function keysOf({ text, references }: Receipt): Set<string> {
  return keysInText([text, ...references].join(' '));
}

type DebtorRow = Omit<Debtor, 'claims'>;

const DEBTORS = `
  WITH candidate AS (
    SELECT customer_id FROM receivable
    WHERE tenant_id = $1 AND open_minor <> 0 AND open_number_key = ANY ($2::text[])
    UNION SELECT d.customer_id FROM document_reference q
    JOIN accounting_document d ON (d.tenant_id, d.connection_id, d.document_key) = ($1, q.connection_id, q.document_key)
    WHERE q.tenant_id = $1 AND q.reference_key = ANY ($2::text[]) AND d.gone_at IS NULL
    UNION SELECT customer_id FROM customer WHERE tenant_id = $1 AND name_start = ANY ($3::text[])
    UNION SELECT customer_id FROM customer WHERE tenant_id = $1 AND account_key = ANY ($2::text[])
    UNION SELECT customer_id FROM debtor_account WHERE tenant_id = $1 AND account = ANY ($4::text[])
    UNION SELECT c.customer_id FROM company p JOIN customer c ON c.tenant_id = $1 AND c.company_id = p.company_id
    WHERE p.tenant_id = $1 AND p.siren = ANY (
      ARRAY(SELECT lpad(k, 9, '0') FROM unnest($2::text[]) AS k WHERE k ~ '^[0-9]{1,9}$'))
    UNION SELECT customer_id FROM receivable
    WHERE tenant_id = $1 AND open_minor <> 0 AND open_minor = ANY ($5::bigint[])
  )
  SELECT c.customer_id AS "customerId", c.folded_name AS "foldedName", c.account, p.siren,
    coalesce((SELECT array_agg(a.account ORDER BY a.account) FROM debtor_account a
      WHERE a.tenant_id = $1 AND a.customer_id = c.customer_id), '{}') AS ibans
  FROM customer c LEFT JOIN company p ON p.tenant_id = $1 AND p.company_id = c.company_id
  WHERE c.tenant_id = $1 AND NOT c.is_pooled AND c.customer_id IN (SELECT customer_id FROM candidate)
  ORDER BY c.customer_id LIMIT ${DEBTORS_MAX}`;

interface ClaimRow {
  receivableId: string;
  customerId: string;
  number: string;
  references: string[] | null;
  issuedOn: LocalDate;
  dueOn: LocalDate | null;
  openMinor: string;
  discountOn: LocalDate | null;
  discountMinor: string | null;
}

function claimOf(row: ClaimRow): OpenClaim {
  return {
    ...row,
    references: row.references ?? [],
    openMinor: BigInt(row.openMinor),
    discountMinor: row.discountMinor === null ? null : BigInt(row.discountMinor),
  };
}

/** A payment on account is no claim that a payment settles. */
const CLAIMS = `
  SELECT r.receivable_id AS "receivableId", r.customer_id AS "customerId", r.number, d.quoted_references AS references,
    r.issued_on AS "issuedOn", r.due_on AS "dueOn", r.open_minor::text AS "openMinor", r.discount_on AS "discountOn",
    r.discount_minor::text AS "discountMinor"
  FROM (
    SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY coalesce(due_on, issued_on), receivable_id) AS place
    FROM receivable
    WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[]) AND open_minor <> 0 AND kind <> 'PAYMENT_ON_ACCOUNT'
  ) r
  LEFT JOIN accounting_document d ON d.tenant_id = $1 AND d.connection_id = r.connection_id
    AND d.document_key = r.document_key
  WHERE r.place <= ${CLAIMS_MAX}
  ORDER BY r.customer_id, r.place`;

interface PaymentRow {
  id: string;
  customerId: string;
  on: LocalDate;
  amountMinor: string;
}

const PAYMENTS = `
  SELECT identity AS id, customer_id AS "customerId", entry_on AS on, amount_minor::text AS "amountMinor"
  FROM ledger_line
  WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[]) AND nature = 'CASH'
    AND entry_on BETWEEN $3::date - ${WINDOW_DAYS} AND $4::date + ${WINDOW_DAYS}
  UNION ALL
  SELECT stable_id(connection_id::text, 'document', document_key, currency, customer_id::text, '1'), customer_id, issued_on,
    amount_minor::text
  FROM accounting_document
  WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[]) AND kind IN ('PAYMENT', 'REFUND', 'RETURNED_PAYMENT')
    AND gone_at IS NULL AND state NOT IN ('DRAFT', 'VOID') AND issued_on BETWEEN $3::date - ${WINDOW_DAYS} AND $4::date + ${WINDOW_DAYS}
  UNION ALL
  -- Paid as its source says, without a payment that it tells of.
  SELECT stable_id(r.receivable_id::text, 'paid', e.effective_on::text), r.customer_id, e.effective_on,
    sum(e.amount_minor)::text
  FROM receivable r JOIN receivable_entry e ON e.tenant_id = $1 AND e.receivable_id = r.receivable_id
  WHERE r.tenant_id = $1 AND r.customer_id = ANY ($2::uuid[]) AND r.document_key IS NOT NULL
    AND r.last_effective_on >= $3::date - ${WINDOW_DAYS} AND e.cause_id = r.receivable_id
    AND coalesce(e.reversed_kind, e.kind) = 'PAYMENT'
    AND e.effective_on BETWEEN $3::date - ${WINDOW_DAYS} AND $4::date + ${WINDOW_DAYS}
  GROUP BY r.receivable_id, r.customer_id, e.effective_on HAVING sum(e.amount_minor) < 0`;
