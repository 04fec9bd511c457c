/** How a booked call ended, told to whoever booked it. */
import type { BookedCall, Purchase } from './purchases';
import type { Failure } from './retry';
import type { WireAnswer } from './wire';

/** One attempt on the wire: an answer, and what is wrong with it; a failure alone when none came. */
export interface Attempt {
  answer: WireAnswer | null;
  failure: Failure | null;
}

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
  if (failure !== null) {
    const reason = `answered with ${status}`;
    // A refusal the provider bills is owed, though there is no answer to keep.
    const isOwed = purchase?.isCharged?.(status) === true;
    return isOwed ? booked.unanswered(reason) : booked.released(reason);
  }
  const isBilled = purchase?.isCharged?.(status) ?? (status >= 200 && status < 300);
  const units = isBilled ? unitsOf(purchase, answer) : 0;
  // What cost nothing, such as a refusal inside an answer, is not kept to be served again: it is asked for anew.
  const isCharged = units > 0;
  await booked.answered({ status, headers, body: answer.body }, { isCharged, units });
}

/** What the answer says it cost; the most it can cost when that is no number of units: an answer that is paid for is kept. */
function unitsOf(purchase: Purchase | undefined, { status, headers, body }: WireAnswer): number {
  const most = purchase?.units ?? 1;
  try {
    const said = purchase?.unitsOf?.({ status, headers, body: body.toString('utf8') }) ?? most;
    return Number.isFinite(said) && said >= 0 ? said : most;
  } catch {
    return most;
  }
}

function endWithout(booked: BookedCall, failure: Failure | null): Promise<void> {
  if (failure?.kind === 'network' && UNREACHED.includes(failure.code)) {
    return booked.released(`could not be reached (${failure.code})`);
  }
  return booked.unanswered(failure?.kind === 'network' ? failure.code : 'no answer in time');
}
