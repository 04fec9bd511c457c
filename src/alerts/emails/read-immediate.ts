import type { UseRestriction } from '../../connector-kit';
import type { LocalDate, Locale, TextParams } from '../../kernel';
import type { Transaction } from '../../database';
import type { Severity } from '../alert-types';
import {
  connectionAlertDetail,
  connectionAlertTitle,
  type ConnectionTextKey,
} from '../connections';
import type { DisabledReason } from '../deliveries';
import { alertDetail, alertTitle, type AlertTextKey } from '../texts';
import type { LeftOut, MailAlert } from './mail-content';
import { mailWords } from './mail-words';
import { ALERTS_MAX } from './make-emails';
import { IS_WANTED_AT_ONCE, SEVERITY } from './wanted-news';

/** Which part of the log a mail is about, and what its reader may read. */
export interface MailRange {
  readonly deliveryId: string;
  readonly recipientId: string;
  readonly from: number;
  readonly to: number;
  readonly locale: Locale;
  /** The restrictions its role may read. */
  readonly readable: readonly UseRestriction[];
  /** When it is written: what is muted or snoozed then is left out. */
  readonly at: Date;
}

/** What a mail sent at once tells, and what it keeps back. */
export interface ImmediateAlerts {
  readonly alerts: readonly MailAlert[];
  readonly leftOut: LeftOut;
  /** Alerts its recipient is owed when they are heard again: to be noted when the mail is over. */
  readonly keptBack: readonly string[];
}

/**
 * The alerts of a mail sent at once: what was kept back and is heard again, then what has happened, as it stood then; each
 * once, as it was last told.
 */
export async function readImmediate(tx: Transaction, range: MailRange): Promise<ImmediateAlerts> {
  const { deliveryId, recipientId, from, to, readable, at } = range;
  const common = [tx.tenantId, [...readable], at];
  const kept = await tx.query<ToldRow>(KEPT, [...common, deliveryId]);
  const told = await tx.query<ToldRow>(TOLD, [...common, recipientId, from, to]);
  const alerts = new Map<string, MailAlert>();
  const silent = new Map<string, 'muted' | 'snoozed'>();
  for (const row of [...kept, ...told]) {
    if (row.silence !== null) {
      silent.set(row.alertId, row.silence);
      continue;
    }
    // Last in the order they happened, as it is told now.
    alerts.delete(row.alertId);
    alerts.set(row.alertId, mailAlert(row, range.locale));
  }
  return {
    alerts: [...alerts.values()],
    leftOut: leftOutOf([...silent.values()]),
    keptBack: [...silent.keys()],
  };
}

function leftOutOf(silences: readonly ('muted' | 'snoozed')[]): LeftOut {
  const muted = silences.filter((silence) => silence === 'muted').length;
  return { muted, snoozed: silences.length - muted };
}

interface ToldRow {
  type: string;
  alertId: string;
  severity: Severity;
  customer: string | null;
  account: string | null;
  titles: Record<Locale, string> | null;
  details: Record<Locale, string> | null;
  /** Null when the reader may not read it. */
  textKey: AlertTextKey | null;
  connectionTextKey: ConnectionTextKey | null;
  params: TextParams | null;
  host: string | null;
  address: string | null;
  disabledBecause: DisabledReason | null;
  raisedAt: Date;
  deadlineOn: LocalDate | null;
  again: MailAlert['again'];
  silence: 'muted' | 'snoozed' | null;
}

const SILENCE = `CASE WHEN coalesce(a.muted_until > $3, false) THEN 'muted' WHEN coalesce(a.snoozed_until > $3, false) THEN 'snoozed' END`;

