/** Whose an applied receipt is now: what it settles may have moved to customers of other sources since it was applied. */
import type { LocalDate } from '../../kernel';

/** What an application settles, and where that is carried now. */
export interface PlacedPart {
  receivableId: string;
  /** Who owes it now. */
  customerId: string;
  /** The claim as links between sources call it; null where it is none that could be linked. */
  claimKey: string | null;
  /** Its number in one spelling, and its day of issue, by which it is known when its source tells it anew. */
  numberKey: string;
  issuedOn: LocalDate | null;
  /** Negative for a credit note used up with the receipt. */
  amountMinor: bigint;
}

export interface AppliedMovement {
  id: string;
  /** Whose it was said to be. */
  customerId: string;
  bookedOn: LocalDate;
  /** Received is positive, returned negative. */
  amountMinor: bigint;
  parts: readonly PlacedPart[];
}

/** What of a receipt counts with one customer. */
export interface ReceiptShare {
  movementId: string;
  customerId: string;
  bookedOn: LocalDate;
  amountMinor: bigint;
  parts: readonly PlacedPart[];
  /** Nothing of the receipt is with anybody else. */
  isWhole: boolean;
}

/**
 * A receipt goes where the claims it settles are carried: as a whole if that is one customer, else each has what settles its
 * claims. What settles nothing is with whom it was said to be of. The shares always come to the receipt.
 */
export function divideReceipt({ id, customerId, ...receipt }: AppliedMovement): ReceiptShare[] {
  const { bookedOn, amountMinor } = receipt;
  const byCustomer = new Map<string, PlacedPart[]>();
  for (const part of receipt.parts) {
    const known = byCustomer.get(part.customerId);
    if (known === undefined) byCustomer.set(part.customerId, [part]);
    else known.push(part);
  }
  const share = (of: string, amount: bigint, isWhole: boolean): ReceiptShare => ({
    ...{ movementId: id, customerId: of, bookedOn, amountMinor: amount, isWhole },
    parts: byCustomer.get(of) ?? [],
  });
  const [only] = byCustomer.keys();
  if (byCustomer.size <= 1) return [share(only ?? customerId, amountMinor, true)];
  const amounts = new Map([...byCustomer].map(([of, parts]) => [of, sum(parts)]));
  const rest = amountMinor - [...amounts.values()].reduce((total, each) => total + each, 0n);
  if (rest !== 0n) amounts.set(customerId, (amounts.get(customerId) ?? 0n) + rest);
  absorbCredits(amounts);
  return [...amounts].map(([of, amount]) => share(of, amount, amounts.size === 1));
}

/** Nobody has received less than nothing: a credit note used up elsewhere lessens the largest share. */
function absorbCredits(amounts: Map<string, bigint>): void {
  const ranked = [...amounts].sort(([one, a], [other, b]) =>
    a === b ? (one < other ? -1 : 1) : a > b ? -1 : 1,
  );
  const [largest] = ranked;
  if (largest === undefined) return;
  const [home] = largest;
  for (const [of, amount] of ranked.slice(1)) {
    if (amount > 0n) continue;
    amounts.delete(of);
    amounts.set(home, (amounts.get(home) ?? 0n) + amount);
  }
}

function sum(parts: readonly PlacedPart[]): bigint {
  return parts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}
