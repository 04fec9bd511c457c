import { createHash } from 'node:crypto';
import { FIELDS, FILE_KINDS, foldTitle, type Field, type FileKind } from './kinds';

/** What the columns of a file with a certain header are, decided once by a person. */
export interface FileMapping {
  kind: FileKind;
  /** Of the header it was made for; a mapping without one is for any file. */
  fingerprint?: string | undefined;
  /** Title of each field's column, or "#3" for the third one. */
  columns: Partial<Record<Field, string>>;
  /** Name of the sheet; the first with a table when absent. */
  sheet?: string | undefined;
  /** Number of the header's line, 0 when the file has none. */
  headerLine?: number | undefined;
  dateOrder?: 'DMY' | 'MDY' | undefined;
  decimalMark?: ',' | '.' | undefined;
  currency?: string | undefined;
  asOf?: string | undefined;
  isWhole?: boolean | undefined;
}

const TITLE_MAX = 200;

/** The same for headers with the same titles in the same order, whatever their case, accents and spaces. */
export function headerFingerprint(titles: readonly string[]): string {
  const folded = titles.map(foldTitle);
  while (folded.at(-1) === '') folded.pop();
  return createHash('sha256').update(folded.join('\u001f')).digest('hex').slice(0, 32);
}

/** What is wrong with a mapping, in words; null when nothing is. */
export function mappingProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is no object';
  const mapping = value as Record<string, unknown>;
  const unknown = Object.keys(mapping).find((key) => !(key in RULES));
  if (unknown !== undefined) {
    return `${JSON.stringify(unknown.slice(0, 40))} is unknown; known are ${Object.keys(RULES).join(', ')}`;
  }
  for (const [key, rule] of Object.entries(RULES)) {
    const isAbsent = mapping[key] === undefined && !['kind', 'columns'].includes(key);
    if (!isAbsent && !rule.holds(mapping[key])) return `${key} must be ${rule.expected}`;
  }
  return null;
}

interface Rule {
  expected: string;
  holds: (value: unknown) => boolean;
}

const isText = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value);

const RULES: Readonly<Record<keyof FileMapping, Rule>> = {
  kind: {
    expected: `one of ${FILE_KINDS.join(', ')}`,
    holds: (value) => FILE_KINDS.some((kind) => kind === value),
  },
  fingerprint: { expected: '32 hexadecimal digits', holds: isText(/^[0-9a-f]{32}$/) },
  columns: {
    expected: `the title of a column, or "#1", for some of ${FIELDS.join(', ')}`,
    holds: isColumns,
  },
  sheet: { expected: 'the name of a sheet', holds: isText(/^.{1,100}$/) },
  headerLine: {
    expected: 'a line number, 0 for none',
    holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  },
  dateOrder: { expected: 'DMY or MDY', holds: isText(/^(DMY|MDY)$/) },
  decimalMark: { expected: '"," or "."', holds: isText(/^[.,]$/) },
  currency: { expected: 'an ISO 4217 code', holds: isText(/^[A-Z]{3}$/) },
  asOf: { expected: 'a day YYYY-MM-DD', holds: isText(/^\d{4}-\d{2}-\d{2}$/) },
  isWhole: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
};

function isColumns(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([field, title]) =>
      FIELDS.some((known) => known === field) &&
      typeof title === 'string' &&
      title.trim() !== '' &&
      title.length <= TITLE_MAX,
  );
}

/** Place of a mapping's column among the titles; null when the file has no such column. */
export function placeOf(column: string, titles: readonly string[]): number | null {
  const numbered = /^#(\d{1,3})$/.exec(column.trim())?.[1];
  if (numbered !== undefined) {
    const place = Number(numbered) - 1;
    return place >= 0 ? place : null;
  }
  const place = titles.findIndex((title) => foldTitle(title) === foldTitle(column));
  return place === -1 ? null : place;
}
