import {
  formatTermSteps,
  isEncoursError,
  parsePaymentTerms,
  type PaymentTerms,
} from '../../kernel';
import type { Transaction } from '../../database';
import { customerIdOf, type AccountingSource, type StoredParty } from '../../unify';

/** Terms a source tells are of no day: they hold for every document it has. */
const FROM = '1900-01-01';

/**
 * Takes the terms a source states as the customer's own, unless somebody has agreed any: a person's word stands. Changed at
 * the source, they change; words that are not understood stay words. The claims are dated by the rebuild that follows. The
 * caller holds the terms.
 */
export async function agreeToldTerms(
  tx: Transaction,
  source: AccountingSource,
  parties: readonly StoredParty[],
): Promise<void> {
  const rows = parties.flatMap(({ partyKey, customerId, paymentTerms }) => {
    // Terms of a party that was merged are not those of the one it was merged into.
    if (customerId !== customerIdOf(source.connectionId, partyKey)) return [];
    const terms = understood(paymentTerms);
    if (terms === null || paymentTerms === null) return [];
    return [
      {
        customer_id: customerId,
        terms: terms.due === null ? null : formatTermSteps(terms.due),
        basis_points: terms.discount?.basisPoints ?? null,
        discount_terms: terms.discount === null ? null : formatTermSteps(terms.discount.steps),
        wording: paymentTerms,
      },
    ];
  });
  if (rows.length === 0) return;
  await tx.execute(AGREE, [
    tx.tenantId,
    JSON.stringify(rows),
    FROM,
    `source:${source.connector.id}`,
    source.at,
  ]);
}

function understood(wording: string | null): PaymentTerms | null {
  if (wording === null || wording.trim() === '') return null;
  try {
    return parsePaymentTerms(wording);
  } catch (error) {
    if (isEncoursError(error, 'CONFIG')) return null;
    throw error;
  }
}

const AGREE = `
  INSERT INTO payment_terms (tenant_id, customer_id, effective_from, terms, discount_basis_points, discount_terms, wording,
    decided_by, recorded_at)
  SELECT $1, r.customer_id, $3, r.terms, r.basis_points, r.discount_terms, r.wording, $4, $5
  FROM (
    SELECT DISTINCT ON (customer_id) * FROM jsonb_to_recordset($2::jsonb)
      AS r (customer_id uuid, terms text, basis_points integer, discount_terms text, wording text)
    ORDER BY customer_id, wording
  ) r
  LEFT JOIN LATERAL (
    SELECT t.terms, t.discount_basis_points, t.discount_terms FROM payment_terms t
    WHERE t.tenant_id = $1 AND t.customer_id = r.customer_id ORDER BY t.terms_seq DESC LIMIT 1
  ) latest ON true
  WHERE NOT EXISTS (SELECT FROM payment_terms t WHERE t.tenant_id = $1 AND t.customer_id = r.customer_id
      AND t.decided_by <> $4)
    AND (latest.terms, latest.discount_basis_points, latest.discount_terms)
      IS DISTINCT FROM (r.terms, r.basis_points, r.discount_terms)
  ORDER BY r.customer_id`;
