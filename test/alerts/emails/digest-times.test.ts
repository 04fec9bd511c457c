import fc from 'fast-check';
import { instantAt, nextDigestAt } from '../../../src/alerts';
import { localDateAt } from '../../../src/kernel';

const DAILY = {
  timeZone: 'Europe/Paris',
  digest: 'DAILY',
  digestHour: 8,
  digestWeekday: 1,
} as const;

describe('the hour of a digest', () => {
  it.each([
    ['in winter', '2026-01-15', 8, 'Europe/Paris', '2026-01-15T07:00:00.000Z'],
    ['in summer', '2026-07-15', 8, 'Europe/Paris', '2026-07-15T06:00:00.000Z'],
    ['skipped in spring', '2026-03-29', 2, 'Europe/Paris', '2026-03-29T01:00:00.000Z'],
    ['after the skip', '2026-03-29', 3, 'Europe/Paris', '2026-03-29T01:00:00.000Z'],
    ['shown twice in autumn', '2026-10-25', 2, 'Europe/Paris', '2026-10-25T00:00:00.000Z'],
    ['after both', '2026-10-25', 3, 'Europe/Paris', '2026-10-25T02:00:00.000Z'],
    ['half an hour off', '2026-05-01', 9, 'Asia/Kolkata', '2026-05-01T03:30:00.000Z'],
    ['a midnight that is skipped', '2026-04-24', 0, 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['beyond the date line', '2026-05-01', 8, 'Pacific/Kiritimati', '2026-04-30T18:00:00.000Z'],
  ])('%s', (_what, day, hour, zone, expected) => {
    expect(instantAt(day, hour, zone).toISOString()).toBe(expected);
  });
});

describe('the next digest', () => {
  it('is on the same day before its hour, on the next after it', () => {
    const next = (at: string): string | undefined =>
      nextDigestAt(DAILY, new Date(at))?.toISOString();
    expect(next('2026-03-28T06:59:59Z')).toBe('2026-03-28T07:00:00.000Z');
    // The clocks go forward in between.
    expect(next('2026-03-28T07:00:00Z')).toBe('2026-03-29T06:00:00.000Z');
  });

  it('is on its weekday, once a week', () => {
    const weekly = { ...DAILY, digest: 'WEEKLY', digestWeekday: 5 } as const;
    const first = nextDigestAt(weekly, new Date('2026-03-10T12:00:00Z'));
    expect(first?.toISOString()).toBe('2026-03-13T07:00:00.000Z');
    expect(nextDigestAt(weekly, first ?? new Date())?.toISOString()).toBe(
      '2026-03-20T07:00:00.000Z',
    );
  });

  it('is none when none is wanted', () => {
    expect(nextDigestAt({ ...DAILY, digest: 'NONE' }, new Date())).toBeNull();
  });

  it('comes once on every day of a year, in any zone at any hour', () => {
    const zones = [
      'Europe/Paris',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'UTC',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        (timeZone, digestHour) => {
          let at = new Date('2026-01-01T12:00:00Z');
          const days: string[] = [];
          while (days.length < 366) {
            const next = nextDigestAt({ ...DAILY, timeZone, digestHour }, at);
            if (next === null || next <= at) throw new Error('does not move on');
            at = next;
            days.push(localDateAt(at, timeZone));
          }
          expect(new Set(days).size).toBe(366);
        },
      ),
      { numRuns: 10 },
    );
  });
});
