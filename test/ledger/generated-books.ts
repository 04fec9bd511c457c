/** Small ledgers invented by fast-check: one FEC per year, each opening with what the year before closed. */
import fc from 'fast-check';
import { fecText, row } from '../../connectors/fec/reading';
import { addDays, formatDecimal } from '../../src/kernel';

export interface LedgerRow {
  account: string;
  party: string;
  /** Debit − credit, minor units. */
  amount: number;
  letter: string;
}

export interface LedgerEntry {
  journal: string;
  on: string;
  documentOn: string;
  reference: string;
  label: string;
  rows: LedgerRow[];
}

export interface YearBook {
  year: number;
  entries: LedgerEntry[];
}

const MOVES = [
  ...(['invoice', 'invoice', 'creditNote', 'paid', 'paid', 'paidInPart', 'overpaid'] as const),
  ...(['prepaid', 'bulk', 'discounted', 'returned', 'unlettered', 'zero', 'repeat'] as const),
  ...([
    'moved',
    'moved',
    'movedInPart',
    'movedBack',
    'paidElsewhere',
    'deposit',
    'depositUsed',
  ] as const),
] as const;

interface Move {
  kind: (typeof MOVES)[number];
  customer: number;
  day: number;
  amount: number;
  /** Which and how many of the open lines it is about. */
  pick: number;
}

interface YearPlan {
  moves: Move[];
  opening: 'detailed' | 'aggregated';
}

const CUSTOMERS = 3;
/** Doubtful claims and bills of exchange. */
const ELSEWHERE = ['416', '413'];

const move = fc.record<Move>({
  kind: fc.constantFrom(...MOVES),
  customer: fc.integer({ min: 1, max: CUSTOMERS }),
  day: fc.integer({ min: 1, max: 360 }),
  amount: fc.integer({ min: 1, max: 2000 }).map((euros) => euros * 50),
  pick: fc.nat({ max: 7 }),
});

const yearPlan = fc.record<YearPlan>({
  moves: fc
    .array(move, { minLength: 1, maxLength: 20 })
    .map((moves) => [...moves].sort((a, b) => a.day - b.day)),
  opening: fc.constantFrom('detailed', 'aggregated'),
});

/** One to three chained years of up to three customers' accounts. */
export const generatedYears: fc.Arbitrary<YearBook[]> = fc
  .array(yearPlan, { minLength: 1, maxLength: 3 })
  .map((plans) => new Bookkeeper().keep(plans));

/** A line on a customer's account that may still be lettered. */
interface OpenLine {
  entry: LedgerEntry;
  row: LedgerRow;
}

/** Keeps books as accountants do: posts, letters what belongs together, carries forward. */
class Bookkeeper {
  private open: OpenLine[] = [];
  private entries: LedgerEntry[] = [];
  private letters = 0;
  private documents = 0;

  keep(plans: readonly YearPlan[]): YearBook[] {
    return plans.map((plan, index) => {
      const year = 2023 + index;
      this.entries = [];
      this.letters = 0;
      this.carryForward(year, plan.opening);
      for (const one of plan.moves) this.make(one, addDays(`${year}-01-01`, one.day));
      this.post({ journal: 'OD', on: `${year}-12-30`, reference: 'Z', customer: 9, amount: 100 });
      return { year, entries: this.entries };
    });
  }

  private carryForward(year: number, opening: YearPlan['opening']): void {
    const left = this.unsettled();
    this.open = [];
    const on = `${year}-01-01`;
    const sums = new Map<string, LedgerRow>();
    for (const { entry, row: old } of left) {
      const key = `${old.party} ${old.account}`;
      sums.set(key, { ...old, amount: (sums.get(key)?.amount ?? 0) + old.amount });
      if (opening !== 'detailed') continue;
      const { reference, documentOn } = entry;
      this.postOpening({ on, reference, documentOn }, old);
    }
    if (opening === 'detailed') return;
    for (const sum of sums.values()) {
      if (sum.amount !== 0) this.postOpening({ on, reference: 'RAN', documentOn: on }, sum);
    }
  }

  /** Lines that no balanced letter closes. */
  private unsettled(): OpenLine[] {
    const sums = new Map<string, number>();
    const key = ({ row: { account, party, letter } }: OpenLine): string =>
      `${account} ${party} ${letter}`;
    for (const line of this.open) sums.set(key(line), (sums.get(key(line)) ?? 0) + line.row.amount);
    return this.open.filter(
      (line) => line.row.amount !== 0 && (line.row.letter === '' || sums.get(key(line)) !== 0),
    );
  }

  private postOpening(
    what: Pick<LedgerEntry, 'on' | 'reference' | 'documentOn'>,
    { account, party, amount }: LedgerRow,
  ): void {
    const customerRow = { account, party, amount, letter: '' };
    const entry: LedgerEntry = {
      journal: 'AN',
      label: 'A nouveau',
      ...what,
      rows: [customerRow, { account: '110', party: '', amount: -amount, letter: '' }],
    };
    this.entries.push(entry);
    this.open.push({ entry, row: customerRow });
  }

