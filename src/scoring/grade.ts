import { CURRENT_MODEL, type ScoringModel } from './models';
import { GRADES, type Grade } from './types';

/** The grade of a probability of default within 12 months, by the cuts of the model. */
export function gradeOf(
  probabilityOfDefault: number,
  model: Pick<ScoringModel, 'gradeFloors'> = CURRENT_MODEL,
): Grade {
  const { gradeFloors } = model;
  return [...GRADES].reverse().find((grade) => probabilityOfDefault >= gradeFloors[grade]) ?? 'A';
}
