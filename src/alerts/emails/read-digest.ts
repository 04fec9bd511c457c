import type { LocalDate, Locale, TextParams } from '../../kernel';
import type { Transaction } from '../../database';
import type { Severity } from '../alert-types';
import { floorPosition } from '../events';
import { alertDetail, alertTitle, type AlertTextKey } from '../texts';
import type { DigestContent, MailAlert, MailList } from './mail-content';
import { readHubNews } from './read-hub-news';
import type { MailRange } from './read-immediate';
import { IS_WANTED, isSilent } from './wanted-news';

/** Alerts told in a section of a digest; of the others it says how many. */
const SECTION_MAX = 50;
/** A deadline that has passed is told for so many days. */
const PASSED_DAYS = 14;
/** Customers looked at for the largest exposures. */
const CUSTOMERS_MAX = 500;

/** Whether some of what a mail should tell is no longer in the log; to be asked behind what it tells. */
export async function hasGap(tx: Transaction, from: number): Promise<boolean> {
  return from < (await floorPosition(tx));
}

/** What a digest tells of alerts; figures of the books are not the alerts' to read. */
export interface DigestAlerts extends Pick<
  DigestContent,
  'due' | 'raised' | 'worse' | 'back' | 'hub' | 'limitsEnded' | 'resolved' | 'leftOut' | 'open'
> {
  /** Customers with an unresolved alert that is HIGH or CRITICAL, and which of both. */
  readonly atRisk: readonly { customerId: string; customer: string; severity: Severity }[];
  /** The recipient is told of some customers only. */
  readonly isOfSome: boolean;
}

/** A digest covers what the log says between two places, and the ends of mutes between two instants. */
export interface DigestRange extends MailRange {
  readonly today: LocalDate;
  /** When the digest before it was made; null for the first. */
  readonly since: Date | null;
}

/** What has become of alerts within a part of the log, and which are open, as they stand now; not what is silent now. */
export async function readDigest(tx: Transaction, range: DigestRange): Promise<DigestAlerts> {
  const { recipientId, from, to, locale, readable, today, since, at } = range;
  const rows = await tx.query<DigestRow>(SECTIONS, [
    ...[tx.tenantId, recipientId, from, to, [...readable], today, at, since],
  ]);
  const listOf = (section: DigestRow['section']): MailList<MailAlert> => {
    const own = rows.filter((row) => row.section === section);
    return { items: own.map((row) => toMailAlert(row, locale)), count: own[0]?.count ?? 0 };
  };
  const place = [tx.tenantId, recipientId];
  const counts = await tx.query<OpenRow>(OPEN, [...place, at]);
  const [scope] = await tx.query<{ isOfSome: boolean }>(SCOPE, place);
  const sum = (of: keyof Pick<OpenRow, 'muted' | 'snoozed'>): number =>
    counts.reduce((total, row) => total + row[of], 0);
  return {
    due: listOf('DUE'),
    raised: listOf('RAISED'),
    worse: listOf('WORSE'),
    back: listOf('BACK'),
    hub: await readHubNews(tx, { range, most: SECTION_MAX }),
    limitsEnded: listOf('LIMIT'),
    resolved: listOf('RESOLVED'),
    leftOut: { muted: sum('muted'), snoozed: sum('snoozed') },
    open: Object.fromEntries(
      counts.flatMap(({ severity, heard }) => (heard === 0 ? [] : [[severity, heard]])),
    ),
    atRisk: await tx.query(AT_RISK, [...place, at]),
    isOfSome: scope?.isOfSome ?? true,
  };
}

interface OpenRow {
  severity: Severity;
  heard: number;
  muted: number;
  snoozed: number;
}

interface DigestRow {
  section: 'DUE' | 'RAISED' | 'WORSE' | 'BACK' | 'LIMIT' | 'RESOLVED';
  count: number;
  alertId: string;
  severity: Severity;
  customer: string;
  account: string;
  textKey: AlertTextKey | null;
  params: TextParams | null;
  raisedAt: Date;
  deadlineOn: LocalDate | null;
}

function toMailAlert(row: DigestRow, locale: Locale): MailAlert {
  const { alertId, severity, customer, account, raisedAt, deadlineOn, section } = row;
  const { textKey, params } = row;
  return {
    ...{ alertId, severity, customer, account, raisedAt, deadlineOn },
    title: textKey === null ? null : alertTitle(textKey, params ?? {}, locale),
    detail: textKey === null ? null : alertDetail(textKey, params ?? {}, locale),
    again: section === 'WORSE' || section === 'BACK' ? section : null,
  };
}

const RANK = `array_position(ARRAY['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'], a.severity)`;

/** A mute that ended in the time of the digest covered alert `a`: the log says nothing of that, as nothing came of it. */
const WAS_MUTED = `EXISTS (SELECT 1 FROM ended m WHERE (m.rule IS NULL OR m.rule = a.rule)
  AND (m.customer_id IS NULL OR m.customer_id = a.customer_id) AND (m.includes_critical OR a.severity <> 'CRITICAL')
  AND m.at > a.raised_at)`;

