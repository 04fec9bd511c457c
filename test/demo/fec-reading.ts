import { FEC_COLUMNS } from '../../src/demo/books/fec-text';

/** One line of a FEC, read naively and independently of the writer. */
export interface ReadLine {
  journal: string;
  entry: string;
  day: string;
  account: string;
  party: string;
  reference: string;
  documentDay: string;
  label: string;
  amountMinor: bigint;
  letter: string;
  letterDay: string;
  dueOn: string;
}

const minor = (text: string): bigint => {
  if (!/^\d+,\d\d$/.test(text)) throw new Error(`bad amount ${text}`);
  return BigInt(text.replace(',', ''));
};

export function readFec(text: string): ReadLine[] {
  const [header = '', ...rows] = text.split('\r\n');
  if (header !== FEC_COLUMNS.join('\t')) throw new Error('bad header');
  if (rows.pop() !== '') throw new Error('the last line is not closed');
  return rows.map((row) => {
    const cells = row.split('\t');
    if (cells.length !== FEC_COLUMNS.length) throw new Error(`bad line ${row}`);
    const cell = (name: (typeof FEC_COLUMNS)[number]): string =>
      cells[FEC_COLUMNS.indexOf(name)] ?? '';
    return {
      journal: cell('JournalCode'),
      entry: `${cell('JournalCode')} ${cell('EcritureNum')}`,
      day: cell('EcritureDate'),
      account: cell('CompteNum'),
      party: cell('CompAuxNum'),
      reference: cell('PieceRef'),
      documentDay: cell('PieceDate'),
      label: cell('EcritureLib'),
      amountMinor: minor(cell('Debit')) - minor(cell('Credit')),
      letter: cell('EcritureLet'),
      letterDay: cell('DateLet'),
      dueOn: cell('DateLimitReglmt'),
    };
  });
}

/** Sums of debit − credit by a key; keys that net to zero are dropped. */
export function sums(
  lines: readonly ReadLine[],
  keyOf: (line: ReadLine) => string | null,
): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const line of lines) {
    const key = keyOf(line);
    if (key !== null) totals.set(key, (totals.get(key) ?? 0n) + line.amountMinor);
  }
  for (const [key, total] of totals) if (total === 0n) totals.delete(key);
  return totals;
}

export const isReceivable = (line: ReadLine): boolean => line.account.startsWith('41');
