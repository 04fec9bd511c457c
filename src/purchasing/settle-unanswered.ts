import { domainError } from '../kernel';
import type { Transaction } from '../database';
import { endCall } from './settle-call';

/**
 * Says of a call nobody knew the end of whether the provider billed it, as its statement shows. What was not billed is
 * given back to the month it was booked in; either way the same may be bought again. Throws CALL_NOT_FOUND,
 * CALL_NOT_UNANSWERED, and CALL_REPEATED_FREE when what was not billed would leave less in the ledger than on the bill.
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
  if (!ruling.wasCharged) await refuseRepeated(tx, callId);
  await endCall(tx, callId, {
    status: ruling.wasCharged ? 'SETTLED' : 'RELEASED',
    at: ruling.at,
    reason: `${ruling.by}: the provider ${ruling.wasCharged ? 'billed it' : 'did not bill it'}`,
    ...{ units: null, answer: null, isHeld: false },
  });
}

/**
 * What was sent again within the free days was booked at nothing because this call counts. If the provider billed only
 * the repetition, this call's place in the ledger is that bill's.
 */
async function refuseRepeated(tx: Transaction, callId: string): Promise<void> {
  const [repeated] = await tx.query(
    `SELECT 1 FROM provider_call c
     JOIN provider_call r ON r.tenant_id = c.tenant_id AND r.connection_id = c.connection_id AND r.call = c.call
       AND r.subject = c.subject AND r.is_repeat AND r.booked_at >= c.booked_at
       AND r.status IN ('BOOKED', 'SETTLED', 'UNANSWERED')
     WHERE c.tenant_id = $1 AND c.provider_call_id = $2 AND c.counted_calls = 1
       AND NOT EXISTS (SELECT FROM provider_call n
         WHERE n.tenant_id = c.tenant_id AND n.connection_id = c.connection_id AND n.call = c.call
           AND n.subject = c.subject AND n.counted_calls = 1 AND n.booked_at > c.booked_at
           AND n.booked_at <= r.booked_at)
     LIMIT 1`,
    [tx.tenantId, callId],
  );
  if (repeated === undefined) return;
  throw domainError(
    'CALL_REPEATED_FREE',
    'the same was sent again within the days a repetition is free and booked at nothing: one of the two is billed',
    {
      remedy:
        'say of this call that it was billed; if neither was, first say of the repetition that it was not',
    },
  );
}
