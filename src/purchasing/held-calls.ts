/**
 * Calls nobody knows the end of. A process that died between booking and answer was most likely billed: its call stays
 * counted, and the same is not bought again unasked until the age rule would buy it anyway.
 */
import type { Transaction } from '../database';
import { endCall } from './settle-call';

const GONE =
  'the process that sent it ended before the answer was recorded; it may have been billed';

/** A call whose lease has passed. False when it has ended meanwhile, or its buyer lives. */
export async function expireBooking(tx: Transaction, callId: string, at: Date): Promise<boolean> {
  const [gone] = await tx.query(
    `SELECT 1 FROM provider_call WHERE tenant_id = $1 AND provider_call_id = $2 AND status = 'BOOKED' AND lease_until < $3
     FOR UPDATE`,
    [tx.tenantId, callId, at],
  );
  if (gone === undefined) return false;
  return endCall(tx, callId, {
    status: 'UNANSWERED',
    at,
    reason: GONE,
    units: null,
    answer: null,
    isHeld: true,
  });
}

/** Gives up every call of the connection whose buyer is gone. Answers how many. */
export async function expireBookings(
  tx: Transaction,
  connectionId: string,
  at: Date,
): Promise<number> {
  return tx.execute(
    `UPDATE provider_call SET status = 'UNANSWERED', ended_at = $3, reason = $4,
       held_until = CASE WHEN hold_days > 0 THEN $3::timestamptz + make_interval(days => hold_days) END
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'BOOKED' AND lease_until < $3`,
    [tx.tenantId, connectionId, at, GONE],
  );
}

export interface UnsureSubject {
  siren: string;
  /** HELD: nobody knows whether it was billed; BUYING: somebody is buying it now; REFUSING: it was not answered again and again. */
  why: 'HELD' | 'BUYING' | 'REFUSING';
}

/** As often as this unanswered in a day, and a company is left alone until the day has passed. */
const UNANSWERED_MAX = 12;

/** Subjects of a stream that a run must not buy now, with why. */
export async function unsureSubjects(
  tx: Transaction,
  source: { connectionId: string; stream: string },
  at: Date,
): Promise<UnsureSubject[]> {
  return tx.query<UnsureSubject>(
    `SELECT subject AS siren, CASE WHEN bool_or(held_until > $4) THEN 'HELD' WHEN bool_or(status = 'BOOKED') THEN 'BUYING'
       ELSE 'REFUSING' END AS why
     FROM provider_call
     WHERE tenant_id = $1 AND connection_id = $2 AND stream = $3 AND subject IS NOT NULL
       AND status IN ('BOOKED', 'UNANSWERED')
     GROUP BY subject
     HAVING bool_or(held_until > $4) OR bool_or(status = 'BOOKED')
       OR count(*) FILTER (WHERE ended_at > $4::timestamptz - interval '1 day') >= ${UNANSWERED_MAX}
     ORDER BY subject`,
    [tx.tenantId, source.connectionId, source.stream, at],
  );
}

/** Lets the held subjects of a connection (all, or those given) be bought again. Answers how many calls were held. */
export async function releaseHeld(
  tx: Transaction,
  connectionId: string,
  sirens: readonly string[] | null,
): Promise<number> {
  return tx.execute(
    `UPDATE provider_call SET held_until = NULL
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'UNANSWERED' AND held_until IS NOT NULL
       AND ($3::text[] IS NULL OR subject = ANY ($3))`,
    [tx.tenantId, connectionId, sirens === null ? null : [...sirens]],
  );
}
