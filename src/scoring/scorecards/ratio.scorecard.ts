import { logit, probabilityOf } from '../log-odds';
import { checkedRatioTable, type RatioBin, type RatioTable } from './ratio-table';
import { RATIO_NAMES, type RatioName, type Ratios } from './ratios';
import ratio1 from './tables/ratio-1.json';

/** The table in force. A new one is a new file and a new version: assessments of the past keep theirs. */
export const RATIO_TABLE: RatioTable = checkedRatioTable(ratio1 as RatioTable);

/** What one ratio says: above 0 speaks for a failure, below 0 against it. */
export interface RatioPart {
  readonly ratio: RatioName;
  readonly value: number | null;
  readonly logOdds: number;
  /** Not known: 0, which moves nothing. */
  readonly isMissing: boolean;
}

export interface RatioScore {
  readonly tableVersion: string;
  /** Of failing within a year, 0..1, among firms of which the table's base rate fails. */
  readonly probability: number;
  /** How far the ratios move the odds from the base rate: exactly the sum of the parts. */
  readonly logLikelihoodRatio: number;
  /** One for each ratio, in the order of RATIO_NAMES. */
  readonly parts: readonly RatioPart[];
  readonly missing: readonly RatioName[];
}

/** Scores ratios by the table: each falls into one bin, whose log-odds are added up. All missing gives the base rate. */
export function scoreRatios(ratios: Ratios, table: RatioTable = RATIO_TABLE): RatioScore {
  const parts: RatioPart[] = [];
  const missing: RatioName[] = [];
  let logLikelihoodRatio = 0;
  for (const ratio of RATIO_NAMES) {
    const given = ratios[ratio];
    const value = given === null || Number.isNaN(given) ? null : given;
    const logOdds = value === null ? 0 : binOf(table.ratios[ratio].bins, value).logOdds;
    if (value === null) missing.push(ratio);
    logLikelihoodRatio += logOdds;
    parts.push({ ratio, value, logOdds, isMissing: value === null });
  }
  const probability = probabilityOf(logit(table.baseRate) + logLikelihoodRatio);
  return { tableVersion: table.version, probability, logLikelihoodRatio, parts, missing };
}

/** The bin a value falls into: the last that does not begin above it. */
export function binOf(bins: readonly RatioBin[], value: number): RatioBin {
  let low = 0;
  let high = bins.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((bins[middle]?.from ?? -Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  const bin = bins[low];
  if (bin === undefined) throw new RangeError('a ratio without bins');
  return bin;
}
