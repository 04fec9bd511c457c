import type { EventType, LoggedEvent } from '../../alerts';
import type { RiskAlertFilter, RiskAlertRow } from '../../reports';
import { encodeEventCursor } from '../event/event-cursor';

/** An event of the log as it is handed to whoever follows it: read, and put into words, once for all. */
export interface LogEntry {
  position: number;
  tenantId: string;
  cursor: string;
  event: LoggedEvent;
  /** The alert the event tells of, as it stood when the event was read; null for other events. */
  alert: RiskAlertRow | null;
  /** What it concerns, for those who follow few things only. */
  topics: readonly string[];
  /** About what it weighs in memory. */
  bytes: number;
}

/** What an entry weighs besides its texts. */
const ENTRY_BYTES = 1_000;
const BYTES_PER_CHARACTER = 2;

export function toLogEntry(
  tenantId: string,
  event: LoggedEvent,
  alerts: ReadonlyMap<string, RiskAlertRow>,
): LogEntry {
  const alert = alerts.get(event.subjectId ?? '') ?? null;
  const texts = JSON.stringify([event.data, alert]).length;
  return {
    position: event.position,
    tenantId,
    cursor: encodeEventCursor(tenantId, event.position),
    event,
    alert,
    topics: topicsOf(event, alert),
    bytes: ENTRY_BYTES + BYTES_PER_CHARACTER * texts,
  };
}

/** Rows of `alertsOfEvents` by the alert's id. */
export function alertsById(rows: readonly unknown[]): Map<string, RiskAlertRow> {
  return new Map((rows as readonly RiskAlertRow[]).map((row) => [row.riskAlertId, row]));
}

/** Topics of an entry; an alert's own, apart from the event's, since filters on alerts look at the alert. */
const TOPIC = {
  type: (type: EventType) => `type ${type}`,
  customer: (customerId: string) => `customer ${customerId}`,
  alertCustomer: (customerId: string) => `alert of ${customerId}`,
  rule: (rule: string) => `rule ${rule}`,
  severity: (severity: string) => `severity ${severity}`,
};

function topicsOf(event: LoggedEvent, alert: RiskAlertRow | null): string[] {
  return [
    TOPIC.type(event.type),
    ...(event.customerId === null ? [] : [TOPIC.customer(event.customerId)]),
    ...(alert === null
      ? []
      : [
          TOPIC.alertCustomer(alert.customerId),
          TOPIC.rule(alert.rule),
          TOPIC.severity(alert.severity),
        ]),
  ];
}

/** What entries of these types concern; null for all types. */
export function typeTopics(types: readonly EventType[] | null): string[] | null {
  return types?.map(TOPIC.type) ?? null;
}

/** What entries about these customers concern; null when none are named. */
export function customerTopics(customerIds: readonly string[] | null): string[] | null {
  return customerIds?.map(TOPIC.customer) ?? null;
}

/** What all entries concern whose alert passes the filter, by the condition that says most; null when none does. */
export function alertTopics(filter: RiskAlertFilter): string[] | null {
  return (
    filter.customerIds?.map(TOPIC.alertCustomer) ??
    filter.rules?.map(TOPIC.rule) ??
    filter.severities?.map(TOPIC.severity) ??
    null
  );
}
