import type { ScoreMeasure } from '../../connector-kit';
import type { Curve } from '../log-odds';

/**
 * How far each provider's score moves our odds: log-likelihood ratios of failing, over the provider's own values. A table
 * that a model uses is not edited: a change is another table, with another version, for another model.
 */
export interface ScaleTable {
  readonly version: number;
  readonly scales: readonly ScoreScale[];
  /** The scale of a name; a scale that is not there is shown, not used. */
  readonly byId: ReadonlyMap<string, ScoreScale>;
}

interface ScaleTerms {
  readonly id: string;
  readonly provider: string;
  /** What the provider says of its direction; a score that says otherwise is shown, not used. */
  readonly higherIsSafer: boolean;
  readonly measures: ScoreMeasure;
  /** How far it looks ahead; null when the provider does not say. */
  readonly horizonMonths: number | null;
  /** The value that says the company has failed already, where the provider has one. */
  readonly failed?: string;
  /** Where the figures come from. */
  readonly source: string;
}

/** Evidence by number, from the least to the greatest value of the scale; what lies outside is no score. */
export interface NumberScale extends ScaleTerms {
  readonly curve: Curve;
}

/** Evidence by letter. */
export interface LetterScale extends ScaleTerms {
  readonly letters: Readonly<Record<string, number>>;
}

export type ScoreScale = NumberScale | LetterScale;

/** No provider publishes failure rates by score for France; the span is that of Pappers' score, set when we began. */
const ASSUMED = 'ours, assumed: ranks as the provider orders them, odds as for other full scores';

const FAILURE = { measures: 'FAILURE', horizonMonths: 12, source: ASSUMED } as const;
const UP = { higherIsSafer: true } as const;
const DOWN = { higherIsSafer: false } as const;

const SCORE_SCALES: readonly ScoreScale[] = [
  {
    ...{ id: 'PAPPERS_FINANCIAL_20', provider: 'pappers', ...UP, ...FAILURE, horizonMonths: null },
    curve: [
      [0, 2.4],
      [5, 1.4],
      [8, 0.7],
      [10, 0.3],
      [12, -0.1],
      [15, -0.8],
      [20, -1.6],
    ],
  },
  // Registry facts only (age, officers, disputes): half the voice.
  {
    ...{ id: 'PAPPERS_NON_FINANCIAL_20', provider: 'pappers', ...UP, horizonMonths: null },
    ...{ measures: 'OTHER', source: ASSUMED },
    curve: [
      [0, 1.2],
      [10, 0.2],
      [20, -0.8],
    ],
  },
  // A very low risk to D high risk; E is given to those who cannot be rated, many because they failed.
  {
    ...{ id: 'CREDITSAFE_COMMON', provider: 'creditsafe', higherIsSafer: false, ...FAILURE },
    letters: { A: -1.6, B: -0.7, C: 0.4, D: 1.5, E: 2.2 },
  },
  // The connector names the ends of the provider's own scale, which differ from country to country.
  {
    ...{ id: 'CREDITSAFE_PROVIDER_1_100', provider: 'creditsafe', ...UP, ...FAILURE },
    failed: '0',
    curve: [
      [1, 2.2],
      [20, 1.5],
      [30, 0.9],
      [50, 0.1],
      [70, -0.7],
      [100, -1.6],
    ],
  },
  {
    ...{ id: 'DNB_FAILURE_PERCENTILE', provider: 'altares-dnb', ...UP, ...FAILURE },
    curve: [
      [1, 2.4],
      [10, 1.5],
      [25, 0.8],
      [50, 0.1],
      [75, -0.7],
      [100, -1.6],
    ],
  },
  {
    ...{ id: 'DNB_FAILURE_CLASS', provider: 'altares-dnb', ...DOWN, ...FAILURE },
    curve: [
      [1, -1.4],
      [2, -0.6],
      [3, 0.2],
      [4, 1.1],
      [5, 2.2],
    ],
  },
  // Late payment comes before failure and mostly without it: half the voice.
  {
    ...{ id: 'DNB_DELINQUENCY_PERCENTILE', provider: 'altares-dnb', ...UP },
    ...{ measures: 'LATE_PAYMENT', horizonMonths: 12, source: ASSUMED },
    curve: [
      [1, 1.2],
      [25, 0.5],
      [50, 0],
      [75, -0.4],
      [100, -0.8],
    ],
  },
  {
    ...{ id: 'ELLISPHERE_10', provider: 'ellisphere', ...UP, ...FAILURE },
    curve: [
      [0, 2.4],
      [2, 1.6],
      [4, 0.7],
      [5, 0.3],
      [6, -0.1],
      [8, -0.9],
      [10, -1.6],
    ],
  },
  {
    ...{ id: 'COFACE_DRA_10', provider: 'coface', ...UP, ...FAILURE },
    failed: '0',
    curve: [
      [1, 2.6],
      [2, 1.9],
      [3, 1.4],
      [4, 0.8],
      [5, 0.3],
      [6, -0.1],
      [7, -0.6],
      [8, -1],
      [9, -1.4],
      [10, -1.8],
    ],
  },
  {
    ...{ id: 'ATRADIUS_BUYER_RATING', provider: 'atradius', ...DOWN, ...FAILURE },
    curve: [
      [1, -1.6],
      [30, -0.6],
      [50, 0.2],
      [70, 1.2],
      [100, 2.4],
    ],
  },
  {
    ...{ id: 'ALLIANZ_GRADE', provider: 'allianz-trade', ...DOWN, ...FAILURE },
    curve: [
      [1, -1.6],
      [3, -0.8],
      [5, 0.2],
      [7, 1.2],
      [10, 2.6],
    ],
  },
];

export const SCALES_3: ScaleTable = {
  version: 3,
  scales: SCORE_SCALES,
  byId: new Map(SCORE_SCALES.map((scale) => [scale.id, scale])),
};
