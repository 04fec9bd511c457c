import type {
  AlertDraft,
  AlertRule,
  AlertRuleCode,
  CustomerRiskView,
  KnownAlert,
  Resolution,
} from './alert-types';
import { ALERT_RULES } from './rules/rule-list';

export interface AlertResolution {
  readonly alertId: string;
  readonly because: Resolution;
}

export interface AlertDecision {
  readonly raise: readonly AlertDraft[];
  /** The condition of these is over: mark them so, and close those people have not closed yet. */
  readonly resolve: readonly AlertResolution[];
}

/**
 * What to tell about one customer, given every alert ever raised for it (open and closed: a fact is told once). Applied
 * and run again on the same view it decides nothing. An alert a person closed stays closed as long as its condition
 * lasts, and a new episode begins only after the old one was seen to be over.
 */
export function decideAlerts(
  view: CustomerRiskView,
  known: readonly KnownAlert[],
  rules: readonly AlertRule[] = ALERT_RULES,
): AlertDecision {
  const raise: AlertDraft[] = [];
  const resolve: AlertResolution[] = [];
  for (const rule of rules) {
    for (const draft of rule.evaluate(view)) {
      const fresh = rule.isEpisodic ? freshEpisode(draft, known) : freshFact(draft, known);
      // A view may list a fact twice; it is still one alert.
      const isNew = fresh !== null && !raise.some(({ dedupKey }) => dedupKey === fresh.dedupKey);
      if (isNew) raise.push(fresh);
    }
    resolveEnded(rule, { view, known, resolve });
  }
  return { raise, resolve };
}

function freshFact(draft: AlertDraft, known: readonly KnownAlert[]): AlertDraft | null {
  return known.some((alert) => alert.dedupKey === draft.dedupKey) ? null : draft;
}

/** The episode's number makes the key: two runs that saw the same alerts compute the same key. */
function freshEpisode(draft: AlertDraft, known: readonly KnownAlert[]): AlertDraft | null {
  if (draft.isTellingLess === true && known.some((alert) => lasts(alert, draft.rule))) return null;
  let episodes = 0;
  for (const alert of known) {
    if (!isEpisodeOf(alert, draft.rule, draft.dedupKey)) continue;
    if (!alert.isOver) return null;
    episodes += 1;
  }
  return { ...draft, dedupKey: `${draft.dedupKey}:${episodes + 1}` };
}

function lasts(alert: KnownAlert, rule: AlertRuleCode): boolean {
  return alert.rule === rule && !alert.isOver;
}

function isEpisodeOf(alert: KnownAlert, rule: AlertRuleCode, key: string): boolean {
  return alert.rule === rule && alert.dedupKey.startsWith(`${key}:`);
}

function resolveEnded(
  rule: AlertRule,
  run: {
    readonly view: CustomerRiskView;
    readonly known: readonly KnownAlert[];
    readonly resolve: AlertResolution[];
  },
): void {
  if (rule.isOver === undefined) return;
  for (const alert of run.known) {
    if (alert.rule !== rule.code || alert.isOver) continue;
    const because = rule.isOver(alert, run.view);
    if (because !== null) run.resolve.push({ alertId: alert.alertId, because });
  }
}
