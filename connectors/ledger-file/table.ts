/** The table in a file: where its header is, what kind of list it is, and what its columns say. */
import { contractError, type EncoursError } from '../../src/connector-kit';
import { bucketColumns } from './buckets';
import type { GridRow } from './grid';
import {
  fieldOfTitle,
  fieldsOf,
  FILE_KINDS,
  missingFields,
  type Field,
  type FileKind,
} from './kinds';
import { headerFingerprint, placeOf, type FileMapping } from './mapping';
import type { Columns, Header, Table, TableSource } from './table-shape';
import { writing } from './writing';

/** The header is looked for in so many rows that are not blank. */
const HEADER_ROWS = 40;
const NAMED_TITLES_MIN = 2;

/** The header without which no table opens; null when nothing looks like one. */
export function findHeader(source: TableSource): Header | null {
  const detected = detectedHeader(source);
  const isWhole = detected !== null && missingOf(detected).length === 0;
  return mappedHeader(source) ?? (isWhole ? detected : (headerlessMapping(source) ?? detected));
}

/**
 * Finds the table. Throws CONTRACT LEDGER_FILE_NOT_RECOGNISED when nothing looks like one, LEDGER_FILE_COLUMN_MISSING with
 * the column it cannot do without.
 */
export function openTable(source: TableSource): Table {
  const header = findHeader(source) ?? nearlyMapped(source);
  if (header === null) throw notRecognised(source);
  const { kind } = header;
  const missing = missingOf(header);
  const needsBuckets = kind === 'AGED_BALANCE' && header.buckets.length === 0;
  const isLess = missing.length > 0 || needsBuckets || lostColumn(source, header) !== null;
  if (isLess) throw columnMissing(source, header, missing);
  return { ...header, ...writing(source, header) };
}

/** The header a saved or given mapping was made for. */
function mappedHeader(source: TableSource): Header | null {
  const { mappings } = source.config;
  const candidates = [...headerRows(source.rows)];
  const matches = [
    (mapping: FileMapping, titles: string[]) => mapping.fingerprint === headerFingerprint(titles),
    (mapping: FileMapping, titles: string[]) =>
      Object.values(mapping.columns).every((title) => placeOf(title, titles) !== null),
  ];
  for (const isMatch of matches) {
    for (const { row, above } of candidates) {
      const titles = titlesOf(row);
      const mapping = mappings.find(
        (each) => namesColumns(each) && isAt(each, row.line) && isMatch(each, titles),
      );
      if (mapping !== undefined) return headerOf(mapping, { titles, line: row.line, above });
    }
  }
  return null;
}

/** Whether a mapping was made for these rows, or for files without a header. */
export function isMapped(source: TableSource): boolean {
  const isPlaced = source.config.mappings.some(({ headerLine }) => headerLine === 0);
  return isPlaced || mappedHeader(source) !== null;
}

/** A mapping for files without a header, by the places of their columns. */
function headerlessMapping({ config, rows }: TableSource): Header | null {
  const mapping = config.mappings.find(({ headerLine }) => headerLine === 0);
  if (mapping === undefined) return null;
  const width = Math.max(...rows.slice(0, HEADER_ROWS).map(({ cells }) => cells.length), 0);
  const titles = Array.from({ length: width }, () => '');
  return headerOf(mapping, { titles, line: 0, above: [] });
}

export function missingOf({ kind, columns }: Header): Field[] {
  return missingFields(kind, (field) => columns[field] !== undefined);
}

/** A mapping of places only fits any file: it counts for the header it was made for. */
function namesColumns(mapping: FileMapping): boolean {
  const titles = Object.values(mapping.columns);
  return mapping.fingerprint !== undefined || titles.some((title) => !title.startsWith('#'));
}

/** Whether a mapping tells columns, and not only how what is in them is written. */
export function hasColumns({ columns }: FileMapping): boolean {
  return Object.keys(columns).length > 0;
}

function isAt({ headerLine }: FileMapping, line: number): boolean {
  return headerLine === undefined || headerLine === line;
}

