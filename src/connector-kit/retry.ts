/** Whether and when to try a request again: a pure function from what happened to a decision with its reason. */

export type Failure =
  { kind: 'status'; status: number } | { kind: 'network'; code: string } | { kind: 'timeout' };

export interface RetryQuestion {
  failure: Failure;
  /** Number of the attempt that just failed, from 1. */
  attempt: number;
  /** Headers of the answer, names in lower case; empty when there was none. */
  headers: Record<string, string>;
  nowMs: number;
  /** Whether doing it twice is the same as doing it once. */
  isIdempotent: boolean;
  /** A draw from 0 to 1, taken by the caller so that the decision stays pure. */
  random: number;
}

export interface RetryPolicy {
  attemptsMax: number;
  backoffBaseMs: number;
  /** Longest sleep, also for Retry-After: beyond it the caller gets the error and the time to come back. */
  waitMaxMs: number;
}

export type RetryReason =
  | 'rate-limited'
  | 'unavailable'
  | 'network'
  | 'timeout'
  | 'not-retryable'
  | 'not-idempotent'
  | 'attempts-exhausted'
  | 'retry-after-too-long';

export interface RetryDecision {
  retry: boolean;
  reason: RetryReason;
  /** How long to sleep before the next attempt; 0 when there is none. */
  waitMs: number;
  /** What the provider asked for, whether or not it is obeyed here; null when it did not ask. */
  retryAfterMs: number | null;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attemptsMax: 4,
  backoffBaseMs: 250,
  waitMaxMs: 30_000,
};

const RETRIED_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504];
const RETRIED_CODES: readonly string[] = [
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
];
/** The provider certainly did not act on the request: safe to repeat even when it is not idempotent. */
const UNTOUCHED: readonly (string | number)[] = [425, 429, 'ECONNREFUSED', 'EAI_AGAIN'];

export function decideRetry(question: RetryQuestion, policy: RetryPolicy): RetryDecision {
  const { failure, attempt } = question;
  const retryAfterMs = parseRetryAfter(question.headers['retry-after'], question.nowMs);
  const stop = (reason: RetryReason): RetryDecision => ({
    retry: false,
    reason,
    waitMs: 0,
    retryAfterMs,
  });
  if (!isRetryable(failure)) return stop('not-retryable');
  if (!question.isIdempotent && !isUntouched(failure)) return stop('not-idempotent');
  if (attempt >= policy.attemptsMax) return stop('attempts-exhausted');
  if (retryAfterMs !== null && retryAfterMs > policy.waitMaxMs) return stop('retry-after-too-long');
  const waitMs = retryAfterMs ?? backoffMs(attempt, question.random, policy);
  return { retry: true, reason: reasonOf(failure), waitMs, retryAfterMs };
}

/** Milliseconds a Retry-After header asks for: seconds or an HTTP date; null when absent or neither. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  if (!/^[A-Z][a-z]+, .+ GMT$/.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Exponential, capped, full jitter: clients that failed together do not come back together. */
function backoffMs(attempt: number, random: number, policy: RetryPolicy): number {
  const ceiling = Math.min(policy.waitMaxMs, policy.backoffBaseMs * 2 ** (attempt - 1));
  return Math.round(random * ceiling);
}

function isRetryable(failure: Failure): boolean {
  if (failure.kind === 'timeout') return true;
  if (failure.kind === 'network') return RETRIED_CODES.includes(failure.code);
  return RETRIED_STATUSES.includes(failure.status);
}

function isUntouched(failure: Failure): boolean {
  if (failure.kind === 'timeout') return false;
  return UNTOUCHED.includes(failure.kind === 'status' ? failure.status : failure.code);
}

function reasonOf(failure: Failure): RetryReason {
  if (failure.kind !== 'status') return failure.kind;
  return failure.status === 429 ? 'rate-limited' : 'unavailable';
}
