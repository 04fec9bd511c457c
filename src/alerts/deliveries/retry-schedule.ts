import type { DisabledReason, SendOutcome } from './webhook-types';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What is waited for after the first, second … failed attempt: three days in all, as Standard Webhooks suggests. */
export const RETRY_PAUSES_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** A pause is drawn from this much less to this much more, so that what failed together does not come again together. */
const JITTER = 0.2;
/** More than a receiver may ask for: it would be out of order, not busy. */
const RETRY_AFTER_MAX_MS = 24 * HOUR;
/** Without a success for so long, nothing more is sent until somebody looks. */
export const DISABLE_AFTER_MS = 5 * 24 * HOUR;
/** As many failures in a row are a receiver in trouble rather than an event it cannot read. */
const FAILURES_IN_A_ROW = 5;
const REST_MAX_MS = 30 * MINUTE;

/** How a webhook has been doing. */
export interface WebhookHealth {
  readonly failingSince: Date | null;
  readonly failures: number;
  readonly lastDeliveredAt: Date | null;
  readonly waitsUntil: Date | null;
}

/** A delivery before an attempt. */
export interface AttemptedDelivery {
  /** Attempts before this one. */
  readonly attempts: number;
  readonly firstAttemptedAt: Date | null;
}

export type DeliveryVerdict =
  | { readonly status: 'DELIVERED' }
  | { readonly status: 'FAILED' }
  | { readonly status: 'PENDING'; readonly nextAttemptAt: Date };

/**
 * What becomes of a delivery after an attempt. It is given up only when the schedule is used up and the receiver took
 * others meanwhile: then it is this event that is not taken. A receiver that takes nothing is owed everything.
 * `chance` from 0 to 1 draws the jitter.
 */
export function judgeAttempt(
  delivery: AttemptedDelivery,
  attempt: { outcome: SendOutcome; at: Date; chance: number },
  health: WebhookHealth,
): DeliveryVerdict {
  const { outcome, at, chance } = attempt;
  if (outcome.isDelivered) return { status: 'DELIVERED' };
  const since = delivery.firstAttemptedAt ?? at;
  const othersWereTaken = health.lastDeliveredAt !== null && health.lastDeliveredAt > since;
  if (delivery.attempts >= RETRY_PAUSES_MS.length && othersWereTaken) return { status: 'FAILED' };
  const pause = RETRY_PAUSES_MS[delivery.attempts] ?? RETRY_PAUSES_MS.at(-1) ?? HOUR;
  const drawn = pause * (1 - JITTER + 2 * JITTER * chance);
  const wait = Math.max(drawn, Math.min(outcome.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS));
  return { status: 'PENDING', nextAttemptAt: new Date(at.getTime() + Math.round(wait)) };
}

/**
 * How a webhook does after one more attempt. What a busy receiver asks for holds for all its deliveries, and one that
 * failed several times in a row rests longer and longer, up to half an hour.
 */
export function healthAfter(health: WebhookHealth, outcome: SendOutcome, at: Date): WebhookHealth {
  if (outcome.isDelivered) {
    return { failingSince: null, failures: 0, lastDeliveredAt: at, waitsUntil: null };
  }
  const failures = health.failures + 1;
  const beyond = failures - FAILURES_IN_A_ROW;
  const rest = beyond < 0 ? 0 : Math.min(REST_MAX_MS, 5 * SECOND * 2 ** Math.min(beyond, 20));
  const asked = Math.min(outcome.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
  const wait = Math.max(rest, asked);
  const until = Math.max(at.getTime() + wait, health.waitsUntil?.getTime() ?? 0);
  return {
    failingSince: health.failingSince ?? at,
    failures,
    lastDeliveredAt: health.lastDeliveredAt,
    waitsUntil: wait === 0 ? health.waitsUntil : new Date(until),
  };
}

/** Why nothing more is to be sent after an attempt; null when there is no reason. */
export function reasonToDisable(
  health: WebhookHealth,
  outcome: SendOutcome,
  at: Date,
): DisabledReason | null {
  if (outcome.statusCode === 410) return 'GONE';
  const { failingSince } = health;
  if (failingSince === null) return null;
  return at.getTime() - failingSince.getTime() >= DISABLE_AFTER_MS ? 'FAILING' : null;
}

/** What Retry-After asks for, in milliseconds: seconds or an HTTP date. Null for neither. */
export function retryAfterMs(header: string | undefined, at: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  const instant = /^[A-Z][a-z]{2},/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? null : Math.max(0, instant - at.getTime());
}
