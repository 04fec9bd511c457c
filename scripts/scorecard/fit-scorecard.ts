import { RATIO_NAMES, type RatioDirection, type RatioName } from '../../src/scoring';
import { binRatios, binsOf, type Binning } from './bin-ratios';
import { centred } from './centre-bins';
import { fitAdditive } from './fit-additive';
import { fitWoe } from './fit-woe';
import { sampleOf } from './logistic-fit';
import { type Rows, type TrainingSet } from './training-set';

const SAFER = 'MORE_IS_SAFER';
const RISKIER = 'MORE_IS_RISKIER';

/** Which way economics lets a ratio go. Days of stock and of receivables and growth are bad at both ends. */
export const DIRECTIONS: Readonly<Record<RatioName, RatioDirection>> = {
  working_capital_to_assets: SAFER,
  retained_earnings_to_assets: SAFER,
  ebit_to_assets: SAFER,
  equity_to_liabilities: SAFER,
  net_income_to_assets: SAFER,
  liabilities_to_assets: RISKIER,
  current_ratio: SAFER,
  current_liabilities_to_assets: RISKIER,
  current_assets_to_liabilities: SAFER,
  profit_before_tax_to_current_liabilities: SAFER,
  cash_flow_to_liabilities: SAFER,
  permanent_capital_to_assets: SAFER,
  quick_assets_to_assets: SAFER,
  ebitda_to_liabilities: SAFER,
  inventory_days: 'FREE',
  receivable_days: 'FREE',
  current_liability_days: RISKIER,
  net_margin: SAFER,
  sales_growth: 'FREE',
};

/** How a scorecard is fitted; chosen by cross-validation inside the training file (docs/scoring.md). */
export interface FitSettings {
  readonly bins: number;
  readonly woe: { readonly prior: number; readonly ridge: number };
  readonly additive: { readonly smoothness: number; readonly ridge: number };
  /** Weight of the additive fit in the mean of the two; the classical one has the rest. */
  readonly additiveShare: number;
}

export const CHOSEN: FitSettings = {
  bins: 32,
  woe: { prior: 10, ridge: 50 },
  additive: { smoothness: 250, ridge: 5 },
  additiveShare: 0.6,
};

/** What cross-validation compares the chosen settings with. */
export const COMPARED: Readonly<Record<string, FitSettings>> = {
  chosen: CHOSEN,
  'plain weight of evidence': {
    ...CHOSEN,
    bins: 8,
    woe: { prior: 0.5, ridge: 1 },
    additiveShare: 0,
  },
  'shrunk weight of evidence': { ...CHOSEN, additiveShare: 0 },
  'additive fit': { ...CHOSEN, additiveShare: 1 },
};

/** A fitted scorecard before it is calibrated: bins and their log-odds, which average firms have 0 of. */
export interface Scorecard {
  readonly edges: readonly Float64Array[];
  readonly woe: readonly Float64Array[];
  readonly logOdds: readonly Float64Array[];
}

/** Fits bins and log-odds to the rows: the mean of two fits that err in different ways is steadier than either. */
export function fitScorecard(
  set: TrainingSet,
  rows: Rows,
  settings: FitSettings = CHOSEN,
): Scorecard {
  const sample = sampleOf(set, rows);
  const binning = binRatios(set, rows, settings.bins);
  const directions = RATIO_NAMES.map((name) => DIRECTIONS[name]);
  const share = settings.additiveShare;
  const classic = fitWoe(sample, binning, { ...settings.woe, directions });
  const additive =
    share === 0 ? [] : fitAdditive(sample, binning, { ...settings.additive, directions });
  const logOdds = classic.logOdds.map((bins, ratio) =>
    bins.map((each, bin) => (1 - share) * each + share * (additive[ratio]?.[bin] ?? 0)),
  );
  const centre = centred(sample, binning, logOdds);
  return { edges: binning.edges, woe: classic.woe, logOdds: centre };
}

/** Log-odds of rows by a scorecard, against those of the base rate. */
export function logOddsOfRows(
  { edges, logOdds }: Scorecard,
  set: TrainingSet,
  rows: Rows,
): Float64Array {
  const sums = new Float64Array(rows.length);
  addBins(
    edges.map((of, ratio) => binsOf(set.ratios[ratio], rows, of)),
    logOdds,
    sums,
  );
  return sums;
}

function addBins(
  bins: Binning['bins'],
  logOdds: readonly Float64Array[],
  sums: Float64Array,
): void {
  bins.forEach((column, ratio) =>
    column.forEach((bin, row) => {
      if (bin >= 0) sums[row] = (sums[row] ?? 0) + (logOdds[ratio]?.[bin] ?? 0);
    }),
  );
}
