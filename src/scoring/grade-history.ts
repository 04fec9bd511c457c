import { addDays, type LocalDate } from '../kernel';
import { gradeOf } from './grade';
import { logit, probabilityOf } from './log-odds';
import { modelOf } from './models';
import { rulesOf } from './overrides-held';
import type { OverrideRule } from './reason-codes';
import { GRADES, type AssessmentDecision, type Grade } from './types';

/** Where a customer's grade stands after a run; plain JSON, stored and handed back to the next run. */
export interface GradeState {
  readonly grade: Grade | null;
  readonly assessedOn: LocalDate;
  /** The other grade this run's numbers asked for without getting it; two days in a row and it gets it. */
  readonly pendingGrade: Grade | null;
  readonly lastChangedOn: LocalDate;
  readonly lastDowngradeOn: LocalDate | null;
  /** The hard rule behind the last downgrade, when there was one. */
  readonly downgradedBy: OverrideRule | null;
  /**
   * The day of the first grade, or of the first after none: what is read later that day, as accounts and matches arrive,
   * may move it freely. Absent in states stored before it was kept.
   */
  readonly firstGradedOn?: LocalDate;
}

export const GRADE_CHANGES = [
  'FIRST',
  'UNCHANGED',
  'DOWNGRADED',
  'UPGRADED',
  'OVERRIDDEN',
  'HELD_NEAR_THE_CUT',
  'HELD_AFTER_DOWNGRADE',
  'NO_LONGER_SCORED',
  'HELD_ONE_NOTCH_A_DAY',
] as const;
export type GradeChange = (typeof GRADE_CHANGES)[number];

export interface GradeStep {
  readonly state: GradeState;
  readonly change: GradeChange;
}

/**
 * The grade that holds after a run: moves that may be noise wait, hard rules act at once, recovery goes one notch a day
 * at most and not within 90 days of a downgrade. A customer's first grade is settled at the end of its day. Running again on the same day with the same decision changes nothing.
 */
export function nextGrade(
  previous: GradeState | null,
  decision: AssessmentDecision,
  asOf: LocalDate,
): GradeStep {
  const asked = decision.grade;
  if (asked === null) return leave(previous, asOf);
  const isFirst = previous?.grade == null || previous.firstGradedOn === asOf;
  if (previous === null || isFirst) return first(previous, decision, asOf);
  if (asked === previous.grade) return stay(previous, asOf, null);
  return asked > previous.grade
    ? worsen(previous, decision, { asked, asOf })
    : improve(previous, decision, { asked, asOf });
}

interface Move {
  readonly asked: Grade;
  readonly asOf: LocalDate;
}

function worsen(previous: GradeState, decision: AssessmentDecision, move: Move): GradeStep {
  const { asked, asOf } = move;
  const known = laterOf(marginGrade(decision, 'down'), confirmed(previous, move, 'worse'));
  const sure = laterOf(previous.grade, known);
  // A hard rule does not wait, nor when the numbers alone ask by a hair for the grade it leaves at best.
  const { override } = decision;
  const grade = laterOf(sure, override?.grade ?? null);
  if (grade === previous.grade || grade === null) return stay(previous, asOf, asked);
  const by = override !== null && (override.isBinding || grade !== sure) ? override.rule : null;
  const state = downgraded(previous, grade, { asOf, by });
  const pendingGrade = grade === asked ? null : asked;
  return { state: { ...state, pendingGrade }, change: by === null ? 'DOWNGRADED' : 'OVERRIDDEN' };
}

function improve(previous: GradeState, decision: AssessmentDecision, move: Move): GradeStep {
  const { asOf, asked } = move;
  const from = previous.grade ?? asked;
  const isSure = marginGrade(decision, 'up') < from;
  if (!isSure && confirmed(previous, move, 'better') === null) {
    return stay(previous, asOf, asked);
  }
  if (isWaiting(previous, decision, asOf)) {
    return { ...stay(previous, asOf, asked), change: 'HELD_AFTER_DOWNGRADE' };
  }
  // One notch a day: a second run on the day of a change must not add another.
  if (previous.lastChangedOn === asOf) {
    return { ...stay(previous, asOf, asked), change: 'HELD_ONE_NOTCH_A_DAY' };
  }
  const grade = GRADES[GRADES.indexOf(from) - 1] ?? from;
  const pendingGrade = grade === asked ? null : asked;
  return {
    state: { ...previous, grade, assessedOn: asOf, pendingGrade, lastChangedOn: asOf },
    change: 'UPGRADED',
  };
}

