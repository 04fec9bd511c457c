/**
 * Spreadsheets (XLSX) as rows of typed cells, read as they stream from the archive. Nothing is computed, fetched or
 * followed: a formula is worth what the program that saved it had computed, and is told apart when it had not.
 */
import { addDays, contractError, type EncoursError, type LocalDate } from '../kernel';
import {
  columnOf,
  isTrue,
  MergedRanges,
  sharedStrings,
  type CellType,
  type SheetCell,
} from './spreadsheet-parts';

import { XmlEvents, xmlChild, xmlChildren, xmlTextAt, type XmlNode } from './xml-events';
import { ZipEntries } from './zip-entries';

export type { CellType, SheetCell };

export interface SheetRow {
  /** 1-based, as the program numbers it. */
  line: number;
  cells: SheetCell[];
  isHidden: boolean;
}

export interface Sheet {
  name: string;
  isHidden: boolean;
  /** Streams the rows that have cells. */
  rows(): Generator<SheetRow>;
}

export const SHEET_COLUMNS_MAX = 512;
const FILE_BYTES_MAX = 64 * 1024 * 1024;
const SHEETS_MAX = 200;
const CELL_LENGTH_MAX = 32_767;
const STYLES_MAX = 70_000;
const EPOCH: LocalDate = '1899-12-30';
const EPOCH_1904: LocalDate = '1904-01-01';
const BLANK: SheetCell = { text: '', type: 'BLANK', isFormula: false, isMerged: false };

interface Workbook {
  zip: ZipEntries;
  strings: readonly string[];
  /** Whether the cell format of that number shows a date. */
  isDate: readonly boolean[];
  epoch: LocalDate;
}