function headerOf(
  mapping: FileMapping,
  found: { titles: string[]; line: number; above: readonly GridRow[] },
): Header {
  const { titles, line, above } = found;
  // One that tells settings only leaves the columns to their titles.
  const columns: Columns = hasColumns(mapping) ? {} : columnsOf(mapping.kind, titles);
  for (const field of fieldsOf(mapping.kind)) {
    const column = mapping.columns[field];
    const place = column === undefined ? null : placeOf(column, titles);
    if (place !== null) columns[field] = place;
  }
  const buckets = mapping.kind === 'AGED_BALANCE' ? bucketColumns(titles) : [];
  return {
    kind: mapping.kind,
    titles,
    headerLine: line,
    columns,
    buckets,
    mapping,
    preamble: above,
  };
}

/** The row whose titles name most columns of one kind. */
function detectedHeader(source: TableSource): Header | null {
  const { config, fileName } = source;
  const kinds = config.kind === undefined ? PREFERENCE : [config.kind];
  let best: { header: Header; score: number } | null = null;
  for (const { row, above } of headerRows(source.rows)) {
    const titles = titlesOf(row);
    for (const kind of kinds) {
      const buckets = kind === 'AGED_BALANCE' ? bucketColumns(titles) : [];
      const named = columnsOf(kind, titles);
      const columns = buckets.length > 1 ? withUntitledName(named, titles) : named;
      const header = { kind, titles, headerLine: row.line, columns, buckets, mapping: null };
      const score = scoreOf(header, fileName);
      if (score > (best?.score ?? 0)) best = { header: { ...header, preamble: above }, score };
    }
  }
  return best?.header ?? null;
}

/** Reports head the ages and leave the column of the customers without a title. */
function withUntitledName(columns: Columns, titles: readonly string[]): Columns {
  const isNamed = columns.partyName !== undefined || columns.partyCode !== undefined;
  return isNamed || titles[0] !== '' ? columns : { ...columns, partyName: 0 };
}

/** Of two kinds that explain as many columns, the one that needs more of them. */
const PREFERENCE = ['GRAND_LIVRE', 'AGED_BALANCE', 'INVOICES', 'PAYMENTS', 'CUSTOMERS'] as const;
const NAME_HINTS: Readonly<Record<FileKind, RegExp>> = {
  INVOICES: /factur|invoice|echeancier|impay/i,
  PAYMENTS: /r[eè]gl|paie|payment|encaiss/i,
  CUSTOMERS: /client|customer|tiers/i,
  AGED_BALANCE: /balance|agee|[aâ]g[eé]e|aged|aging/i,
  GRAND_LIVRE: /grand.?livre|ledger|\bgl\b/i,
};

function scoreOf(header: Omit<Header, 'preamble'>, fileName: string): number {
  const { kind, columns, buckets } = header;
  const found = Object.keys(columns).length;
  if (found + buckets.length < NAMED_TITLES_MIN) return 0;
  if (kind === 'AGED_BALANCE' && buckets.length < 2) return 0;
  if (kind === 'CUSTOMERS' && !COMPANY_FIELDS.some((field) => columns[field] !== undefined))
    return 0;
  const missing = missingFields(kind, (field) => columns[field] !== undefined).length;
  if (missing > 1) return 0;
  const named = NAME_HINTS[kind].test(fileName) ? 0.5 : 0;
  return found + buckets.length * 1.5 + named - missing * 2;
}

const COMPANY_FIELDS = ['siren', 'siret', 'vatNumber', 'email', 'phone', 'terms', 'limit'] as const;

function columnsOf(kind: FileKind, titles: readonly string[]): Columns {
  const found: Partial<Record<Field, { place: number; rank: number }>> = {};
  titles.forEach((title, place) => {
    const named = fieldOfTitle(kind, title);
    if (named === null) return;
    const known = found[named.field];
    if (known === undefined || named.rank < known.rank)
      found[named.field] = { place, rank: named.rank };
  });
  const columns: Columns = {};
  for (const field of fieldsOf(kind)) {
    const place = found[field]?.place;
    if (place !== undefined) columns[field] = place;
  }
  return columns;
}

