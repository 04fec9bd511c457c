/**
 * Deliveries by HTTP: webhooks read the event log behind their position, each wanted event becomes one delivery, and a
 * delivery is attempted until it is taken. Promises: at least once, with the event's id in every attempt; in order within
 * a lane; a failing head stops its lane only; nothing is lost while a receiver is down. Sending is the use case's.
 */
export { dueDeliveries, type DueDelivery } from './claim-deliveries';
export { fanOut } from './fan-out';
export { positionWebhooksNeed, pruneDeliveries, recordTest, sealWebhooks } from './keep-deliveries';
export {
  hasActiveWebhooks,
  leaseWebhooks,
  releaseLease,
  renewLease,
  restWebhook,
  webhookToSend,
  type Lease,
  type LeasedWebhook,
} from './lease-webhooks';
export { disableWebhook, recordAttempts, type RecordedAttempt } from './record-attempts';
export {
  healthAfter,
  judgeAttempt,
  reasonToDisable,
  retryAfterMs,
  type WebhookHealth,
} from './retry-schedule';
export { WEBHOOK_HEADERS, webhookBody } from './webhook-message';
export {
  newWebhookSecret,
  openWebhookSecret,
  sealWebhookSecret,
  webhookSecretGiven,
  webhookSigner,
  type WebhookSigner,
} from './webhook-secret';
export {
  literalOf,
  NOTHING_ALLOWED,
  parseAllowedTargets,
  requireAddresses,
  webhookUrl,
  type AllowedTargets,
} from './webhook-targets';
export {
  WEBHOOK_ORDERS,
  type DeliveryStatus,
  type DisabledReason,
  type SealedSecret,
  type SendErrorCode,
  type SendOutcome,
  type WebhookFilter,
  type WebhookOrder,
  type WebhookStatus,
} from './webhook-types';
export {
  changeWebhookSecret,
  deleteWebhook,
  insertWebhook,
  newWebhookId,
  pauseWebhook,
  replayWebhook,
  resumeWebhook,
  retryDelivery,
  updateWebhook,
  type WebhookChanges,
  type WebhookDraft,
} from './webhooks';
