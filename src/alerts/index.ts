/**
 * Alerts: what changed and who to worry about. Pure rules look at one view of a customer; the shell raises, resolves and
 * writes the one event log that every delivery reads, in the same transaction. Reads everything to the left; writes
 * risk_alert and event.
 */
export * from './alert-types';
export { alertEntities } from './entities';
export {
  appendEvents,
  EVENT_CHANNEL,
  EVENT_TYPES,
  lastPosition,
  readEvents,
  sequenceEvents,
  type EventDraft,
  type EventQuery,
  type EventType,
  type LoggedEvent,
} from './event-log';
export { acknowledgeRiskAlert, resolveRiskAlert, type AlertRuling } from './handle-alert';
export { raiseAlerts, raiseBatch, type AlertBatch, type AlertContext } from './raise-alerts';
export { MONTHS_TO_MISS_ACCOUNTS } from './rules/accounts-not-filed.rule';
export { alertDetail, alertTitle } from './texts';