/** Events hold no text of what is restricted: who may read it is told what the alert says. */
const TOLD = `
  SELECT e.type, coalesce(e.subject_id, e.event_id) AS "alertId",
    ${SEVERITY} AS severity,
    e.data -> 'customer' ->> 'name' AS customer, e.data -> 'customer' ->> 'account' AS account,
    nullif(e.data -> 'title', 'null') AS titles, nullif(e.data -> 'detail', 'null') AS details,
    CASE WHEN a.use_restriction = ANY ($2::text[]) THEN a.text_key END AS "textKey",
    c.text_key AS "connectionTextKey", coalesce(a.params, c.params) AS params,
    e.data ->> 'host' AS host, x.address, w.disabled_because AS "disabledBecause",
    coalesce(a.raised_at, c.raised_at, e.at) AS "raisedAt", (e.data ->> 'deadlineOn')::date AS "deadlineOn",
    CASE WHEN e.data ->> 'change' = 'WOKEN' THEN 'BACK' WHEN e.type LIKE '%\\_UPDATED' THEN 'WORSE' END AS again,
    ${SILENCE} AS silence
  FROM email_recipient r, event e
  LEFT JOIN risk_alert a ON a.tenant_id = $1 AND a.risk_alert_id = e.subject_id
  LEFT JOIN connection_alert c ON c.tenant_id = $1 AND c.connection_alert_id = e.subject_id
  LEFT JOIN webhook w ON w.tenant_id = $1 AND w.webhook_id = e.subject_id
  LEFT JOIN email_recipient x ON x.tenant_id = $1 AND x.email_recipient_id = e.subject_id
  WHERE r.tenant_id = $1 AND r.email_recipient_id = $4 AND e.tenant_id = $1 AND e.position > $5 AND e.position <= $6
    AND ${IS_WANTED_AT_ONCE}
  ORDER BY e.position LIMIT ${ALERTS_MAX}`;

const KEPT = `
  SELECT 'RISK_ALERT_RAISED' AS type, a.risk_alert_id AS "alertId", a.severity, u.name AS customer, u.account,
    NULL AS titles, NULL AS details,
    CASE WHEN a.use_restriction = ANY ($2::text[]) THEN a.text_key END AS "textKey", NULL AS "connectionTextKey", a.params,
    NULL AS host, NULL AS address, NULL AS "disabledBecause", a.raised_at AS "raisedAt", a.deadline_on AS "deadlineOn", 'BACK' AS again,
    ${SILENCE} AS silence
  FROM email_kept_back k JOIN risk_alert a ON a.tenant_id = $1 AND a.risk_alert_id = k.risk_alert_id
  JOIN customer u ON u.tenant_id = $1 AND u.customer_id = a.customer_id
  WHERE k.tenant_id = $1 AND k.email_delivery_id = $4 AND a.status <> 'RESOLVED'
  ORDER BY a.raised_at, a.risk_alert_id`;

function mailAlert(row: ToldRow, locale: Locale): MailAlert {
  const { alertId, severity, raisedAt, deadlineOn, again } = row;
  return {
    ...{ alertId, severity, raisedAt, deadlineOn, again },
    ...{ customer: row.customer ?? '', account: row.account ?? '' },
    ...textsOf(row, locale),
  };
}

function textsOf(row: ToldRow, locale: Locale): Pick<MailAlert, 'title' | 'detail'> {
  const { type, textKey, connectionTextKey, params } = row;
  if (type === 'WEBHOOK_DISABLED') return webhookTexts(row, locale);
  if (type === 'EMAIL_RECIPIENT_DISABLED') return recipientTexts(row.address, locale);
  if (connectionTextKey !== null) return connectionTexts(connectionTextKey, params ?? {}, locale);
  return {
    title:
      row.titles?.[locale] ?? (textKey === null ? null : alertTitle(textKey, params ?? {}, locale)),
    detail:
      row.details?.[locale] ??
      (textKey === null ? null : alertDetail(textKey, params ?? {}, locale)),
  };
}

/** What is said of a connection, in the reader's language. */
export function connectionTexts(
  key: ConnectionTextKey,
  params: TextParams,
  locale: Locale,
): { title: string; detail: string } {
  return {
    title: connectionAlertTitle(key, params, locale),
    detail: connectionAlertDetail(key, params, locale),
  };
}

/** What is said of a webhook nothing is sent to, in the reader's language. */
export function webhookTexts(
  webhook: { host: string | null; disabledBecause: DisabledReason | null },
  locale: Locale,
): { title: string; detail: string } {
  const words = mailWords(locale);
  const { host, disabledBecause } = webhook;
  const reason = disabledBecause === null ? '' : words.disabled(disabledBecause);
  return {
    title: words.say('webhookDisabled', { host: host ?? '' }),
    detail: `${reason} ${words.say('webhookKept')}`.trim(),
  };
}

/** What is said of somebody whose mails do not arrive; null for one who is no recipient any more. */
export function recipientTexts(
  address: string | null,
  locale: Locale,
): { title: string; detail: string } {
  const words = mailWords(locale);
  return {
    title: words.say('recipientDisabled', { address }),
    detail: words.say('recipientKept'),
  };
}
