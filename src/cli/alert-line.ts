import type { Locale } from '../kernel';
import { alertTitle } from '../alerts';
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
