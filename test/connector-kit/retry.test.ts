import fc from 'fast-check';
import {
  decideRetry,
  parseRetryAfter,
  type Failure,
  type RetryPolicy,
  type RetryQuestion,
} from '../../src/connector-kit/retry';

const POLICY: RetryPolicy = { attemptsMax: 4, backoffBaseMs: 200, waitMaxMs: 30_000 };
const NOW = Date.parse('2026-06-30T10:00:00Z');

function ask(failure: Failure, changes: Partial<RetryQuestion> = {}): string {
  const question = { failure, attempt: 1, headers: {}, nowMs: NOW, isIdempotent: true, random: 1 };
  const decision = decideRetry({ ...question, ...changes }, POLICY);
  return `${decision.retry ? `wait ${decision.waitMs}` : 'stop'}: ${decision.reason}`;
}

const status = (code: number): Failure => ({ kind: 'status', status: code });
const network = (code: string): Failure => ({ kind: 'network', code });
const timeout: Failure = { kind: 'timeout' };
const after = (value: string): Partial<RetryQuestion> => ({ headers: { 'retry-after': value } });

describe('whether to try again', () => {
  it.each<[string, Failure, Partial<RetryQuestion>, string]>([
    ['408', status(408), {}, 'wait 200: unavailable'],
    ['425', status(425), {}, 'wait 200: unavailable'],
    ['429', status(429), {}, 'wait 200: rate-limited'],
    ['500', status(500), {}, 'wait 200: unavailable'],
    ['502', status(502), {}, 'wait 200: unavailable'],
    ['503', status(503), {}, 'wait 200: unavailable'],
    ['504', status(504), {}, 'wait 200: unavailable'],
    ['a reset', network('ECONNRESET'), {}, 'wait 200: network'],
    ['a refusal', network('ECONNREFUSED'), {}, 'wait 200: network'],
    ['a slow network', network('ETIMEDOUT'), {}, 'wait 200: network'],
    ['a busy resolver', network('EAI_AGAIN'), {}, 'wait 200: network'],
    ['a timeout', timeout, {}, 'wait 200: timeout'],
    ['400', status(400), {}, 'stop: not-retryable'],
    ['401', status(401), {}, 'stop: not-retryable'],
    ['403', status(403), {}, 'stop: not-retryable'],
    ['404', status(404), {}, 'stop: not-retryable'],
    ['409', status(409), {}, 'stop: not-retryable'],
    ['422', status(422), {}, 'stop: not-retryable'],
    ['a redirect', status(302), {}, 'stop: not-retryable'],
    ['501', status(501), {}, 'stop: not-retryable'],
    ['an unknown name', network('ENOTFOUND'), {}, 'stop: not-retryable'],
    ['a bad certificate', network('CERT_HAS_EXPIRED'), {}, 'stop: not-retryable'],
    ['the third attempt', status(503), { attempt: 3 }, 'wait 800: unavailable'],
    ['the last attempt', status(503), { attempt: 4 }, 'stop: attempts-exhausted'],
    ['half the jitter', status(503), { attempt: 2, random: 0.5 }, 'wait 200: unavailable'],
    ['seconds to wait', status(429), after('7'), 'wait 7000: rate-limited'],
    ['no time to wait', status(503), after('0'), 'wait 0: unavailable'],
    [
      'a date to wait for',
      status(429),
      after('Tue, 30 Jun 2026 10:00:12 GMT'),
      'wait 12000: rate-limited',
    ],
    ['a date gone by', status(429), after('Tue, 30 Jun 2026 09:00:00 GMT'), 'wait 0: rate-limited'],
    ['an hour to wait', status(429), after('3600'), 'stop: retry-after-too-long'],
    ['an unreadable wait', status(429), after('soon'), 'wait 200: rate-limited'],
    ['503 to a POST', status(503), { isIdempotent: false }, 'stop: not-idempotent'],
    ['a timeout of a POST', timeout, { isIdempotent: false }, 'stop: not-idempotent'],
    ['429 to a POST', status(429), { isIdempotent: false }, 'wait 200: rate-limited'],
    ['a refused POST', network('ECONNREFUSED'), { isIdempotent: false }, 'wait 200: network'],
  ])('%s', (_name, failure, changes, expected) => {
    expect(ask(failure, changes)).toBe(expected);
  });

  it('never waits longer than the policy allows, nor after the last attempt', () => {
    const anyQuestion = fc.record({
      failure: fc.oneof(fc.integer({ min: 300, max: 599 }).map(status), fc.constant(timeout)),
      attempt: fc.integer({ min: 1, max: 40 }),
      headers: fc.record({ 'retry-after': fc.oneof(fc.nat().map(String), fc.string()) }),
      nowMs: fc.constant(NOW),
      isIdempotent: fc.boolean(),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const { retry, waitMs } = decideRetry(question, POLICY);
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(POLICY.waitMaxMs);
        if (question.attempt >= POLICY.attemptsMax) expect(retry).toBe(false);
      }),
    );
  });

  it('tells how long the provider wants us away, also when it is too long to sleep', () => {
    const headers = { 'retry-after': '3600' };
    const question = { failure: status(429), attempt: 1, headers, nowMs: NOW };
    const decision = decideRetry({ ...question, isIdempotent: true, random: 0 }, POLICY);
    expect(decision.retryAfterMs).toBe(3_600_000);
  });
});

it.each<[string | undefined, number | null]>([
  [undefined, null],
  ['', null],
  ['120', 120_000],
  [' 5 ', 5000],
  ['-5', null],
  ['1.5', null],
  ['Tue, 30 Jun 2026 10:01:00 GMT', 60_000],
  ['Tuesday, 30-Jun-26 10:01:00 GMT', 60_000],
  ['2026-06-30T10:01:00Z', null],
  ['Tue, 99 Jun 2026 10:01:00 GMT', null],
])('Retry-After %p is %p ms', (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected);
});
