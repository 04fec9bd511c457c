import type { Transaction } from '../../database';
import type { ConcernedCustomer } from '../documents/store-document-events';
import type { CashProposal, CashProposals, Receipt } from './receipt';

export interface JudgedReceipt {
  receipt: Receipt;
  proposals: CashProposals | null;
  status: 'APPLIED' | 'PROPOSED' | 'UNMATCHED';
}

/**
 * Keeps what was found of movements nobody has decided on; what was found before and is the same leaves no trace. Answers
 * the customers whose claims are settled by it.
 */
export async function writeProposals(
  tx: Transaction,
  judged: readonly JudgedReceipt[],
  at: Date,
): Promise<ConcernedCustomer[]> {
  const rows = JSON.stringify(judged.map(rowOf));
  await tx.query(
    'CREATE TEMP TABLE judged (LIKE cash_application INCLUDING DEFAULTS) ON COMMIT DROP',
  );
  await tx.query('ALTER TABLE judged ADD COLUMN parts jsonb');
  await tx.execute(JUDGED, [tx.tenantId, at, rows]);
  await tx.execute(DROP_SAME, [tx.tenantId]);
  await tx.execute(UPSERT, [tx.tenantId]);
  await tx.execute(
    `DELETE FROM cash_application_part p USING judged j
     WHERE p.tenant_id = $1 AND p.bank_transaction_id = j.bank_transaction_id`,
    [tx.tenantId],
  );
  await tx.execute(PARTS, [tx.tenantId]);
  await tx.execute(NEW_STEPS, [tx.tenantId, at]);
  await tx.execute(LEARN, [tx.tenantId, at]);
  return tx.query<ConcernedCustomer>(
    `SELECT DISTINCT c.connection_id AS "connectionId", c.customer_id AS "customerId"
     FROM judged j JOIN customer c ON c.tenant_id = $1 AND c.customer_id = j.customer_id WHERE j.status = 'APPLIED'`,
    [tx.tenantId],
  );
}

function rowOf({ receipt, proposals, status }: JudgedReceipt): object {
  const best = proposals?.best ?? null;
  return {
    bank_transaction_id: receipt.bankTransactionId,
    status,
    customer_id: best?.customerId ?? null,
    confidence: best?.confidence ?? null,
    reasons: best?.reasons ?? [],
    alternatives: (proposals?.alternatives ?? []).map(shown),
    parts: best === null ? [] : shown(best).parts,
  };
}

interface ShownProposal {
  customerId: string;
  confidence: number;
  reasons: readonly string[];
  parts: { receivableId: string; amountMinor: string }[];
}

function shown({ customerId, confidence, reasons, parts }: CashProposal): ShownProposal {
  return {
    ...{ customerId, confidence, reasons },
    parts: parts.map(({ receivableId, amountMinor }) => ({
      receivableId,
      amountMinor: amountMinor.toString(),
    })),
  };
}

const JUDGED = `
  INSERT INTO judged (tenant_id, bank_transaction_id, status, customer_id, confidence, reasons, alternatives, is_automatic,
    changed_at, decided_at, parts)
  SELECT $1, j.bank_transaction_id, j.status, j.customer_id, j.confidence, j.reasons, j.alternatives, j.status = 'APPLIED',
    $2, CASE WHEN j.status = 'APPLIED' THEN $2::timestamptz END, j.parts
  FROM jsonb_to_recordset($3) AS j (bank_transaction_id uuid, status text, customer_id uuid, confidence real,
    reasons text[], alternatives jsonb, parts jsonb)`;

/** A person may have decided since; and what is proposed again the same is no news. */
const DROP_SAME = `
  DELETE FROM judged j USING cash_application a
  WHERE a.tenant_id = $1 AND a.bank_transaction_id = j.bank_transaction_id
    AND (a.status NOT IN ('PROPOSED', 'UNMATCHED')
      OR (a.status, a.customer_id, a.confidence, a.reasons, a.alternatives)
        IS NOT DISTINCT FROM (j.status, j.customer_id, j.confidence, j.reasons, j.alternatives))`;

const UPSERT = `
  INSERT INTO cash_application AS a (tenant_id, bank_transaction_id, status, customer_id, confidence, reasons, alternatives,
    is_automatic, decided_at, changed_at)
  SELECT $1, bank_transaction_id, status, customer_id, confidence, reasons, alternatives, is_automatic, decided_at, changed_at
  FROM judged ORDER BY bank_transaction_id
  ON CONFLICT (tenant_id, bank_transaction_id) DO UPDATE SET status = EXCLUDED.status,
    customer_id = EXCLUDED.customer_id, confidence = EXCLUDED.confidence, reasons = EXCLUDED.reasons,
    alternatives = EXCLUDED.alternatives, is_automatic = EXCLUDED.is_automatic, decided_at = EXCLUDED.decided_at,
    changed_at = EXCLUDED.changed_at`;

const PARTS = `
  INSERT INTO cash_application_part (tenant_id, bank_transaction_id, receivable_id, amount_minor)
  SELECT $1, j.bank_transaction_id, p."receivableId", p."amountMinor"
  FROM judged j, jsonb_to_recordset(j.parts) AS p ("receivableId" uuid, "amountMinor" bigint)`;

const NEW_STEPS = `
  INSERT INTO cash_application_step (tenant_id, bank_transaction_id, change, at, customer_id, confidence)
  SELECT $1, bank_transaction_id, status, $2, customer_id, confidence FROM judged ORDER BY bank_transaction_id`;

/** The payer's own name or number says whose account it is. */
const LEARN = `
  INSERT INTO debtor_account (tenant_id, account, customer_id, bank_transaction_id, learnt_at)
  SELECT DISTINCT ON (b.counterparty_account, j.customer_id) $1::uuid, b.counterparty_account, j.customer_id,
    j.bank_transaction_id, $2::timestamptz
  FROM judged j JOIN bank_transaction b ON b.tenant_id = $1 AND b.bank_transaction_id = j.bank_transaction_id
  WHERE j.status = 'APPLIED' AND b.counterparty_account IS NOT NULL AND b.amount_minor > 0
    AND j.reasons && '{NAME,SIREN}'::text[]
  ON CONFLICT (tenant_id, account, customer_id) DO NOTHING`;
