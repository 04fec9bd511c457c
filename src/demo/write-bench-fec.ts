import { assert } from '../kernel';
import { ACCOUNTS, vatOn, type Account } from './books/accounts';
import { FEC_HEADER, FecText, type CustomerColumns } from './books/fec-text';
import { letterCode } from './books/lettering';
import { JOURNALS, type JournalCode } from './books/entry';
import { compactText, firstDayOfYear, toBusinessDay, type Day } from './calendar';
import { SURNAMES } from './catalog/vocabulary';
import { SECTORS } from './catalog/sectors';
import { Random } from './random';
import { foldName } from './registry/names';
import { writeWhole } from './write-demo-files';

const YEAR = 2025;
const CUSTOMERS = 20_000;
const SALE_LINES = 3;
const PAYMENT_LINES = 2;
/** Share of invoices paid within the year; with it about nine customer lines in ten are lettered. */
const PAID = 0.82;
/** Lines of expense entries, which have no customer. */
const EXPENSES = 0.01;

/**
 * Writes one fiscal year of exactly `lines` ledger lines (at least 10): about 40 % on the accounts of 20,000
 * customers, of which about 90 % are lettered. Balanced, in the order of days, the same bytes for the same seed.
 */
export async function writeBenchFec(path: string, lines: number, seed: number): Promise<void> {
  assert(Number.isSafeInteger(lines) && lines >= 10, 'a bench ledger has at least 10 lines');
  await writeWhole(path, benchFec(lines, seed));
}

/** Columns of the invoices: who, how much, when issued, when paid (0: not within the year). */
interface Invoices {
  count: number;
  customer: Int32Array;
  netMinor: BigInt64Array;
  issued: Int32Array;
  paid: Int32Array;
  letter: Int32Array;
}

function* benchFec(lines: number, seed: number): Generator<string, void> {
  const random = new Random(seed, 'bench');
  const invoices = drawInvoices(Math.min(Math.floor(lines * (1 - EXPENSES)), lines - 2), random);
  let used = 0;
  for (let index = 0; index < invoices.count; index++)
    used += SALE_LINES + (invoices.paid[index] === 0 ? 0 : PAYMENT_LINES);
  const chunks: string[] = [];
  const writer = new BenchWriter(
    invoices,
    labels(random),
    new FecText((chunk) => void chunks.push(chunk)),
  );
  yield FEC_HEADER;
  writer.expenses(lines - used);
  for (const event of byDay(invoices)) {
    if (event < invoices.count) writer.sale(event);
    else writer.payment(event - invoices.count);
    while (chunks.length > 0) yield chunks.shift() ?? '';
  }
  writer.text.flush();
  yield* chunks;
}

function drawInvoices(lines: number, random: Random): Invoices {
  const most = Math.ceil(lines / SALE_LINES);
  const invoices: Invoices = {
    count: 0,
    customer: new Int32Array(most),
    netMinor: new BigInt64Array(most),
    issued: new Int32Array(most),
    paid: new Int32Array(most),
    letter: new Int32Array(most),
  };
  const start = firstDayOfYear(YEAR);
  const letters = new Int32Array(CUSTOMERS);
  let left = lines;
  while (left >= SALE_LINES + PAYMENT_LINES) {
    const index = invoices.count++;
    const isPaid = random.chance(PAID);
    const customer = Math.floor(CUSTOMERS * random.unit() ** 1.6);
    const issued = toBusinessDay(start + random.int(1, isPaid ? 290 : 360));
    invoices.customer[index] = customer;
    invoices.netMinor[index] = BigInt(Math.round(random.logNormal(85_000, 0.9)));
    invoices.issued[index] = issued;
    if (isPaid) {
      invoices.paid[index] = toBusinessDay(issued + random.int(15, 68));
      letters[customer] = (letters[customer] ?? 0) + 1;
      invoices.letter[index] = letters[customer] ?? 0;
    }
    left -= SALE_LINES + (isPaid ? PAYMENT_LINES : 0);
  }
  return invoices;
}

/** Sales (their index) and payments (count + index) in the order of their days. */
function byDay(invoices: Invoices): Uint32Array {
  const { count, issued, paid } = invoices;
  const start = firstDayOfYear(YEAR);
  const dayOf = (event: number): Day =>
    ((event < count ? issued[event] : paid[event - count]) ?? 0) - start;
  const starts = new Uint32Array(368);
  const isEvent = (event: number): boolean => event < count || paid[event - count] !== 0;
  for (let event = 0; event < count * 2; event++)
    if (isEvent(event)) starts[dayOf(event) + 1] = (starts[dayOf(event) + 1] ?? 0) + 1;
  for (let day = 1; day < starts.length; day++)
    starts[day] = (starts[day] ?? 0) + (starts[day - 1] ?? 0);
  const order = new Uint32Array(starts[starts.length - 1] ?? 0);
  for (let event = 0; event < count * 2; event++) {
    if (!isEvent(event)) continue;
    const at = starts[dayOf(event)] ?? 0;
    order[at] = event;
    starts[dayOf(event)] = at + 1;
  }
  return order;
}

