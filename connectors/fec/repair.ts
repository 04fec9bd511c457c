import { BAD_DATE, cleanField, type DayReader, parseAmount } from '../../src/connector-kit';
import { hasAmount, type ColumnKey, type Columns } from './columns';

export interface RepairContext {
  separator: string;
  width: number;
  columns: Columns;
  decimals: number;
  days: DayReader;
  /** The name of an account as earlier rows gave it. */
  accountLabel: (account: string) => string | undefined;
}

/** Free text, the likeliest place of a separator that is part of the text first. */
const FREE_TEXT: readonly ColumnKey[] = [
  'label',
  'auxiliaryLabel',
  'accountLabel',
  'reference',
  'journalLabel',
];

/**
 * The fields of a row that has too many, because a separator is part of a text: by its quotes when it has any, else by
 * joining the surplus in the one text column with which dates, amounts and account fall into place. Null when none does.
 */
export function repairRow(line: string, context: RepairContext): string[] | null {
  const quoted = line.includes('"') ? splitQuoted(line, context.separator) : [];
  if (quoted.length === context.width && fits(quoted, context)) return quoted;
  const fitting = [...joinings(line, context)].filter((fields) => fits(fields, context));
  // With a blank amount, a number that belongs to the label could pass for the other.
  const whole = fitting.filter((fields) => hasBothAmounts(fields, context));
  const isComma = context.separator === ',';
  return agreed(whole.length > 0 || isComma ? whole : fitting, context);
}

/** Readings that differ in whom the line is about are told apart by the account's name; unknown, they are not guessed. */
function agreed(candidates: readonly string[][], context: RepairContext): string[] | null {
  const { columns, accountLabel } = context;
  const text = (fields: readonly string[], key: ColumnKey): string =>
    cleanField(fields[columns[key]] ?? '');
  const parties = new Set(candidates.map((fields) => text(fields, 'auxiliary')));
  if (parties.size <= 1) return candidates[0] ?? null;
  const isKnown = (fields: readonly string[]): boolean =>
    accountLabel(text(fields, 'account')) === text(fields, 'accountLabel');
  return candidates.find(isKnown) ?? null;
}

function amountColumns(columns: Columns): number[] {
  return hasAmount(columns) ? [columns.amount] : [columns.debit, columns.credit];
}

/** Both written; between commas, with a dot each, as "7,0,00" may be 7 and 0,00 as well as 7,0 and 00. */
function hasBothAmounts(fields: readonly string[], context: RepairContext): boolean {
  const { columns, separator } = context;
  const written = separator === ',' ? /\.|,/ : /\S/;
  return amountColumns(columns).every((place) => written.test(fields[place] ?? ''));
}

/** Commas that part columns and decimals alike: "120,00,0,00" is 120,00 and 0,00. */
function joinDecimals(fields: readonly string[], { columns }: RepairContext): string[] {
  return amountColumns(columns)
    .sort((one, other) => one - other)
    .reduce<string[]>(
      (row, place) => row.toSpliced(place, 2, `${row[place] ?? ''},${row[place + 1] ?? ''}`),
      [...fields],
    );
}

/** Every way to put so many fields too many back into one text column, the likeliest first. */
function* joinings(line: string, context: RepairContext): Generator<string[]> {
  const { separator, width, columns } = context;
  const fields = line.split(separator);
  const surplus = fields.length - width;
  if (separator === ',' && surplus === amountColumns(columns).length) {
    yield joinDecimals(fields, context);
  }
  // A separator at the end of the row may be one of those too many.
  const surpluses = fields.at(-1)?.trim() === '' ? [surplus, surplus - 1] : [surplus];
  for (const extra of surpluses.filter((count) => count > 0)) {
    for (const key of FREE_TEXT) {
      const place = columns[key];
      if (place < 0) continue;
      const joined = fields.slice(place, place + extra + 1).join(separator);
      yield fields.toSpliced(place, extra + 1, joined);
    }
  }
}

/** Splits as CSV does: a field that starts with a quote ends with one. */
function splitQuoted(line: string, separator: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const isQuoted = line[at] === '"';
    const close = isQuoted ? closingQuote(line, at + 1) : at;
    const end = line.indexOf(separator, close);
    const to = end === -1 ? line.length : end;
    fields.push(line.slice(at, to));
    at = to + 1;
  }
  return fields;
}

function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at !== -1; at = line.indexOf('"', at + 2)) {
    if (line[at + 1] !== '"') return at;
  }
  return from;
}

function fits(fields: readonly string[], { columns, decimals, days }: RepairContext): boolean {
  const text = (key: ColumnKey): string => cleanField(fields[columns[key]] ?? '');
  const isDay = (key: ColumnKey): boolean => days.parse(text(key)) !== BAD_DATE;
  const isAmount = (key: ColumnKey): boolean => !('problem' in parseAmount(text(key), decimals));
  const dates = ['documentDate', 'letterDate', 'validDate'] as const;
  if (days.parse(text('entryDate')) <= 0 || !dates.every(isDay)) return false;
  if (!/^\d{3}/.test(text('account')) || !/^(\p{L}{3,4}|€)?$/u.test(text('foreignCurrency')))
    return false;
  if (hasAmount(columns)) return text('amount') !== '' && isAmount('amount');
  if (text('debit') === '' && text('credit') === '') return false;
  return isAmount('debit') && isAmount('credit');
}
