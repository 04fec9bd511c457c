import type { Columns } from './columns';
import { EntryMark, type EntryTable, isOpeningJournal } from '../../src/connector-kit';
import { KeyIndex } from './key-index';
import { LINE_BYTES_MAX, type Row } from './row';

const UNIT = 0x1f;
const UNNUMBERED = /^["\s0]*$/;

/**
 * Finds the accounting entry a line belongs to: by journal, number and day, wherever its lines stand in the file; or,
 * where the file does not number its entries, as the run of lines of one journal and day up to where they balance.
 */
export class EntryFinder {
  /** Lines whose entry had to be found by balance. */
  runLines = 0;
  firstRunLine = 0;
  private readonly known = new KeyIndex();
  /** The last line's journal and number, as bytes: most lines continue the entry before them. */
  private readonly key = Buffer.alloc(LINE_BYTES_MAX * 2 + 8);
  private journalLength = 0;
  private keyLength = -1;
  private day = 0;
  private entry = -1;
  private isRun = false;
  private journal: { code: string; label: string; isOpening: boolean } | null = null;

  constructor(
    private readonly table: EntryTable,
    private readonly columns: Columns,
    private readonly constantNumber: string | null,
  ) {}

  find(row: Row, day: number): number {
    if (!this.continues(row, day)) {
      this.remember(row, day);
      this.entry = this.isRun ? this.open(row) : this.lookUp(row);
    } else if (this.isRun && this.table.isBalanced(this.entry)) {
      this.entry = this.open(row);
    }
    if (this.isRun && this.runLines++ === 0) this.firstRunLine = row.line;
    return this.entry;
  }

  private continues(row: Row, day: number): boolean {
    if (day !== this.day || this.keyLength < 0) return false;
    row.trim(this.columns.journalCode);
    if (!isSame(row, this.key, [0, this.journalLength])) return false;
    row.trim(this.columns.entryNumber);
    return isSame(row, this.key, [this.journalLength + 1, this.keyLength]);
  }

  private remember(row: Row, day: number): void {
    row.trim(this.columns.journalCode);
    this.journalLength = this.append(row, 0);
    this.key[this.journalLength] = UNIT;
    row.trim(this.columns.entryNumber);
    const from = this.journalLength + 1;
    this.keyLength = this.append(row, from);
    this.day = day;
    const number = this.key.toString('latin1', from, this.keyLength);
    this.isRun = UNNUMBERED.test(number) || number === this.constantNumber;
  }

  /** Copies the field last trimmed into the key; byte by byte, because a native call costs more for so few. */
  private append(row: Row, to: number): number {
    for (let at = row.from; at < row.to; at++) this.key[to++] = row.bytes[at] ?? 0;
    return to;
  }

  private lookUp(row: Row): number {
    const end = this.key.writeInt32LE(this.day, this.keyLength);
    const known = this.known.get(this.key, end);
    if (known !== -1) return known;
    const entry = this.open(row);
    this.known.add(this.key, end, entry);
    return entry;
  }

  private open(row: Row): number {
    const entry = this.table.open(this.day, row.line);
    if (this.isOpeningJournal(row)) this.table.mark(entry, EntryMark.OPENING_JOURNAL);
    return entry;
  }

  private isOpeningJournal(row: Row): boolean {
    const code = row.text(this.columns.journalCode);
    const label = row.text(this.columns.journalLabel);
    if (this.journal?.code !== code || this.journal.label !== label) {
      this.journal = { code, label, isOpening: isOpeningJournal(code, label) };
    }
    return this.journal.isOpening;
  }
}

function isSame(row: Row, key: Buffer, [from, to]: [number, number]): boolean {
  if (row.to - row.from !== to - from) return false;
  const { bytes } = row;
  for (let at = from, other = row.from; at < to; at++, other++) {
    if (key[at] !== bytes[other]) return false;
  }
  return true;
}