/** What a previous day's run already asked for in the same direction, at most as far as today's. */
function confirmed(previous: GradeState, move: Move, direction: 'worse' | 'better'): Grade | null {
  const { pendingGrade, grade } = previous;
  if (pendingGrade === null || grade === null || previous.assessedOn >= move.asOf) return null;
  if (direction === 'worse') {
    if (pendingGrade <= grade) return null;
    return pendingGrade < move.asked ? pendingGrade : move.asked;
  }
  if (pendingGrade >= grade) return null;
  return pendingGrade > move.asked ? pendingGrade : move.asked;
}

/** Whether a downgrade is too recent for the grade to rise again. */
export function isWaiting(
  previous: GradeState,
  decision: AssessmentDecision,
  asOf: LocalDate,
): boolean {
  if (previous.lastDowngradeOn === null) return false;
  const by = previous.downgradedBy;
  const { overrides, hysteresis } = modelOf(decision.modelVersion);
  const wasAct = by !== null && overrides.effects[by].isLegalFact;
  if (wasAct && !rulesOf(decision).includes(by)) return false;
  return asOf < addDays(previous.lastDowngradeOn, hysteresis.waitAfterDowngradeDays);
}

/** The grade that is certain when moving down or up: crossing a cut by less than the margin of the model is not. */
export function marginGrade(decision: AssessmentDecision, direction: 'down' | 'up'): Grade {
  const model = modelOf(decision.modelVersion);
  const { crossingMargin } = model.hysteresis;
  const shift = direction === 'down' ? -crossingMargin : crossingMargin;
  return gradeOf(probabilityOf(logit(decision.probabilityOfDefault ?? 1) + shift), model);
}

function laterOf(left: Grade | null, right: Grade | null): Grade | null {
  if (left === null || right === null) return left ?? right;
  return left > right ? left : right;
}

function downgraded(
  previous: GradeState,
  grade: Grade,
  move: { readonly asOf: LocalDate; readonly by: OverrideRule | null },
): GradeState {
  return {
    ...previous,
    grade,
    assessedOn: move.asOf,
    pendingGrade: null,
    lastChangedOn: move.asOf,
    lastDowngradeOn: move.asOf,
    downgradedBy: move.by,
  };
}

/** Keeps the grade and remembers what was asked for, with the day, so that only another day's run confirms it. */
function stay(previous: GradeState, asOf: LocalDate, asked: Grade | null): GradeStep {
  const state: GradeState = { ...previous, assessedOn: asOf, pendingGrade: asked };
  return { state, change: asked === null ? 'UNCHANGED' : 'HELD_NEAR_THE_CUT' };
}

function first(
  previous: GradeState | null,
  decision: AssessmentDecision,
  asOf: LocalDate,
): GradeStep {
  const state: GradeState = {
    grade: decision.grade,
    assessedOn: asOf,
    pendingGrade: null,
    lastChangedOn: asOf,
    lastDowngradeOn: previous?.lastDowngradeOn ?? null,
    downgradedBy: previous?.downgradedBy ?? null,
    firstGradedOn: asOf,
  };
  return { state, change: decision.grade === previous?.grade ? 'UNCHANGED' : 'FIRST' };
}

function leave(previous: GradeState | null, asOf: LocalDate): GradeStep {
  const wasGraded = previous?.grade != null;
  const state: GradeState = {
    grade: null,
    assessedOn: asOf,
    pendingGrade: null,
    lastChangedOn: wasGraded || previous === null ? asOf : previous.lastChangedOn,
    lastDowngradeOn: previous?.lastDowngradeOn ?? null,
    downgradedBy: previous?.downgradedBy ?? null,
  };
  return { state, change: wasGraded ? 'NO_LONGER_SCORED' : 'UNCHANGED' };
}