/** Whether the first bytes are those of a ZIP archive, as every XLSX is. */
export function looksLikeArchive(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

/**
 * The sheets of a workbook, in its order. Throws CONTRACT SPREADSHEET_UNREADABLE, ARCHIVE_UNREADABLE, ARCHIVE_TOO_LARGE and
 * the refusals of `XmlEvents`; so do `rows()`.
 */
export function openSpreadsheet(bytes: Uint8Array): Sheet[] {
  if (bytes.length > FILE_BYTES_MAX) throw unreadable(`it is larger than ${FILE_BYTES_MAX} bytes`);
  const zip = new ZipEntries(bytes);
  if (!zip.has('xl/workbook.xml')) throw unreadable('it is an archive without a workbook (XLSX)');
  const targets = targetsOf(zip);
  const found: { name: string; isHidden: boolean; part: string }[] = [];
  let epoch: LocalDate = EPOCH;
  readPart(zip, { part: 'xl/workbook.xml', names: ['sheet', 'workbookPr'] }, (node) => {
    const { attributes } = node;
    if (node.name === 'workbookPr') epoch = isTrue(attributes['date1904']) ? EPOCH_1904 : EPOCH;
    else if (found.length < SHEETS_MAX) {
      const part = targets.get(attributes['id'] ?? '') ?? '';
      const isHidden = (attributes['state'] ?? 'visible') !== 'visible';
      if (zip.has(part)) found.push({ name: attributes['name'] ?? '', isHidden, part });
    }
  });
  if (found.length === 0) throw unreadable('it has no sheet');
  const book: Workbook = { zip, strings: sharedStrings(zip), isDate: dateFormats(zip), epoch };
  return found.map(({ name, isHidden, part }) => ({
    name,
    isHidden,
    rows: () => rowsOf(book, part),
  }));
}

function* rowsOf(book: Workbook, part: string): Generator<SheetRow> {
  const merges = new MergedRanges(book.zip, part);
  const rows: SheetRow[] = [];
  let last = 0;
  const events = new XmlEvents({
    isWanted: (path) => path.length === 3 && path[1] === 'sheetData',
    node: (node) => {
      if (node.name !== 'row') return;
      const written = Number(node.attributes['r'] ?? last + 1);
      const line = Number.isSafeInteger(written) && written > last ? written : last + 1;
      last = line;
      const cells = cellsOf(book, node);
      merges.fill(cells, line);
      rows.push({ line, cells, isHidden: isTrue(node.attributes['hidden']) });
    },
  });
  for (const piece of book.zip.read(part)) {
    events.write(piece);
    yield* rows.splice(0);
  }
  events.end();
  yield* rows.splice(0);
}

function cellsOf(book: Workbook, row: XmlNode): SheetCell[] {
  const cells: SheetCell[] = [];
  let next = 0;
  for (const node of row.children) {
    if (node.name !== 'c') continue;
    const place = columnOf(node.attributes['r'] ?? '') ?? next;
    next = place + 1;
    if (place >= SHEET_COLUMNS_MAX) continue;
    while (cells.length <= place) cells.push(BLANK);
    cells[place] = cellOf(book, node);
  }
  return cells;
}

function cellOf(book: Workbook, node: XmlNode): SheetCell {
  const isFormula = xmlChild(node, 'f') !== undefined;
  const value = xmlTextAt(node, 'v');
  const cell = (type: CellType, text: string): SheetCell => ({
    type: text === '' ? 'BLANK' : type,
    text: text.slice(0, CELL_LENGTH_MAX),
    isFormula,
    isMerged: false,
  });
  switch (node.attributes['t'] ?? 'n') {
    case 's':
      return cell('TEXT', book.strings[Number(value ?? NaN)] ?? '');
    case 'inlineStr':
      return cell('TEXT', inlineText(xmlChild(node, 'is')));
    case 'str':
      return cell('TEXT', value ?? '');
    case 'b':
      return cell('BOOLEAN', value ?? '');
    case 'e':
      return cell('ERROR', value ?? '#VALUE!');
    case 'd':
      return cell('DATE', (value ?? '').slice(0, 10));
    default:
      if (value === null && isFormula) return { ...cell('TEXT', 'f'), type: 'UNCOMPUTED' };
      return numberCell(book, { node, value: value ?? '', cell });
  }
}

function numberCell(
  book: Workbook,
  found: { node: XmlNode; value: string; cell: (type: CellType, text: string) => SheetCell },
): SheetCell {
  const { node, value, cell } = found;
  if (value !== '' && !/^[+-]?\d*\.?\d*(e[+-]?\d{1,3})?$/i.test(value)) return cell('TEXT', value);
  const style = Number(node.attributes['s'] ?? -1);
  const day = book.isDate[style] === true ? dayOfSerial(Number(value), book.epoch) : null;
  return day === null || value === '' ? cell('NUMBER', value) : cell('DATE', day);
}

/** The day a program counts as that number; null for what is no day. Day 60 of 1900 never was. */
export function dayOfSerial(serial: number, epoch: LocalDate = EPOCH): LocalDate | null {
  const whole = Math.floor(serial);
  if (!(whole >= 1 && whole < 2_958_466)) return null;
  return addDays(epoch, epoch === EPOCH && whole < 60 ? whole + 1 : whole);
}

/** The file each relation of the workbook leads to, inside the archive only. */
function targetsOf(zip: ZipEntries): Map<string, string> {
  const targets = new Map<string, string>();
  const part = 'xl/_rels/workbook.xml.rels';
  if (!zip.has(part)) return targets;
  readPart(zip, { part, names: ['Relationship'] }, ({ attributes }) => {
    if (attributes['TargetMode'] === 'External') return;
    const target = attributes['Target'] ?? '';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    targets.set(attributes['Id'] ?? '', path);
  });
  return targets;
}

/** For each cell format, whether it shows a date. */
function dateFormats(zip: ZipEntries): boolean[] {
  const formats = new Map<number, string>();
  const isDate: boolean[] = [];
  if (!zip.has('xl/styles.xml')) return isDate;
  readPart(zip, { part: 'xl/styles.xml', names: ['numFmts', 'cellXfs'] }, (node) => {
    for (const { attributes } of xmlChildren(node, 'numFmt')) {
      formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
    }
    for (const { attributes } of xmlChildren(node, 'xf').slice(0, STYLES_MAX)) {
      const id = Number(attributes['numFmtId'] ?? 0);
      isDate.push(isDateFormat(id, formats.get(id)));
    }
  });
  return isDate;
}

function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined)
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  const bare = code.slice(0, 200).replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
  return /[yd]/i.test(bare) || (/m/i.test(bare) && !/[#0hs]/i.test(bare));
}

function readPart(
  zip: ZipEntries,
  { part, names }: { part: string; names: readonly string[] },
  take: (node: XmlNode) => void,
): void {
  const events = new XmlEvents(
    {
      isWanted: (path) => names.includes(path.at(-1) ?? ''),
      node: take,
    },
    { nodes: STYLES_MAX },
  );
  for (const piece of zip.read(part)) events.write(piece);
  events.end();
}

function inlineText(node: XmlNode | undefined): string {
  if (node === undefined) return '';
  const runs = xmlChildren(node, 'r').map((run) => xmlTextAt(run, 't') ?? '');
  return runs.length > 0 ? runs.join('') : (xmlTextAt(node, 't') ?? '');
}

function unreadable(reason: string): EncoursError {
  return contractError('SPREADSHEET_UNREADABLE', `the spreadsheet cannot be read: ${reason}`, {
    place: { line: 1 },
    remedy: 'Save it as an Excel workbook (.xlsx) or as CSV, and import that.',
  });
}
