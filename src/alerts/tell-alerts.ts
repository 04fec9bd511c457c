import type { UseRestriction } from '../connector-kit';
import type { Transaction } from '../database';
import {
  defined,
  globalId,
  LOCALES,
  type LocalDate,
  type Locale,
  type TextParams,
} from '../kernel';
import type { AlertFacts, AlertRuleCode, Severity } from './alert-types';
import { appendEvents } from './event-log';
import type { AlertChangeCode, EventDraft, RiskAlertEventData } from './events';
import { keepSteps } from './handling/steps';
import { toldOf, type Untold } from './handling/told-of';
import { alertDetail, alertTitle, type AlertTextKey } from './texts';

/** Something that happened to an alert in this transaction. */
export interface AlertNews {
  readonly alertId: string;
  readonly change: AlertChangeCode;
  /** Who did it; absent: the hub. */
  readonly by?: string;
  readonly comment?: string | null;
  /** Until when it was snoozed. */
  readonly snoozedUntil?: Date;
  /** To whom it was assigned; null: to nobody any more. */
  readonly assignedTo?: string | null;
  /** It happened before, and was kept back by a mute. */
  readonly isTellingLate?: true;
}

/**
 * Writes down what happened to alerts and tells it, as they stand now, in the transaction that changed them; what a mute
 * keeps back is told when it has ended. The log is read by every key and leaves by every door: of an alert under a use
 * restriction it holds neither texts nor values.
 */
export async function tellAlerts(
  tx: Transaction,
  news: readonly AlertNews[],
  at: Date,
): Promise<void> {
  if (news.length === 0) return;
  const rows = await tx.query<AlertRow>(ALERTS, [tx.tenantId, news.map(({ alertId }) => alertId)]);
  const byId = new Map(rows.map((row) => [row.alertId, row]));
  const happened = news.map((item) => ({
    item,
    alert: defined(byId.get(item.alertId), 'an alert'),
  }));
  await tellHappened(tx, happened, at);
}

/** An alert as it was just raised: under no mute, and nobody has touched it. */
export type RaisedAlert = Omit<AlertRow, Named | Untouched>;

type Named = 'account' | 'customerName';
type Untouched = 'status' | 'raisedAt' | 'snoozedUntil' | 'assignedTo' | 'isMuted' | 'untold';

