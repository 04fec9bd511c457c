import {
  clearAnswers,
  consumeAnswers,
  expireBookings,
  releaseHeld,
  unsureSubjects,
} from '../../src/purchasing';
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
import { usePaidHub } from './paid-hub';
import { sirens } from './paid-provider';

const paid = usePaidHub();
const desk = desksAt(paid);
const [ONE = '', TWO = ''] = sirens(2);

describe('an answer that was paid for', () => {
  it('is served until it is used, and after that to whoever needed it before it came', async () => {
    const own = await desk();
    const { buyer, clock, open } = own;
    await buyer.budget({ monthlyCallsMax: 1 });
    const early = open();
    await settle(open(), report(ONE));
    clock.advanceMs(MINUTE);
    const begun = await open().begin(report(ONE), REQUEST);
    expect(begun).toMatchObject({
      kind: 'kept',
      answer: { status: 200, headers: { 'content-type': 'application/json' } },
    });
    expect(begun.kind === 'kept' && Buffer.from(begun.answer.body).toString()).toBe('{"a":"é"}');
    expect(JSON.stringify(begun)).not.toContain('secret');
    await inTenant(own, (tx) =>
      consumeAnswers(tx, {
        ...{ connectionId: buyer.connection.connectionId, stream: 'reports', at: clock.now() },
        subjects: [ONE],
      }),
    );
    expect(await outcomeOf(early, report(ONE))).toBe('kept');
    expect(await outcomeOf(open(), report(ONE))).toBe('DOMAIN BUDGET_EXHAUSTED');
  });

  it('will not do once the provider has reported a change', async () => {
    const { buyer, clock, open } = await desk();
    await buyer.budget({ monthlyCallsMax: 2 });
    await settle(open(), report(ONE));
    clock.advanceMs(MINUTE);
    const changedAt = clock.now();
    expect(await outcomeOf(open({ changedAt: () => changedAt }), report(ONE))).toBe('booked');
  });

  it('stands for its subject and variant only, and for nothing when it has neither', async () => {
    const { buyer, open } = await desk();
    await buyer.budget({ monthlyCallsMax: 100 });
    await settle(open(), report(ONE, { variant: 'accounts' }));
    expect(await outcomeOf(open(), report(ONE))).toBe('booked');
    expect(await outcomeOf(open(), report(ONE, { variant: 'accounts' }))).toBe('kept');
    expect(await outcomeOf(open(), report(TWO, { variant: 'accounts' }))).toBe('booked');
    await settle(open(), report(null));
    expect(await outcomeOf(open(), report(null))).toBe('booked');
  });

  it('is kept for weeks when nobody could use it, then forgotten, but not the call', async () => {
    const own = await desk();
    const { buyer, clock, open } = own;
    await buyer.budget({ monthlyCallsMax: 2 });
    await settle(open(), report(ONE));
    expect(await inTenant(own, (tx) => clearAnswers(tx, clock.now()))).toMatchObject({
      cleared: 0,
    });
    clock.advanceMs(44 * 24 * 60 * MINUTE);
    expect(await inTenant(own, (tx) => clearAnswers(tx, clock.now()))).toMatchObject({
      cleared: 0,
    });
    clock.advanceMs(2 * 24 * 60 * MINUTE);
    expect(await inTenant(own, (tx) => clearAnswers(tx, clock.now()))).toEqual({
      ...{ cleared: 1, unused: 1 },
    });
    expect(await buyer.calls()).toMatchObject([{ status: 'SETTLED', cost: '250' }]);
    expect(await outcomeOf(open(), report(ONE))).toBe('booked');
  });
});

describe('a call whose process died', () => {
  it('stays counted, and is not bought again until somebody says so', async () => {
    const own = await desk();
    const { buyer, clock, open } = own;
    const { connectionId } = buyer.connection;
    const place = { connectionId, stream: 'reports' };
    await buyer.budget({ monthlyCallsMax: 10 });
    await book(open({ holdDays: 20 }), report(ONE));
    expect(await inTenant(own, (tx) => unsureSubjects(tx, place, clock.now()))).toEqual([
      { siren: ONE, why: 'BUYING' },
    ]);
    clock.advanceMs(6 * MINUTE);
    expect(await inTenant(own, (tx) => expireBookings(tx, connectionId, clock.now()))).toBe(1);
    expect(await inTenant(own, (tx) => expireBookings(tx, connectionId, clock.now()))).toBe(0);
    expect(await inTenant(own, (tx) => unsureSubjects(tx, place, clock.now()))).toEqual([
      { siren: ONE, why: 'HELD' },
    ]);
    expect(await outcomeOf(open(), report(ONE))).toBe('DOMAIN PURCHASE_HELD');
    expect(await outcomeOf(open(), report(TWO))).toBe('booked');
    expect(await buyer.months()).toMatchObject([{ calls: 1 }]);
    expect(await inTenant(own, (tx) => releaseHeld(tx, connectionId, [ONE]))).toBe(1);
    expect(await outcomeOf(open(), report(ONE))).toBe('booked');
  });

  it('is bought again once the age of the stream has passed', async () => {
    const own = await desk();
    const { buyer, clock, open } = own;
    await buyer.budget({ monthlyCallsMax: 10 });
    await book(open({ holdDays: 20 }), report(ONE));
    clock.advanceMs(6 * MINUTE);
    await inTenant(own, (tx) => expireBookings(tx, buyer.connection.connectionId, clock.now()));
    clock.advanceMs(20 * 24 * 60 * MINUTE);
    expect(await outcomeOf(open(), report(ONE))).toBe('booked');
  });

  it('is found by whoever wants the same, and its late answer still counts once', async () => {
    const { buyer, clock, open } = await desk();
    await buyer.budget({ monthlyCallsMax: 10 });
    const slow = await book(open(), report(ONE));
    clock.advanceMs(6 * MINUTE);
    expect(await outcomeOf(open(), report(ONE))).toBe('DOMAIN PURCHASE_HELD');
    await slow.answered(ANSWER, { isCharged: true, units: 1 });
    expect(await outcomeOf(open(), report(ONE))).toBe('kept');
    expect(await buyer.months()).toMatchObject([{ calls: 1, minor: '250' }]);
  });

  it('is asked again where that is free: in all it costs what one call costs', async () => {
    const { buyer, clock, open } = await desk({ repeatFreeDays: 30 });
    await buyer.budget({ monthlyCallsMax: 10 });
    await book(open(), report(ONE));
    clock.advanceMs(6 * MINUTE);
    await settle(open(), report(ONE));
    expect(await buyer.months()).toMatchObject([{ calls: 1, minor: '250' }]);
  });

  it('or that was stopped in the middle is held the same', async () => {
    const { buyer, open } = await desk();
    await buyer.budget({ monthlyCallsMax: 10 });
    const stop = new AbortController();
    const call = await book(open({ signal: stop.signal }), report(ONE));
    stop.abort();
    await call.unanswered('stopped');
    expect(await outcomeOf(open(), report(ONE))).toBe('DOMAIN PURCHASE_HELD');
  });
});
