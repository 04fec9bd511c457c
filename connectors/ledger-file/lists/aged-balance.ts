import { contractError, formatDecimal, type AgedBucket } from '../../../src/connector-kit';
import type { BucketColumn } from '../buckets';
import type { Cell, GridRow } from '../grid';
import { partyOf } from '../party';
import { ListDays } from '../values';
import { Period, saysOnlyTotal, saysTotal, type ListReader, type ListTools } from './list-reader';

/** What each customer owes by age, as another program worked it out: compared with ours, never made into claims. */
export class AgedBalance implements ListReader {
  private readonly keys = new Set<string>();
  private readonly codes = new Set<string>();
  private readonly days = new Period();
  private readonly asOf: string;
  /** Per column, the lines since the last total and all of them. */
  private readonly since = new Map<number, bigint>();
  private readonly sums = new Map<number, bigint>();

  constructor(
    private readonly tools: ListTools,
    fileName: string,
  ) {
    this.asOf = asOfDay(tools, fileName);
    this.days.add(this.asOf);
  }

  take(row: GridRow): void {
    const { values, sink } = this.tools;
    values.open(row);
    if (this.isTotal(row)) return this.checkTotal(row);
    sink.dataLines++;
    if (this.isRemark(row)) {
      const reason = 'the line has a text and no amount: a title, or a line that lost its amounts';
      return sink.refuse(row, { code: 'LEDGER_FILE_VALUE_MISSING', reason, field: null });
    }
    const party = partyOf(values);
    const currency = values.currency();
    const { buckets } = values.table;
    const amounts = buckets.map(({ place }) => values.amountAt(place, currency) ?? 0n);
    const told = values.has('total') ? values.amount('total', currency) : null;
    if (values.problem !== null) return sink.refuse(row, values.problem);
    const total = told ?? amounts.reduce((sum, each) => sum + each, 0n);
    const sourceKey = `aged:${this.asOf}:${currency}:${party.key}`;
    if (this.keys.has(sourceKey)) {
      const reason = `the customer ${JSON.stringify(party.code ?? party.name)} came before; the first line counts`;
      return sink.refuse(row, { code: 'LEDGER_FILE_LINE_REPEATED', reason, field: null });
    }
    this.keys.add(sourceKey);
    if (party.code !== null) this.codes.add(party.code);
    this.checkLine(row, amounts, total);
    this.add(amounts, total);
    sink.emit({
      type: 'agedBalanceLine',
      sourceKey,
      asOf: this.asOf,
      partyCode: party.code ?? party.name,
      partyName: party.name,
      currency,
      totalMinor: total,
      buckets: buckets.map((bucket, index) => bucketOf(bucket, amounts[index] ?? 0n)),
    });
  }

  finish(): void {
    // Each line is told when it comes.
  }

  period(): { from: string; to: string } | null {
    return this.days.read();
  }

  private isTotal(row: GridRow): boolean {
    const { table } = this.tools.values;
    const { partyCode, partyName } = table.columns;
    const textAt = (place: number | undefined): string => row.cells[place ?? -1]?.text ?? '';
    const texts = [partyCode, partyName, 0, 1].map(textAt).filter(saysTotal);
    if (texts.length === 0) return false;
    const code = textAt(partyCode);
    // "Total Énergies" with a code of its own is a customer; under a code told before it is that customer's subtotal.
    const isCustomer = code !== '' && !saysTotal(code) && !this.codes.has(code);
    return !isCustomer || texts.some(saysOnlyTotal);
  }

  /** One text alone is no customer. A customer without amounts owes nothing. */
  private isRemark(row: GridRow): boolean {
    return row.cells.filter(({ type }) => type !== 'BLANK').length === 1;
  }

  private add(amounts: readonly bigint[], total: bigint): void {
    [...amounts, total].forEach((amount, index) => {
      for (const sums of [this.since, this.sums]) sums.set(index, (sums.get(index) ?? 0n) + amount);
    });
  }

  private checkLine(row: GridRow, amounts: readonly bigint[], total: bigint): void {
    const sum = amounts.reduce((added, each) => added + each, 0n);
    if (sum === total) return;
    const message = `the ages add up to ${formatDecimal(sum, 2)}, the line says ${formatDecimal(total, 2)}`;
    this.tools.sink.warnings.add('LEDGER_FILE_AGES_DIFFER', message, row.line);
  }

  /** A total counts for the lines since the last one, or for all. */
  private checkTotal(row: GridRow): void {
    const { values, sink } = this.tools;
    const currency = values.currency();
    const { buckets, columns } = values.table;
    const places = [...buckets.map(({ place }) => place), columns.total ?? -1];
    const told = places.map((place) => (place < 0 ? null : values.amountAt(place, currency)));
    const agrees = (sums: ReadonlyMap<number, bigint>): boolean =>
      told.every((amount, index) => amount === null || amount === (sums.get(index) ?? 0n));
    const isOff = values.problem === null && !agrees(this.since) && !agrees(this.sums);
    const heading = row.cells.find(({ text }) => saysTotal(text))?.text ?? '';
    if (isOff && !saysOnlyTotal(heading)) {
      sink.dataLines++;
      const reason = `${JSON.stringify(heading.slice(0, 60))} is a total of lines that are missing, or a customer called so: give customers a code`;
      return sink.refuse(row, { code: 'LEDGER_FILE_TOTAL_DIFFERS', reason, field: null });
    }
    if (isOff) {
      const message = 'a total is not what the lines above it add up to: lines may be missing';
      sink.warnings.add('LEDGER_FILE_TOTAL_DIFFERS', message, row.line);
    }
    this.since.clear();
  }
}

function bucketOf(bucket: BucketColumn, amountMinor: bigint): AgedBucket {
  const { fromDays, toDays, label } = bucket;
  return { fromDays, toDays, label, amountMinor };
}

const DAY_IN_TEXT =
  /(?<!\d)(\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|20\d{6}|\d{1,2}(?:er)? \p{L}{3,9}\.? \d{4})(?!\d)|(?<!\p{L})\p{L}{3,9}\.? \d{1,2},? \d{4}(?!\d)/u;

/** The day of the balance: told, or written above the header or in the name. Throws LEDGER_FILE_AS_OF_MISSING. */
function asOfDay({ values }: ListTools, fileName: string): string {
  const { table, config } = values;
  const told = table.mapping?.asOf ?? dayAbove(table.preamble.flatMap(({ cells }) => cells));
  const day = told ?? dayIn(fileName) ?? config.asOf;
  if (day !== undefined) return day;
  throw contractError(
    'LEDGER_FILE_AS_OF_MISSING',
    `${fileName} does not say of which day its balance is`,
    {
      place: { file: fileName, line: table.headerLine, field: 'asOf' },
      remedy: 'Say it: --set asOf=2026-12-31, or write it above the header ("au 31/12/2026").',
    },
  );
}

/** The last of several days: "du 01/01/2026 au 31/12/2026" is of its end. */
function dayAbove(cells: readonly Cell[]): string | undefined {
  const days = cells.flatMap((cell) => (cell.type === 'DATE' ? cell.text : allDays(cell.text)));
  return days.sort().at(-1);
}

function allDays(text: string): string[] {
  const found = text.slice(0, 500).match(new RegExp(DAY_IN_TEXT, 'gu')) ?? [];
  return found.flatMap((each) => dayIn(each) ?? []);
}

function dayIn(text: string): string | undefined {
  const found = DAY_IN_TEXT.exec(text.slice(0, 500))?.[0];
  if (found === undefined) return undefined;
  return new ListDays().read({ text: found, type: 'TEXT' }, 'DMY') ?? undefined;
}
