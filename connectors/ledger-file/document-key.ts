/** Names of documents that stay the same from export to export, and are the same from the invoice's side and the payment's. */

const YEAR = /(?:19|20)\d{2}/;

/** A number without what people leave out or add when they copy it. */
export function plainNumber(number: string): string {
  return number.toUpperCase().replace(/[\s\u00a0\u202f]+/g, '');
}

/**
 * The key of an invoice: its number and, where the number shows no year, that of its issue, because such numbers may begin
 * again each year.
 */
export function invoiceKey(number: string, issuedOn: string): string {
  const plain = plainNumber(number);
  return YEAR.test(plain) ? `invoice:${plain}` : `invoice:${plain}:${issuedOn.slice(0, 4)}`;
}

/** Counts how often a text has come: what is the same in all else is told apart by its turn. */
export class Occurrences {
  private readonly counts = new Map<string, number>();

  /** 1 for the first time. */
  next(text: string): number {
    const count = (this.counts.get(text) ?? 0) + 1;
    this.counts.set(text, count);
    return count;
  }
}
