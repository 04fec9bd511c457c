import type { Locale } from '../kernel';
import { alertDetail, alertTitle } from '../alerts';
import type { RiskAlertRow } from '../reports';

/** An alert in one line: when, how grave, who and what. */
export function alertLine(alert: RiskAlertRow, locale: Locale): string {
  const title = alertTitle(alert.textKey, alert.params, locale);
  return titleLine({ raisedAt: alert.raisedAt.toISOString(), severity: alert.severity, title });
}

/** The same of an alert whose title is known; `raisedAt` in ISO 8601. */
export function titleLine(alert: { raisedAt: string; severity: string; title: string }): string {
  const time = alert.raisedAt.slice(0, 19).replace('T', ' ');
  return `${time}  ${alert.severity.padEnd(8)}  ${alert.title}`;
}

/** An alert as commands print it with --json. */
export function alertJson(alert: RiskAlertRow, locale: Locale): Record<string, unknown> {
  const { riskAlertId, customerId, rule, severity, status, raisedAt, deadlineOn } = alert;
  const { acknowledgedBy, acknowledgedAt, resolvedBy, resolvedAt } = alert;
  const { assignedTo, snoozedUntil, mutedUntil, comment } = alert;
  return {
    ...{ riskAlertId, customerId, rule, severity, status, raisedAt, deadlineOn },
    title: alertTitle(alert.textKey, alert.params, locale),
    detail: alertDetail(alert.textKey, alert.params, locale),
    ...{ assignedTo, snoozedUntil, mutedUntil, comment },
    ...{ acknowledgedBy, acknowledgedAt, resolvedBy, resolvedAt },
  };
}
