/** Which applied receipts the books show already, and what the others settle: each payment counts once. */
import { addDays, type LocalDate } from '../../kernel';

/** The books may tell a payment so many days before or after the bank. */
export const WINDOW_DAYS = 10;
/** What a bank keeps of a transfer, at most, and never more than a fiftieth of it. */
const FEE_MAX = 3_000n;
const FEE_PART = 50n;

export interface AppliedReceipt {
  id: string;
  customerId: string;
  bookedOn: LocalDate;
  /** Received is positive, returned negative. */
  amountMinor: bigint;
  /** The claims it settles; negative for credit notes used up with it. */
  parts: readonly { receivableId: string; amountMinor: bigint }[];
}

/** A payment of the books: credits negative, as items are. */
export interface BookedPayment {
  id: string;
  customerId: string;
  on: LocalDate;
  amountMinor: bigint;
  /** Claims it settles there. */
  settles: readonly string[];
}

/**
 * Receipts by the payments of the books that are the same: customer, amount and day within ten, one to one, as many as can
 * be; then payments of one day that the bank received in one sum; then those that settle the same claim and differ by a
 * bank's fee.
 */
export function pairWithBooks(
  receipts: readonly AppliedReceipt[],
  payments: readonly BookedPayment[],
): Map<string, string[]> {
  const pairs = new Map<string, string[]>();
  const taken = new Set<string>();
  const pair = (receipt: AppliedReceipt, found: readonly BookedPayment[]): void => {
    pairs.set(
      receipt.id,
      found.map(({ id }) => id),
    );
    for (const { id } of found) taken.add(id);
  };
  const ordered = [...receipts].sort(
    (one, two) => compare(one.bookedOn, two.bookedOn) || compare(one.id, two.id),
  );
  const booked = [...payments].sort(
    (one, two) => compare(one.on, two.on) || compare(one.id, two.id),
  );
  const byCustomer = groupBy(booked, ({ customerId }) => customerId);
  // The earliest receipt takes the earliest payment within its days: so no other order pairs more.
  for (const receipt of ordered) {
    const found = near(receipt, byCustomer, taken).find(
      ({ amountMinor }) => amountMinor === -receipt.amountMinor,
    );
    if (found !== undefined) pair(receipt, [found]);
  }
  for (const receipt of ordered) {
    if (pairs.has(receipt.id)) continue;
    const open = near(receipt, byCustomer, taken);
    const days = groupBy(open, ({ on }) => on);
    const day = [...days.values()].find(
      (each) => each.length > 1 && sum(each) === -receipt.amountMinor,
    );
    if (day !== undefined) pair(receipt, day);
    else {
      const alike = open.find((payment) => isSameButFee(receipt, payment));
      if (alike !== undefined) pair(receipt, [alike]);
    }
  }
  return pairs;
}

function near(
  { customerId, bookedOn }: AppliedReceipt,
  byCustomer: ReadonlyMap<string, BookedPayment[]>,
  taken: ReadonlySet<string>,
): BookedPayment[] {
  const from = addDays(bookedOn, -WINDOW_DAYS);
  const to = addDays(bookedOn, WINDOW_DAYS);
  const own = byCustomer.get(customerId) ?? [];
  return own.filter(({ id, on }) => on >= from && on <= to && !taken.has(id));
}

function isSameButFee(receipt: AppliedReceipt, { amountMinor, settles }: BookedPayment): boolean {
  const difference = -amountMinor - receipt.amountMinor;
  const size = difference < 0n ? -difference : difference;
  if (receipt.amountMinor <= 0n || size > FEE_MAX || size * FEE_PART > receipt.amountMinor)
    return false;
  return receipt.parts.some(({ receivableId }) => settles.includes(receivableId));
}

/** What is open of a claim; credits negative. */
export interface OpenItem {
  no: string;
  openMinor: bigint;
}

export interface Settlement {
  debitNo: string;
  creditNo: string;
  amountMinor: bigint;
}

/**
 * What a credit and the credit notes named with it settle of the claims named, in their order, never more than is open of
 * either. `open` is what is left by claim and is lowered.
 */
export function settleParts(
  credit: OpenItem,
  parts: AppliedReceipt['parts'],
  open: Map<string, OpenItem>,
): Settlement[] {
  const named = parts.map(({ receivableId, amountMinor }) => ({
    item: open.get(receivableId),
    amountMinor,
  }));
  const credits: { item: OpenItem; left: bigint }[] = [{ item: credit, left: -credit.openMinor }];
  for (const { item, amountMinor } of named) {
    if (item === undefined || amountMinor > 0n) continue;
    credits.unshift({ item, left: least(-amountMinor, -item.openMinor) });
  }
  const settled: Settlement[] = [];
  for (const { item, amountMinor } of named) {
    if (item === undefined || amountMinor <= 0n) continue;
    let left = least(amountMinor, item.openMinor);
    for (const source of credits) {
      const taken = least(left, source.left);
      if (taken <= 0n) continue;
      settled.push({ debitNo: item.no, creditNo: source.item.no, amountMinor: taken });
      source.left -= taken;
      source.item.openMinor += taken;
      item.openMinor -= taken;
      left -= taken;
    }
  }
  return settled;
}

function least(one: bigint, two: bigint): bigint {
  return one < two ? one : two;
}

function sum(payments: readonly BookedPayment[]): bigint {
  return payments.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}

function groupBy<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [value]);
    else known.push(value);
  }
  return groups;
}

function compare(one: string, two: string): number {
  return one < two ? -1 : one > two ? 1 : 0;
}
