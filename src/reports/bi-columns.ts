/** How a column of the read model is written into a file. */
export type BiColumnKind =
  | 'plain' // uuid, date, number, code of ours: as PostgreSQL writes it
  | 'text' // somebody else's words
  | 'amount' // an exact decimal; a string in JSON
  | 'instant' // RFC 3339 in UTC with milliseconds, as the API writes it
  | 'flag' // true or false
  | 'json' // a JSON value; its text in CSV
  | 'codes'; // an array of codes; separated by spaces in CSV

export interface BiColumn {
  name: string;
  kind: BiColumnKind;
  /** What it is selected from; a column of the source `v` unless it says otherwise. */
  sql: string;
}

const KINDS: Readonly<Record<string, BiColumnKind>> = {
  t: 'text',
  a: 'amount',
  i: 'instant',
  f: 'flag',
  j: 'json',
  c: 'codes',
};

/** Columns of a source named `v` from "name name:t …", in that order; a letter after the colon is its kind's first. */
export function biColumns(names: string): BiColumn[] {
  return names
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name = '', letter] = word.split(':');
      const kind = letter === undefined ? 'plain' : (KINDS[letter] ?? 'plain');
      return { name, kind, sql: `v.${name}` };
    });
}

export type ExportFormat = 'csv' | 'jsonl';

/** The select item that writes a column in a format. */
export function exportItem({ name, kind, sql }: BiColumn, format: ExportFormat): string {
  return `${format === 'csv' ? inCsv(kind, sql) : inJson(kind, sql)} AS ${name}`;
}

function inCsv(kind: BiColumnKind, sql: string): string {
  switch (kind) {
    case 'text':
      return withoutFormula(sql);
    case 'codes':
      return withoutFormula(`array_to_string(${sql}, ' ')`);
    case 'instant':
      return rfc3339(sql);
    case 'flag':
    case 'json':
      return `(${sql})::text`;
    default:
      return sql;
  }
}

function inJson(kind: BiColumnKind, sql: string): string {
  if (kind === 'instant') return rfc3339(sql);
  return kind === 'amount' ? `(${sql})::text` : sql;
}

/**
 * Spreadsheets run a cell that begins like a formula, also one in quotes. An apostrophe in front makes them show it; a
 * number is never written so, and stays a number.
 */
function withoutFormula(sql: string): string {
  return `CASE WHEN left(${sql}, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r') THEN '''' || ${sql} ELSE ${sql} END`;
}

function rfc3339(sql: string): string {
  return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
