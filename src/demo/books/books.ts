import { assert, defined } from '../../kernel';
import { firstDayOfYear, lastDayOfYear, monthIndex, yearOf, type Day } from '../calendar';
import type { DemoCustomer } from '../customer';
import { ACCOUNTS, isIncomeStatement, isReceivable, VAT_RATES, type Account } from './accounts';
import type { EntryHead, EntrySink } from './entry';
import { describeEntry } from './describe-entry';
import { hasCustomerLine, KIND, Movements, type Movement } from './movements';
import { receivableAccountOf } from './lettering';
import { Overheads, type GeneralEntry, type MonthOfSales } from './overheads';
import { postMovement } from './post-movement';
import { trade } from './trading';

export interface BooksOptions {
  seed: number;
  customers: readonly DemoCustomer[];
  /** The day up to which the books are generated; rows added later are dated on or after it. */
  today: Day;
  firstYear: number;
}

type Balances = Map<Account, bigint>;

/**
 * The seller's general ledger. Years are told as a stream of entries, recomputed each time from compact rows: the
 * opening of a year is always the closing of the one before, item by item for customers.
 */
export class Books {
  readonly movements = new Movements();
  readonly customers: readonly DemoCustomer[];
  private readonly overheads: Overheads;
  private readonly averageSalesMinor: bigint;
  private readonly generatedUpTo: Day;
  private readonly numbers = new Map<string, number>();
  private readonly closings = new Map<number, Balances>();
  /** First rows of the entries in the order of their days; null when rows were added since. */
  private order: Uint32Array | null = null;

  constructor(private readonly options: BooksOptions) {
    this.customers = options.customers;
    const start = firstDayOfYear(options.firstYear);
    const period = { seed: options.seed, start, today: options.today };
    for (const customer of options.customers) trade(customer, this.movements, period);
    for (const row of this.ordered()) this.numberDocument(row);
    const sales = this.monthlySales();
    this.overheads = new Overheads(options.seed, sales, monthIndex(start));
    this.averageSalesMinor = averageOf(sales);
    this.generatedUpTo = options.today;
  }

  /** Appends a row that happened after the books were generated. */
  append(movement: Movement): number {
    assert(movement.day >= this.generatedUpTo, 'rows are only added at the end of the books');
    const row = this.movements.add(movement);
    this.numberDocument(row);
    this.order = null;
    return row;
  }

  /**
   * Tells a sink a year's entries up to a day: opening entries first, then day by day. Pauses after each entry, so
   * that a reader can keep pace.
   */
  *tell(year: number, upTo: Day, sink: EntrySink): Generator<undefined, void> {
    const from = firstDayOfYear(year);
    const to = Math.min(upTo, lastDayOfYear(year));
    const opening = this.openingOf(year);
    this.tellOpening(year, opening, sink);
    const result = (opening.get(ACCOUNTS.profit) ?? 0n) + (opening.get(ACCOUNTS.loss) ?? 0n);
    const general = this.overheads.entries(year, to, result);
    const order = this.ordered();
    let next = 0;
    for (let at = this.firstAt(from); at < order.length; at++) {
      const row = order[at] ?? 0;
      const day = this.movements.day[row] ?? 0;
      if (day > to) break;
      while (next < general.length && (general[next]?.head.day ?? 0) <= day)
        tellGeneral(defined(general[next++], 'entry'), sink);
      this.tellMovement(row, sink);
      yield;
    }
    while (next < general.length) tellGeneral(defined(general[next++], 'entry'), sink);
  }

  /** Rows on customer accounts that are not lettered on a day, customer by customer in the order of their dates. */
  openRows(on: Day): Uint32Array {
    const { movements } = this;
    const rows: number[] = [];
    for (let row = 0; row < movements.count; row++) {
      if ((movements.day[row] ?? 0) > on || !hasCustomerLine(movements.kindOf(row))) continue;
      if (!movements.isLetteredBy(row, on)) rows.push(row);
    }
    const { customer, day } = movements;
    return Uint32Array.from(rows).sort(
      (left, right) =>
        (customer[left] ?? 0) - (customer[right] ?? 0) ||
        (day[left] ?? 0) - (day[right] ?? 0) ||
        left - right,
    );
  }

  customerOf(row: number): DemoCustomer {
    return defined(this.customers[this.movements.customer[row] ?? -1], 'customer of the row');
  }

  /** Number of invoices dated within the fiscal years. */
  invoiceCount(): number {
    const start = firstDayOfYear(this.options.firstYear);
    let count = 0;
    for (let row = 0; row < this.movements.count; row++)
      if (this.movements.kind[row] === KIND.SALE && (this.movements.day[row] ?? 0) >= start)
        count++;
    return count;
  }

  private tellMovement(row: number, sink: EntrySink): void {
    const head = describeEntry(this, row);
    sink.open(head);
    postMovement(this.movements, row, sink);
  }

  private tellOpening(year: number, balances: Balances, sink: EntrySink): void {
    const day = firstDayOfYear(year);
    const label = `A NOUVEAUX ${year}`;
    const head: EntryHead = { journal: 'AN', day, documentDay: day, reference: 'AN', label };
    sink.open(head);
    for (const [account, amountMinor] of balances)
      if (amountMinor !== 0n) sink.line(account, amountMinor);
    for (const row of this.openRows(day - 1))
      sink.openingItem(ACCOUNTS[receivableAccountOf(this.movements.kindOf(row))], row);
  }

