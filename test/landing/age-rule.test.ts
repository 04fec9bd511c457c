import fc from 'fast-check';
import { addDays, localDateAt } from '../../src/kernel';
import { dueBecause, refreshDaysOf } from '../../src/landing';

const dayOf = (instant: Date): string => localDateAt(instant, 'Europe/Paris');
const at = (text: string): Date => new Date(text);
const rule = (today: string, refreshDays: number): Parameters<typeof dueBecause>[1] => ({
  ...{ today, refreshDays, dayOf },
});
const found = { readAt: at('2026-03-01T08:00:00Z'), outcome: 'FOUND', noticedAt: null } as const;

describe('a company is due', () => {
  it.each([
    ['that was never read', undefined, '2026-03-01', 30, 'NEVER_READ'],
    [
      'of which only a change is known',
      { readAt: null, outcome: null, noticedAt: at('2026-03-01T08:00:00Z') },
      ...['2026-03-01', 30, 'NEVER_READ'],
    ],
    ['read today', found, '2026-03-01', 30, null],
    ['read today, at an age of nothing', found, '2026-03-01', 0, 'OLD'],
    ['read a day less than its age ago', found, '2026-03-30', 30, null],
    ['read its age ago', found, '2026-03-31', 30, 'OLD'],
    ['not known to the provider', { ...found, outcome: 'UNKNOWN' }, '2026-03-30', 30, null],
    ['not known, its age ago', { ...found, outcome: 'UNKNOWN' }, '2026-03-31', 30, 'OLD'],
    ['read in part today', { ...found, outcome: 'INCOMPLETE' }, '2026-03-01', 30, null],
    ['read in part yesterday', { ...found, outcome: 'INCOMPLETE' }, '2026-03-02', 30, 'INCOMPLETE'],
    [
      'changed after it was read',
      { ...found, noticedAt: at('2026-03-01T08:00:01Z') },
      ...['2026-03-01', 30, 'CHANGED'],
    ],
    [
      'changed before it was read',
      { ...found, noticedAt: at('2026-03-01T07:59:59Z') },
      ...['2026-03-01', 30, null],
    ],
    // 23:30 in Paris is the same day there, whatever the clock in London says.
    ['read late', { ...found, readAt: at('2026-03-01T23:30:00Z') }, '2026-03-02', 1, null],
  ] as const)('%s', (_, reading, today, refreshDays, because) => {
    expect(dueBecause(reading, rule(today as string, refreshDays as number))).toBe(because);
  });

  it('on every day from one day on, once it is', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(800), fc.nat(50), (age, later, more) => {
        const day = addDays('2026-03-01', later);
        const isDue = dueBecause(found, rule(day, age)) !== null;
        const isDueLater = dueBecause(found, rule(addDays(day, more), age)) !== null;
        expect(!isDue || isDueLater).toBe(true);
        expect(isDue).toBe(later >= age);
      }),
    );
  });
});

it.each([
  ['the review of the company', { refreshAfterDays: 60 }, 7, 7],
  ['the setting of the connection', { refreshAfterDays: 60 }, null, 60],
  ['the setting of none', { refreshAfterDays: 0 }, null, 0],
  ['the stream, where the setting makes no sense', { refreshAfterDays: 'soon' }, null, 90],
  ['the stream', {}, null, 90],
])('the age is that of %s', (_, config, review, days) => {
  expect(refreshDaysOf({ refreshAfterDays: 90 }, config, review)).toBe(days);
});
