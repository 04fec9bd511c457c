import { ALERT_RULE_CODES, EVENT_TYPES, SEVERITIES, type EventType } from '../../alerts';
import { configError } from '../../kernel';
import { ALERT_STATUSES, type RiskAlertFilter } from '../../reports';
import { alertTest } from '../risk-alert/risk-alert.input';
import { alertTopics, customerTopics, type LogEntry } from '../subscriptions/log-entry';
import { ExportParameters } from './export-parameters';

/** What a request of `/events` asks for, the same for a stream and a page. */
export interface EventRequest {
  /** Cursor to go on behind; null when none is given. */
  after: string | null;
  /** Most events of a page; null when not given. */
  limit: number | null;
  types: readonly EventType[] | null;
  /** What such events concern, as followLog wants it. */
  topics: readonly string[] | null;
  /** Whether an event of these types is asked for. */
  wants: (entry: LogEntry) => boolean;
}

export const MAX_PULL = 1_000;

/**
 * Reads the query string. `rules`, `severities`, `minSeverity` and `status` ask for events of alerts that stand so;
 * `customerIds` for events of these customers, whatever they tell. Throws BAD_FILTER, INVALID_ID and UNKNOWN_PARAMETER.
 */
export function eventRequest(query: URLSearchParams): EventRequest {
  const given = new ExportParameters(query);
  const least = given.choice('minSeverity', SEVERITIES);
  const severities = given.choices('severities', SEVERITIES);
  const filter: RiskAlertFilter = {
    rules: given.choices('rules', ALERT_RULE_CODES),
    severities: least === null ? severities : atLeast(least, severities),
    status: given.choices('status', ALERT_STATUSES),
  };
  const customers = given.keys('customerIds', 'Customer');
  const request = {
    after: given.text('after'),
    limit: limitOf(given.text('limit')),
    types: given.choices('types', EVENT_TYPES),
  };
  given.done();
  const isOfAlerts = Object.values(filter).some((condition) => condition !== null);
  const isWanted = alertTest(filter);
  const wanted = customers === null ? null : new Set(customers);
  return {
    ...request,
    topics: customerTopics(customers) ?? alertTopics(filter),
    wants: ({ event, alert }) =>
      (wanted === null || wanted.has(event.customerId ?? '')) &&
      (!isOfAlerts || (alert !== null && isWanted(alert))),
  };
}

function atLeast(
  least: (typeof SEVERITIES)[number],
  asked: readonly (typeof SEVERITIES)[number][] | null,
): (typeof SEVERITIES)[number][] {
  return SEVERITIES.slice(SEVERITIES.indexOf(least)).filter(
    (each) => asked?.includes(each) ?? true,
  );
}

function limitOf(text: string | null): number | null {
  if (text === null) return null;
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_PULL) return limit;
  throw configError('BAD_PAGE_SIZE', `a page of events has 1 to ${MAX_PULL}, not ${text}`, {
    place: { field: 'limit' },
    remedy: `Ask for 1 to ${MAX_PULL}, and go on from the cursor in Encours-Next-Cursor.`,
  });
}