  /** General balances a year opens with; customers are told item by item. */
  private openingOf(year: number): Balances {
    if (year <= this.options.firstYear) return this.foundingBalances();
    const known = this.closings.get(year - 1);
    if (known !== undefined) return known;
    const closing = new BalanceSink(this.movements);
    exhaust(this.tell(year - 1, lastDayOfYear(year - 1), closing));
    const balances = closing.carriedForward();
    this.closings.set(year - 1, balances);
    return balances;
  }

  /** What the seller owned and owed on the first day, in proportion to what it sells. */
  private foundingBalances(): Balances {
    const yearly = this.averageSalesMinor * 12n;
    const balances: Balances = new Map([
      [ACCOUNTS.capital, -yearly / 15n],
      [ACCOUNTS.retained, 0n],
      [ACCOUNTS.loan, -yearly / 25n],
      [ACCOUNTS.equipment, yearly / 16n],
      [ACCOUNTS.stock, yearly / 8n],
      [ACCOUNTS.bank, yearly / 12n],
    ]);
    let sum = 0n;
    for (const amountMinor of balances.values()) sum += amountMinor;
    for (const row of this.openRows(firstDayOfYear(this.options.firstYear) - 1))
      sum += this.movements.amount(row);
    return balances.set(ACCOUNTS.retained, -sum);
  }

  private numberDocument(row: number): void {
    const kind = this.movements.kindOf(row);
    if (kind !== KIND.SALE && kind !== KIND.CREDIT_NOTE) return;
    const series = `${kind} ${yearOf(this.movements.day[row] ?? 0)}`;
    const number = (this.numbers.get(series) ?? 0) + 1;
    this.numbers.set(series, number);
    this.movements.number[row] = number;
  }

  private monthlySales(): Map<number, MonthOfSales> {
    const { movements } = this;
    const months = new Map<number, MonthOfSales>();
    for (let row = 0; row < movements.count; row++) {
      const kind = movements.kindOf(row);
      if (kind !== KIND.SALE && kind !== KIND.CREDIT_NOTE) continue;
      const sign = kind === KIND.SALE ? 1n : -1n;
      const index = monthIndex(movements.day[row] ?? 0);
      const month = months.get(index) ?? { netMinor: 0n, vatMinor: VAT_RATES.map(() => 0n) };
      const net = movements.part(row);
      const rate = movements.rate[row] ?? 0;
      month.netMinor += sign * net;
      month.vatMinor[rate] = (month.vatMinor[rate] ?? 0n) + movements.amount(row) - sign * net;
      months.set(index, month);
    }
    return months;
  }

  private firstAt(day: Day): number {
    const order = this.ordered();
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.movements.day[order[middle] ?? 0] ?? 0) < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private ordered(): Uint32Array {
    this.order ??= orderByDay(this.movements);
    return this.order;
  }
}

function exhaust(telling: Iterator<undefined, void>): void {
  while (telling.next().done !== true);
}

/** First rows of entries by day (counting sort: stable and linear). */
function orderByDay(movements: Movements): Uint32Array {
  const { day, count } = movements;
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < count; row++) {
    first = Math.min(first, day[row] ?? 0);
    last = Math.max(last, day[row] ?? 0);
  }
  if (count === 0) return new Uint32Array();
  const starts = new Uint32Array(last - first + 2);
  for (let row = 0; row < count; row++) {
    if (movements.continues(row)) continue;
    const bucket = (day[row] ?? 0) - first + 1;
    starts[bucket] = (starts[bucket] ?? 0) + 1;
  }
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  const order = new Uint32Array(starts[starts.length - 1] ?? 0);
  for (let row = 0; row < count; row++) {
    if (movements.continues(row)) continue;
    const bucket = (day[row] ?? 0) - first;
    const at = starts[bucket] ?? 0;
    order[at] = row;
    starts[bucket] = at + 1;
  }
  return order;
}

function tellGeneral(entry: GeneralEntry, sink: EntrySink): void {
  sink.open(entry.head);
  for (const { account, amountMinor, party } of entry.lines) sink.line(account, amountMinor, party);
}

function averageOf(sales: ReadonlyMap<number, MonthOfSales>): bigint {
  if (sales.size === 0) return 0n;
  let sum = 0n;
  for (const month of sales.values()) sum += month.netMinor;
  return sum / BigInt(sales.size);
}

/** Adds up the general accounts of a year; income and expenses become its result. */
class BalanceSink implements EntrySink {
  private readonly balances: Balances = new Map();
  private resultMinor = 0n;

  constructor(private readonly movements: Movements) {}

  open(): void {}

  line(account: Account, amountMinor: bigint): void {
    if (isIncomeStatement(account)) this.resultMinor += amountMinor;
    else this.balances.set(account, (this.balances.get(account) ?? 0n) + amountMinor);
  }

  customerLine(account: Account, row: number): void {
    assert(isReceivable(account), `row ${row} of ${this.movements.count} is no receivable`);
  }

  openingItem(account: Account, row: number): void {
    this.customerLine(account, row);
  }

  carriedForward(): Balances {
    const result = this.resultMinor <= 0n ? ACCOUNTS.profit : ACCOUNTS.loss;
    const before = this.balances.get(result) ?? 0n;
    this.balances.set(result, before + this.resultMinor);
    return new Map(
      [...this.balances]
        .filter(([, amountMinor]) => amountMinor !== 0n)
        .sort(([left], [right]) => (left.number < right.number ? -1 : 1)),
    );
  }
}
