/**
 * Alerts: what changed and who to worry about. Pure rules look at one view of a customer; the shell raises, resolves and
 * writes the one event log that every delivery reads, in the same transaction. Reads everything to the left; writes
 * risk_alert and event.
 */
export * from './alert-types';
export * from './connections';
export * from './deliveries';
export * from './emails';
export { reportBrokenPromise, type PromiseReport, type ReportedPromise } from './broken-promises';
export { alertEntities } from './entities';
export {
  appendEvents,
  EVENT_CHANNEL,
  lastPosition,
  readEvents,
  SEQUENCE_BATCH,
  sequenceEvents,
  type EventQuery,
} from './event-log';
export { EVENT_READERS } from './event-readers';
export * from './events';
export { headRead, headStatements, tailRead, tailStatements } from './event-tail';
export {
  acknowledgeRiskAlert,
  assignRiskAlert,
  commentRiskAlert,
  reopenRiskAlert,
  resolveRiskAlert,
  SNOOZE_DAYS_MAX,
  snoozeRiskAlert,
  wakeRiskAlert,
  type AlertRuling,
} from './handle-alert';
export { endAlertMute, MUTE_DAYS_MAX, muteAlerts, type MuteDraft } from './handling/mutes';
export { endExpiredMutes, wakeAlerts } from './handling/wake-alerts';
export { raiseAlerts, raiseBatch, type AlertBatch, type AlertContext } from './raise-alerts';
export { monthsToMissAccounts } from './rules/accounts-not-filed.rule';
export { turnedByTime, turnedShares } from './find-turned';
export { tellAlerts, type AlertNews } from './tell-alerts';
export { alertDetail, alertTitle, type AlertTextKey } from './texts';
