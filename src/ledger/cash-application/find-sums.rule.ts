/** Which of a customer's claims add up to what came in. Bounded: a customer with thousands of claims costs no more. */
import type { OpenClaim } from './receipt';

/** Claims a free choice is made among, and how many it may take. */
const CHOICE_CLAIMS = 24;
const CHOICE_SIZE = 6;
const STEPS_MAX = 60_000;

/** Oldest first: by due day, then day of issue, then number. */
export function oldestFirst(claims: readonly OpenClaim[]): OpenClaim[] {
  return [...claims].sort(
    (one, two) =>
      compare(one.dueOn ?? one.issuedOn, two.dueOn ?? two.issuedOn) ||
      compare(one.issuedOn, two.issuedOn) ||
      compare(one.number, two.number) ||
      compare(one.receivableId, two.receivableId),
  );
}

export function sumOpen(claims: readonly OpenClaim[]): bigint {
  return claims.reduce((sum, { openMinor }) => sum + openMinor, 0n);
}

/** The first claims, oldest first, that add up to the amount; null when no run of them does. */
export function oldestRun(claims: readonly OpenClaim[], amountMinor: bigint): OpenClaim[] | null {
  let sum = 0n;
  for (const [index, claim] of claims.entries()) {
    sum += claim.openMinor;
    if (sum === amountMinor) return claims.slice(0, index + 1);
  }
  return null;
}

/** Claims of one month of issue, or due in one, that add up to the amount; null when those of no month or of two do. */
export function monthSum(claims: readonly OpenClaim[], amountMinor: bigint): OpenClaim[] | null {
  const found = new Map<string, OpenClaim[]>();
  for (const dayOf of [
    (claim: OpenClaim): string => claim.issuedOn,
    (claim: OpenClaim): string => claim.dueOn ?? '',
  ]) {
    for (const [, month] of byMonth(claims, dayOf)) {
      if (month.length > 1 && sumOpen(month) === amountMinor) found.set(keyOf(month), month);
    }
  }
  const [only] = [...found.values()];
  return found.size === 1 && only !== undefined ? only : null;
}

function byMonth(
  claims: readonly OpenClaim[],
  dayOf: (claim: OpenClaim) => string,
): Map<string, OpenClaim[]> {
  const months = new Map<string, OpenClaim[]>();
  for (const claim of claims) {
    const month = dayOf(claim).slice(0, 7);
    if (month === '') continue;
    months.set(month, [...(months.get(month) ?? []), claim]);
  }
  return months;
}

export interface ChosenSum {
  claims: OpenClaim[];
  /** No other choice among those looked at gives the amount. */
  isOnly: boolean;
}

/**
 * Up to six of the 24 oldest claims and credit notes that add up to the amount; null when none do, or when it would take
 * more steps than are allowed. Of several the one with the fewest and oldest claims.
 */
export function chosenSum(claims: readonly OpenClaim[], amountMinor: bigint): ChosenSum | null {
  const pool = claims.slice(0, CHOICE_CLAIMS);
  const found: OpenClaim[][] = [];
  let steps = 0;
  let size = 2;
  const choose = (from: number, left: bigint, taken: OpenClaim[]): void => {
    for (let at = from; at < pool.length; at += 1) {
      const claim = pool[at];
      steps += 1;
      if (claim === undefined || found.length > 1 || steps > STEPS_MAX) return;
      const rest = left - claim.openMinor;
      if (taken.length + 1 === size) {
        if (rest === 0n) found.push([...taken, claim]);
      } else choose(at + 1, rest, [...taken, claim]);
    }
  };
  for (; size <= CHOICE_SIZE && found.length < 2; size += 1) {
    choose(0, amountMinor, []);
    if (steps > STEPS_MAX) break;
  }
  const [first] = found;
  if (first === undefined) return null;
  return { claims: first, isOnly: found.length === 1 && steps <= STEPS_MAX };
}

/** The same claims in any order have the same key. */
export function keyOf(claims: readonly { receivableId: string }[]): string {
  return claims
    .map(({ receivableId }) => receivableId)
    .sort()
    .join(' ');
}

function compare(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0;
}
