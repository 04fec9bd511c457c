import { domainError } from '../kernel';
import type { Transaction } from '../database';
import { endCall } from './settle-call';

/**
 * Says of a call nobody knew the end of whether the provider billed it, as its statement shows. What was not billed is
 * given back to the month it was booked in; either way the same may be bought again. Throws CALL_NOT_FOUND and
 * CALL_NOT_UNANSWERED.
 */
export async function settleUnanswered(
  tx: Transaction,
  callId: string,
  ruling: { wasCharged: boolean; by: string; at: Date },
): Promise<void> {
  const [call] = await tx.query<{ status: string }>(
    'SELECT status FROM provider_call WHERE tenant_id = $1 AND provider_call_id = $2 FOR UPDATE',
    [tx.tenantId, callId],
  );
  if (call === undefined) {
    throw domainError('CALL_NOT_FOUND', 'there is no paid call with this id', {
      remedy: 'take an id from providerSpend',
    });
  }
  if (call.status !== 'UNANSWERED') {
    throw domainError('CALL_NOT_UNANSWERED', `how this call ended is known: ${call.status}`, {
      remedy: 'only what is UNANSWERED waits for somebody to say whether it was billed',
    });
  }
  await endCall(tx, callId, {
    status: ruling.wasCharged ? 'SETTLED' : 'RELEASED',
    at: ruling.at,
    reason: `${ruling.by}: the provider ${ruling.wasCharged ? 'billed it' : 'did not bill it'}`,
    ...{ units: null, answer: null, isHeld: false },
  });
}
