import {
  currencyDecimals,
  type FileSummary,
  formatDay,
  formatDecimal,
} from '../../src/connector-kit';
import { absentColumns } from './columns';
import type { LedgerReader, LedgerSource } from './ledger-reader';

/** What the file turned out to be, with its findings as a whole added to the warnings. */
export function summarise(reader: LedgerReader, source: LedgerSource): FileSummary {
  const { layout, config } = source;
  const { customers, warnings } = reader;
  const totals = reader.totals.read();
  const period = reader.table.period();
  reader.encodings.warnIfMixed(warnings);
  warnAboutColumns(reader, source);
  warnAboutBalance(reader, config.booksCurrency);
  warnAboutCustomers(reader);
  warnAboutName(source.fileName, period, reader);
  return {
    encoding: reader.encodings.name(layout.hasByteOrderMark),
    separator: layout.separator,
    columns: layout.names,
    dataLines: reader.dataLines,
    periodStart: period === null ? null : formatDay(period.from),
    periodEnd: period === null ? null : formatDay(period.to),
    currency: config.booksCurrency,
    totalDebitMinor: totals.debitMinor,
    totalCreditMinor: totals.creditMinor,
    letteringCoverage: customers.count === 0 ? null : customers.lettered / customers.count,
    warnings: warnings.all(),
  };
}

function warnAboutColumns({ warnings, finder }: LedgerReader, { layout }: LedgerSource): void {
  const absent = absentColumns(layout.columns);
  if (absent.length > 0) {
    const message = `the file has no column ${absent.join(', ')}`;
    warnings.set({ code: 'FEC_COLUMNS_ABSENT', message, line: 1, count: absent.length });
  }
  if (finder.runLines > 0) {
    warnings.set({
      code: 'FEC_ENTRY_NUMBER_MISSING',
      message: 'EcritureNum numbers nothing: entries were told apart by where they balance',
      line: finder.firstRunLine,
      count: finder.runLines,
    });
  }
}

/** An unbalanced file is read all the same: its claims are what they are, but somebody should look. */
function warnAboutBalance(reader: LedgerReader, currency: string): void {
  const { debitMinor, creditMinor } = reader.totals.read();
  const { table, warnings } = reader;
  if (debitMinor !== creditMinor) {
    const gap = debitMinor - creditMinor;
    const which = gap > 0n ? 'debit exceeds credit' : 'credit exceeds debit';
    const amount = formatDecimal(gap > 0n ? gap : -gap, currencyDecimals(currency));
    const cause = reader.badLines > 0 ? `; lines that could not be read: ${reader.badLines}` : '';
    warnings.set({
      code: 'FEC_UNBALANCED',
      message: `${which} by ${amount} ${currency}${cause}`,
      line: null,
      count: 1,
    });
  }
  let count = 0;
  let line: number | null = null;
  for (let entry = 0; entry < table.size; entry++) {
    // Openings carry the old days of their items and so fall apart into entries that only balance together.
    if (table.balance(entry) === 0 || table.isOpening(entry)) continue;
    count++;
    line ??= table.line(entry);
  }
  if (count === 0) return;
  const message = `entries that do not balance: ${count}`;
  warnings.set({ code: 'FEC_ENTRY_UNBALANCED', message, line, count });
}

function warnAboutCustomers({ customers, dataLines, warnings }: LedgerReader): void {
  const finding = (code: string, message: string): void =>
    warnings.set({ code, message, line: null, count: 1 });
  if (dataLines === 0) finding('FEC_EMPTY', 'the file has a header and no line');
  else if (customers.count === 0) {
    finding('FEC_NO_CUSTOMER_LINES', 'no line is on a customer account: nothing is owed to follow');
  } else if (customers.pooled === customers.count) {
    finding('FEC_ONLY_POOLED_CUSTOMERS', 'all customer lines are on shared accounts');
  }
}

/** The closing day in the name is a hint: measured files lie about it by years. */
function warnAboutName(
  fileName: string,
  period: { from: number; to: number } | null,
  { warnings }: LedgerReader,
): void {
  const closing = Number(/FEC(20[0-9]{6})/i.exec(fileName)?.[1] ?? 0);
  if (closing === 0 || period === null) return;
  // A first fiscal year may last up to 24 months.
  if (period.to <= closing && period.from > closing - 20000) return;
  const covered = `the lines go from ${formatDay(period.from)} to ${formatDay(period.to)}`;
  const message = `the name says ${String(closing)}, ${covered}`;
  warnings.set({ code: 'FEC_NAME_DIFFERS', message, line: null, count: 1 });
}
