import { contractError } from '../../kernel';
import { RATIO_NAMES, type RatioName } from '../../scoring';

/** Where each column of a file of ratios stands; null for an optional one the file lacks. */
export interface RatioColumns {
  readonly count: number;
  readonly ratios: Readonly<Record<RatioName, number>>;
  readonly origin: number | null;
  readonly year: number | null;
  readonly failed: number | null;
}

/** Finds the columns by name. Throws SCORECARD_CSV_COLUMN_MISSING and SCORECARD_CSV_COLUMN_TWICE with their names. */
export function columnsOf(
  header: readonly string[],
  { path, needsFailed }: { readonly path: string; readonly needsFailed: boolean },
): RatioColumns {
  const needed: readonly string[] = needsFailed ? [...RATIO_NAMES, 'failed'] : RATIO_NAMES;
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0) throw missingColumns(path, missing);
  const read = [...needed, 'origin', 'year'];
  const twice = read.find((name) => header.indexOf(name) !== header.lastIndexOf(name));
  if (twice !== undefined) throw repeatedColumn(path, twice);
  const optional = (name: string): number | null =>
    header.includes(name) ? header.indexOf(name) : null;
  return {
    count: header.length,
    ratios: Object.fromEntries(RATIO_NAMES.map((name) => [name, header.indexOf(name)])) as Readonly<
      Record<RatioName, number>
    >,
    origin: optional('origin'),
    year: needsFailed ? optional('year') : null,
    failed: needsFailed ? optional('failed') : null,
  };
}

function missingColumns(path: string, missing: readonly string[]): Error {
  const what = missing.length === 1 ? 'a column is missing' : 'columns are missing';
  return contractError('SCORECARD_CSV_COLUMN_MISSING', `${what}: ${missing.join(', ')}`, {
    place: { file: path, line: 1, field: missing[0] ?? '' },
    remedy: 'name the columns in the first line, separated by commas; a column may be empty',
  });
}

function repeatedColumn(path: string, name: string): Error {
  return contractError('SCORECARD_CSV_COLUMN_TWICE', `the header names ${name} twice`, {
    place: { file: path, line: 1, field: name },
    remedy: 'leave one column of that name',
  });
}
