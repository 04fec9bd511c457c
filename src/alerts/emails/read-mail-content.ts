import type { UseRestriction } from '../../connector-kit';
import type { LocalDate, Locale, TextParams } from '../../kernel';
import type { Transaction } from '../../database';
import type { Severity } from '../alert-types';
import { floorPosition } from '../events';
import { alertDetail, alertTitle, type AlertTextKey } from '../texts';
import type { DigestContent, MailAlert, MailList } from './mail-content';
import { ALERTS_MAX, IS_WANTED_AT_ONCE } from './make-emails';

/** Alerts told in a section of a digest; of the others it says how many. */
const SECTION_MAX = 50;
/** A deadline that has passed is told for so many days. */
const PASSED_DAYS = 14;
/** Customers looked at for the largest exposures. */
const CUSTOMERS_MAX = 500;

/** Which part of the log a mail is about, and what its reader may read. */
export interface MailRange {
  readonly recipientId: string;
  readonly from: number;
  readonly to: number;
  readonly locale: Locale;
  /** The restrictions its role may read. */
  readonly readable: readonly UseRestriction[];
}

/** The alerts of a mail sent at once, in the order they happened, as they stood then. */
export async function readImmediate(tx: Transaction, range: MailRange): Promise<MailAlert[]> {
  const { recipientId, from, to, locale, readable } = range;
  const rows = await tx.query<EventRow>(IMMEDIATE, [
    ...[tx.tenantId, recipientId, from, to, [...readable]],
  ]);
  return rows.map((row) => ({
    alertId: row.alertId,
    severity: row.severity,
    customer: row.customer ?? '',
    account: row.account ?? '',
    title: row.titles?.[locale] ?? titleOf(row, locale),
    detail: row.details?.[locale] ?? detailOf(row, locale),
    raisedAt: row.raisedAt,
    deadlineOn: row.deadlineOn,
    isWorse: row.isWorse,
  }));
}

interface EventRow {
  alertId: string;
  severity: Severity;
  customer: string | null;
  account: string | null;
  titles: Record<Locale, string> | null;
  details: Record<Locale, string> | null;
  textKey: AlertTextKey | null;
  params: TextParams | null;
  raisedAt: Date;
  deadlineOn: LocalDate | null;
  isWorse: boolean;
}

/** Events hold no text of what is restricted: who may read it is told what the alert says. */
const IMMEDIATE = `
  SELECT coalesce(e.subject_id, e.event_id) AS "alertId", e.data ->> 'severity' AS severity,
    e.data -> 'customer' ->> 'name' AS customer, e.data -> 'customer' ->> 'account' AS account,
    nullif(e.data -> 'title', 'null') AS titles, nullif(e.data -> 'detail', 'null') AS details,
    a.text_key AS "textKey", a.params, coalesce(a.raised_at, e.at) AS "raisedAt",
    (e.data ->> 'deadlineOn')::date AS "deadlineOn", e.type = 'RISK_ALERT_UPDATED' AS "isWorse"
  FROM email_recipient r, event e
  LEFT JOIN risk_alert a ON a.tenant_id = $1 AND a.risk_alert_id = e.subject_id AND a.use_restriction = ANY ($5::text[])
  WHERE r.tenant_id = $1 AND r.email_recipient_id = $2 AND e.tenant_id = $1 AND e.position > $3 AND e.position <= $4
    AND ${IS_WANTED_AT_ONCE}
  ORDER BY e.position LIMIT ${ALERTS_MAX}`;

function titleOf(row: Pick<EventRow, 'textKey' | 'params'>, locale: Locale): string | null {
  return row.textKey === null ? null : alertTitle(row.textKey, row.params ?? {}, locale);
}

function detailOf(row: Pick<EventRow, 'textKey' | 'params'>, locale: Locale): string | null {
  return row.textKey === null ? null : alertDetail(row.textKey, row.params ?? {}, locale);
}

/** Whether some of what a mail should tell is no longer in the log. */
export async function hasGap(tx: Transaction, from: number): Promise<boolean> {
  return from < (await floorPosition(tx));
}

/** What a digest tells of alerts; figures of the books are not the alerts' to read. */
export interface DigestAlerts extends Pick<
  DigestContent,
  'due' | 'raised' | 'worse' | 'limitsEnded' | 'resolved' | 'open'
> {
  /** Customers with an unresolved alert that is HIGH or CRITICAL, and which of both. */
  readonly atRisk: readonly { customerId: string; customer: string; severity: Severity }[];
  /** The recipient is told of some customers only. */
  readonly isOfSome: boolean;
}

/** What has become of alerts within a part of the log, and which are open, as they stand now. */
export async function readDigest(
  tx: Transaction,
  range: MailRange & { today: LocalDate },
): Promise<DigestAlerts> {
  const { recipientId, from, to, locale, readable, today } = range;
  const rows = await tx.query<DigestRow>(SECTIONS, [
    ...[tx.tenantId, recipientId, from, to, [...readable], today],
  ]);
  const listOf = (section: DigestRow['section']): MailList<MailAlert> => {
    const own = rows.filter((row) => row.section === section);
    return { items: own.map((row) => toMailAlert(row, locale)), count: own[0]?.count ?? 0 };
  };
  const place = [tx.tenantId, recipientId];
  const counts = await tx.query<{ severity: Severity; count: number; isOfSome: boolean }>(
    OPEN,
    place,
  );
  const [scope] = await tx.query<{ isOfSome: boolean }>(SCOPE, place);
  return {
    due: listOf('DUE'),
    raised: listOf('RAISED'),
    worse: listOf('WORSE'),
    limitsEnded: listOf('LIMIT'),
    resolved: listOf('RESOLVED'),
    open: Object.fromEntries(counts.map(({ severity, count }) => [severity, count])),
    atRisk: await tx.query(AT_RISK, place),
    isOfSome: scope?.isOfSome ?? true,
  };
}

