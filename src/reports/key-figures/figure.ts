import { assert } from '../../kernel';

export const FIGURE_UNITS = ['days', 'percent', 'ratio', 'points', 'customers'] as const;
export type FigureUnit = (typeof FIGURE_UNITS)[number];

/** Why a figure has no value. Each is a question that cannot be answered, not a zero. */
export const ABSENCE_REASONS = [
  'NO_SALES_IN_PERIOD',
  'NO_PAYMENTS_IN_PERIOD',
  'NOTHING_DUE_IN_PERIOD',
  'NOTHING_TO_COLLECT',
  'NOTHING_OUTSTANDING',
  'NOTHING_IN_BUCKET',
  'CREDITS_EXCEED_CLAIMS',
  'SALES_HISTORY_TOO_SHORT',
  'PERIOD_TOO_SHORT',
] as const;
export type AbsenceReason = (typeof ABSENCE_REASONS)[number];

/** A figure with how it was computed; either a value or the reason why there is none. */
export interface Figure {
  value: number | null;
  unit: FigureUnit;
  /** A sentence with the formula and what it was taken over. */
  method: string;
  reasonIfAbsent: AbsenceReason | null;
}

/** What a formula answers: a number, or why there is none. */
export type Answer = number | AbsenceReason;

export function figure(answer: Answer, unit: FigureUnit, method: string): Figure {
  return typeof answer === 'number'
    ? { value: answer, unit, method, reasonIfAbsent: null }
    : { value: null, unit, method, reasonIfAbsent: answer };
}

/**
 * numerator / denominator, rounded half away from zero to some decimals (four unless said otherwise). Exact integers go
 * in, so that the same books give the same figure on every machine.
 */
export function quotient(numerator: bigint, denominator: bigint, decimals = 4): number {
  assert(denominator !== 0n, 'a figure is divided by nothing');
  const scaled = numerator * 10n ** BigInt(decimals);
  return Number(divideRounded(scaled, denominator)) / 10 ** decimals;
}

/** numerator / denominator as a whole number, rounded half away from zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n !== denominator < 0n;
  const [top, bottom] = [absolute(numerator), absolute(denominator)];
  const rounded = (2n * top + bottom) / (2n * bottom);
  return isNegative ? -rounded : rounded;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
