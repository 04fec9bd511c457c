import { quotient, type Answer } from './figure';

/** Open claims by days past due: not due (without a due date too), 1–30, 31–60, 61–90, above 90. Minor units. */
export interface AgeProfile {
  notDueMinor: bigint;
  bucketsMinor: readonly bigint[];
}

const BUCKETS = 4;

/** What is overdue / what is outstanding. */
export function overdueShare(overdueMinor: bigint, outstandingMinor: bigint): Answer {
  if (outstandingMinor < 0n) return 'CREDITS_EXCEED_CLAIMS';
  return outstandingMinor === 0n
    ? 'NOTHING_OUTSTANDING'
    : quotient(overdueMinor, outstandingMinor, 6);
}

/**
 * Roll rates: what is in a bucket at the end of a month / what was in the bucket before it a month earlier, over some
 * months. The first rate is from not due to the first bucket. Profiles oldest first, a month apart.
 */
export function rollRates(profiles: readonly AgeProfile[]): Answer[] {
  return Array.from({ length: BUCKETS }, (_, step): Answer => {
    if (profiles.length < 2) return 'PERIOD_TOO_SHORT';
    let before = 0n;
    let after = 0n;
    for (const [index, profile] of profiles.entries()) {
      const next = profiles[index + 1];
      if (next === undefined) break;
      before += step === 0 ? profile.notDueMinor : (profile.bucketsMinor[step - 1] ?? 0n);
      after += next.bucketsMinor[step] ?? 0n;
    }
    return before > 0n ? quotient(after, before, 6) : 'NOTHING_IN_BUCKET';
  });
}