/** One auxiliary code and label per customer, as the two columns of a line. */
function labels(random: Random): string[] {
  return Array.from({ length: CUSTOMERS }, (_, index) => {
    const trade = random.pick(random.pick(SECTORS).trades);
    const name = foldName(`${random.pick(SURNAMES)} ${trade}`)
      .slice(0, 32)
      .trim();
    return `C${String(index + 1).padStart(5, '0')}\t${name}`;
  });
}

class BenchWriter {
  private readonly counters = new Map<JournalCode, number>();

  constructor(
    private readonly invoices: Invoices,
    private readonly labels: readonly string[],
    readonly text: FecText,
  ) {}

  sale(index: number): void {
    const day = this.invoices.issued[index] ?? 0;
    const net = this.invoices.netMinor[index] ?? 0n;
    const vat = vatOn(net, 0);
    const number = this.numberOf(index);
    const prefix = this.open('VE', day);
    const tail = `\t${number}\t${compactText(day)}\tFACTURE ${this.nameOf(index)}\t`;
    this.text.add(this.customerText(prefix, index) + tail, net + vat, {
      ...this.lettering(index),
      dueOn: compactText(day + 30),
    });
    this.text.add(generalText(prefix, ACCOUNTS.sales20) + tail, -net);
    this.text.add(generalText(prefix, ACCOUNTS.vat20) + tail, -vat);
  }

  payment(index: number): void {
    const day = this.invoices.paid[index] ?? 0;
    const net = this.invoices.netMinor[index] ?? 0n;
    const amount = net + vatOn(net, 0);
    const prefix = this.open('BQ', day);
    const reference = `RB${compactText(day).slice(2)}`;
    const cited = index % 3 === 0 ? ` ${this.numberOf(index)}` : '';
    const tail = `\t${reference}\t${compactText(day)}\tVIR SEPA ${this.nameOf(index)}${cited}\t`;
    this.text.add(generalText(prefix, ACCOUNTS.bank) + tail, amount);
    this.text.add(this.customerText(prefix, index) + tail, -amount, {
      ...this.lettering(index),
      dueOn: '',
    });
  }

  /** Exactly so many lines of expenses, in entries of two and three lines on the year's first working day. */
  expenses(lines: number): void {
    const day = toBusinessDay(firstDayOfYear(YEAR));
    for (let left = lines; left > 0;) {
      const prefix = this.open('AC', day);
      const tail = `\tACH${left}\t${compactText(day)}\tACHATS\t`;
      const hasVat = left % 2 === 1;
      this.text.add(generalText(prefix, ACCOUNTS.purchases) + tail, 10_000n);
      if (hasVat) this.text.add(generalText(prefix, ACCOUNTS.vatInput) + tail, 2_000n);
      const gross = hasVat ? -12_000n : -10_000n;
      this.text.add(generalText(prefix, ACCOUNTS.suppliers) + tail, gross);
      left -= hasVat ? 3 : 2;
    }
  }

  private open(journal: JournalCode, day: Day): string {
    const number = (this.counters.get(journal) ?? 0) + 1;
    this.counters.set(journal, number);
    this.text.validOn = compactText(day);
    const code = `${journal}${String(number).padStart(7, '0')}`;
    return `${journal}\t${JOURNALS[journal]}\t${code}\t${compactText(day)}\t`;
  }

  private customerText(prefix: string, index: number): string {
    const { number, label } = ACCOUNTS.customers;
    return `${prefix}${number}\t${label}\t${this.labels[this.invoices.customer[index] ?? 0] ?? ''}`;
  }

  private lettering(index: number): Pick<CustomerColumns, 'letter' | 'letterDay'> {
    const letter = this.invoices.letter[index] ?? 0;
    if (letter === 0) return { letter: '', letterDay: '' };
    return { letter: letterCode(letter), letterDay: compactText(this.invoices.paid[index] ?? 0) };
  }

  private nameOf(index: number): string {
    return (this.labels[this.invoices.customer[index] ?? 0] ?? '').slice(7);
  }

  private numberOf(index: number): string {
    return `FA${String(index + 1).padStart(7, '0')}`;
  }
}

function generalText(prefix: string, account: Account): string {
  return `${prefix}${account.number}\t${account.label}\t\t`;
}