interface DigestRow {
  section: 'DUE' | 'RAISED' | 'WORSE' | 'LIMIT' | 'RESOLVED';
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
  return {
    ...{ alertId, severity, customer, account, raisedAt, deadlineOn },
    title: titleOf(row, locale),
    detail: detailOf(row, locale),
    isWorse: section === 'WORSE',
  };
}

/** What the filter of `r` wants of alerts `a`. */
const IS_WANTED = `(r.rules IS NULL OR a.rule = ANY (r.rules)) AND (r.severities IS NULL OR a.severity = ANY (r.severities))
  AND (r.customer_ids IS NULL OR a.customer_id = ANY (r.customer_ids))`;

const RANK = `array_position(ARRAY['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'], a.severity)`;

const SECTIONS = `
  WITH r AS MATERIALIZED (SELECT * FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $2),
  told AS MATERIALIZED (
    SELECT subject_id, bool_or(type = 'RISK_ALERT_RAISED') AS is_raised, bool_or(type = 'RISK_ALERT_RESOLVED') AS is_resolved,
      bool_or(data ->> 'change' = 'ESCALATED') AS is_worse
    FROM event WHERE tenant_id = $1 AND position > $3 AND position <= $4 AND subject_id IS NOT NULL
      AND type IN ('RISK_ALERT_RAISED', 'RISK_ALERT_UPDATED', 'RISK_ALERT_RESOLVED')
    GROUP BY subject_id
  ), wanted AS (
    SELECT a.*, t.is_raised, t.is_worse, t.is_resolved
    FROM risk_alert a JOIN told t ON t.subject_id = a.risk_alert_id, r
    WHERE a.tenant_id = $1 AND (a.status <> 'RESOLVED' OR t.is_resolved) AND ${IS_WANTED}
    UNION ALL
    SELECT a.*, false, false, false FROM risk_alert a, r
    WHERE a.tenant_id = $1 AND a.status <> 'RESOLVED' AND ${IS_WANTED}
      AND (a.rule = 'LIMIT_EXPIRED' OR a.deadline_on >= $6::date - ${PASSED_DAYS})
      AND NOT EXISTS (SELECT 1 FROM told t WHERE t.subject_id = a.risk_alert_id)
  ), placed AS (
    SELECT a.*, s.section, count(*) OVER w::int AS count,
      row_number() OVER (PARTITION BY s.section ORDER BY CASE WHEN s.section = 'DUE' THEN a.deadline_on END, ${RANK},
        a.raised_at DESC, a.risk_alert_id) AS n
    FROM wanted a, LATERAL unnest(ARRAY[
      CASE WHEN a.status <> 'RESOLVED' AND a.deadline_on >= $6::date - ${PASSED_DAYS} THEN 'DUE' END,
      CASE WHEN a.status <> 'RESOLVED' AND a.is_raised THEN 'RAISED' END,
      CASE WHEN a.status <> 'RESOLVED' AND a.is_worse AND NOT a.is_raised THEN 'WORSE' END,
      CASE WHEN a.status <> 'RESOLVED' AND a.rule = 'LIMIT_EXPIRED' THEN 'LIMIT' END,
      CASE WHEN a.status = 'RESOLVED' THEN 'RESOLVED' END]) AS s (section)
    WHERE s.section IS NOT NULL
    WINDOW w AS (PARTITION BY s.section)
  )
  SELECT p.section, p.count, p.risk_alert_id AS "alertId", p.severity, c.name AS customer, c.account,
    CASE WHEN p.use_restriction = ANY ($5::text[]) THEN p.text_key END AS "textKey", p.params,
    p.raised_at AS "raisedAt", p.deadline_on AS "deadlineOn"
  FROM placed p JOIN customer c ON c.tenant_id = $1 AND c.customer_id = p.customer_id
  WHERE p.n <= ${SECTION_MAX} ORDER BY p.section, p.n`;

const OPEN = `
  SELECT a.severity, count(*)::int AS count FROM risk_alert a, email_recipient r
  WHERE a.tenant_id = $1 AND a.status <> 'RESOLVED' AND r.tenant_id = $1 AND r.email_recipient_id = $2 AND ${IS_WANTED}
  GROUP BY a.severity`;

const SCOPE = `
  SELECT customer_ids IS NOT NULL AS "isOfSome" FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $2`;

const AT_RISK = `
  SELECT a.customer_id AS "customerId", c.name AS customer,
    CASE WHEN bool_or(a.severity = 'CRITICAL') THEN 'CRITICAL' ELSE 'HIGH' END AS severity
  FROM email_recipient r, risk_alert a JOIN customer c USING (tenant_id, customer_id)
  WHERE a.tenant_id = $1 AND a.status <> 'RESOLVED' AND a.severity IN ('HIGH', 'CRITICAL')
    AND r.tenant_id = $1 AND r.email_recipient_id = $2 AND ${IS_WANTED}
  GROUP BY a.customer_id, c.name ORDER BY bool_or(a.severity = 'CRITICAL') DESC, a.customer_id LIMIT ${CUSTOMERS_MAX}`;
