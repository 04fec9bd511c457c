import type { PaymentMeans } from '../customer';
import type { Day } from '../calendar';

/** What a row of the books records; the entry around it follows from the kind. */
export const KIND = {
  SALE: 0,
  CREDIT_NOTE: 1,
  PAYMENT: 2,
  RETURN: 3,
  DEPOSIT: 4,
  DEPOSIT_USED: 5,
  DEPOSIT_APPLIED: 6,
  TO_DOUBTFUL: 7,
  FROM_CURRENT: 8,
  WRITE_OFF: 9,
  ASSIGNMENT: 10,
  COMPENSATION: 11,
  FACTOR_FUNDING: 12,
  CHEQUES_BANKED: 13,
} as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

const MEANS: readonly PaymentMeans[] = [
  'TRANSFER',
  'DIRECT_DEBIT',
  'CHEQUE',
  'BULK_TRANSFER',
  'CARD',
];
const MEANS_MASK = 7;
/** The row belongs to the entry of the row before it. */
export const CONTINUES = 8;
/** The part not received was a rounding difference, not a discount. */
export const ROUNDING = 16;
/** The bank's label names the invoice. */
export const CITES = 32;
/** The sale charges carriage. */
export const CARRIAGE = 64;

export function flagOfMeans(means: PaymentMeans): number {
  return MEANS.indexOf(means);
}

export function meansOfFlags(flags: number): PaymentMeans {
  return MEANS[flags & MEANS_MASK] ?? 'TRANSFER';
}

export interface Movement {
  kind: Kind;
  customer: number;
  day: Day;
  /** Debit − credit on the customer's account, minor units of EUR; for rows without a customer line, the entry's total. */
  amountMinor: bigint;
  /** Net of VAT for sales, credit notes and write-offs; what was not received for payments. */
  partMinor?: bigint;
  flags?: number;
  /** Row of the invoice concerned. */
  about?: number;
  dueOn?: Day;
  /** Day on the document, when it is not the day of the entry. */
  documentOn?: Day;
  /** Index of the VAT rate. */
  rate?: number;
}

const NONE = -1;

/**
 * Rows of the customer accounts in columns: about 50 bytes each, so that a million invoices with their payments fit
 * in little memory. Rows are only ever appended; lettering is the one thing that changes later.
 */
export class Movements {
  count = 0;
  private capacity = 1_024;
  kind = new Uint8Array(this.capacity);
  flags = new Uint8Array(this.capacity);
  rate = new Uint8Array(this.capacity);
  customer = new Int32Array(this.capacity);
  day = new Int32Array(this.capacity);
  documentDay = new Int32Array(this.capacity);
  dueDay = new Int32Array(this.capacity);
  about = new Int32Array(this.capacity);
  /** Number of the invoice or credit note in its year; 0 before it is numbered. */
  number = new Int32Array(this.capacity);
  /** Lettering: its day and its rank among the customer's letters on the account; 0 when unlettered. */
  letterDay = new Int32Array(this.capacity);
  letter = new Int32Array(this.capacity);
  amountMinor = new BigInt64Array(this.capacity);
  partMinor = new BigInt64Array(this.capacity);

  /** Appends a row and returns its index. */
  add(movement: Movement): number {
    if (this.count === this.capacity) this.grow();
    const row = this.count++;
    this.kind[row] = movement.kind;
    this.flags[row] = movement.flags ?? 0;
    this.rate[row] = movement.rate ?? 0;
    this.customer[row] = movement.customer;
    this.day[row] = movement.day;
    this.documentDay[row] = movement.documentOn ?? movement.day;
    this.dueDay[row] = movement.dueOn ?? 0;
    this.about[row] = movement.about ?? NONE;
    this.amountMinor[row] = movement.amountMinor;
    this.partMinor[row] = movement.partMinor ?? 0n;
    return row;
  }

  amount(row: number): bigint {
    return this.amountMinor[row] ?? 0n;
  }

  part(row: number): bigint {
    return this.partMinor[row] ?? 0n;
  }

  kindOf(row: number): Kind {
    return (this.kind[row] ?? 0) as Kind;
  }

  /** The invoice the row is about, or null. */
  aboutRow(row: number): number | null {
    const about = this.about[row] ?? NONE;
    return about === NONE ? null : about;
  }

  continues(row: number): boolean {
    return ((this.flags[row] ?? 0) & CONTINUES) !== 0;
  }

  isLetteredBy(row: number, day: Day): boolean {
    const letterDay = this.letterDay[row] ?? 0;
    return letterDay !== 0 && letterDay <= day;
  }

  private grow(): void {
    this.capacity *= 2;
    const copy = <T extends { set(source: T): void }>(source: T, target: T): T => {
      target.set(source);
      return target;
    };
    this.kind = copy(this.kind, new Uint8Array(this.capacity));
    this.flags = copy(this.flags, new Uint8Array(this.capacity));
    this.rate = copy(this.rate, new Uint8Array(this.capacity));
    this.customer = copy(this.customer, new Int32Array(this.capacity));
    this.day = copy(this.day, new Int32Array(this.capacity));
    this.documentDay = copy(this.documentDay, new Int32Array(this.capacity));
    this.dueDay = copy(this.dueDay, new Int32Array(this.capacity));
    this.about = copy(this.about, new Int32Array(this.capacity));
    this.number = copy(this.number, new Int32Array(this.capacity));
    this.letterDay = copy(this.letterDay, new Int32Array(this.capacity));
    this.letter = copy(this.letter, new Int32Array(this.capacity));
    this.amountMinor = copy(this.amountMinor, new BigInt64Array(this.capacity));
    this.partMinor = copy(this.partMinor, new BigInt64Array(this.capacity));
  }
}

/** Kinds without a line on a customer account. */
export function hasCustomerLine(kind: Kind): boolean {
  return kind < KIND.FACTOR_FUNDING;
}
