/** Which receipts are payments that the books have under another customer. */
import { addDays, type LocalDate } from '../../kernel';
import { pairWithBooks, WINDOW_DAYS } from './settle-receipts.rule';

export interface UnbookedReceipt {
  id: string;
  /** Customers that are one debtor to several sources have one. */
  debtor: string;
  bookedOn: LocalDate;
  amountMinor: bigint;
  currency: string;
  /** Who applied it; a receipt that nobody has may still be what the books tell of. */
  word: 'RULE' | 'PERSON' | 'NONE';
}

/** A payment of the books that is no receipt's yet; credits negative. */
export interface UnclaimedPayment {
  id: string;
  customerId: string;
  debtor: string;
  on: LocalDate;
  amountMinor: bigint;
  currency: string;
}

/**
 * Payments by receipt: those of the same debtor in another source one to one, by amount and day; then those of anybody,
 * where the bank has one receipt of the amount about that day and the books have one payment of it: two of either could be
 * payments of two. Whose payment it is, a person's word decides over such a likeness.
 */
export function matchElsewhere(
  receipts: readonly UnbookedReceipt[],
  payments: readonly UnclaimedPayment[],
): Map<string, UnclaimedPayment> {
  const found = ofOneDebtor(receipts, payments);
  const taken = new Set([...found.values()].map(({ id }) => id));
  const left = payments.filter(({ id }) => !taken.has(id));
  const waiting = receipts.filter(({ id }) => !found.has(id));
  for (const receipt of waiting) {
    if (receipt.word !== 'RULE') continue;
    const [payment, ...others] = left.filter((each) => isAlike(receipt, each));
    if (payment === undefined || others.length > 0) continue;
    if (waiting.filter((each) => isAlike(each, payment)).length === 1) {
      found.set(receipt.id, payment);
    }
  }
  return found;
}

function ofOneDebtor(
  receipts: readonly UnbookedReceipt[],
  payments: readonly UnclaimedPayment[],
): Map<string, UnclaimedPayment> {
  const key = ({ debtor, currency, amountMinor }: UnbookedReceipt | UnclaimedPayment): string =>
    `${debtor} ${currency} ${amountMinor < 0n ? -amountMinor : amountMinor}`;
  const own = receipts.filter(({ word }) => word !== 'NONE');
  const pairs = pairWithBooks(
    own.map((receipt) => ({ ...receipt, customerId: key(receipt), parts: [] })),
    payments.map((payment) => ({ ...payment, customerId: key(payment), settles: [] })),
  );
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  const found = new Map<string, UnclaimedPayment>();
  for (const [receiptId, [paymentId]] of pairs) {
    const payment = byId.get(paymentId ?? '');
    if (payment !== undefined) found.set(receiptId, payment);
  }
  return found;
}

function isAlike(receipt: UnbookedReceipt, payment: UnclaimedPayment): boolean {
  return (
    receipt.amountMinor === -payment.amountMinor &&
    receipt.currency === payment.currency &&
    payment.on >= addDays(receipt.bookedOn, -WINDOW_DAYS) &&
    payment.on <= addDays(receipt.bookedOn, WINDOW_DAYS)
  );
}
