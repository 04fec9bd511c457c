import type { Clock } from '../kernel';
import type { Transaction } from './transaction';

/**
 * The instant this transaction records at. From here until it commits, no report claims to know the past up to that
 * instant: what was answered as known at an instant is answered again, to the byte. Call it before the first write of
 * anything that reports show, in every transaction that writes such.
 */
export async function openRecording(tx: Transaction, clock: Clock): Promise<Date> {
  // The lock is held before the instant is taken, so no reader can look in between.
  await tx.query('SELECT open_recording($1)', [clock.now()]);
  return clock.now();
}

/**
 * The latest instant, at most `now`, as of which everything recorded is visible to whoever looks from here on. Must be
 * asked before the snapshot of the report is taken: in a transaction of its own.
 */
export async function recordingHorizon(tx: Transaction, now: Date): Promise<Date> {
  const [row] = await tx.query<{ at: Date }>('SELECT recording_horizon($1) AS at', [now]);
  return row?.at ?? now;
}
