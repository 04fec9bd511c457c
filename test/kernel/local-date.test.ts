import fc from 'fast-check';
import {
  addDays,
  addMonths,
  daysBetween,
  daysInMonth,
  epochDay,
  fromEpochDay,
} from '../../src/kernel';

const FIRST = Date.UTC(100, 0, 1) / 86_400_000;
const LAST = Date.UTC(9_999, 11, 31) / 86_400_000;
const anyDay = fc.integer({ min: FIRST, max: LAST });

describe('days of the calendar', () => {
  it('are numbered and named as the standard library does', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = fromEpochDay(day);
        expect(date).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
        expect(epochDay(date)).toBe(day);
        expect(epochDay(date)).toBe(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
      }),
    );
  });

  it('come back from as many days later', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -400, max: 400 }), (day, days) => {
        fc.pre(day + days >= FIRST && day + days <= LAST);
        const date = fromEpochDay(day);
        expect(addDays(addDays(date, days), -days)).toBe(date);
        expect(daysBetween(date, addDays(date, days))).toBe(days);
      }),
    );
  });

  it.each([
    ['0001-01-01', -719_162],
    ['0099-12-31', -683_004],
    ['1900-03-01', -25_508],
    ['1970-01-01', 0],
    ['2000-02-29', 11_016],
    ['2026-11-22', 20_779],
  ])('%s is day %d', (date, day) => {
    expect(epochDay(date)).toBe(day);
    expect(fromEpochDay(day)).toBe(date);
  });

  it.each(['', 'nonsense', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32', '2026/01/01'])(
    '%j has no number',
    (text) => {
      expect(epochDay(text)).toBeNaN();
    },
  );

  it('cannot be named beyond the end of time', () => {
    expect(() => fromEpochDay(NaN)).toThrow(RangeError);
  });
});

describe('months', () => {
  it('have as many days as the standard library says', () => {
    const years = fc.integer({ min: 1, max: 9_999 });
    fc.assert(
      fc.property(years, fc.integer({ min: 1, max: 12 }), (year, month) => {
        const last = new Date(0);
        last.setUTCFullYear(year, month, 0);
        expect(daysInMonth(year, month)).toBe(last.getUTCDate());
      }),
    );
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2100-01-31', 1, '2100-02-28'],
    ['2000-02-29', 12, '2001-02-28'],
    ['2026-11-22', 18, '2028-05-22'],
    ['2026-03-31', -13, '2025-02-28'],
    ['2026-12-31', 0, '2026-12-31'],
    ['0999-12-15', 1, '1000-01-15'],
  ])('%s and %d months is %s', (date, months, later) => {
    expect(addMonths(date, months)).toBe(later);
  });
});
