/** What an invoice comes to and what of it is open, in its own currency, above 0. */
import { decimalToMinor } from '../../src/connector-kit';

const BOOKS_CURRENCY = 'EUR';

export interface InvoiceMoney {
  currency: string;
  amount: string;
  currency_amount: string;
  paid: boolean;
  remaining_amount_with_tax: string | null;
}

/** A credit note's amounts come with either sign. */
export function totalOf({ currency, currency_amount }: InvoiceMoney): bigint {
  return absolute(decimalToMinor(currency)(currency_amount, 'currency_amount'));
}

/**
 * What remains is told in euros. In another currency it says as much only when nothing or everything is open; null for what
 * is between, and where nothing is told of an invoice that is not marked as paid.
 */
export function openOf(invoice: InvoiceMoney): bigint | null {
  const { currency, amount, paid, remaining_amount_with_tax: written } = invoice;
  if (written === null) return paid ? 0n : null;
  const euros = decimalToMinor(BOOKS_CURRENCY);
  const remaining = absolute(euros(written, 'remaining_amount_with_tax'));
  if (currency === BOOKS_CURRENCY || remaining === 0n) return remaining;
  return remaining === absolute(euros(amount, 'amount')) ? totalOf(invoice) : null;
}

function absolute(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
