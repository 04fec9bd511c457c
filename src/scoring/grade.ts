import type { Grade } from './types';

/** Lowest probability of default, within 12 months, that still gives the grade: A < 0.5 %, B < 1.5 %, C < 4 %, D < 12 %. */
export const GRADE_FLOORS: Readonly<Record<Grade, number>> = {
  A: 0,
  B: 0.005,
  C: 0.015,
  D: 0.04,
  E: 0.12,
};

/** The grade of a probability of default. */
export function gradeOf(probabilityOfDefault: number): Grade {
  if (probabilityOfDefault >= GRADE_FLOORS.E) return 'E';
  if (probabilityOfDefault >= GRADE_FLOORS.D) return 'D';
  if (probabilityOfDefault >= GRADE_FLOORS.C) return 'C';
  if (probabilityOfDefault >= GRADE_FLOORS.B) return 'B';
  return 'A';
}
