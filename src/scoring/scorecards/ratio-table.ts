import { contractError } from '../../kernel';
import { RATIO_NAMES, type RatioName } from './ratios';

/** Which way a ratio may move the score; a FREE one may turn (too few and too many days of stock are both bad). */
export const RATIO_DIRECTIONS = ['MORE_IS_SAFER', 'MORE_IS_RISKIER', 'FREE'] as const;
export type RatioDirection = (typeof RATIO_DIRECTIONS)[number];

/** Values from `from` (included) to `to` (excluded); null = without end. */
export interface RatioBin {
  readonly from: number | null;
  readonly to: number | null;
  /** Weight of evidence of the bin alone: log-odds of failing against all firms, before ratios are fitted together. */
  readonly woe: number;
  /** Log-odds of failing that the bin adds: a multiple of 1/256, so that sums of them are exact in any order. */
  readonly logOdds: number;
  /** The same on the scale of the score: 12.5 points for each log-odd, more = safer. */
  readonly points: number;
}

export interface RatioScale {
  readonly direction: RatioDirection;
  readonly bins: readonly RatioBin[];
}

export interface OriginCalibration {
  readonly rows: number;
  readonly failures: number;
  /** What a company-year of this origin counted in the fit. */
  readonly weight: number;
  /** Slope and shift of log-odds that would fit this origin best, out of sample: 1 and 0 = as stated. */
  readonly slope: number;
  readonly shift: number;
}

/** A fitted scorecard as data; scripts/scorecard writes it and nobody edits it. */
export interface RatioTable {
  readonly version: string;
  readonly attribution: readonly string[];
  readonly method: string;
  readonly training: {
    /** SHA-256 of the CSV file, uncompressed. */
    readonly sha256: string;
    readonly rows: number;
    readonly failures: number;
    readonly seed: number;
    readonly origins: Readonly<Record<string, OriginCalibration>>;
  };
  /** Share of firms failing within a year that probabilities are stated for; not that of the training file. */
  readonly baseRate: number;
  /** Log-odds of the base rate, to which the bins' are added. */
  readonly intercept: number;
  /** What all log-odds were multiplied by so that the pooled sample is met out of sample. */
  readonly shrinkage: number;
  /** Points of a ratio that is not known. */
  readonly missingPoints: 0;
  readonly ratios: Readonly<Record<RatioName, RatioScale>>;
}

/**
 * Checks that a table is whole: every ratio, bins without gap or overlap from −∞ to +∞, exact log-odds, and the
 * direction it promises. Throws CONTRACT SCORECARD_TABLE_INVALID with the path: a wrong table must not score anybody.
 */
export function checkedRatioTable(table: RatioTable): RatioTable {
  if (!(table.baseRate > 0 && table.baseRate < 1)) throw invalid('baseRate', 'is no share');
  for (const name of RATIO_NAMES) {
    if (!Object.hasOwn(table.ratios, name)) throw invalid(name, 'is not in it');
    const scale = table.ratios[name];
    if (scale.bins.length === 0) throw invalid(name, 'has no bins');
    scale.bins.forEach((bin, index) => {
      checkBin(bin, scale.bins[index - 1], `${name}.bins[${index}]`);
      checkDirection(scale, index, `${name}.bins[${index}]`);
    });
    if (scale.bins.at(-1)?.to !== null) throw invalid(name, 'does not reach every high value');
  }
  return table;
}

function checkBin(bin: RatioBin, before: RatioBin | undefined, path: string): void {
  if (bin.from !== (before?.to ?? null)) throw invalid(path, 'does not begin where the last ends');
  if (before !== undefined && bin.from === null) throw invalid(path, 'begins without a bound');
  if (bin.from !== null && bin.to !== null && bin.from >= bin.to) throw invalid(path, 'is empty');
  if (!Number.isInteger(bin.logOdds * 256)) throw invalid(path, 'has log-odds that are not exact');
}

function checkDirection(scale: RatioScale, index: number, path: string): void {
  const step = (scale.bins[index]?.logOdds ?? 0) - (scale.bins[index - 1]?.logOdds ?? 0);
  const isTurned =
    index > 0 &&
    ((scale.direction === 'MORE_IS_SAFER' && step > 0) ||
      (scale.direction === 'MORE_IS_RISKIER' && step < 0));
  if (isTurned) throw invalid(path, 'goes against the direction of its ratio');
}

function invalid(path: string, what: string): Error {
  return contractError('SCORECARD_TABLE_INVALID', `the table of ratios: ${path} ${what}`, {
    remedy: 'write the table with npm run scorecard:train rather than by hand',
    place: { path },
  });
}
