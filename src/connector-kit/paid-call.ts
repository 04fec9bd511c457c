/** How a booked call ended, told to whoever booked it. */
import type { Attempt } from './http';
import type { BookedCall, Purchase } from './purchases';
import type { Failure } from './retry';

/** No byte of the request can have reached the provider. */
const UNREACHED: readonly string[] = ['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND'];

/** Tells the booking how the attempt ended; call it once, when what came has proved readable. */
export async function endOf(
  booked: BookedCall,
  purchase: Purchase | undefined,
  { answer, failure }: Attempt,
): Promise<void> {
  if (answer === null) return endWithout(booked, failure);
  const { status, headers } = answer;
  if (failure !== null) return booked.released(`answered with ${status}`);
  const isCharged = purchase?.isCharged?.(status) ?? (status >= 200 && status < 300);
  const most = purchase?.units ?? 1;
  const body = answer.body.toString('utf8');
  const units = isCharged ? (purchase?.unitsOf?.({ status, headers, body }) ?? most) : 0;
  await booked.answered({ status, headers, body: answer.body }, { isCharged, units });
}

function endWithout(booked: BookedCall, failure: Failure | null): Promise<void> {
  if (failure?.kind === 'network' && UNREACHED.includes(failure.code)) {
    return booked.released(`could not be reached (${failure.code})`);
  }
  return booked.unanswered(failure?.kind === 'network' ? failure.code : 'no answer in time');
}