export function* headerRows(
  rows: readonly GridRow[],
): Generator<{ row: GridRow; above: GridRow[] }> {
  const above: GridRow[] = [];
  for (const row of rows) {
    const filled = row.cells.filter(({ type }) => type !== 'BLANK');
    if (filled.length === 0) continue;
    if (above.length >= HEADER_ROWS) return;
    if (filled.length > 1) yield { row, above: [...above] };
    above.push(row);
  }
}

/** Titles of a header row; one that names nothing is "". */
export function titlesOf(row: GridRow): string[] {
  const titles = row.cells.map(({ text }) => text.replace(/\s+/g, ' ').slice(0, 200));
  while (titles.at(-1) === '') titles.pop();
  return titles;
}

function notRecognised({ rows, fileName }: TableSource): EncoursError {
  const first = rows.find(({ cells }) => cells.some(({ type }) => type !== 'BLANK'));
  const shown =
    first === undefined
      ? 'it has no line'
      : `its first line is ${JSON.stringify(first.raw.slice(0, 100))}`;
  return contractError(
    'LEDGER_FILE_NOT_RECOGNISED',
    `${fileName} has no table whose columns are known: ${shown}`,
    {
      place: { file: fileName, line: first?.line ?? 1 },
      remedy:
        `Tell what it holds (${FILE_KINDS.join(', ')}) and which column is which: ` +
        'encours import --connector ledger-file --map, or importPreview with a mapping.',
    },
  );
}

function columnMissing(
  source: TableSource,
  header: Header,
  missing: readonly Field[],
): EncoursError {
  const { fileName } = source;
  const field = missing[0] ?? 'total';
  const lost = lostColumn(source, header);
  const what =
    lost === null
      ? `no column for ${missing.length === 0 ? 'the age of the amounts' : missing.join(', ')}`
      : `no column ${JSON.stringify(lost[1])} (${lost[0]}) any more`;
  const titles = header.titles.filter((title) => title !== '').slice(0, 30);
  return contractError(
    'LEDGER_FILE_COLUMN_MISSING',
    `${fileName} looks like ${header.kind} but has ${what}; it has ${titles.join(', ').slice(0, 500)}`,
    {
      place: { file: fileName, line: header.headerLine, field: lost?.[0] ?? field },
      remedy: `Say which column holds it: --set ${lost?.[0] ?? field}="its title", or export it with that column.`,
    },
  );
}

/** A column that was told for nearly this header, and which it no longer has under any name. */
function lostColumn({ config }: TableSource, header: Header): [field: Field, title: string] | null {
  const { kind, titles, columns, mapping } = header;
  if (mapping !== null && mapping.fingerprint === headerFingerprint(titles)) return null;
  const ofKind = config.mappings.filter((each) => each.kind === kind);
  const known = nearestMapping(ofKind, titles);
  const lost = fieldsOf(kind).find((field) => {
    const title = known?.columns[field];
    return title !== undefined && placeOf(title, titles) === null && columns[field] === undefined;
  });
  return lost === undefined ? null : [lost, known?.columns[lost] ?? ''];
}

/** The row with most of the columns of a mapping, where no titles are usual and no mapping fits as a whole. */
function nearlyMapped({ config, rows }: TableSource): Header | null {
  for (const { row, above } of headerRows(rows)) {
    const titles = titlesOf(row);
    const mapping = nearestMapping(config.mappings, titles);
    if (mapping !== null) {
      return { ...headerOf(mapping, { titles, line: row.line, above }), mapping: null };
    }
  }
  return null;
}

/** The mapping with most columns among the titles, if those are half of its own. */
function nearestMapping(
  mappings: readonly FileMapping[],
  titles: readonly string[],
): FileMapping | null {
  const shared = ({ columns }: FileMapping): number =>
    Object.values(columns).filter(
      (title) => !title.startsWith('#') && placeOf(title, titles) !== null,
    ).length;
  const [best] = mappings
    .filter((mapping) => hasColumns(mapping))
    .filter((mapping) => shared(mapping) * 2 >= Object.keys(mapping.columns).length)
    .sort((a, b) => shared(b) - shared(a));
  return best ?? null;
}
