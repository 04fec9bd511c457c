import { RATIO_NAMES } from '../../src/scoring';
import { readRatioFile } from '../../src/cli/scorecard/ratio-csv';

/** The company-years of a training file, column by column. */
export interface TrainingSet {
  readonly sha256: string;
  readonly size: number;
  readonly origins: readonly string[];
  /** Index into origins. */
  readonly origin: Uint8Array;
  /** 0 where the file gives none. */
  readonly year: Int32Array;
  readonly failed: Uint8Array;
  /** Years of one company share a number: rows that follow each other with rising years. */
  readonly company: Int32Array;
  /** One column for each ratio of RATIO_NAMES; NaN = missing. */
  readonly ratios: readonly Float64Array[];
}

/** Rows of a training set by their index, in rising order. */
export type Rows = Int32Array;

const MOST_ORIGINS = 255;

/** Reads a CSV file with the columns of RATIO_NAMES and `failed`, and `origin` and `year` where it has them. */
export async function readTrainingSet(path: string): Promise<TrainingSet> {
  const file = await readRatioFile(path, { needsFailed: true });
  const columns: number[][] = RATIO_NAMES.map(() => []);
  const origins: string[] = [];
  const [origin, year, failed, company]: [number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
  ];
  for await (const row of file.rows) {
    RATIO_NAMES.forEach((name, index) => columns[index]?.push(row.ratios[name] ?? NaN));
    const known = origins.indexOf(row.origin);
    const code = known === -1 ? origins.push(row.origin) - 1 : known;
    const isSame = row.year !== null && code === origin.at(-1) && row.year > (year.at(-1) ?? 0);
    company.push(isSame && year.at(-1) !== 0 ? (company.at(-1) ?? 0) : company.length);
    origin.push(code);
    year.push(row.year ?? 0);
    failed.push(row.failed === true ? 1 : 0);
  }
  if (origins.length > MOST_ORIGINS) throw new RangeError(`more than ${MOST_ORIGINS} origins`);
  return {
    sha256: file.digest(),
    size: failed.length,
    origins,
    origin: Uint8Array.from(origin),
    year: Int32Array.from(year),
    failed: Uint8Array.from(failed),
    company: Int32Array.from(company),
    ratios: columns.map((column) => Float64Array.from(column)),
  };
}

/** The rows a condition holds for. */
export function rowsWhere(set: TrainingSet, holds: (row: number) => boolean): Rows {
  const rows: number[] = [];
  for (let row = 0; row < set.size; row++) if (holds(row)) rows.push(row);
  return Int32Array.from(rows);
}
