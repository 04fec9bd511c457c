import type { AlertRuleCode, Severity } from '../alert-types';
import type { EventType } from '../events';

/** What waits for what: see `lane` of a delivery. */
export const WEBHOOK_ORDERS = ['PER_CUSTOMER', 'STRICT', 'NONE'] as const;
export type WebhookOrder = (typeof WEBHOOK_ORDERS)[number];

export const WEBHOOK_STATUSES = ['ACTIVE', 'PAUSED', 'DISABLED'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** Why nothing is sent to a webhook until somebody enables it again. */
export const DISABLED_REASONS = ['FAILING', 'GONE', 'EVENTS_PRUNED'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED', 'SKIPPED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Which events; null: whichever. All that are given must hold. */
export interface WebhookFilter {
  readonly types: readonly EventType[] | null;
  readonly rules: readonly AlertRuleCode[] | null;
  readonly severities: readonly Severity[] | null;
  readonly customerIds: readonly string[] | null;
}

/** A secret as it is kept: sealed, with the id of the key that opens it. */
export interface SealedSecret {
  readonly sealed: string;
  readonly keyId: string;
}

/** What became of one attempt. */
export interface SendOutcome {
  readonly isDelivered: boolean;
  /** Null when no answer came. */
  readonly statusCode: number | null;
  /** Null when it was delivered. */
  readonly errorCode: SendErrorCode | null;
  readonly durationMs: number;
  /** The beginning of the answer to a failed attempt. */
  readonly excerpt: string | null;
  /** What the receiver asks for with 429 or 503, in milliseconds; null when it does not. */
  readonly retryAfterMs: number | null;
}

/** Why an attempt failed, as the log of deliveries tells it. */
export const SEND_ERROR_CODES = [
  'WEBHOOK_REFUSED',
  'WEBHOOK_REDIRECTED',
  'WEBHOOK_GONE',
  'WEBHOOK_TIMED_OUT',
  'WEBHOOK_UNREACHABLE',
  'WEBHOOK_TLS_FAILED',
  'WEBHOOK_URL_FORBIDDEN',
  'WEBHOOK_EVENT_PRUNED',
  'WEBHOOK_REPLAYED',
] as const;
export type SendErrorCode = (typeof SEND_ERROR_CODES)[number];
