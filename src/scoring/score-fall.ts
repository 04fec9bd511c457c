import { CURRENT_MODEL } from './models';
import { evidenceOf } from './scorecards/external.scorecard';
import type { ScaleTable, ScoreScale } from './scorecards/score-scales';

/** A value a provider gave on a scale of its own. */
export interface ScaledValue {
  readonly scale: string;
  readonly value: string | null;
  readonly higherIsSafer: boolean;
}

export interface ScoreFall {
  /** Steps of the provider's scale, below zero where it rose: values of a scale of few, tenths of a scale of many. */
  readonly steps: number;
  /** Odds of failing by our table of the scale, after in times of before. */
  readonly oddsRatio: number;
  /** The provider says the company has failed. */
  readonly isFailed: boolean;
}

/** A scale of more values is told in tenths of its length. */
const FEW_VALUES = 12;
/** Scores of one day are as fresh as each other. */
const ANY_DAY = '2000-01-01';

/**
 * How far a provider's score fell, by the versioned table of its scale; null on a scale we have no table of, for a value
 * that is not on it, or a score that runs the other way than its scale.
 */
export function scoreFall(
  from: ScaledValue,
  to: ScaledValue,
  table: ScaleTable = CURRENT_MODEL.external.scales,
): ScoreFall | null {
  const scale = table.byId.get(to.scale);
  const [before, after] = [oddsOf(from, table), oddsOf(to, table)];
  if (scale === undefined || from.scale !== to.scale || before === null || after === null)
    return null;
  const value = to.value?.trim();
  return {
    steps: stepOf(scale, value ?? '') - stepOf(scale, from.value?.trim() ?? ''),
    oddsRatio: Math.exp(after - before),
    isFailed: scale.failed !== undefined && value === scale.failed,
  };
}

/** Whether the value is on a scale we have a table of. */
export function isOnScale(
  value: ScaledValue,
  table: ScaleTable = CURRENT_MODEL.external.scales,
): boolean {
  return oddsOf(value, table) !== null;
}

function oddsOf(value: ScaledValue, table: ScaleTable): number | null {
  const score = { ...value, sourceKey: '', computedOn: ANY_DAY };
  return evidenceOf(score, ANY_DAY, { freshMonths: 1, scales: table });
}

/** The place on the scale, riskier is higher. */
function stepOf(scale: ScoreScale, value: string): number {
  if ('letters' in scale) {
    const { letters } = scale;
    const safestFirst = Object.keys(letters).sort((a, b) => (letters[a] ?? 0) - (letters[b] ?? 0));
    return safestFirst.indexOf(value);
  }
  const [least = 0] = scale.curve[0] ?? [];
  const [greatest = 0] = scale.curve.at(-1) ?? [];
  const length = greatest - least;
  const perStep = length + 1 > FEW_VALUES ? length / 10 : 1;
  return ((scale.higherIsSafer ? -1 : 1) * Number(value)) / perStep;
}
