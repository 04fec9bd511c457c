import fc from 'fast-check';
import { addDays, epochDay, fromEpochDay, isEncoursError } from '../../../src/kernel';
import { claimsByDueDate } from '../../../src/reports/key-figures/claims-by-due-date';
import { expectedReceipts, mondayOf } from '../../../src/reports/key-figures/expected-receipts';
import {
  daysOf,
  figuresPeriod,
  monthsOf,
  monthSpans,
} from '../../../src/reports/key-figures/figures-period';

const TODAY = '2026-06-18';
const present = { today: TODAY, knownOn: TODAY };

describe('a period', () => {
  test('that has passed is counted whole', () => {
    expect(figuresPeriod({ from: '2025-01-01', to: '2025-12-31' }, present).through).toBe(
      '2025-12-31',
    );
  });

  test('up to the end of the month that runs is counted so far', () => {
    expect(figuresPeriod({ from: '2026-06-01', to: '2026-06-30' }, present).through).toBe(TODAY);
  });

  test('as known earlier goes no further than was known', () => {
    const known = { today: TODAY, knownOn: '2026-03-10' };
    expect(figuresPeriod({ from: '2026-01-01', to: '2026-05-31' }, known).through).toBe(
      '2026-03-10',
    );
  });

  test.each([
    ['2026-06-02', '2026-06-01', present, 'BAD_PERIOD'],
    ['2021-06-01', '2026-06-01', present, 'PERIOD_TOO_LONG'],
    ['0001-01-01', '2026-06-01', present, 'PERIOD_TOO_LONG'],
    ['2026-06-01', '2026-07-01', present, 'PERIOD_IN_FUTURE'],
    ['2026-06-19', '2026-06-30', present, 'PERIOD_IN_FUTURE'],
    ['9999-12-01', '9999-12-31', present, 'PERIOD_IN_FUTURE'],
    ['2026-04-01', '2026-05-31', { today: TODAY, knownOn: '2026-03-10' }, 'PERIOD_IN_FUTURE'],
  ])('from %s to %s is refused', (from, to, at, code) => {
    expect(codeOf(() => figuresPeriod({ from, to }, at))).toBe(code);
  });

  test('of sixty whole months is the longest', () => {
    const { from, through } = figuresPeriod({ from: '2021-06-01', to: '2026-05-31' }, present);
    expect(monthSpans({ from, through })).toHaveLength(60);
    expect(monthsOf({ from, through })).toBe(60);
  });

  test('falls into its months without a gap or a day twice', () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map(fromEpochDay);
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 1_800 }), (from, length) => {
        const period = { from, through: addDays(from, length) };
        const spans = monthSpans(period);
        expect(spans.reduce((sum, { days }) => sum + days, 0)).toBe(daysOf(period));
        for (const [index, span] of spans.entries()) {
          expect(span.from).toBe(index === 0 ? from : addDays(spans[index - 1]!.through, 1));
          expect([span.from.slice(0, 7), span.through.slice(0, 7)]).toEqual([
            span.month,
            span.month,
          ]);
        }
        expect(spans.at(-1)!.through).toBe(period.through);
      }),
    );
  });

  test.each([
    ['2026-02-01', '2026-02-28', 1],
    ['2026-01-15', '2026-02-14', 1],
    ['2026-06-18', '2026-06-18', 1],
    ['2026-01-01', '2026-03-31', 3],
    ['2025-07-01', '2026-06-30', 12],
  ])('from %s to %s is %d months long', (from, through, months) => {
    expect(monthsOf({ from, through })).toBe(months);
  });
});

describe('expected receipts', () => {
  const habit = { through: '2026-06-18', daysLate: 10 }; // a Thursday

  test('come in the week of the due date and the usual delay', () => {
    const forecast = expectedReceipts(
      [
        { dueOn: '2026-06-09', amountMinor: 1n }, // expected on the 19th
        { dueOn: '2026-06-12', amountMinor: 2n }, // the 22nd, a Monday
        { dueOn: '2026-06-18', amountMinor: 4n }, // the 28th, its Sunday
        { dueOn: '2026-06-08', amountMinor: 8n }, // expected today, and not come
        { dueOn: null, amountMinor: 16n },
        { dueOn: '2099-01-01', amountMinor: 32n },
        { dueOn: '9999-12-31', amountMinor: 64n },
      ],
      habit,
    );
    expect(forecast).toEqual({
      weeks: [
        { weekStart: '2026-06-15', amountMinor: 1n },
        { weekStart: '2026-06-22', amountMinor: 6n },
      ],
      unscheduledMinor: 120n,
    });
  });

  test('weeks begin on Mondays', () => {
    const day = fc.integer({ min: -700_000, max: 2_000_000 }).map(fromEpochDay);
    fc.assert(
      fc.property(day, (any) => {
        const monday = mondayOf(any);
        expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(epochDay(any) - epochDay(monday)).toBeLessThan(7);
      }),
    );
  });
});

describe('claims by due date from days to come', () => {
  test('are the claims that were open, whatever their dates', () => {
    const claims = fc.array(
      fc.record({
        due: fc.integer({ min: -200, max: 100 }),
        amount: fc.bigInt({ min: 1n, max: 1_000n }),
      }),
    );
    fc.assert(
      fc.property(claims, (open) => {
        const through = '2026-06-18';
        const ages = { overdue: 0, overdue_30: 30, overdue_60: 60, overdue_90: 90 };
        const days = Array.from({ length: 200 }, (_, index) => addDays(through, index + 1));
        const coming = days.map((day) => ({
          currency: 'EUR',
          day,
          overdue: Object.fromEntries(
            Object.entries(ages).map(([measure, age]) => [
              measure,
              open
                .filter(({ due }) => addDays(through, due + age + 1) === day)
                .reduce((sum, { amount }) => sum + amount, 0n),
            ]),
          ) as Record<keyof typeof ages, bigint>,
        }));
        const old = open.filter(({ due }) => due < -90);
        const overdue90Minor = old.reduce((sum, { amount }) => sum + amount, 0n);
        const found = claimsByDueDate(coming, { through, undatedMinor: 7n, overdue90Minor });
        const expected = new Map<string | null, bigint>([
          [null, 7n],
          [addDays(through, -91), overdue90Minor],
        ]);
        for (const { due, amount } of open.filter(({ due: days }) => days >= -90)) {
          const dueOn = addDays(through, due);
          expected.set(dueOn, (expected.get(dueOn) ?? 0n) + amount);
        }
        expect(new Map(found.map(({ dueOn, amountMinor }) => [dueOn, amountMinor]))).toEqual(
          expected,
        );
      }),
    );
  });
});

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return isEncoursError(error) ? error.code : String(error);
  }
}
