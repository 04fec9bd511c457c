import {
  isSiren,
  isSiret,
  looksLikeArchive,
  TextLines,
  type FileGuide,
  type GuidedColumn,
} from '../../src/connector-kit';
import type { Cell, GridRow } from './grid';
import { fieldOfTitle, fieldsOf, FILE_KINDS, isRequired, type Field, type FileKind } from './kinds';
import { headerFingerprint, type FileMapping } from './mapping';
import {
  checkText,
  sampleSheet,
  sampleText,
  sheetsOf,
  toldLayout,
  type ReadContext,
} from './open-source';
import { HEAD_BYTES, Pieces, type Chunks } from './pieces';
import { findHeader, hasColumns, headerRows, missingOf, titlesOf } from './table';
import type { Columns, Header } from './table-shape';
import { ListDays, looksLikeAmount } from './values';

const SAMPLES = 5;
const JUDGED_ROWS = 200;
/** How sure a title makes us, and how sure values alone do. */
const BY_TITLE = 1;
const BY_RARE_TITLE = 0.8;
const BY_VALUES = 0.5;

/** Says what the columns of a file seem to be. Throws what reading it would be refused for, except missing columns. */
export async function guideLedgerFile(chunks: Chunks, context: ReadContext): Promise<FileGuide> {
  const pieces = new Pieces(chunks, context.signal);
  const head = await pieces.take(HEAD_BYTES);
  if (looksLikeArchive(head)) {
    const inOrder = sheetsOf(await pieces.whole(head, context.fileName), context);
    const guides = inOrder.map((sheet) =>
      guideRows(sampleSheet(sheet.rows()), context, sheet.name),
    );
    const [first] = guides;
    const whole = guides.find(({ missing }) => missing.length === 0) ?? first;
    if (whole !== undefined) return whole;
  }
  checkText(head, context.fileName);
  const lines = new TextLines().take(head, true);
  const layout = toldLayout(lines, context.config);
  if (layout === null) return guideRows(sampleText(lines).rows, context, null);
  const nothing = {
    headerLine: 0,
    fingerprint: null,
    columns: [],
    fields: [],
    missing: [],
    mapping: {},
  };
  return { kind: 'GRAND_LIVRE', layout: layout.id, kinds: FILE_KINDS, ...nothing };
}

function guideRows(rows: GridRow[], context: ReadContext, sheet: string | null): FileGuide {
  const header = findHeader({ ...context, rows }) ?? guessedHeader(rows, context.config.kind);
  const { kind, titles, headerLine, mapping } = header;
  const data = rows.filter(({ line }) => line > headerLine).slice(0, JUDGED_ROWS);
  const isOpen = mapping === null || !hasColumns(mapping);
  const suggested = isOpen ? suggestions(header, data) : {};
  const found = { ...suggested, ...header.columns };
  const columns = titles.map((title, place) => {
    const field = fieldsOf(kind).find((each) => found[each] === place) ?? null;
    const isSuggested = field !== null && header.columns[field] === undefined;
    return guidedColumn({ title, place, field, isSuggested }, { kind, mapping, data });
  });
  return {
    kind,
    layout: null,
    kinds: FILE_KINDS,
    headerLine,
    fingerprint: headerFingerprint(titles),
    columns,
    fields: fieldsOf(kind).map((name) => ({ name, isRequired: isRequired(kind, name) })),
    missing: missingOf({ ...header, columns: found }),
    mapping: {
      kind,
      columns: Object.fromEntries(
        columns.flatMap(({ title, field }) => (field === null ? [] : [[field, title]])),
      ),
      ...(sheet === null ? {} : { sheet }),
    },
  };
}

interface Guessed {
  title: string;
  place: number;
  field: Field | null;
  isSuggested: boolean;
}

function guidedColumn(
  { title, place, field, isSuggested }: Guessed,
  from: { kind: FileKind; mapping: FileMapping | null; data: readonly GridRow[] },
): GuidedColumn {
  const isUsual = (fieldOfTitle(from.kind, title)?.rank ?? 99) < 5 || from.mapping !== null;
  const byTitle = isUsual ? BY_TITLE : BY_RARE_TITLE;
  const values = from.data
    .map(({ cells }) => cells[place]?.text ?? '')
    .filter((text) => text !== '');
  return {
    title: title === '' ? `#${place + 1}` : title,
    field,
    confidence: field === null ? 0 : isSuggested ? BY_VALUES : byTitle,
    samples: values.slice(0, SAMPLES).map((text) => text.slice(0, 100)),
  };
}

/** Nothing is named as usual: the first row of texts is the header, and the kind is asked for. */
function guessedHeader(rows: readonly GridRow[], kind: FileKind | undefined): Header {
  const isTitle = ({ type, text }: Cell): boolean =>
    type === 'BLANK' || !/^[\d\s.,/-]+$/.test(text);
  const found = [...headerRows(rows)].find(({ row }) => row.cells.every(isTitle));
  const width = rows[0]?.cells.length ?? 0;
  return {
    kind: kind ?? 'INVOICES',
    titles: found === undefined ? Array.from({ length: width }, () => '') : titlesOf(found.row),
    headerLine: found?.row.line ?? 0,
    columns: {},
    buckets: [],
    mapping: null,
    preamble: found?.above ?? [],
  };
}

const BY_DAYS: readonly Field[] = ['issuedOn', 'paidOn', 'entryOn', 'dueOn'];
const BY_AMOUNTS: readonly Field[] = ['amount', 'debit', 'credit', 'total', 'open'];
const BY_TEXTS: readonly Field[] = ['number', 'partyName'];

/** What columns without a telling title could be by their values: days, amounts, company numbers, then texts. */
function suggestions({ kind, columns, titles }: Header, data: readonly GridRow[]): Columns {
  const taken = new Set(Object.values(columns));
  const found: Columns = {};
  const free = titles.map((_, place) => place).filter((place) => !taken.has(place));
  const give = (fields: readonly Field[], holds: (cell: Cell) => boolean): void => {
    const open = fields.filter(
      (field) => fieldsOf(kind).includes(field) && columns[field] === undefined,
    );
    for (const place of free.filter((each) => !taken.has(each) && mostHold(data, each, holds))) {
      const field = open.shift();
      if (field === undefined) return;
      found[field] = place;
      taken.add(place);
    }
  };
  const days = new ListDays();
  give(['siret'], ({ text }) => isSiret(text.replace(/\s/g, '')));
  give(['siren'], ({ text }) => isSiren(text.replace(/\s/g, '')));
  give(BY_DAYS, (cell) => /\D/.test(cell.text) && typeof days.read(cell, 'DMY') === 'string');
  give(
    BY_AMOUNTS,
    ({ text, type }) => type === 'NUMBER' || (/[.,]\d{2,3}$/.test(text) && looksLikeAmount(text)),
  );
  give(BY_TEXTS.slice(0, 1), ({ text }) => /\d/.test(text));
  give(BY_TEXTS.slice(1), ({ text }) => /\p{L}{3}/u.test(text));
  return found;
}

function mostHold(
  data: readonly GridRow[],
  place: number,
  holds: (cell: Cell) => boolean,
): boolean {
  const cells = data.flatMap(({ cells: all }) => all[place] ?? []);
  const filled = cells.filter(({ type }) => type !== 'BLANK');
  return filled.length > 0 && filled.filter(holds).length >= filled.length * 0.8;
}