const SECTIONS = `
  WITH r AS MATERIALIZED (SELECT * FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $2),
  told AS MATERIALIZED (
    SELECT subject_id, bool_or(type = 'RISK_ALERT_RAISED') AS is_raised, bool_or(type = 'RISK_ALERT_RESOLVED') AS is_resolved,
      bool_or(data ->> 'change' = 'ESCALATED') AS is_worse, bool_or(data ->> 'change' = 'WOKEN') AS is_back
    FROM event WHERE tenant_id = $1 AND position > $3 AND position <= $4 AND subject_id IS NOT NULL
      AND type IN ('RISK_ALERT_RAISED', 'RISK_ALERT_UPDATED', 'RISK_ALERT_RESOLVED')
    GROUP BY subject_id
  ), ended AS MATERIALIZED (
    SELECT m.rule, m.customer_id, m.includes_critical, coalesce(m.ended_at, m.expires_at) AS at FROM alert_mute m, r
    WHERE m.tenant_id = $1 AND coalesce(m.ended_at, m.expires_at) <= $7::timestamptz
      AND coalesce(m.ended_at, m.expires_at) > coalesce($8::timestamptz, r.created_at)
  ), news AS (
    SELECT a.*, t.is_raised, t.is_worse, t.is_resolved, t.is_back OR ${WAS_MUTED} AS is_back
    FROM risk_alert a JOIN told t ON t.subject_id = a.risk_alert_id, r
    WHERE a.tenant_id = $1 AND (a.status <> 'RESOLVED' OR t.is_resolved) AND ${IS_WANTED}
    UNION ALL
    SELECT a.*, false, false, false, ${WAS_MUTED} FROM risk_alert a, r
    WHERE a.tenant_id = $1 AND a.status <> 'RESOLVED' AND ${IS_WANTED}
      AND (a.rule = 'LIMIT_EXPIRED' OR a.deadline_on >= $6::date - ${PASSED_DAYS} OR ${WAS_MUTED})
      AND NOT EXISTS (SELECT 1 FROM told t WHERE t.subject_id = a.risk_alert_id)
  ), placed AS (
    SELECT a.*, s.section, count(*) OVER w::int AS count,
      row_number() OVER (PARTITION BY s.section ORDER BY CASE WHEN s.section = 'DUE' THEN a.deadline_on END, ${RANK},
        a.raised_at DESC, a.risk_alert_id) AS n
    FROM news a, LATERAL unnest(ARRAY[
      CASE WHEN a.status <> 'RESOLVED' AND a.deadline_on >= $6::date - ${PASSED_DAYS} THEN 'DUE' END,
      CASE WHEN a.status <> 'RESOLVED' AND a.is_raised THEN 'RAISED' END,
      CASE WHEN a.status <> 'RESOLVED' AND a.is_worse AND NOT a.is_raised THEN 'WORSE' END,
      CASE WHEN a.status <> 'RESOLVED' AND a.is_back AND NOT a.is_raised AND NOT a.is_worse THEN 'BACK' END,
      CASE WHEN a.status <> 'RESOLVED' AND a.rule = 'LIMIT_EXPIRED' THEN 'LIMIT' END,
      CASE WHEN a.status = 'RESOLVED' THEN 'RESOLVED' END]) AS s (section)
    WHERE s.section IS NOT NULL AND NOT ${isSilent('$7::timestamptz')}
    WINDOW w AS (PARTITION BY s.section)
  )
  SELECT p.section, p.count, p.risk_alert_id AS "alertId", p.severity, c.name AS customer, c.account,
    CASE WHEN p.use_restriction = ANY ($5::text[]) THEN p.text_key END AS "textKey", p.params,
    p.raised_at AS "raisedAt", p.deadline_on AS "deadlineOn"
  FROM placed p JOIN customer c ON c.tenant_id = $1 AND c.customer_id = p.customer_id
  WHERE p.n <= ${SECTION_MAX} ORDER BY p.section, p.n`;

const OPEN = `
  SELECT a.severity, count(*) FILTER (WHERE NOT ${isSilent('$3')})::int AS heard,
    count(*) FILTER (WHERE a.muted_until > $3)::int AS muted,
    count(*) FILTER (WHERE a.snoozed_until > $3 AND coalesce(a.muted_until <= $3, true))::int AS snoozed
  FROM risk_alert a, email_recipient r
  WHERE a.tenant_id = $1 AND a.status <> 'RESOLVED' AND r.tenant_id = $1 AND r.email_recipient_id = $2 AND ${IS_WANTED}
  GROUP BY a.severity`;

const SCOPE = `
  SELECT customer_ids IS NOT NULL AS "isOfSome" FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $2`;

const AT_RISK = `
  SELECT a.customer_id AS "customerId", c.name AS customer,
    CASE WHEN bool_or(a.severity = 'CRITICAL') THEN 'CRITICAL' ELSE 'HIGH' END AS severity
  FROM email_recipient r, risk_alert a JOIN customer c USING (tenant_id, customer_id)
  WHERE a.tenant_id = $1 AND a.status <> 'RESOLVED' AND a.severity IN ('HIGH', 'CRITICAL') AND NOT ${isSilent('$3')}
    AND r.tenant_id = $1 AND r.email_recipient_id = $2 AND ${IS_WANTED}
  GROUP BY a.customer_id, c.name ORDER BY bool_or(a.severity = 'CRITICAL') DESC, a.customer_id LIMIT ${CUSTOMERS_MAX}`;
