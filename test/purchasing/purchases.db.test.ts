import fc from 'fast-check';
import type { BookedCall } from '../../src/connector-kit';
import { budgetsOf, expireBookings, setPrice, settleUnanswered } from '../../src/purchasing';
import {
  ANSWER,
  book,
  desksAt,
  inTenant,
  MINUTE,
  outcomeOf,
  report,
  REQUEST,
  settle,
} from './desk';
import { NOW, usePaidHub } from './paid-hub';
import { sirens } from './paid-provider';

const paid = usePaidHub();
const desk = desksAt(paid);
const [ONE = '', TWO = ''] = sirens(2);

describe('without terms', () => {
  it('nothing is bought before there is a budget', async () => {
    const { buyer, open } = await desk();
    expect(await outcomeOf(open(), report(ONE))).toBe('DOMAIN BUDGET_NOT_SET');
    expect(await buyer.calls()).toEqual([]);
    expect(await buyer.months()).toEqual([]);
  });

  it('a budget in money buys nothing whose price nobody knows; a budget in calls does', async () => {
    const own = await desk({ unitPriceMinor: null });
    await own.buyer.budget({ monthlyLimitMinor: 1_000n });
    expect(await outcomeOf(own.open(), report(ONE))).toBe('DOMAIN PRICE_NOT_SET');
    await inTenant(own, (tx) =>
      setPrice(tx, own.buyer.connection.connectionId, {
        ...{ call: 'report', unitPriceMinor: 400n, setBy: 'test', at: NOW },
      }),
    );
    await settle(own.open(), report(ONE));
    await settle(own.open(), report(TWO));
    expect(await outcomeOf(own.open(), report(null))).toBe('DOMAIN BUDGET_EXHAUSTED');
    expect(await own.buyer.months()).toEqual([{ month: '2026-03', minor: '800', calls: 2 }]);

    const counted = await desk({ unitPriceMinor: null });
    await counted.buyer.budget({ monthlyCallsMax: 1 });
    await settle(counted.open(), report(ONE));
    expect((await counted.buyer.calls()).map(({ cost }) => cost)).toEqual([null]);
    expect(await outcomeOf(counted.open(), report(TWO))).toBe('DOMAIN BUDGET_EXHAUSTED');
  });

  it('a call that the price list does not name is a mistake of the connector', async () => {
    const { buyer, open } = await desk();
    await buyer.budget({ monthlyCallsMax: 1 });
    expect(await outcomeOf(open(), report(ONE, { call: 'other' }))).toBe(
      'BUG CALL_NOT_IN_PRICE_LIST',
    );
  });
});

describe('the month', () => {
  it('counts a call where it was booked, in the time zone of the seller', async () => {
    const { buyer, clock, open } = await desk({ timeZone: 'Pacific/Auckland' });
    await buyer.budget({ monthlyCallsMax: 1 });
    clock.set(new Date('2026-03-31T10:59:00Z'));
    const last = await book(open(), report(ONE));
    // Midnight in Auckland, the end of the morning in Paris.
    clock.set(new Date('2026-03-31T11:00:00Z'));
    await settle(open(), report(TWO));
    await last.answered(ANSWER, { isCharged: true, units: 1 });
    expect((await buyer.months()).map(({ month, calls }) => [month, calls])).toEqual([
      ['2026-03', 1],
      ['2026-04', 1],
    ]);
    expect(await outcomeOf(open(), report(sirens(3)[2] ?? ''))).toBe('DOMAIN BUDGET_EXHAUSTED');
  });

  it('gets back units that were not used, and what was refused or answered for nothing', async () => {
    const { buyer, open } = await desk();
    await buyer.budget({ monthlyLimitMinor: 2_500n });
    const wide = await book(open(), report(ONE, { units: 10 }));
    expect(await outcomeOf(open(), report(TWO))).toBe('DOMAIN BUDGET_EXHAUSTED');
    await wide.answered(ANSWER, { isCharged: true, units: 2.5 });
    expect(await buyer.months()).toEqual([{ month: '2026-03', minor: '625', calls: 1 }]);
    await (await book(open(), report(TWO))).released('429');
    await (await book(open(), report(TWO))).answered(ANSWER, { isCharged: false, units: 0 });
    expect(await buyer.months()).toEqual([{ month: '2026-03', minor: '625', calls: 1 }]);
  });

  it('counts a call without an answer, which may be sent again at once', async () => {
    const { buyer, open } = await desk();
    await buyer.budget({ monthlyCallsMax: 2 });
    await (await book(open(), report(ONE))).unanswered('timeout');
    await settle(open(), report(ONE));
    expect(await buyer.months()).toEqual([{ month: '2026-03', minor: '500', calls: 2 }]);
    const statuses = (await buyer.calls()).map(({ status }) => status);
    expect(statuses.sort()).toEqual(['SETTLED', 'UNANSWERED']);
  });

  it('counts a repetition that is free as nothing, within its days', async () => {
    const { buyer, clock, open } = await desk({ repeatFreeDays: 30 });
    await buyer.budget({ monthlyLimitMinor: 10_000n });
    await settle(open(), report(ONE));
    clock.advanceMs(MINUTE);
    await settle(open(), report(ONE, { variant: 'again' }));
    expect((await buyer.calls()).map(({ cost, counted }) => [cost, counted])).toEqual([
      ['250', 1],
      ['0', 0],
    ]);
    clock.advanceMs(30 * 24 * 60 * MINUTE);
    await settle(open(), report(ONE, { variant: 'later' }));
    expect((await buyer.calls()).map(({ cost }) => cost)).toEqual(['250', '0', '250']);
  });

  it('never holds less than the bill when what a free repetition rests on was not billed', async () => {
    const own = await desk({ repeatFreeDays: 30 });
    const { buyer, clock, open } = own;
    await buyer.budget({ monthlyLimitMinor: 10_000n });
    const rule = (callId: string, wasCharged: boolean): Promise<void> =>
      inTenant(own, (tx) => settleUnanswered(tx, callId, { wasCharged, by: 'marie', at: NOW }));
    await (await book(open(), report(ONE))).unanswered('timeout');
    clock.advanceMs(MINUTE);
    await (await book(open(), report(ONE))).unanswered('timeout');
    const ids = await paid().database.query<{ id: string }>(
      'SELECT provider_call_id AS id FROM provider_call WHERE tenant_id = $1 ORDER BY booked_at',
      [buyer.tenantId],
    );
    const [first = '', again = ''] = ids.map(({ id }) => id);
    await expect(rule(first, false)).rejects.toMatchObject({ code: 'CALL_REPEATED_FREE' });
    expect(await buyer.months()).toMatchObject([{ minor: '250', calls: 1 }]);
    await rule(again, false);
    await rule(first, false);
    expect(await buyer.months()).toMatchObject([{ minor: '0', calls: 0 }]);
  });

  it('tells where it stands', async () => {
    const own = await desk();
    await own.buyer.budget({ monthlyCallsMax: 3, monthlyLimitMinor: 600n });
    await settle(own.open(), report(ONE));
    expect(await inTenant(own, (tx) => budgetsOf(tx, NOW))).toEqual([
      {
        connectionId: own.buyer.connection.connectionId,
        ...{ month: '2026-03', monthlyLimitMinor: 600n, monthlyCallsMax: 3 },
        ...{ bookedMinor: 250n, bookedCalls: 1, leftMinor: 350n, warnPercent: 80, leftCalls: 2 },
        isCostUnknown: false,
      },
    ]);
  });
});

