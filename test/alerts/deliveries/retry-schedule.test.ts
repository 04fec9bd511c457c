import fc from 'fast-check';
import {
  healthAfter,
  judgeAttempt,
  reasonToDisable,
  retryAfterMs,
  type SendOutcome,
  type WebhookHealth,
} from '../../../src/alerts';
import { DISABLE_AFTER_MS, RETRY_PAUSES_MS } from '../../../src/alerts/deliveries/retry-schedule';

const AT = new Date('2026-03-01T12:00:00Z');
const HOUR = 3_600_000;
const WELL: WebhookHealth = {
  failingSince: null,
  failures: 0,
  lastDeliveredAt: null,
  waitsUntil: null,
};
const FAILED: SendOutcome = {
  ...{ isDelivered: false, statusCode: 500, errorCode: 'WEBHOOK_REFUSED', durationMs: 1 },
  ...{ excerpt: null, retryAfterMs: null },
};
const TAKEN: SendOutcome = { ...FAILED, isDelivered: true, statusCode: 200, errorCode: null };
const later = (ms: number): Date => new Date(AT.getTime() + ms);

describe('the next attempt', () => {
  it.each(RETRY_PAUSES_MS.map((pause, attempts) => ({ pause, attempts })))(
    'after $attempts attempts before is a fifth around $pause ms away',
    ({ pause, attempts }) => {
      const next = (chance: number): number => {
        const attempt = { outcome: FAILED, at: AT, chance };
        const verdict = judgeAttempt({ attempts, firstAttemptedAt: AT }, attempt, WELL);
        return verdict.status === 'PENDING' ? verdict.nextAttemptAt.getTime() - AT.getTime() : 0;
      };
      expect(next(0)).toBe(Math.round(pause * 0.8));
      expect(next(0.5)).toBe(pause);
      expect(next(1)).toBe(Math.round(pause * 1.2));
    },
  );

  it('spreads over three days and more', () => {
    expect(RETRY_PAUSES_MS.reduce((sum, pause) => sum + pause)).toBeGreaterThan(72 * HOUR);
  });

  it('is not before the receiver asks for, and not a day later however long it asks for', () => {
    const wait = (retryAfter: number): number => {
      const outcome = { ...FAILED, statusCode: 429, retryAfterMs: retryAfter };
      const attempt = { outcome, at: AT, chance: 0.5 };
      const verdict = judgeAttempt({ attempts: 0, firstAttemptedAt: null }, attempt, WELL);
      return verdict.status === 'PENDING' ? verdict.nextAttemptAt.getTime() - AT.getTime() : 0;
    };
    expect(wait(60_000)).toBe(60_000);
    expect(wait(1)).toBe(5_000);
    expect(wait(1_000 * HOUR)).toBe(24 * HOUR);
  });
});

describe('giving up', () => {
  const delivery = { attempts: RETRY_PAUSES_MS.length, firstAttemptedAt: AT };
  const attempt = { outcome: FAILED, at: later(80 * HOUR), chance: 0.5 };

  it('happens when the schedule is used up while the receiver took others', () => {
    const health = { ...WELL, lastDeliveredAt: later(HOUR) };
    expect(judgeAttempt(delivery, attempt, health).status).toBe('FAILED');
  });

  it('does not while the receiver takes nothing: all of it is owed', () => {
    const before = { ...WELL, lastDeliveredAt: later(-HOUR) };
    expect(judgeAttempt(delivery, attempt, before).status).toBe('PENDING');
    expect(judgeAttempt(delivery, attempt, WELL).status).toBe('PENDING');
  });
});

describe('how a webhook does', () => {
  it('is forgotten with the first success', () => {
    const failing = healthAfter(healthAfter(WELL, FAILED, AT), FAILED, later(1));
    expect(failing).toMatchObject({ failures: 2, failingSince: AT, waitsUntil: null });
    expect(healthAfter(failing, TAKEN, later(2))).toEqual({ ...WELL, lastDeliveredAt: later(2) });
  });

  it('lets it rest from the fifth failure in a row on, never longer than half an hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (failures) => {
        const { waitsUntil } = healthAfter({ ...WELL, failures }, FAILED, AT);
        const rest = waitsUntil === null ? 0 : waitsUntil.getTime() - AT.getTime();
        if (failures < 4) expect(rest).toBe(0);
        else expect(rest).toBe(Math.min(HOUR / 2, 5_000 * 2 ** (failures - 4)));
      }),
    );
  });

  it('disables it after five days without a success, and at once when it is gone', () => {
    const failing = { ...WELL, failingSince: AT, failures: 9 };
    expect(reasonToDisable(failing, FAILED, later(DISABLE_AFTER_MS - 1))).toBeNull();
    expect(reasonToDisable(failing, FAILED, later(DISABLE_AFTER_MS))).toBe('FAILING');
    expect(reasonToDisable(WELL, { ...FAILED, statusCode: 410 }, AT)).toBe('GONE');
    expect(reasonToDisable(WELL, TAKEN, AT)).toBeNull();
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 12:02:00 GMT', 120_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['1e9', null],
    ['2026-03-01', null],
    [undefined, null],
  ])('%s asks for %s ms', (header, ms) => {
    expect(retryAfterMs(header, AT)).toBe(ms);
  });
});
