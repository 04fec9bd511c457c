import type { Locale, TextParams } from '../../kernel';
import type { Transaction } from '../../database';
import type { Severity } from '../alert-types';
import type { ConnectionTextKey } from '../connections';
import type { DisabledReason } from '../deliveries';
import type { MailAlert, MailList } from './mail-content';
import { connectionTexts, recipientTexts, webhookTexts, type MailRange } from './read-immediate';
import { DOOR_SEVERITY, HEARS_OF_HUB } from './wanted-news';

/** What has gone wrong with connections, webhooks and other recipients within a part of the log and is so still, the worst first. */
export async function readHubNews(
  tx: Transaction,
  { range, most }: { range: MailRange; most: number },
): Promise<MailList<MailAlert>> {
  const { recipientId, from, to, locale } = range;
  const rows = await tx.query<HubRow>(HUB_NEWS, [tx.tenantId, recipientId, from, to, most]);
  const items = rows.map((row): MailAlert => {
    const { alertId, severity, raisedAt, isWorse } = row;
    return {
      ...{ alertId, severity, raisedAt, customer: '', account: '', deadlineOn: null },
      ...textsOf(row, locale),
      again: isWorse ? 'WORSE' : null,
    };
  });
  return { items, count: rows[0]?.count ?? 0 };
}

function textsOf(row: HubRow, locale: Locale): { title: string; detail: string } {
  if (row.textKey !== null) return connectionTexts(row.textKey, row.params ?? {}, locale);
  return row.address === null ? webhookTexts(row, locale) : recipientTexts(row.address, locale);
}

interface HubRow {
  count: number;
  alertId: string;
  severity: Severity;
  raisedAt: Date;
  isWorse: boolean;
  /** Null for what is no connection. */
  textKey: ConnectionTextKey | null;
  params: TextParams | null;
  host: string | null;
  /** Null for what is no recipient. */
  address: string | null;
  disabledBecause: DisabledReason | null;
}

const HUB_NEWS = `
  WITH r AS MATERIALIZED (
    SELECT r.* FROM email_recipient r WHERE r.tenant_id = $1 AND r.email_recipient_id = $2 AND ${HEARS_OF_HUB}
  ), told AS MATERIALIZED (
    SELECT subject_id, max(at) AS at, bool_or(type = 'CONNECTION_ALERT_RAISED') AS is_raised, max(data ->> 'host') AS host
    FROM event WHERE tenant_id = $1 AND position > $3 AND position <= $4 AND subject_id IS NOT NULL
      AND type IN ('CONNECTION_ALERT_RAISED', 'CONNECTION_ALERT_UPDATED', 'WEBHOOK_DISABLED', 'EMAIL_RECIPIENT_DISABLED')
    GROUP BY subject_id
  ), news AS (
    SELECT a.connection_alert_id AS id, a.severity, a.raised_at, NOT t.is_raised AS is_worse, a.text_key, a.params,
      NULL AS host, NULL AS address, NULL AS disabled_because
    FROM told t JOIN connection_alert a ON a.tenant_id = $1 AND a.connection_alert_id = t.subject_id
    WHERE a.status = 'OPEN' OR a.status = 'ACKNOWLEDGED' AND t.is_raised
    UNION ALL
    SELECT w.webhook_id, '${DOOR_SEVERITY}', t.at, false, NULL, NULL, t.host, NULL, w.disabled_because
    FROM told t JOIN webhook w ON w.tenant_id = $1 AND w.webhook_id = t.subject_id WHERE w.status = 'DISABLED'
    UNION ALL
    SELECT x.email_recipient_id, '${DOOR_SEVERITY}', t.at, false, NULL, NULL, NULL, x.address, NULL
    FROM told t JOIN email_recipient x ON x.tenant_id = $1 AND x.email_recipient_id = t.subject_id
    WHERE x.status = 'DISABLED'
  )
  SELECT count(*) OVER ()::int AS count, n.id AS "alertId", n.severity, n.raised_at AS "raisedAt", n.is_worse AS "isWorse",
    n.text_key AS "textKey", n.params, n.host, n.address, n.disabled_because AS "disabledBecause"
  FROM news n, r WHERE r.severities IS NULL OR n.severity = ANY (r.severities)
  ORDER BY array_position(ARRAY['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'], n.severity), n.raised_at DESC, n.id
  LIMIT $5`;
