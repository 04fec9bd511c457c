/** What a call that failed for good means to its caller: the family says what to do next. */
import {
  authError,
  configError,
  contractError,
  transientError,
  type EncoursError,
} from '../kernel';
import type { Failure, RetryDecision } from './retry';

export interface FailedCall {
  connectorId: string;
  failure: Failure;
  decision: RetryDecision;
  attempt: number;
  /** The answer's body as text; "" when there was none. */
  body: string;
  method: string;
  url: URL;
  redact: (text: string) => string;
}

const EXCERPT_LENGTH = 200;

/**
 * 401/403 are AUTH, 429, 5xx and the network TRANSIENT, a redirect CONTRACT, any other status CONFIG. The cause is
 * left out on purpose: the HTTP library's errors carry the request with its credentials.
 */
export function providerError(call: FailedCall): EncoursError {
  const { failure } = call;
  if (failure.kind !== 'status') return unavailable(call);
  const { status } = failure;
  if (status === 401 || status === 403) {
    return authError('PROVIDER_AUTH_REFUSED', sentence(call), {
      place: place(call),
      remedy: 'Check the credentials and what the subscription allows, then resume the connection.',
    });
  }
  if (status === 429) return rateLimited(call);
  if (status >= 500 || status === 408 || status === 425) return unavailable(call);
  if (status < 400) {
    return contractError('PROVIDER_REDIRECTED', sentence(call), {
      place: place(call),
      remedy: 'Check baseUrl of the connection; redirects are not followed with credentials.',
    });
  }
  return configError('PROVIDER_REJECTED_REQUEST', sentence(call), {
    place: place(call),
    remedy: 'Compare the request with the reference in the connector README.',
  });
}

function rateLimited(call: FailedCall): EncoursError {
  return transientError('PROVIDER_RATE_LIMITED', sentence(call), {
    place: place(call),
    remedy: `Wait ${waitOf(call)}and run it again; a schedule does that by itself.`,
    ...retryAfter(call),
  });
}

function unavailable(call: FailedCall): EncoursError {
  return transientError('PROVIDER_UNAVAILABLE', sentence(call), {
    place: place(call),
    remedy:
      'Run it again later; a schedule does that by itself. If it lasts, see whether this machine reaches the host, and what the provider says of its service.',
    ...retryAfter(call),
  });
}

/** How long, where the provider said so. */
function waitOf({ decision }: FailedCall): string {
  const { retryAfterMs } = decision;
  if (retryAfterMs === null) return 'a while ';
  const seconds = Math.ceil(retryAfterMs / 1_000);
  return seconds < 120 ? `${Math.max(1, seconds)} s ` : `${Math.ceil(seconds / 60)} minutes `;
}

function retryAfter(call: FailedCall): { retryAfterMs?: number } {
  const { retryAfterMs } = call.decision;
  return retryAfterMs === null ? {} : { retryAfterMs };
}

function sentence(call: FailedCall): string {
  const { connectorId, attempt, method, url } = call;
  const tries = attempt === 1 ? '' : ` after ${attempt} attempts`;
  const body = call.redact(call.body).replace(/\s+/g, ' ').trim().slice(0, EXCERPT_LENGTH);
  const excerpt = body === '' ? '' : `: ${body}`;
  const path = call.redact(url.pathname);
  return `${connectorId}: ${method} ${path} ${outcome(call.failure)}${tries}${excerpt}`;
}

function outcome(failure: Failure): string {
  if (failure.kind === 'timeout') return 'got no answer in time';
  if (failure.kind === 'network') return `failed on the network (${failure.code})`;
  return `was answered with ${failure.status}`;
}

function place(call: FailedCall): { host: string; path: string } {
  return { host: call.url.host, path: call.redact(call.url.pathname) };
}
