import {
  domainError,
  formatTermSteps,
  type Clock,
  type LocalDate,
  type PaymentTerms,
} from '../kernel';
import { openRecording, type Transaction } from '../database';
import { holdTerms, lockTerms, redateClaims } from './due-dates';

export interface TermsDecision {
  /** Null: the terms usual for all customers without terms of their own. */
  customerId: string | null;
  /** First day of issue they hold for; a past one re-dates the claims issued since. */
  effectiveFrom: LocalDate;
  /** Null withdraws them: from that day on the usual terms hold, or the law's. */
  terms: PaymentTerms | null;
  /** The terms as the person wrote them. */
  wording: string;
  decidedBy: string;
}

/**
 * Records terms of payment and dates the claims they are for: never those issued before they start, nor those whose
 * document states a due date. Nothing is overwritten: what was known before can still be asked for. Answers how many
 * claims were given other dates. Throws CUSTOMER_NOT_FOUND.
 */
export async function setPaymentTerms(
  tx: Transaction,
  decision: TermsDecision,
  clock: Clock,
): Promise<{ redated: number }> {
  const { customerId, effectiveFrom, terms } = decision;
  // The same order as a rebuild of claims: terms, then customers.
  if (customerId === null) await lockTerms(tx);
  else await lockCustomer(tx, customerId);
  const at = await openRecording(tx, clock);
  await tx.execute(
    `INSERT INTO payment_terms (tenant_id, customer_id, effective_from, terms, discount_basis_points, discount_terms,
       wording, decided_by, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.tenantId,
      customerId,
      effectiveFrom,
      terms?.due == null ? null : formatTermSteps(terms.due),
      terms?.discount?.basisPoints ?? null,
      terms?.discount == null ? null : formatTermSteps(terms.discount.steps),
      decision.wording,
      decision.decidedBy,
      at,
    ],
  );
  const redated = await redateClaims(tx, { customerId, issuedFrom: effectiveFrom, at });
  return { redated };
}

async function lockCustomer(tx: Transaction, customerId: string): Promise<void> {
  await holdTerms(tx);
  const [customer] = await tx.query(
    'SELECT 1 FROM customer WHERE tenant_id = $1 AND customer_id = $2 FOR NO KEY UPDATE',
    [tx.tenantId, customerId],
  );
  if (customer === undefined) {
    throw domainError('CUSTOMER_NOT_FOUND', 'there is no customer with this id', {
      remedy: 'use the id of a customer of this tenant',
    });
  }
}
