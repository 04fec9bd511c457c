import { epochDay, type LocalDate } from '../../kernel';
import { compactText, lastDayOfYear, type Day } from '../calendar';
import type { DemoWorld } from '../demo-world';
import type { Account } from './accounts';
import type { Books } from './books';
import { describeEntry } from './describe-entry';
import { JOURNALS, type EntryHead, type EntrySink, type Party } from './entry';
import { FEC_HEADER, FecText } from './fec-text';
import { letterCode } from './lettering';

/** What a file turned out to hold. */
export interface FecTotals {
  /** Lines after the header. */
  lines: number;
  totalDebitMinor: bigint;
  totalCreditMinor: bigint;
}

/**
 * A fiscal year as a FEC: UTF-8, TAB, CRLF, the 18 legal columns and `DateLimitReglmt`; the current year runs up to
 * the world's today, or to an earlier day. Yields text in chunks of some 64 kB and returns the totals.
 */
export function* writeFec(
  world: DemoWorld,
  year: number,
  asOf: LocalDate = world.today(),
): Generator<string, FecTotals> {
  const upTo = Math.min(epochDay(asOf), lastDayOfYear(year));
  const chunks: string[] = [];
  const text = new FecText((chunk) => void chunks.push(chunk));
  yield FEC_HEADER;
  const telling = world.books().tell(year, upTo, new FecSink(world.books(), text, upTo));
  while (telling.next().done !== true) while (chunks.length > 0) yield chunks.shift() ?? '';
  text.flush();
  yield* chunks;
  return text.totals();
}

/** `<SIREN>FEC<closing date>.txt`; the current year keeps its closing date, so that a new export replaces the old. */
export function fecFileName(world: DemoWorld, year: number): string {
  return `${world.seller.siren}FEC${compactText(lastDayOfYear(year))}.txt`;
}

class FecSink implements EntrySink {
  private readonly counters = new Map<string, number>();
  private readonly prefixes = new Map<Account, string>();
  private prefix = '';
  private tail = '';

  constructor(
    private readonly books: Books,
    private readonly text: FecText,
    private readonly upTo: Day,
  ) {}

  open(head: EntryHead): void {
    const number = (this.counters.get(head.journal) ?? 0) + 1;
    this.counters.set(head.journal, number);
    const day = compactText(head.day);
    const code = `${head.journal}${String(number).padStart(6, '0')}`;
    this.prefix = `${head.journal}\t${JOURNALS[head.journal]}\t${code}\t${day}\t`;
    this.tail = tailOf(head);
    this.text.validOn = day;
  }

  line(account: Account, amountMinor: bigint, party?: Party): void {
    const who = party === undefined ? '\t' : `${party.code}\t${party.label}`;
    this.text.add(this.prefix + this.accountText(account) + who + this.tail, amountMinor);
  }

  customerLine(account: Account, row: number): void {
    this.customerText(account, row, this.tail);
  }

  openingItem(account: Account, row: number): void {
    this.customerText(account, row, tailOf(describeEntry(this.books, row)));
  }

  private customerText(account: Account, row: number, tail: string): void {
    const { movements } = this.books;
    const { code, label } = this.books.customerOf(row);
    const due = movements.dueDay[row] ?? 0;
    const isLettered = movements.isLetteredBy(row, this.upTo);
    const letter = isLettered ? letterCode(movements.letter[row] ?? 0) : '';
    const letterDay = isLettered ? compactText(movements.letterDay[row] ?? 0) : '';
    const line = `${this.prefix}${this.accountText(account)}${code}\t${label}${tail}`;
    const dueOn = due === 0 ? '' : compactText(due);
    this.text.add(line, movements.amount(row), { letter, letterDay, dueOn });
  }

  private accountText(account: Account): string {
    let prefix = this.prefixes.get(account);
    if (prefix === undefined) {
      prefix = `${account.number}\t${account.label}\t`;
      this.prefixes.set(account, prefix);
    }
    return prefix;
  }
}

function tailOf(head: EntryHead): string {
  return `\t${head.reference}\t${compactText(head.documentDay)}\t${head.label}\t`;
}
