/**
 * How well scorecards fitted on a part of the training file judge the rest: later years, other companies, the other
 * origin.
 */
import { judgeScores, type ScoreQuality } from '../../src/scoring';
import { BASE_RATE } from './centre-bins';
import { fitScorecard, logOddsOfRows, type FitSettings } from './fit-scorecard';
import { seededRandom, shuffled } from './seeded-random';
import { rowsWhere, type Rows, type TrainingSet } from './training-set';

export interface Split {
  readonly train: Rows;
  readonly test: Rows;
}

/** A way to hold rows back: each round's tests are judged together, rounds are averaged. */
export interface Scheme {
  readonly name: string;
  readonly rounds: readonly (readonly Split[])[];
}

export interface SchemeResult {
  readonly name: string;
  readonly n: number;
  readonly failures: number;
  readonly auc: number;
  readonly aucLow: number;
  readonly aucHigh: number;
}

const FOLDS = 5;
const ROUNDS = 3;

/** The schemes a file has the rows for: years of one origin, folds of another, one origin by the others, all together. */
export function schemesOf(set: TrainingSet, seed: number): Scheme[] {
  const origins = set.origins.map((_, index) => index);
  const dated = origins.filter((origin) => isDated(set, origin));
  return [
    ...dated.flatMap((origin) => forwardSchemes(set, origin)),
    ...origins
      .filter((origin) => origins.length > 1 && !dated.includes(origin))
      .map((origin) => ({
        name: `${set.origins[origin] ?? ''}: other companies`,
        rounds: foldRounds(set, seed, (row) => set.origin[row] === origin),
      })),
    ...(origins.length > 1 ? origins.flatMap((origin) => leftOut(set, origin)) : []),
    { name: 'all: other companies', rounds: foldRounds(set, seed, () => true) },
  ];
}

/** Fits and judges every scheme with these settings; seconds for each fit. */
export function crossValidate(
  set: TrainingSet,
  schemes: readonly Scheme[],
  settings: FitSettings,
): SchemeResult[] {
  return schemes.flatMap((scheme) => {
    const judged = scheme.rounds.map((splits) => judgeRound(set, splits, settings));
    const [first] = judged;
    if (first === undefined || judged.some((each) => each.auc === null)) return [];
    const average = (of: (quality: ScoreQuality) => number | null): number =>
      judged.reduce((sum, each) => sum + (of(each) ?? 0), 0) / judged.length;
    return {
      name: scheme.name,
      n: first.n,
      failures: first.failures,
      auc: average((each) => each.auc),
      aucLow: average((each) => each.aucLow),
      aucHigh: average((each) => each.aucHigh),
    };
  });
}

/** Log-odds of every row by a scorecard that has not seen its company, in the order of the rows. */
export function outOfFold(set: TrainingSet, seed: number): Float64Array {
  const logOdds = new Float64Array(set.size);
  for (const { train, test } of foldRounds(set, seed, () => true)[0] ?? []) {
    const found = logOddsOfRows(fitScorecard(set, train), set, test);
    test.forEach((row, index) => (logOdds[row] = found[index] ?? 0));
  }
  return logOdds;
}

function judgeRound(
  set: TrainingSet,
  splits: readonly Split[],
  settings: FitSettings,
): ScoreQuality {
  const scores: { failed: number[]; survived: number[] } = { failed: [], survived: [] };
  for (const { train, test } of splits) {
    const found = logOddsOfRows(fitScorecard(set, train, settings), set, test);
    test.forEach((row, index) => {
      scores[set.failed[row] === 1 ? 'failed' : 'survived'].push(probability(found[index] ?? 0));
    });
  }
  const { failed, survived } = scores;
  return judgeScores(Float64Array.from(failed), Float64Array.from(survived), BASE_RATE);
}

function probability(logOdds: number): number {
  return 1 / (1 + ((1 - BASE_RATE) / BASE_RATE) * Math.exp(-logOdds));
}

function isDated(set: TrainingSet, origin: number): boolean {
  return rowsWhere(set, (row) => set.origin[row] === origin).every((row) => set.year[row] !== 0);
}

function lastYear(set: TrainingSet, rows: Rows): number {
  return rows.reduce((latest, row) => Math.max(latest, set.year[row] ?? 0), 0);
}

/** The last three and four years by those before; and, two years on, what a table that has grown old is worth. */
function forwardSchemes(set: TrainingSet, origin: number): Scheme[] {
  const own = rowsWhere(set, (row) => set.origin[row] === origin);
  const last = lastYear(set, own);
  return [
    { until: last - 4, from: last - 3 },
    { until: last - 3, from: last - 2 },
    { until: last - 6, from: last - 2 },
  ].map(({ until, from }) => ({
    name: `${set.origins[origin] ?? ''}: ${from}-${last} by years to ${until}`,
    rounds: [
      [
        {
          train: rowsWhere(
            set,
            (row) => set.origin[row] !== origin || (set.year[row] ?? 0) <= until,
          ),
          test: own.filter((row) => (set.year[row] ?? 0) >= from),
        },
      ],
    ],
  }));
}

/** One origin by the others; of a dated one also its last four years, which are less unlike what is to come. */
function leftOut(set: TrainingSet, origin: number): Scheme[] {
  const others = set.origins.filter((_, index) => index !== origin).join(', ');
  const name = set.origins[origin] ?? '';
  const own = rowsWhere(set, (row) => set.origin[row] === origin);
  const train = rowsWhere(set, (row) => set.origin[row] !== origin);
  const whole = { name: `${name}: by ${others} alone`, rounds: [[{ train, test: own }]] };
  if (!isDated(set, origin)) return [whole];
  const from = lastYear(set, own) - 3;
  const test = own.filter((row) => (set.year[row] ?? 0) >= from);
  return [whole, { name: `${name}: from ${from} by ${others} alone`, rounds: [[{ train, test }]] }];
}

/** Companies dealt into folds, those that ever failed apart from the others, so that folds are alike. */
function foldRounds(set: TrainingSet, seed: number, isTested: (row: number) => boolean): Split[][] {
  return Array.from({ length: ROUNDS }, (_, round) => {
    const fold = foldsOf(set, seededRandom(seed * 1000 + round));
    return Array.from({ length: FOLDS }, (_, index) => ({
      train: rowsWhere(set, (row) => fold[set.company[row] ?? 0] !== index || !isTested(row)),
      test: rowsWhere(set, (row) => fold[set.company[row] ?? 0] === index && isTested(row)),
    }));
  });
}

function foldsOf(set: TrainingSet, random: () => number): Int8Array {
  const kinds = new Map<number, string>();
  for (let row = 0; row < set.size; row++) {
    const company = set.company[row] ?? 0;
    const failed = set.failed[row] === 1 || kinds.get(company)?.endsWith('failed') === true;
    kinds.set(company, `${set.origin[row] ?? 0} ${failed ? 'failed' : ''}`);
  }
  const fold = new Int8Array(set.size);
  for (const kind of [...new Set(kinds.values())].sort()) {
    const companies = [...kinds].filter(([, each]) => each === kind).map(([company]) => company);
    shuffled(companies, random).forEach((company, index) => (fold[company] = index % FOLDS));
  }
  return fold;
}
