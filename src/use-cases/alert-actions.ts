import {
  acknowledgeConnectionAlert,
  acknowledgeRiskAlert,
  assignRiskAlert,
  commentRiskAlert,
  endAlertMute,
  muteAlerts,
  reopenRiskAlert,
  resolveConnectionAlert,
  resolveRiskAlert,
  snoozeRiskAlert,
  wakeRiskAlert,
} from '../alerts';
import type { Actor, AlertActions } from '../api';
import type { Transaction } from '../database';
import type { Hub } from '../hub';

/** What people do with alerts: each one transaction, with the event that tells it. */
export function createAlertActions({
  database,
  clock,
}: Pick<Hub, 'database' | 'clock'>): AlertActions {
  const as = <Value>(
    { tenantId, label }: Actor,
    work: (tx: Transaction, who: { by: string; at: Date }) => Promise<Value>,
  ): Promise<Value> => database.tenant(tenantId, (tx) => work(tx, { by: label, at: clock.now() }));
  return {
    acknowledgeRiskAlert: (actor, choice) =>
      as(actor, (tx, who) => acknowledgeRiskAlert(tx, { ...choice, ...who })),
    resolveRiskAlert: (actor, choice) =>
      as(actor, (tx, who) => resolveRiskAlert(tx, { ...choice, ...who })),
    snoozeRiskAlert: (actor, choice) =>
      as(actor, (tx, who) => snoozeRiskAlert(tx, { ...choice, ...who })),
    wakeRiskAlert: (actor, choice) =>
      as(actor, (tx, who) => wakeRiskAlert(tx, { ...choice, ...who })),
    assignRiskAlert: (actor, choice) =>
      as(actor, (tx, who) => assignRiskAlert(tx, { ...choice, ...who })),
    commentRiskAlert: (actor, choice) =>
      as(actor, (tx, who) => commentRiskAlert(tx, { ...choice, ...who })),
    reopenRiskAlert: (actor, choice) =>
      as(actor, (tx, who) => reopenRiskAlert(tx, { ...choice, ...who })),
    muteAlerts: (actor, request) => as(actor, (tx, who) => muteAlerts(tx, { ...request, ...who })),
    endAlertMute: (actor, alertMuteId) =>
      as(actor, (tx, who) => endAlertMute(tx, { alertMuteId, ...who })),
    acknowledgeConnectionAlert: (actor, connectionAlertId, comment) =>
      as(actor, (tx, who) =>
        acknowledgeConnectionAlert(tx, { connectionAlertId, comment, ...who }),
      ),
    resolveConnectionAlert: (actor, connectionAlertId, comment) =>
      as(actor, (tx, who) => resolveConnectionAlert(tx, { connectionAlertId, comment, ...who })),
  };
}
