/** The printed answers of docs/bi/cookbook.md: the table behind `<!-- answer id -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pagePath } from './fenced-blocks';

const PATH = pagePath('cookbook.md');
const PRINTED = /(<!-- answer ([\w-]+) -->\n)(?:\n((?:\|[^\n]*\n)+))?/g;

/** The tables of the page by the question they answer; null where none is printed yet. */
export function printedAnswers(): Map<string, string | null> {
  const found = [...readFileSync(PATH, 'utf8').matchAll(PRINTED)];
  return new Map(found.map(([, , id = '', table]) => [id, table ?? null]));
}

/** Prints tables anew where they stand. */
export function printAnswers(tables: ReadonlyMap<string, string>): void {
  const text = readFileSync(PATH, 'utf8');
  const printed = text.replaceAll(PRINTED, (all, mark: string, id: string) => {
    const table = tables.get(id);
    return table === undefined ? all : `${mark}\n${table}`;
  });
  writeFileSync(PATH, printed);
}

/** A table as the formatter of the pages lays it out; numbers stand to the right. */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const isNumber = headings.map((_, place) =>
    rows.every((row) => /^-?\d+(?:\.\d+)?$|^$/.test(row[place] ?? '')),
  );
  const widths = headings.map((heading, place) =>
    Math.max(3, ...[heading, ...rows.map((row) => row[place] ?? '')].map((cell) => cell.length)),
  );
  const padded = (cell: string, place: number): string =>
    isNumber[place] === true ? cell.padStart(widths[place] ?? 0) : cell.padEnd(widths[place] ?? 0);
  const rule = widths.map((width, place) =>
    isNumber[place] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [headings.map(padded), rule, ...rows.map((row) => row.map(padded))]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}
