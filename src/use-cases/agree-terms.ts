import type { Hub } from '../hub';
import { setPaymentTerms, type TermsDecision } from '../ledger';
import { rescore } from '../pipeline';

/**
 * Records terms of payment and dates the claims they are for. A customer's new dates are scored at once, those of
 * everybody with the next nightly scoring. Throws CUSTOMER_NOT_FOUND.
 */
export async function agreeTerms(
  hub: Hub & { signal: AbortSignal },
  tenantId: string,
  decision: TermsDecision,
): Promise<{ redated: number }> {
  const { customerId } = decision;
  const outcome = await hub.database.tenant(tenantId, (tx) =>
    setPaymentTerms(tx, decision, hub.clock),
  );
  if (customerId !== null && outcome.redated > 0) {
    await rescore(hub, { tenantId, customerIds: [customerId], signal: hub.signal });
  }
  return outcome;
}