  private make(one: Move, on: string): void {
    const { customer, amount } = one;
    switch (one.kind) {
      case 'invoice':
        return void this.invoice(customer, on, amount);
      case 'creditNote':
        return this.creditNote(one, on);
      case 'zero':
        return void this.post({ journal: 'VE', on, reference: 'F0', customer, amount: 0 });
      case 'repeat':
        return this.repeat();
      case 'prepaid':
        return this.prepaid(one, on);
      case 'bulk':
        return this.bulk(one, on);
      case 'returned':
        return void this.post({ ...cash('RJ', on), customer, amount, label: 'REJET PRLV' });
      case 'moved':
      case 'movedInPart':
        return this.move(one, on, ['411', ELSEWHERE[one.pick % 2] ?? '416']);
      case 'movedBack':
        return this.move(one, on, [ELSEWHERE[one.pick % 2] ?? '416', '411']);
      case 'paidElsewhere':
        return this.pay({ ...one, kind: 'paid' }, on, ELSEWHERE[one.pick % 2]);
      case 'deposit':
        return void this.post({ ...cash('D', on), customer, amount: -amount, account: '4191' });
      case 'depositUsed':
        return this.useDeposit(one, on);
      case 'unlettered':
        return void this.post({ ...cash('U', on), customer, amount: -amount });
      default:
        return this.pay(one, on);
    }
  }

  private invoice(customer: number, on: string, amount: number): OpenLine {
    const reference = `F${++this.documents}`;
    return this.post({ journal: 'VE', on, reference, customer, amount });
  }

  private creditNote(one: Move, on: string): void {
    const reference = `A${++this.documents}`;
    const { customer, amount } = one;
    const line = this.post({ journal: 'VE', on, reference, customer, amount: -amount });
    const [claim] = this.claims(one);
    if (claim !== undefined && one.pick % 2 === 0) this.letter([claim, line]);
  }

  private repeat(): void {
    const last = this.entries.at(-1);
    if (last === undefined) return;
    const rows = last.rows.map((one) => ({ ...one, letter: '' }));
    const entry = { ...last, rows };
    this.entries.push(entry);
    for (const one of rows) if (one.party !== '') this.open.push({ entry, row: one });
  }

  /** Claims carried to another account: lettered or not, whole or in part. */
  private move(one: Move, on: string, [from, to]: [string, string]): void {
    const claims = this.claims(one, from);
    if (claims.length === 0) return;
    const sum = claims.reduce((total, { row: { amount } }) => total + amount, 0);
    const amount = one.kind === 'movedInPart' ? Math.ceil(sum / 3) : sum;
    const party = `C${one.customer}`;
    const reference = one.pick < 4 ? (claims[0]?.entry.reference ?? 'T') : 'T';
    const { left } = this.transfer({ on, reference, party, amount }, [from, to]);
    if (one.pick % 4 !== 3) this.letter([...claims, left]);
  }

  private transfer(
    what: { on: string; reference: string; party: string; amount: number },
    [from, to]: [string, string],
  ): { arrived: OpenLine; left: OpenLine } {
    const { on, reference, party, amount } = what;
    const arriving = { account: to, party, amount, letter: '' };
    const leaving = { account: from, party, amount: -amount, letter: '' };
    const rows = [arriving, leaving];
    const entry = { journal: 'OD', on, documentOn: on, reference, label: 'Virement', rows };
    this.entries.push(entry);
    const lines = { arrived: { entry, row: arriving }, left: { entry, row: leaving } };
    this.open.push(lines.arrived, lines.left);
    return lines;
  }

  private useDeposit(one: Move, on: string): void {
    const [deposit] = this.open.filter(
      ({ row: { account, party, letter, amount } }) =>
        account === '4191' && party === `C${one.customer}` && letter === '' && amount < 0,
    );
    const [claim] = this.claims(one);
    if (deposit === undefined || claim === undefined) return;
    const amount = Math.min(-deposit.row.amount, claim.row.amount);
    const party = `C${one.customer}`;
    const what = { on, reference: 'U', party, amount };
    const { arrived: used, left: applied } = this.transfer(what, ['411', '4191']);
    if (one.pick !== 3) this.letter([deposit, used]);
    this.letter([claim, applied]);
  }

  private prepaid({ customer, amount, pick }: Move, on: string): void {
    const paid = this.post({ ...cash('R', on), customer, amount: -amount });
    this.letter([paid, this.invoice(customer, addDays(on, 2), amount * (pick % 2 === 0 ? 1 : 2))]);
  }

