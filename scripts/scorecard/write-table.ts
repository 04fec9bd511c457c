import {
  checkedRatioTable,
  RATIO_NAMES,
  type OriginCalibration,
  type RatioBin,
  type RatioName,
  type RatioScale,
  type RatioTable,
} from '../../src/scoring';
import { BASE_RATE } from './centre-bins';
import { calibrationSlope } from './calibrate';
import { outOfFold } from './cross-validate';
import { CHOSEN, DIRECTIONS, fitScorecard, type Scorecard } from './fit-scorecard';
import { rowsWhere, type TrainingSet } from './training-set';
import { originWeights } from './weights';

const ATTRIBUTION = [
  'American bankruptcy dataset, Lombardo et al. 2022, CC BY 4.0 (rebuilt; ratios computed from it)',
  'Polish companies bankruptcy, UCI Machine Learning Repository 365, CC BY 4.0 (cleaned)',
];
const METHOD =
  `Mean of two fits over the same bins: weights of evidence with shrunk slopes ` +
  `(${1 - CHOSEN.additiveShare}) and a penalised logistic regression of all bins ` +
  `(${CHOSEN.additiveShare}); origins weighted to equal failures, each with its own level`;

const POINTS_PER_LOG_ODD = 12.5;
/** Log-odds are kept as multiples of this, so that sums of them are exact in any order. */
const GRAIN = 256;

/** Fits the table on the whole file, its spread corrected by what held out companies show. */
export function buildTable(set: TrainingSet, seed: number): RatioTable {
  const everyRow = rowsWhere(set, () => true);
  const scorecard = fitScorecard(set, everyRow);
  const unseen = outOfFold(set, seed);
  const pooled = calibrationSlope(set, everyRow, unseen);
  const table: RatioTable = {
    version: 'ratio-1',
    attribution: ATTRIBUTION,
    method: METHOD,
    training: {
      sha256: set.sha256,
      rows: set.size,
      failures: everyRow.filter((row) => set.failed[row] === 1).length,
      seed,
      origins: originCalibrations(set, unseen, pooled.slope),
    },
    baseRate: BASE_RATE,
    intercept: rounded(Math.log(BASE_RATE / (1 - BASE_RATE)), 1e6),
    shrinkage: rounded(pooled.slope, 1e4),
    missingPoints: 0,
    ratios: Object.fromEntries(
      RATIO_NAMES.map((name, ratio) => [name, scaleOf(name, ratio, { scorecard, pooled })]),
    ) as Record<RatioName, RatioScale>,
  };
  return checkedRatioTable(table);
}

/** The file of a table, the same bytes for the same table. */
export function tableText(table: RatioTable): string {
  const lines = JSON.stringify(table, null, 2);
  // One bin, one line: what is compared between two versions is bins.
  return `${lines.replace(/\{\s+("from":[^{}]*?)\s+\}/g, (_, bin: string) => `{ ${bin.replace(/\n\s+/g, ' ')} }`)}\n`;
}

function scaleOf(
  name: RatioName,
  ratio: number,
  { scorecard, pooled }: { scorecard: Scorecard; pooled: { slope: number } },
): RatioScale {
  const edges = scorecard.edges[ratio] ?? new Float64Array();
  const woe = scorecard.woe[ratio] ?? new Float64Array();
  const logOdds = [...(scorecard.logOdds[ratio] ?? [])].map((each) =>
    rounded(each * pooled.slope, GRAIN),
  );
  return {
    direction: DIRECTIONS[name],
    bins: merged(
      logOdds.map((each, bin) => ({
        from: edges[bin - 1] ?? null,
        to: edges[bin] ?? null,
        woe: woe[bin] ?? 0,
        logOdds: each,
      })),
    ),
  };
}

/** Neighbours that add the same are one bin; all were made to hold the same share of firms, so its evidence is their mean. */
function merged(bins: readonly Omit<RatioBin, 'points'>[]): RatioBin[] {
  const runs: (typeof bins)[number][][] = [];
  for (const bin of bins) {
    const run = runs.at(-1);
    if (run?.at(-1)?.logOdds === bin.logOdds) run.push(bin);
    else runs.push([bin]);
  }
  return runs.map((run) => {
    const woe = run.reduce((sum, bin) => sum + bin.woe, 0) / run.length;
    const logOdds = run[0]?.logOdds ?? 0;
    return {
      from: run[0]?.from ?? null,
      to: run.at(-1)?.to ?? null,
      woe: rounded(woe, 1e4),
      logOdds,
      points: rounded(-POINTS_PER_LOG_ODD * logOdds, 100),
    };
  });
}

function originCalibrations(
  set: TrainingSet,
  unseen: Float64Array,
  slope: number,
): Record<string, OriginCalibration> {
  const weights = originWeights(
    set,
    rowsWhere(set, () => true),
  );
  return Object.fromEntries(
    set.origins.map((name, origin) => {
      const rows = rowsWhere(set, (row) => set.origin[row] === origin);
      const failures = rows.filter((row) => set.failed[row] === 1).length;
      const own = calibrationSlope(set, rows, unseen);
      const rate = failures / rows.length;
      const shift = (own.levels[origin] ?? 0) - Math.log(rate / (1 - rate));
      return [
        name,
        {
          rows: rows.length,
          failures,
          weight: rounded(weights[origin] ?? 1, 1e4),
          slope: rounded(own.slope / slope, 1e4),
          shift: rounded(shift, 1e4),
        },
      ];
    }),
  );
}

/** Adding 0 turns −0 into 0. */
function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps + 0;
}
