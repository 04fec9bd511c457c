import { quotient, type Answer } from './figure';

/** How much of the outstanding is on few customers. Minor units of one currency. */
export interface CustomerBalances {
  /** Sum of what customers owe, each net of its credits; who is owed counts nothing. */
  totalMinor: bigint;
  /** Sum of the squares of the same. */
  squaresMinor: bigint;
  /** What the one, and the ten, that owe most owe. */
  top1Minor: bigint;
  top10Minor: bigint;
}

export function balancesOf(customersMinor: readonly bigint[]): CustomerBalances {
  const owing = customersMinor.filter((minor) => minor > 0n);
  owing.sort((left, right) => (left < right ? 1 : left > right ? -1 : 0));
  const sum = (some: readonly bigint[]): bigint => some.reduce((total, minor) => total + minor, 0n);
  return {
    totalMinor: sum(owing),
    squaresMinor: sum(owing.map((minor) => minor * minor)),
    top1Minor: sum(owing.slice(0, 1)),
    top10Minor: sum(owing.slice(0, 10)),
  };
}

/** Herfindahl-Hirschman index: sum of squared shares × 10,000; 10,000 is one customer. */
export function herfindahl({ totalMinor, squaresMinor }: CustomerBalances): Answer {
  if (totalMinor <= 0n) return 'NOTHING_OUTSTANDING';
  return quotient(10_000n * squaresMinor, totalMinor * totalMinor);
}

/** As many customers of the same size would be as concentrated: 10,000 / index. */
export function effectiveCustomers({ totalMinor, squaresMinor }: CustomerBalances): Answer {
  if (totalMinor <= 0n) return 'NOTHING_OUTSTANDING';
  return quotient(totalMinor * totalMinor, squaresMinor);
}

export function shareOf(partMinor: bigint, { totalMinor }: CustomerBalances): Answer {
  return totalMinor <= 0n ? 'NOTHING_OUTSTANDING' : quotient(partMinor, totalMinor, 6);
}
