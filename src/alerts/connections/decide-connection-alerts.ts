import { SEVERITIES } from '../alert-types';
import { CONNECTION_RULES } from '../rules/connections/connection-rules';
import type {
  ConnectionAlertDraft,
  ConnectionResolution,
  ConnectionView,
  LastingConnectionAlert,
} from './connection-alert-types';

export interface ConnectionDecision {
  readonly raise: readonly ConnectionAlertDraft[];
  readonly escalate: readonly { connectionAlertId: string; draft: ConnectionAlertDraft }[];
  readonly resolve: readonly { connectionAlertId: string; because: ConnectionResolution }[];
}

/**
 * What to tell of one connection, given the alerts of it that last. Applied and run again on the same view it decides
 * nothing: a rule whose alert ends now says its new one at the next look.
 */
export function decideConnectionAlerts(
  view: ConnectionView,
  lasting: readonly LastingConnectionAlert[],
): ConnectionDecision {
  const raise: ConnectionAlertDraft[] = [];
  const escalate: ConnectionDecision['escalate'][number][] = [];
  const resolve: ConnectionDecision['resolve'][number][] = [];
  for (const rule of CONNECTION_RULES) {
    const alert = lasting.find((each) => each.rule === rule.code);
    const draft = rule.evaluate(view);
    if (alert === undefined) {
      if (draft !== null) raise.push(draft);
      continue;
    }
    const { connectionAlertId } = alert;
    const because = rule.isOver(alert, view);
    if (because !== null) resolve.push({ connectionAlertId, because });
    else if (draft !== null && isWorse(draft, alert)) escalate.push({ connectionAlertId, draft });
  }
  return { raise, escalate, resolve };
}

function isWorse(draft: ConnectionAlertDraft, alert: LastingConnectionAlert): boolean {
  return SEVERITIES.indexOf(draft.severity) > SEVERITIES.indexOf(alert.severity);
}
