import { addDays, renderText, type Locale, type LocalDate } from '../kernel';
import { isWaiting, marginGrade, type GradeState } from './grade-history';
import { SCORING_MODELS, type ScoringModel } from './models';
import type { Texts } from './ratio-texts';
import type { AssessmentDecision, Grade } from './types';

export const GRADE_HOLDS = ['AFTER_DOWNGRADE', 'ONE_NOTCH_A_DAY', 'NEAR_THE_CUT'] as const;
export type GradeHoldCode = (typeof GRADE_HOLDS)[number];

/** Why a customer's grade is another than the one its numbers ask for. */
export interface GradeHold {
  readonly because: GradeHoldCode;
  /** The grade that holds, and the one the numbers ask for. */
  readonly grade: Grade;
  readonly asked: Grade;
  /** The first day on which the grade may move; null when it depends on what the numbers ask for then. */
  readonly until: LocalDate | null;
}

/**
 * What holds the grade, told from the stored state and decision alone, so that it can be said of every assessment ever
 * stored; null when the grade is the one the numbers ask for, or this build has not the model that decided.
 */
export function gradeHoldOf(state: GradeState, decision: AssessmentDecision): GradeHold | null {
  const { grade, assessedOn, lastChangedOn } = state;
  const asked = decision.grade;
  if (grade === null || asked === null || asked === grade) return null;
  if (hysteresisOf(decision) === null) return null;
  const held = { grade, asked, until: null };
  if (asked > grade) return { ...held, because: 'NEAR_THE_CUT' };
  const until = waitsUntil(state, decision);
  if (until !== null) return { ...held, because: 'AFTER_DOWNGRADE', until };
  const isSure = marginGrade(decision, 'up') < grade;
  if (!isSure || lastChangedOn !== assessedOn) return { ...held, because: 'NEAR_THE_CUT' };
  return { ...held, because: 'ONE_NOTCH_A_DAY', until: addDays(assessedOn, 1) };
}

/** The first day on which the grade may rise again after a downgrade; null when it may rise now. */
export function waitsUntil(state: GradeState, decision: AssessmentDecision): LocalDate | null {
  const hysteresis = hysteresisOf(decision);
  const { lastDowngradeOn, assessedOn } = state;
  if (hysteresis === null || lastDowngradeOn === null) return null;
  if (!isWaiting(state, decision, assessedOn)) return null;
  return addDays(lastDowngradeOn, hysteresis.waitAfterDowngradeDays);
}

function hysteresisOf({ modelVersion }: AssessmentDecision): ScoringModel['hysteresis'] | null {
  return SCORING_MODELS.find(({ version }) => version === modelVersion)?.hysteresis ?? null;
}

/** One sentence for why a grade is held. */
export function gradeHoldText(hold: GradeHold, locale: Locale): string {
  const { because, grade, asked, until } = hold;
  const params = { grade, asked, until: until === null ? null : { date: until } };
  return renderText(TEXTS[because][locale], params, locale);
}

const TEXTS: Readonly<Record<GradeHoldCode, Texts>> = {
  AFTER_DOWNGRADE: {
    en: 'The numbers ask for {asked}; the grade stays {grade} until {until}, 90 days after it fell, and then rises one notch a day.',
    fr: 'Les chiffres demandent {asked} ; la note reste {grade} jusqu’au {until}, 90 jours après sa baisse, puis remonte d’un cran par jour.',
  },
  ONE_NOTCH_A_DAY: {
    en: 'The numbers ask for {asked}; the grade is {grade} today and rises one notch a day, next on {until} at the earliest.',
    fr: 'Les chiffres demandent {asked} ; la note est {grade} aujourd’hui et remonte d’un cran par jour, au plus tôt le {until}.',
  },
  NEAR_THE_CUT: {
    en: 'The numbers ask for {asked}, close to the limit between two grades; the grade stays {grade} unless the next day’s numbers ask for it again.',
    fr: 'Les chiffres demandent {asked}, tout près de la limite entre deux notes ; la note reste {grade} sauf si les chiffres du lendemain le demandent encore.',
  },
};