/** The same of alerts that this transaction has raised, which need not be read to be told. */
export async function tellRaised(
  tx: Transaction,
  raised: readonly RaisedAlert[],
  at: Date,
): Promise<void> {
  if (raised.length === 0) return;
  const customers = await tx.query<Pick<AlertRow, 'customerId' | Named>>(
    `SELECT customer_id AS "customerId", account, name AS "customerName" FROM customer
     WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...new Set(raised.map(({ customerId }) => customerId))]],
  );
  const named = new Map(customers.map((row) => [row.customerId, row]));
  const untouched = { status: 'OPEN', snoozedUntil: null, assignedTo: null, untold: null };
  const happened = raised.map((alert): Happened => ({
    item: { alertId: alert.alertId, change: 'RAISED' },
    alert: {
      ...{ ...alert, ...untouched, raisedAt: at, isMuted: false },
      ...defined(named.get(alert.customerId), 'the customer of an alert'),
    },
  }));
  await tellHappened(tx, happened, at);
}

interface Happened {
  readonly item: AlertNews;
  readonly alert: AlertRow;
}

async function tellHappened(
  tx: Transaction,
  happened: readonly Happened[],
  at: Date,
): Promise<void> {
  const steps = happened.filter(({ item }) => item.isTellingLate === undefined);
  await keepSteps(
    tx,
    steps.map(({ item, alert }) => ({ ...item, severity: alert.severity })),
    at,
  );
  const outcomes = happened.map(({ item, alert }) => ({ item, alert, ...hearing(item, alert) }));
  await noteUntold(
    tx,
    outcomes.filter(({ alert, untold }) => alert.untold !== untold),
  );
  const drafts = outcomes.flatMap(({ item, alert, change }) =>
    change === null ? [] : [draftOf({ ...item, change }, alert)],
  );
  await appendEvents(tx, drafts, at);
}

function hearing({ change }: AlertNews, alert: AlertRow): ReturnType<typeof toldOf> {
  return toldOf(change, { isMuted: alert.isMuted, untold: alert.untold });
}

async function noteUntold(
  tx: Transaction,
  changed: readonly { alert: AlertRow; untold: Untold }[],
): Promise<void> {
  if (changed.length === 0) return;
  await tx.execute(
    `UPDATE risk_alert a SET untold = u.untold FROM unnest($2::uuid[], $3::text[]) AS u (alert_id, untold)
     WHERE a.tenant_id = $1 AND a.risk_alert_id = ANY ($2) AND a.risk_alert_id = u.alert_id`,
    [tx.tenantId, changed.map(({ alert }) => alert.alertId), changed.map(({ untold }) => untold)],
  );
}

interface AlertRow {
  alertId: string;
  customerId: string;
  account: string;
  customerName: string;
  rule: AlertRuleCode;
  severity: Severity;
  status: string;
  raisedAt: Date;
  deadlineOn: LocalDate | null;
  textKey: AlertTextKey;
  params: TextParams;
  before: AlertFacts | null;
  after: AlertFacts | null;
  restriction: UseRestriction;
  snoozedUntil: Date | null;
  assignedTo: string | null;
  isMuted: boolean;
  untold: Untold;
}

const ALERTS = `
  SELECT a.risk_alert_id AS "alertId", a.customer_id AS "customerId", c.account, c.name AS "customerName", a.rule,
    a.severity, a.status, a.raised_at AS "raisedAt", a.deadline_on AS "deadlineOn", a.text_key AS "textKey", a.params,
    a.before, a.after, a.use_restriction AS restriction, a.snoozed_until AS "snoozedUntil",
    a.assigned_to AS "assignedTo", a.muted_until IS NOT NULL AS "isMuted", a.untold
  FROM risk_alert a JOIN customer c ON c.tenant_id = $1 AND c.customer_id = a.customer_id
  WHERE a.tenant_id = $1 AND a.risk_alert_id = ANY ($2::uuid[])`;

function draftOf(news: AlertNews, alert: AlertRow): EventDraft {
  const { alertId, customerId } = alert;
  return { type: typeOf(news.change), customerId, subjectId: alertId, data: dataOf(news, alert) };
}

function typeOf(
  change: AlertChangeCode,
): 'RISK_ALERT_RAISED' | 'RISK_ALERT_UPDATED' | 'RISK_ALERT_RESOLVED' {
  if (change === 'RAISED') return 'RISK_ALERT_RAISED';
  return change === 'RESOLVED' ? 'RISK_ALERT_RESOLVED' : 'RISK_ALERT_UPDATED';
}

function dataOf(news: AlertNews, alert: AlertRow): RiskAlertEventData {
  const { rule, severity, status, deadlineOn, restriction, customerId, account } = alert;
  return {
    alertId: globalId('RiskAlert', alert.alertId),
    ...{ rule, severity, status, change: news.change },
    customer: { id: globalId('Customer', customerId), account, name: alert.customerName },
    raisedAt: alert.raisedAt.toISOString(),
    deadlineOn,
    snoozedUntil: alert.snoozedUntil?.toISOString() ?? null,
    assignedTo: alert.assignedTo,
    ...(restriction === 'NONE' ? openPart(news, alert) : WITHHELD),
    restriction,
    by: news.by ?? null,
  };
}

type Open = Pick<RiskAlertEventData, 'title' | 'detail' | 'before' | 'after' | 'comment'>;

const WITHHELD: Open = { title: null, detail: null, before: null, after: null, comment: null };

function openPart({ comment }: AlertNews, { textKey, params, before, after }: AlertRow): Open {
  return {
    title: inBoth((locale) => alertTitle(textKey, params, locale)),
    detail: inBoth((locale) => alertDetail(textKey, params, locale)),
    ...{ before, after, comment: comment ?? null },
  };
}

function inBoth(render: (locale: Locale) => string): { en: string; fr: string } {
  const [en, fr] = LOCALES.map(render);
  return { en: defined(en, 'an English text'), fr: defined(fr, 'a French text') };
}