  /** One receipt that pays a claim of each customer. */
  private bulk(one: Move, on: string): void {
    const all = [1, 2, 3].flatMap((customer) => this.claims({ ...one, customer }).slice(0, 1));
    if (all.length === 0) return;
    const rows = all.map(({ row: { party, amount } }) => ({
      ...{ account: '411', party, amount: -amount, letter: '' },
    }));
    const total = rows.reduce((sum, { amount }) => sum + amount, 0);
    const bank = { account: '512', party: '', amount: -total, letter: '' };
    const entry = { ...cash('B', on), documentOn: on, rows: [bank, ...rows] };
    this.entries.push(entry);
    for (const [index, paid] of rows.entries()) {
      const line = { entry, row: paid };
      this.open.push(line);
      const claim = all[index];
      if (claim !== undefined) this.letter([claim, line]);
    }
  }

  /** Claims of an opening sum are paid without them: their lines are not in this year's books. */
  private pay(one: Move, on: string, account = '411'): void {
    const claims = this.claims(one, account);
    if (claims.length === 0) return;
    const due = claims.reduce((sum, { row: { amount } }) => sum + amount, 0);
    const half = Math.ceil(due / 2);
    const amount = { paidInPart: half, overpaid: due + one.amount }[one.kind as string] ?? due;
    const reference = 'R';
    const discount = one.kind === 'discounted' ? Math.floor(due / 50) : 0;
    const paid = { customer: one.customer, amount: -amount, account };
    const line = this.post({ ...cash(reference, on), ...paid });
    if (discount > 0) {
      const bank = line.entry.rows.find(({ account }) => account === '512');
      if (bank !== undefined) bank.amount -= discount;
      line.entry.rows.push({ account: '665', party: '', amount: discount, letter: '' });
    }
    const named = claims.filter(({ entry }) => entry.reference !== 'RAN' || one.pick === 0);
    this.letter([...named, line]);
  }

  /** Open debits of the customer, as many as the move picks. */
  private claims({ customer, pick }: Move, account = '411'): OpenLine[] {
    const debits = this.open.filter(
      ({ row: one }) =>
        one.account === account &&
        one.party === `C${customer}` &&
        one.letter === '' &&
        one.amount > 0,
    );
    return debits.slice(0, 1 + (pick % 3));
  }

  private letter(lines: readonly OpenLine[]): void {
    const letter = letterName(this.letters++);
    for (const line of lines) line.row.letter = letter;
  }

  private post(what: {
    journal: string;
    on: string;
    reference: string;
    customer: number;
    amount: number;
    label?: string;
    account?: string;
  }): OpenLine {
    const { journal, on, reference, customer, amount, account = '411' } = what;
    const other = journal === 'BQ' ? '512' : journal === 'VE' ? '707' : '471';
    const customerRow = { account, party: `C${customer}`, amount, letter: '' };
    const rows = [customerRow, { account: other, party: '', amount: -amount, letter: '' }];
    const label = what.label ?? `${journal} ${reference}`;
    const entry = { journal, on, documentOn: on, reference, label, rows };
    this.entries.push(entry);
    const line = { entry, row: customerRow };
    this.open.push(line);
    return line;
  }
}

function cash(
  reference: string,
  on: string,
): Pick<LedgerEntry, 'journal' | 'on' | 'reference' | 'label'> {
  return { journal: 'BQ', on, reference, label: `Virement ${reference}` };
}

/** A, B … Z, AA, AB … as accounting software counts. */
function letterName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterName(Math.floor(index / 26) - 1) + last;
}

export interface Export {
  /** Entry numbers begin with it. */
  prefix?: string;
  /** In another order of entries and of rows. */
  isReversed?: boolean;
  /** Letters begin with it. */
  letterPrefix?: string;
}

/** The year as a FEC. */
export function exportYear({ entries }: YearBook, options: Export = {}): string {
  const { prefix = 'E', isReversed = false, letterPrefix = '' } = options;
  const ordered = <T>(list: readonly T[]): T[] => (isReversed ? [...list].reverse() : [...list]);
  const rows = ordered(entries).flatMap((entry, index) =>
    ordered(entry.rows).map(({ account, party, amount, letter }) =>
      row({
        journal: entry.journal,
        number: `${prefix}${index + 1}`,
        on: compact(entry.on),
        documentOn: compact(entry.documentOn),
        reference: entry.reference,
        label: entry.label,
        account,
        party,
        name: party === '' ? '' : `Client ${party}`,
        letter: letter === '' ? '' : `${letterPrefix}${letter}`,
        [amount < 0 ? 'credit' : 'debit']: formatDecimal(BigInt(Math.abs(amount)), 2),
      }),
    ),
  );
  return fecText(rows);
}

function compact(date: string): string {
  return date.replaceAll('-', '');
}

/** Sum of a customer's lines dated up to a day: what the books say it owes. */
export function balanceAt({ entries }: YearBook, party: string, day: string): bigint {
  let sum = 0;
  for (const { on, rows } of entries) {
    if (on > day) continue;
    for (const one of rows) if (one.party === party) sum += one.amount;
  }
  return BigInt(sum);
}

/** First day of the year's own entries, openings not counted. */
export function firstDay({ entries }: YearBook): string {
  return entries.reduce((day, { journal, on }) => (journal !== 'AN' && on < day ? on : day), '9');
}
