/** How a table writes its numbers and days, by the rows of the sample. */
import type { Cell, GridRow } from './grid';
import { fieldsOf, typeOfField } from './kinds';
import type { Header, Table, TableSource } from './table-shape';
import { dateOrderOf, decimalMarkOf, isAmbiguousDay, looksLikeAmount } from './values';

/** How the columns write numbers and days, by the rows of the sample. */
export function writing(
  { rows, config }: TableSource,
  header: Header,
): Pick<Table, 'style' | 'isOrderAssumed' | 'amountPlaces'> {
  const data = rows.filter(({ line }) => line > header.headerLine);
  const { columns, mapping, titles } = header;
  const places = (type: string): number[] =>
    fieldsOf(header.kind)
      .filter((field) => typeOfField(field) === type)
      .flatMap((field) => columns[field] ?? []);
  const amountPlaces = new Set([
    ...places('AMOUNT'),
    ...header.buckets.map(({ place }) => place),
    ...numericPlaces(data, titles.length),
  ]);
  const marks = count(data, [...amountPlaces], decimalMarkOf);
  const orders = count(data, places('DATE'), dateOrderOf);
  const decided = majority(orders, ['DMY', 'MDY'] as const);
  const dateOrder = mapping?.dateOrder ?? decided ?? config.dateOrder;
  const isOrderAssumed = decided === null && mapping?.dateOrder === undefined;
  const decimalMark = mapping?.decimalMark ?? majority(marks, [',', '.'] as const);
  return { style: { decimalMark, dateOrder }, isOrderAssumed, amountPlaces };
}

function count(
  rows: readonly GridRow[],
  places: readonly number[],
  judge: (text: string) => string | null,
): Map<string, number> {
  const votes = new Map<string, number>();
  for (const { cells } of rows) {
    for (const place of places) {
      const cell = cells[place];
      const vote = cell?.type === 'TEXT' ? judge(cell.text) : null;
      if (vote !== null) votes.set(vote, (votes.get(vote) ?? 0) + 1);
    }
  }
  return votes;
}

/** Nine in ten must agree. */
function majority<Choice extends string>(
  votes: ReadonlyMap<string, number>,
  choices: readonly Choice[],
): Choice | null {
  const total = [...votes.values()].reduce((sum, each) => sum + each, 0);
  return choices.find((choice) => (votes.get(choice) ?? 0) > total * 0.9) ?? null;
}

function numericPlaces(rows: readonly GridRow[], width: number): number[] {
  const sample = rows.filter(({ cells }) => cells.length <= width).slice(0, 200);
  const isNumeric = (place: number): boolean => {
    const texts = sample.map(({ cells }) => cells[place]).filter(isFilled);
    return (
      texts.length > 2 && texts.every(({ text }) => looksLikeAmount(text) && /[.,]\d/.test(text))
    );
  };
  return Array.from({ length: width }, (_, place) => place).filter(isNumeric);
}

function isFilled(cell: Cell | undefined): cell is Cell {
  return cell !== undefined && cell.type !== 'BLANK';
}

/** Whether a row has a day that another order would read otherwise. */
export function hasAmbiguousDay(table: Table, row: GridRow): boolean {
  return fieldsOf(table.kind).some((field) => {
    const cell = row.cells[table.columns[field] ?? -1];
    return typeOfField(field) === 'DATE' && cell?.type === 'TEXT' && isAmbiguousDay(cell.text);
  });
}