describe('the ledger', () => {
  it('shows a tenant its own calls and nobody else', async () => {
    const [mine, other] = [await desk(), await desk()];
    await mine.buyer.budget({ monthlyCallsMax: 10 });
    await other.buyer.budget({ monthlyCallsMax: 10 });
    await settle(mine.open(), report(ONE));
    const seen = await inTenant(other, (tx) => tx.query('SELECT 1 FROM provider_call'));
    expect(seen).toEqual([]);
    // The answer another tenant paid for is not served either.
    expect(await outcomeOf(other.open(), report(ONE))).toBe('booked');
  });

  it.each([
    ['rewritten', `UPDATE provider_call SET cost_minor = 0, counted_calls = 0`],
    ['reopened', `UPDATE provider_call SET status = 'UNANSWERED'`],
    ['deleted', `DELETE FROM provider_call`],
  ])('cannot be %s', async (_, statement) => {
    const own = await desk();
    await own.buyer.budget({ monthlyCallsMax: 10 });
    await settle(own.open(), report(ONE));
    await expect(inTenant(own, (tx) => tx.execute(statement))).rejects.toThrow();
    expect(await own.buyer.calls()).toMatchObject([{ status: 'SETTLED', cost: '250' }]);
  });
});

type Step =
  | { do: 'begin'; subject: number; units: number }
  | { do: 'end'; how: 'answered' | 'free' | 'released' | 'unanswered'; units: number }
  | { do: 'crash' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('begin' as const),
      subject: fc.nat(4),
      units: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      do: fc.constant('end' as const),
      how: fc.constantFrom('answered', 'free', 'released', 'unanswered'),
      units: fc.integer({ min: 0, max: 5 }),
    }),
    fc.constant({ do: 'crash' as const }),
  ),
  { maxLength: 25 },
);

it('books what its rows say and never more than the budget, whatever happens in whatever order', async () => {
  const companies = sirens(5);
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (sequence, isFree) => {
      const own = await desk({ repeatFreeDays: isFree ? 10 : 0 });
      const { buyer, clock, open } = own;
      await buyer.budget({ monthlyLimitMinor: 2_000n, monthlyCallsMax: 6 });
      const live: { call: BookedCall; units: number; subject: number }[] = [];
      for (const step of sequence) {
        clock.advanceMs(1_000);
        if (step.do === 'begin') {
          if (live.some(({ subject }) => subject === step.subject)) continue;
          const purchase = report(companies[step.subject] ?? '', { units: step.units });
          const begun = await open()
            .begin(purchase, REQUEST)
            .catch(() => null);
          if (begun?.kind === 'booked') live.push({ call: begun.booked, ...step });
        } else if (step.do === 'end') {
          const ended = live.shift();
          if (ended === undefined) continue;
          const units = Math.min(step.units, ended.units);
          if (step.how === 'answered')
            await ended.call.answered(ANSWER, { isCharged: true, units });
          else if (step.how === 'free')
            await ended.call.answered(ANSWER, { isCharged: false, units: 0 });
          else await ended.call[step.how]('because');
        } else {
          live.splice(0);
          clock.advanceMs(6 * MINUTE);
          await inTenant(own, (tx) =>
            expireBookings(tx, buyer.connection.connectionId, clock.now()),
          );
        }
        const rows = await buyer.calls();
        const sum = rows.reduce((total, row) => total + BigInt(row.cost ?? 0), 0n);
        const counted = rows.reduce((total, row) => total + row.counted, 0);
        const [month = { minor: '0', calls: 0 }] = await buyer.months();
        expect([BigInt(month.minor), month.calls]).toEqual([sum, counted]);
        expect(sum <= 2_000n && counted <= 6).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
