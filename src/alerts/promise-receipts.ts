import type { LocalDate } from '../kernel';

export interface PromiseRow {
  readonly promisedOn: LocalDate;
  readonly amountMinor: bigint | null;
}

export interface Receipt {
  readonly on: LocalDate;
  readonly amountMinor: bigint;
}

/**
 * What came in for each promise: money goes to the oldest promise that was due by its day and still lacks some, each cent
 * once. A promise without an amount takes nothing from the others. Promises and receipts in the order of their days.
 */
export function receivedFor(
  promises: readonly PromiseRow[],
  receipts: readonly Receipt[],
): bigint[] {
  const received = promises.map(() => 0n);
  for (const { on, amountMinor } of receipts) {
    let left = amountMinor;
    for (const [index, promise] of promises.entries()) {
      const lacking = (promise.amountMinor ?? 0n) - (received[index] ?? 0n);
      if (left <= 0n || promise.promisedOn > on) break;
      if (lacking <= 0n) continue;
      const part = left < lacking ? left : lacking;
      received[index] = (received[index] ?? 0n) + part;
      left -= part;
    }
  }
  return received;
}
