import type { Locale } from '../kernel';
import { alertTitle } from '../alerts';
import type { RiskAlertRow } from '../reports';

/** An alert in one line: when, how grave, who and what. */
export function alertLine(alert: RiskAlertRow, locale: Locale): string {
  const time = alert.raisedAt.toISOString().slice(0, 19).replace('T', ' ');
  return `${time}  ${alert.severity.padEnd(8)}  ${alertTitle(alert.textKey, alert.params, locale)}`;
}
