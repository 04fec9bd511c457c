import type { OverrideRule } from './reason-codes';
import type { AssessmentDecision, AssessmentOverride, LimitEffect } from './types';

type Overridden = Pick<AssessmentDecision, 'override' | 'furtherOverrides'>;

/** Every hard rule in force, the most severe first. */
export function overridesIn({ override, furtherOverrides }: Overridden): AssessmentOverride[] {
  return override === null ? [] : [override, ...(furtherOverrides ?? [])];
}

/** The rules alone. */
export function rulesOf(decision: Overridden): OverrideRule[] {
  return overridesIn(decision).map(({ rule }) => rule);
}

/** What the rules do to the limit; of several the one that leaves least binds, which only the limit's facts can tell. */
export interface HeldEffects {
  /** Of the most severe rule; null without one. */
  readonly overrideEffect: LimitEffect | null;
  /** What the others do otherwise, each once, by name; absent when they do nothing more. */
  readonly furtherEffects?: readonly LimitEffect[];
}

/** The effects of every hard rule in force. */
export function effectsOf(decision: Overridden | null): HeldEffects {
  const first = decision?.override?.limitEffect ?? null;
  const others = (decision?.furtherOverrides ?? []).map(({ limitEffect }) => limitEffect);
  const more = [...new Set(others)]
    .filter((effect) => effect !== 'NONE' && effect !== first)
    .sort();
  return { overrideEffect: first, ...(more.length === 0 ? {} : { furtherEffects: more }) };
}
