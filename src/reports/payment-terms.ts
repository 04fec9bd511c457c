import { readTermSteps, type CashDiscount, type LocalDate, type PaymentTerms } from '../kernel';
import type { Transaction } from '../database';
import type { ReportPoint } from './report-point';

/** Terms in force for what is issued on the point's day, and who decided them. */
export interface PaymentTermsRow extends PaymentTerms {
  /** The source that due dates reckoned by them name. */
  source: 'CUSTOMER_TERMS' | 'TENANT_DEFAULT';
  effectiveFrom: LocalDate;
  /** As the person wrote them. */
  wording: string;
  decidedBy: string;
  recordedAt: Date;
}

interface Stored {
  customerId: string | null;
  terms: string | null;
  discountBasisPoints: number | null;
  discountTerms: string | null;
  effectiveFrom: LocalDate;
  wording: string;
  decidedBy: string;
  recordedAt: Date;
}

/** The terms of each customer, its own before the seller's usual ones; those with neither are left out. */
export async function paymentTermsOf(
  tx: Transaction,
  customerIds: readonly string[],
  point: ReportPoint,
): Promise<Map<string, PaymentTermsRow>> {
  const stored = await tx.query<Stored>(IN_FORCE, [
    tx.tenantId,
    [...customerIds],
    point.asOf,
    point.knownAt,
  ]);
  const usual = stored.find(({ customerId }) => customerId === null);
  const own = new Map(stored.map((row) => [row.customerId, row]));
  const found = customerIds.flatMap((id): [string, PaymentTermsRow][] => {
    const row = own.get(id) ?? usual;
    return row === undefined ? [] : [[id, toRow(row)]];
  });
  return new Map(found);
}

/** The terms usual for customers without their own, or null. */
export async function usualPaymentTerms(
  tx: Transaction,
  point: ReportPoint,
): Promise<PaymentTermsRow | null> {
  const [row] = await tx.query<Stored>(IN_FORCE, [tx.tenantId, [], point.asOf, point.knownAt]);
  return row === undefined ? null : toRow(row);
}

/** Withdrawn terms are a period without any. */
const IN_FORCE = `
  SELECT customer_id AS "customerId", terms, discount_basis_points AS "discountBasisPoints",
    discount_terms AS "discountTerms", effective_from AS "effectiveFrom", wording, decided_by AS "decidedBy",
    recorded_at AS "recordedAt"
  FROM payment_terms_at($4)
  WHERE tenant_id = $1 AND (customer_id IS NULL OR customer_id = ANY ($2::uuid[])) AND effective_from <= $3
    AND (replaced_on IS NULL OR replaced_on > $3) AND (terms IS NOT NULL OR discount_terms IS NOT NULL)`;

function toRow(row: Stored): PaymentTermsRow {
  const { effectiveFrom, wording, decidedBy, recordedAt } = row;
  return {
    source: row.customerId === null ? 'TENANT_DEFAULT' : 'CUSTOMER_TERMS',
    due: row.terms === null ? null : readTermSteps(row.terms),
    discount: toDiscount(row),
    ...{ effectiveFrom, wording, decidedBy, recordedAt },
  };
}

function toDiscount({ discountBasisPoints, discountTerms }: Stored): CashDiscount | null {
  if (discountBasisPoints === null || discountTerms === null) return null;
  return { basisPoints: discountBasisPoints, steps: readTermSteps(discountTerms) };
}
