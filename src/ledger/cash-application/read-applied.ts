import type { Transaction } from '../../database';
import { LINE_KEY } from '../documents/line-key';
import type { ConcernedCustomer } from '../documents/store-document-events';
import type { AppliedMovement, PlacedPart } from './divide-receipt.rule';

/** An applied movement of the bank, with what it settles, wherever that is carried now. */
export interface AppliedReceiptRow extends AppliedMovement {
  currency: string;
  sourceFileId: string;
  number: string;
  label: string;
  /** The payment of the books that it was found to be. */
  causeId: string | null;
  /** Whose payment the books have it as, where that is another customer. */
  elsewhereId: string | null;
}

interface Row extends Omit<AppliedReceiptRow, 'amountMinor' | 'parts'> {
  amountMinor: string;
  parts: (Omit<PlacedPart, 'amountMinor'> & { amountMinor: string })[];
}

/**
 * Receipts applied to the customers, or to claims that they owe now: those of another source that one of theirs carries,
 * and documents that have moved to them. In the order they were booked.
 */
export async function readApplied(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<AppliedReceiptRow[]> {
  const [any] = await tx.query(
    `SELECT 1 FROM cash_application WHERE tenant_id = $1 AND status = 'APPLIED' LIMIT 1`,
    [tx.tenantId],
  );
  if (any === undefined) return [];
  const rows = await tx.query<Row>(APPLIED, [tx.tenantId, [...customerIds]]);
  return rows.map(({ amountMinor, parts, ...row }) => ({
    ...row,
    amountMinor: BigInt(amountMinor),
    parts: parts.map((part) => ({ ...part, amountMinor: BigInt(part.amountMinor) })),
  }));
}

/**
 * Of a receivable: the claim it is, as links between sources call it. Where it is compared, it is computed before (OFFSET 0):
 * under row-level security no index serves what calls a function of ours.
 */
const CLAIM_KEY = `CASE WHEN r.document_key IS NOT NULL THEN r.document_key
  WHEN r.kind IN ('INVOICE', 'CREDIT_NOTE', 'BILL', 'OPENING') THEN ${LINE_KEY('r', 'number')} END`;

/** Parts whose claims the customers carry for other sources, or whose documents have moved to them. */
const CARRIED = `
  SELECT p.bank_transaction_id
  FROM document_link k
  JOIN receivable r ON r.tenant_id = $1 AND r.connection_id = k.connection_id AND r.document_key = k.claim_key
  JOIN cash_application_part p ON p.tenant_id = $1 AND p.receivable_id = r.receivable_id
  WHERE k.tenant_id = $1 AND k.carrier_customer_id = ANY ($2::uuid[])
  UNION
  SELECT p.bank_transaction_id
  FROM line_link k
  JOIN line_claim r ON r.claim_key = k.claim_key
  JOIN cash_application_part p ON p.tenant_id = $1 AND p.receivable_id = r.receivable_id
  UNION
  SELECT p.bank_transaction_id
  FROM accounting_document d
  JOIN receivable r ON r.tenant_id = $1 AND r.connection_id = d.connection_id AND r.document_key = d.document_key
    AND r.customer_id <> d.customer_id
  JOIN cash_application_part p ON p.tenant_id = $1 AND p.receivable_id = r.receivable_id
  WHERE d.tenant_id = $1 AND d.customer_id = ANY ($2::uuid[])`;

/** Lines that the customers carry for other books. */
const LINES = `
  line_link AS MATERIALIZED (
    SELECT claim_key, customer_id FROM document_link
    WHERE tenant_id = $1 AND carrier_customer_id = ANY ($2::uuid[]) AND claim_key LIKE 'line:%'
  ), line_claim AS MATERIALIZED (
    SELECT r.receivable_id, ${CLAIM_KEY} AS claim_key FROM receivable r
    WHERE r.tenant_id = $1 AND r.customer_id IN (SELECT customer_id FROM line_link) AND r.document_key IS NULL
  )`;

/** Whose claim a part is by now, as `r`, `k` and `d` say. */
const PLACED = `
  LEFT JOIN LATERAL (
    SELECT r.customer_id, r.connection_id, r.document_key, r.number, r.issued_on, ${CLAIM_KEY} AS claim_key
    FROM receivable r WHERE r.tenant_id = $1 AND r.receivable_id = p.receivable_id OFFSET 0
  ) r ON true
  LEFT JOIN document_link k ON k.tenant_id = $1 AND k.connection_id = r.connection_id AND k.claim_key = r.claim_key
  LEFT JOIN accounting_document d ON d.tenant_id = $1 AND d.connection_id = r.connection_id
    AND d.document_key = r.document_key AND d.gone_at IS NULL`;
const HOLDER = 'coalesce(k.carrier_customer_id, d.customer_id, r.customer_id)';

/** With whom applied movements count: who they were applied to, and who owes what they settle now. */
export async function customersOf(
  tx: Transaction,
  bankTransactionIds: readonly string[],
): Promise<ConcernedCustomer[]> {
  return tx.query<ConcernedCustomer>(
    `SELECT c.connection_id AS "connectionId", c.customer_id AS "customerId" FROM customer c
     WHERE c.tenant_id = $1 AND c.customer_id IN (
       SELECT customer_id FROM cash_application WHERE tenant_id = $1 AND bank_transaction_id = ANY ($2::uuid[])
       UNION SELECT ${HOLDER} FROM cash_application_part p ${PLACED}
       WHERE p.tenant_id = $1 AND p.bank_transaction_id = ANY ($2::uuid[]))`,
    [tx.tenantId, [...bankTransactionIds]],
  );
}

const PARTS = `
  SELECT jsonb_agg(jsonb_build_object('receivableId', p.receivable_id, 'amountMinor', p.amount_minor::text,
      'customerId', coalesce(${HOLDER}, a.customer_id), 'claimKey', coalesce(k.carrier_key, r.claim_key),
      'numberKey', coalesce(number_key(r.number), ''), 'issuedOn', r.issued_on)
    ORDER BY p.amount_minor < 0, p.receivable_id)
  FROM cash_application_part p ${PLACED}
  WHERE p.tenant_id = $1 AND p.bank_transaction_id = a.bank_transaction_id`;

const APPLIED = `
  WITH ${LINES}, concerned AS MATERIALIZED (
    SELECT bank_transaction_id FROM cash_application
    WHERE tenant_id = $1 AND status = 'APPLIED' AND customer_id = ANY ($2::uuid[])
    UNION ${CARRIED}
  )
  SELECT a.bank_transaction_id AS id, a.customer_id AS "customerId", b.booked_on AS "bookedOn",
    b.amount_minor::text AS "amountMinor", b.currency, b.source_file_id AS "sourceFileId",
    coalesce(b.end_to_end_id, b.bank_reference, '') AS number, left(b.remittance_text, 200) AS label,
    a.ledger_cause_id AS "causeId", a.ledger_customer_id AS "elsewhereId",
    coalesce((${PARTS}), '[]') AS parts
  FROM concerned o
  JOIN cash_application a ON a.tenant_id = $1 AND a.bank_transaction_id = o.bank_transaction_id AND a.status = 'APPLIED'
  JOIN bank_transaction b ON b.tenant_id = $1 AND b.bank_transaction_id = o.bank_transaction_id
  JOIN customer c ON c.tenant_id = $1 AND c.customer_id = a.customer_id AND c.currency = b.currency
  ORDER BY b.booked_on, a.bank_transaction_id`;
