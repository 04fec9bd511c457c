import type { Layout } from './layout';
import { Row } from './row';

const LINES_MAX = 2000;

/**
 * The EcritureNum that all of the first lines share although one journal has several days, so that it cannot be the
 * number of an entry; null when numbers differ, or when they are blank or 0, which the reader sees on each line.
 */
export function findConstantNumber(head: Buffer, layout: Layout): string | null {
  const { columns } = layout;
  const cut = {
    limit: head.length,
    separator: layout.separator.charCodeAt(0),
    end: layout.lineEnd,
  };
  const row = new Row();
  const dayOfJournal = new Map<string, string>();
  let constant: string | null = null;
  let hasSeveralDays = false;
  let at = layout.dataFrom;
  for (let line = 0; line < LINES_MAX && at < head.length; line++) {
    row.line = layout.headerLines + 1 + line;
    const end = row.scan(head, at, cut);
    if (end === -1) break;
    at = end + 1;
    if (row.count < layout.names.length - 2) continue;
    const number = key(row, columns.entryNumber);
    constant ??= number;
    if (number !== constant) return null;
    const journal = key(row, columns.journalCode);
    const day = key(row, columns.entryDate);
    hasSeveralDays ||= day !== (dayOfJournal.get(journal) ?? day);
    dayOfJournal.set(journal, day);
  }
  return hasSeveralDays ? constant : null;
}

function key(row: Row, column: number): string {
  row.trim(column);
  return row.bytes.toString('latin1', row.from, row.to);
}
