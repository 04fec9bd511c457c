import { BAD_DATE, DayReader, NO_DATE } from '../../../src/connector-kit';
import type { BookAssembler } from '../books';
import type { GridRow } from '../grid';
import { foldTitle } from '../kinds';
import { Period, saysTotal, type ListReader, type ListTools } from './list-reader';

/** "411DUPONT DUPONT SARL", "Compte : 4110001 Dupont": the account of the lines below. */
const SECTION =
  /^(?:compte|cpte|account)?\s*(?:n[°o]?)?\s*:?\s*(\d{3}[0-9A-Za-z]{0,17})\b\s*[-:]?\s*(.*)$/i;

/** What a column of days cannot hold as a day: a text, or the number of a third party's account. */
const NO_DAY = /\p{L}|^4[01](?!\d{3}$)\d+$/u;

/** A general ledger by account, as a table: each line on its account, or the account as a title above its lines. */
export class GrandLivre implements ListReader {
  private readonly days = new DayReader();
  private readonly met = new Period();
  private section: { account: string; name: string } | null = null;

  constructor(
    private readonly tools: ListTools,
    private readonly books: BookAssembler,
  ) {}

  take(row: GridRow): void {
    const { values, sink } = this.tools;
    values.open(row);
    const first = row.cells.find(({ type }) => type !== 'BLANK')?.text ?? '';
    if (saysTotal(first) || /^(solde|report)/.test(foldTitle(first))) {
      return sink.warnings.add(
        'LEDGER_FILE_TOTAL_LINE',
        'a line of totals was passed over',
        row.line,
      );
    }
    // An account above its lines stands in the first column, whatever that column is for.
    if (this.openSection(row, first)) return;
    if (values.text('entryOn') === '') {
      sink.dataLines++;
      return sink.refuse(row, {
        code: 'LEDGER_FILE_VALUE_MISSING',
        reason: `${values.title('entryOn')} is blank`,
        field: values.title('entryOn'),
      });
    }
    sink.dataLines++;
    this.readLine(row);
  }

  finish(): void {
    // Entries are told by the books when all lines are in.
  }

  period(): { from: string; to: string } | null {
    return this.met.read();
  }

  /** A title has the account in one of its first cells and no amount. */
  private openSection(row: GridRow, first: string): boolean {
    const { values } = this.tools;
    const entryOn = values.text('entryOn');
    const amounts = [values.text('debit'), values.text('credit')].filter((text) => text !== '');
    if (amounts.length === 2) return false;
    const isInDays = entryOn !== '';
    if (isInDays && (entryOn !== first || amounts.length > 0 || !NO_DAY.test(first))) return false;
    const match = SECTION.exec(first.slice(0, 200));
    if (match?.[1] === undefined) return false;
    const next = row.cells.filter(({ type }) => type !== 'BLANK')[1]?.text ?? '';
    this.section = { account: match[1], name: (match[2] ?? '').trim() || next };
    return true;
  }

  private readLine(row: GridRow): void {
    const { values, sink } = this.tools;
    const currency = this.tools.values.config.booksCurrency;
    const entryOn = values.neededDay('entryOn');
    const account = values.text('account') || (this.section?.account ?? '');
    if (account === '') {
      const reason = 'no account: neither on the line nor as a title above it';
      values.fail('LEDGER_FILE_VALUE_MISSING', 'account', { reason });
    }
    const debit = Number(values.amount('debit', currency) ?? 0n);
    const credit = Number(values.amount('credit', currency) ?? 0n);
    const dueOn = values.day('dueOn');
    if (values.problem !== null) return sink.refuse(row, values.problem);
    this.met.add(entryOn);
    const isOwn = this.section?.account === account;
    this.books.take({
      line: row.line,
      raw: row.raw,
      journal: values.text('journal'),
      entryNumber: values.text('entryNumber') || values.text('number'),
      entryOn: this.number(entryOn),
      account,
      accountLabel: values.text('accountName') || (isOwn ? (this.section?.name ?? '') : ''),
      auxiliary: values.text('partyCode'),
      auxiliaryLabel: values.text('partyName'),
      reference: values.text('number'),
      documentOn: NO_DATE,
      label: values.text('label'),
      debit,
      credit,
      letter: values.text('letter'),
      dueOn: dueOn === null ? NO_DATE : this.number(dueOn),
    });
  }

  private number(day: string): number {
    const read = this.days.parse(day);
    return read === BAD_DATE ? NO_DATE : read;
  }
}
