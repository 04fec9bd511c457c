import { AccountKind as K } from './accounts';
import { isOpeningEntry, type EntryFacts } from './entry-nature.rule';
import { EntryMark } from './entry-nature.rule';

const SUMS = 5;
const BALANCE = 0;
const DISCOUNT = 1;
const EXCHANGE = 2;
const WRITE_OFF = 3;
const SALES_VAT = 4;
const FIRST_CAPACITY = 4096;
const PLAUSIBLE_FROM = 19000000;
const PLAUSIBLE_TO = 21000000;

/** What is kept of each accounting entry while a file is read: some numbers, in arrays, whatever its length. */
export class EntryTable {
  size = 0;
  private bits = new Int32Array(FIRST_CAPACITY);
  private days = new Int32Array(FIRST_CAPACITY);
  private lines = new Int32Array(FIRST_CAPACITY);
  private sums = new Float64Array(FIRST_CAPACITY * SUMS);
  private firstDay = -1;

  /** Starts an entry; its place is its number, from 0. */
  open(day: number, line: number): number {
    const entry = this.size++;
    if (entry === this.bits.length) this.grow();
    this.days[entry] = day;
    this.lines[entry] = line;
    return entry;
  }

  mark(entry: number, bits: number): void {
    this.bits[entry] = (this.bits[entry] ?? 0) | bits;
  }

  /** Adds a line's debit − credit. False, and nothing added, when a sum would no longer be exact. */
  add(entry: number, kind: number, amount: number): boolean {
    const base = entry * SUMS;
    if (!this.fits(base + BALANCE, amount)) return false;
    const part = partOf(kind);
    if (part !== BALANCE) {
      if (!this.fits(base + part, amount)) return false;
      this.sums[base + part] = (this.sums[base + part] ?? 0) + amount;
    }
    this.sums[base] = (this.sums[base] ?? 0) + amount;
    if (amount !== 0) this.mark(entry, EntryMark.MOVED);
    return true;
  }

  /** Its lines cancel out: without entry numbers, the next line starts another entry. */
  isBalanced(entry: number): boolean {
    const hasMoved = ((this.bits[entry] ?? 0) & EntryMark.MOVED) !== 0;
    return hasMoved && this.balance(entry) === 0;
  }

  balance(entry: number): number {
    return this.sums[entry * SUMS] ?? 0;
  }

  line(entry: number): number {
    return this.lines[entry] ?? 0;
  }

  hasCustomer(entry: number): boolean {
    return ((this.bits[entry] ?? 0) & K.CUSTOMER) !== 0;
  }

  isOpening(entry: number): boolean {
    const bits = this.bits[entry] ?? 0;
    return isOpeningEntry(bits, this.days[entry] === this.firstDay);
  }

  facts(entry: number): EntryFacts {
    const base = entry * SUMS;
    return {
      bits: this.bits[entry] ?? 0,
      isFirstDay: this.days[entry] === this.firstDay,
      discount: this.sums[base + DISCOUNT] ?? 0,
      exchange: this.sums[base + EXCHANGE] ?? 0,
      writeOff: this.sums[base + WRITE_OFF] ?? 0,
      salesVat: this.sums[base + SALES_VAT] ?? 0,
    };
  }

  /**
   * Call once all lines are in. Without any opening that says its name, the entries of the first day may be openings.
   */
  close(): void {
    let first = PLAUSIBLE_TO;
    for (let entry = 0; entry < this.size; entry++) {
      if (this.isOpening(entry)) return;
      const day = this.days[entry] ?? 0;
      if (day >= PLAUSIBLE_FROM && day < first) first = day;
    }
    this.firstDay = first;
  }

  /** First and last day of the entries that are no openings; of a file of openings, the day it opens. */
  period(): { from: number; to: number } | null {
    let from = PLAUSIBLE_TO;
    let to = 0;
    let opened = 0;
    for (let entry = 0; entry < this.size; entry++) {
      const day = this.days[entry] ?? 0;
      if (day < PLAUSIBLE_FROM || day >= PLAUSIBLE_TO) continue;
      if (this.isOpening(entry)) {
        opened = Math.max(opened, day);
        continue;
      }
      from = Math.min(from, day);
      to = Math.max(to, day);
    }
    if (to > 0) return { from, to };
    return opened > 0 ? { from: opened, to: opened } : null;
  }

  private fits(place: number, amount: number): boolean {
    return Number.isSafeInteger((this.sums[place] ?? 0) + amount);
  }

  private grow(): void {
    const capacity = this.bits.length * 2;
    this.bits = copyInto(new Int32Array(capacity), this.bits);
    this.days = copyInto(new Int32Array(capacity), this.days);
    this.lines = copyInto(new Int32Array(capacity), this.lines);
    this.sums = copyInto(new Float64Array(capacity * SUMS), this.sums);
  }
}

function partOf(kind: number): number {
  if ((kind & K.SALES_VAT) !== 0) return SALES_VAT;
  if ((kind & (K.LOSS | K.ROUNDING)) !== 0) return WRITE_OFF;
  if ((kind & K.DISCOUNT) !== 0) return DISCOUNT;
  return (kind & K.EXCHANGE) !== 0 ? EXCHANGE : BALANCE;
}

function copyInto<Numbers extends Int32Array | Float64Array>(to: Numbers, from: Numbers): Numbers {
  to.set(from);
  return to;
}
