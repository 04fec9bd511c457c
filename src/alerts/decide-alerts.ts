import {
  SEVERITIES,
  type AlertDraft,
  type AlertRule,
  type AlertRuleCode,
  type CustomerRiskView,
  type KnownAlert,
  type Resolution,
  type Severity,
} from './alert-types';
import { ALERT_RULES } from './rules/rule-list';

export interface AlertResolution {
  readonly alertId: string;
  readonly because: Resolution;
}

/** An alert that lasts and matters more than it did; what it says is now what the draft says. */
export interface AlertEscalation {
  readonly alertId: string;
  readonly draft: AlertDraft;
}

export interface AlertDecision {
  readonly raise: readonly AlertDraft[];
  /** Severity only ever grows while an episode lasts: what gets better tells by its end. */
  readonly escalate: readonly AlertEscalation[];
  /** The condition of these is over: mark them so, and close those people have not closed yet. */
  readonly resolve: readonly AlertResolution[];
}

/** What a rule says of a view. */
export interface RuleDraft {
  readonly rule: AlertRule;
  readonly draft: AlertDraft;
}

/**
 * What to tell about one customer, given every alert ever raised for it (open and closed: a fact is told once). Applied
 * and run again on the same view it decides nothing. An alert a person closed stays closed as long as its condition
 * lasts and gets no worse, and a new episode begins only after the old one was seen to be over.
 */
export function decideAlerts(
  view: CustomerRiskView,
  known: readonly KnownAlert[],
  rules: readonly AlertRule[] = ALERT_RULES,
): AlertDecision {
  return decideDrafts(view, known, { rules, drafts: draftAlerts(view, rules) });
}

/** What the rules say of a view, told before or not. */
export function draftAlerts(
  view: CustomerRiskView,
  rules: readonly AlertRule[] = ALERT_RULES,
): RuleDraft[] {
  return rules.flatMap((rule) => rule.evaluate(view).map((draft) => ({ rule, draft })));
}

/**
 * The same for drafts at hand. Of what is known, it needs the alerts that last, and those that are over with the key of a
 * draft or of an episode of one.
 */
export function decideDrafts(
  view: CustomerRiskView,
  known: readonly KnownAlert[],
  said: { readonly rules: readonly AlertRule[]; readonly drafts: readonly RuleDraft[] },
): AlertDecision {
  const raise: AlertDraft[] = [];
  for (const { rule, draft } of said.drafts) {
    const fresh = rule.isEpisodic ? freshEpisode(draft, known) : freshFact(draft, known);
    // A view may list a fact twice; it is still one alert.
    const isNew = fresh !== null && !raise.some(({ dedupKey }) => dedupKey === fresh.dedupKey);
    if (isNew) raise.push(fresh);
  }
  const resolve = resolved(said.rules, view, known);
  return { raise, escalate: escalated(said.drafts, known, resolve), resolve };
}

function freshFact(draft: AlertDraft, known: readonly KnownAlert[]): AlertDraft | null {
  return known.some((alert) => alert.dedupKey === draft.dedupKey) ? null : draft;
}

/** Of several drafts for one alert, the one that matters most. */
function escalated(
  drafts: readonly RuleDraft[],
  known: readonly KnownAlert[],
  ended: readonly AlertResolution[],
): AlertEscalation[] {
  const worst = new Map<string, AlertDraft>();
  for (const { rule, draft } of drafts) {
    const alert = rule.isEpisodic ? lastingEpisode(draft, known) : undefined;
    if (alert === undefined || ended.some(({ alertId }) => alertId === alert.alertId)) continue;
    if (isWorse(draft, worst.get(alert.alertId) ?? alert)) worst.set(alert.alertId, draft);
  }
  return [...worst].map(([alertId, draft]) => ({ alertId, draft }));
}

function lastingEpisode(draft: AlertDraft, known: readonly KnownAlert[]): KnownAlert | undefined {
  return known.find((alert) => isEpisodeOf(alert, draft) && !alert.isOver);
}

function isWorse(draft: AlertDraft, known: { readonly severity: Severity }): boolean {
  return SEVERITIES.indexOf(draft.severity) > SEVERITIES.indexOf(known.severity);
}

/** The episode's number makes the key: two runs that saw the same alerts compute the same key. */
function freshEpisode(draft: AlertDraft, known: readonly KnownAlert[]): AlertDraft | null {
  if (lastingEpisode(draft, known) !== undefined) return null;
  if (draft.isTellingLess === true && known.some((alert) => lasts(alert, draft.rule))) return null;
  const episodes = known.filter((alert) => isEpisodeOf(alert, draft)).length;
  return { ...draft, dedupKey: `${draft.dedupKey}:${episodes + 1}` };
}

function lasts(alert: KnownAlert, rule: AlertRuleCode): boolean {
  return alert.rule === rule && !alert.isOver;
}

function isEpisodeOf(alert: KnownAlert, { rule, dedupKey }: AlertDraft): boolean {
  return alert.rule === rule && alert.dedupKey.startsWith(`${dedupKey}:`);
}

function resolved(
  rules: readonly AlertRule[],
  view: CustomerRiskView,
  known: readonly KnownAlert[],
): AlertResolution[] {
  return rules.flatMap((rule) => {
    if (rule.isOver === undefined) return [];
    return known.flatMap((alert) => {
      if (alert.rule !== rule.code || alert.isOver) return [];
      const because = rule.isOver?.(alert, view) ?? null;
      return because === null ? [] : [{ alertId: alert.alertId, because }];
    });
  });
}
