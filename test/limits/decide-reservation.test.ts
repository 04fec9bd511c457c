import fc from 'fast-check';
import {
  CREDIT_REFUSALS,
  decideDelivery,
  decideReservation,
  type ReservationFacts,
} from '../../src/limits/decide-reservation';

const facts = (changes: Partial<ReservationFacts> = {}): ReservationFacts => ({
  ...{ asOf: '2026-06-30', currency: 'EUR', grade: 'B', overrideEffect: null },
  limit: { minor: 1_000n, isFrozen: false, isPersons: false, effectiveTo: null, reviewOn: null },
  exposure: { openMinor: 300n, creditMinor: 100n, reservedMinor: 50n },
  ...{ holds: [], exceptions: [], ...changes },
});
const asked = (amountMinor: bigint, currency = 'EUR') => ({ amountMinor, currency });
const HOLD = { reasonCode: 'OVERDUE', reason: 'late', scope: 'NEW_ORDERS', placedBy: 'm' } as const;

describe('a reservation', () => {
  it('is told the first reason against it: currency, hold, rule, limit', () => {
    const all = facts({
      ...{ holds: [HOLD], grade: 'E', overrideEffect: 'ZERO', limit: null },
    });
    const told = [
      decideReservation(asked(1n, 'USD'), all),
      decideReservation(asked(1n), all),
      decideReservation(asked(1n), { ...all, holds: [] }),
      decideReservation(asked(1n), { ...all, holds: [], grade: 'B', overrideEffect: null }),
      decideReservation(asked(751n), facts()),
    ].map((decision) => (decision.isGiven ? null : decision.code));
    expect(told).toEqual(CREDIT_REFUSALS.filter((code) => code !== 'CREDIT_LIMIT_EXPIRED'));
  });

  it('says by how much a limit is exceeded already, not that more is missing than was asked', () => {
    const told = (openMinor: bigint): string | null => {
      const exposure = { openMinor, creditMinor: 0n, reservedMinor: 0n };
      const decision = decideReservation(asked(200n), facts({ exposure }));
      return decision.isGiven ? null : decision.message;
    };
    expect(told(900n)).toBe(
      '2.00 EUR is 1.00 EUR more than the 1.00 EUR left of the limit of 10.00 EUR',
    );
    expect(told(1_500n)).toBe(
      'nothing is left for 2.00 EUR: the limit of 10.00 EUR is exceeded by 5.00 EUR already',
    );
  });

  it('takes the exceptions it needs and no other', () => {
    const exceptions = [
      { exceptionGrantId: 'small', kind: 'LIMIT_EXCEEDED', ceilingMinor: 10n },
      { exceptionGrantId: 'large', kind: 'LIMIT_EXCEEDED', ceilingMinor: 100n },
      { exceptionGrantId: 'hold', kind: 'HOLD', ceilingMinor: 5_000n },
    ] as const;
    const taken = (amount: bigint, holds: ReservationFacts['holds']) => {
      const decision = decideReservation(asked(amount), facts({ exceptions, holds }));
      return decision.isGiven ? decision.exceptionGrantIds : decision.code;
    };
    expect(taken(750n, [])).toEqual([]);
    expect(taken(760n, [])).toEqual(['small']);
    expect(taken(761n, [])).toEqual(['large']);
    expect(taken(750n, [HOLD])).toEqual(['hold']);
    expect(taken(850n, [HOLD])).toEqual(['hold', 'large']);
    expect(taken(851n, [])).toBe('CREDIT_LIMIT_EXCEEDED');
  });

  it('is delivered in spite of a hold of new orders, of everything only by exception', () => {
    const delivery = { amountMinor: 10n, hasHoldException: false };
    const all = facts({ holds: [{ ...HOLD, scope: 'ALL' }], limit: null });
    expect(decideDelivery(delivery, facts({ holds: [HOLD] })).isGiven).toBe(true);
    expect(decideDelivery(delivery, all)).toMatchObject({ code: 'SUPPLY_ON_HOLD' });
    expect(decideDelivery({ ...delivery, hasHoldException: true }, all).isGiven).toBe(true);
  });
});

const minor = fc.bigInt({ min: 0n, max: 5_000n });
const FACTS: fc.Arbitrary<ReservationFacts> = fc
  .record({
    grade: fc.constantFrom('A' as const, 'C' as const, 'E' as const, null),
    overrideEffect: fc.constantFrom('ZERO' as const, 'FREEZE' as const, null),
    exposure: fc.record({ openMinor: minor, creditMinor: minor, reservedMinor: minor }),
    limit: fc.option(
      fc.record({
        minor,
        isFrozen: fc.boolean(),
        isPersons: fc.boolean(),
        effectiveTo: fc.constant(null),
        reviewOn: fc.constant(null),
      }),
    ),
  })
  .map((changes) => facts(changes));

describe('whatever the facts', () => {
  it('what is given fits: below the limit, or paid in advance', () => {
    fc.assert(
      fc.property(FACTS, fc.bigInt({ min: 1n, max: 6_000n }), (known, amountMinor) => {
        const decision = decideReservation({ amountMinor, currency: 'EUR' }, known);
        if (!decision.isGiven) return;
        const { exposureMinor, limitMinor } = decision.figures;
        const isFrozen = known.limit?.isFrozen === true;
        const before = decideReservation({ amountMinor: 10n ** 15n, currency: 'EUR' }, known);
        expect(exposureMinor <= (limitMinor ?? 0n)).toBe(true);
        if (isFrozen) expect(exposureMinor <= before.figures.exposureMinor).toBe(true);
      }),
    );
  });

  it('a smaller amount is given wherever a larger one is, and a refusal says by how much it is too large', () => {
    fc.assert(
      fc.property(FACTS, fc.bigInt({ min: 2n, max: 6_000n }), (known, amountMinor) => {
        const decision = decideReservation({ amountMinor, currency: 'EUR' }, known);
        if (decision.isGiven) {
          const less = decideReservation({ amountMinor: amountMinor - 1n, currency: 'EUR' }, known);
          expect(less.isGiven).toBe(true);
        } else if (decision.shortfallMinor !== null && decision.shortfallMinor < amountMinor) {
          const fitting = amountMinor - decision.shortfallMinor;
          expect(decideReservation(asked(fitting), known).isGiven).toBe(true);
          expect(decideReservation(asked(fitting + 1n), known).isGiven).toBe(false);
        }
      }),
    );
  });
});
