import fc from 'fast-check';
import { receivedFor } from '../../src/alerts/promise-receipts';
import { baselineOf } from '../../src/alerts/score-drift';
import { addDays } from '../../src/kernel';

const TODAY = '2026-11-02';
/** So many days ago, a score with its probability. */
const point = (daysAgo: number, score: number | null) => ({
  on: addDays(TODAY, -daysAgo),
  score,
  probabilityOfDefault: score === null ? null : (100 - score) / 100,
});

describe('the score a customer used to have', () => {
  it.each([
    ['held all the time', [point(400, 50)], 50],
    [
      'is the one of most days, not of most changes',
      [point(400, 50), point(100, 10), point(95, 20)],
      50,
    ],
    ['is the lower one when two held as long', [point(180, 60), point(134, 40), point(89, 10)], 60],
    ['does not count what came after', [point(180, 60), point(89, 10)], 60],
    ['counts from when it was first scored', [point(119, 70)], 70],
    ['is unknown of who was scored for less than 30 days of it', [point(118, 70)], null],
    ['is unknown of who is new', [point(20, 70)], null],
    ['leaves out days without a score', [point(400, null), point(130, 70)], 70],
    ['is unknown of nobody', [], null],
  ])('%s', (_, points, score) => {
    expect(baselineOf(points, TODAY)?.score ?? null).toBe(score);
  });

  it('names the days it is of', () => {
    expect(baselineOf([point(400, 50)], TODAY)).toEqual({
      ...{ from: '2026-05-06', to: '2026-08-04', score: 50, probabilityOfDefault: 0.5 },
    });
  });

  it('is always one of the scores that held in the window', () => {
    const days = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 100 })),
    );
    fc.assert(
      fc.property(days, (history) => {
        const sorted = [...history].sort(([left], [right]) => right - left);
        const points = sorted.map(([ago, score]) => point(ago, score));
        const found = baselineOf(points, TODAY);
        if (found !== null) expect(sorted.map(([, score]) => score)).toContain(found.score);
      }),
    );
  });
});

describe('money that comes after broken promises', () => {
  const day = (daysAgo: number) => addDays(TODAY, -daysAgo);
  const promise = (daysAgo: number, amountMinor: bigint | null) => ({
    promisedOn: day(daysAgo),
    amountMinor,
  });
  const receipt = (daysAgo: number, amountMinor: bigint) => ({ on: day(daysAgo), amountMinor });

  it.each([
    [
      'counts from the promised day',
      [promise(9, 100n)],
      [receipt(10, 60n), receipt(9, 30n)],
      [30n],
    ],
    [
      'goes to the oldest first',
      [promise(9, 100n), promise(8, 50n)],
      [receipt(5, 120n)],
      [100n, 20n],
    ],
    [
      'is not for a promise of later',
      [promise(9, 100n), promise(4, 50n)],
      [receipt(5, 120n)],
      [100n, 0n],
    ],
    [
      'passes by what named no amount',
      [promise(9, null), promise(8, 50n)],
      [receipt(5, 50n)],
      [0n, 50n],
    ],
  ])('%s', (_, promises, receipts, expected) => {
    expect(receivedFor(promises, receipts)).toEqual(expected);
  });

  it('is never counted twice, nor beyond what was promised', () => {
    const amount = fc.bigInt({ min: 1n, max: 1_000n });
    const dated = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), amount), { maxLength: 12 });
    fc.assert(
      fc.property(dated, dated, (said, came) => {
        const inOrder = (rows: typeof said) => [...rows].sort(([left], [right]) => right - left);
        const promises = inOrder(said).map(([ago, minor]) => promise(ago, minor));
        const receipts = inOrder(came).map(([ago, minor]) => receipt(ago, minor));
        const received = receivedFor(promises, receipts);
        const total = (values: readonly bigint[]) => values.reduce((sum, each) => sum + each, 0n);
        expect(total(received)).toBeLessThanOrEqual(total(came.map(([, minor]) => minor)));
        for (const [index, minor] of received.entries()) {
          expect(minor).toBeLessThanOrEqual(promises[index]?.amountMinor ?? 0n);
        }
      }),
    );
  });
});
