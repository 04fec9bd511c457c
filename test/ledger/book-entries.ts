/** Short ways to write books: entries as pairs of accounts and amounts. */
import { entryRows, fecText, type RowParts } from '../../connectors/fec/reading';
import type { Books } from './books';

/** Day, entry ("account[party] amount" pairs), and what the rows say besides. */
export type Entry = [on: string, pairs: string, parts?: Partial<RowParts>];

/** A file of entries, numbered as they come. */
export const fec = (...entries: Entry[]): string => fecText(rowsOf(entries));

function rowsOf(entries: readonly Entry[]): string[] {
  return entries.flatMap(([on, pairs, parts], index) =>
    entryRows(pairs, { number: `${index + 1}`, on, ...parts }),
  );
}

/** The same with a due date beside customer lines: as many as the file has, in order. */
export function fecWithDueDates(dueDates: readonly string[], ...entries: Entry[]): string {
  const left = [...dueDates];
  const rows = rowsOf(entries).map((row) =>
    row.includes('|Compte|C') ? `${row}|${left.shift() ?? ''}` : `${row}|`,
  );
  return fecText(rows).replace('|Idevise\n', '|Idevise|DateEcheance\n');
}

export const invoice = (
  on: string,
  party: string,
  amount: number,
  parts: Partial<RowParts>,
): Entry => [on, `411${party} ${amount}, 707 -${amount}`, { journal: 'VE', ...parts }];

export const cash = (
  on: string,
  party: string,
  amount: number,
  parts: Partial<RowParts>,
): Entry => [on, `512 ${amount}, 411${party} -${amount}`, { journal: 'BQ', ...parts }];

export interface Example {
  title: string;
  files: string[];
  /** One line per claim: customer, kind, number, total, open: its entries. */
  claims: string;
}

/** Imports the files in order and compares the claims. */
export async function expectClaims(books: Books, { files, claims }: Example): Promise<void> {
  for (const file of files) await books.import(file);
  const expected = claims.trim().split('\n');
  const sorted = (lines: readonly string[]): string[] =>
    lines.map((line) => sortedEntries(line.trim())).sort();
  expect(sorted(await books.claims())).toEqual(sorted(expected));
}

/** Entries of one day have no order that matters. */
function sortedEntries(line: string): string {
  const [said = '', entries = ''] = line.split(': ');
  return `${said}: ${entries.split(', ').sort().join(', ')}`;
}
