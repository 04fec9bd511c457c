import fc from 'fast-check';
import { addDays, addMonths, daysBetween, type LocalDate } from '../../src/kernel';
import { assessCustomer } from '../../src/scoring/combine';
import { nextGrade } from '../../src/scoring/grade-history';
import { CURRENT_MODEL } from '../../src/scoring/models';
import { dayOfAge, LOOK_AGAIN_DAYS, nextStaleDay } from '../../src/scoring/next-stale-day';
import type { ScoringInput } from '../../src/scoring';

const TODAY = '2026-03-01';
const daysAgo = (days: number): LocalDate => addDays(TODAY, -days);

/** Facts whose ages lie about the limits where the model thinks otherwise of them. */
const inputs: fc.Arbitrary<ScoringInput> = fc
  .record({
    company: fc.integer({ min: 0, max: 9_000 }),
    ceased: fc.option(fc.integer({ min: -40, max: 10 })),
    closed: fc.array(fc.integer({ min: 0, max: 800 }), { maxLength: 3 }),
    scored: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 2 }),
    late: fc.integer({ min: 0, max: 20 }),
    withdrawn: fc.option(fc.integer({ min: -40, max: 40 })),
    told: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 3 }),
  })
  .map(({ company, ceased, closed, scored, late, withdrawn, told }) => ({
    asOf: TODAY,
    company: {
      ...{ siren: '732829320', sourceKey: '732829320', status: 'ACTIVE' },
      ...{ createdOn: daysAgo(company), ceasedOn: ceased === null ? null : daysAgo(ceased) },
      ...{ activityCode: '46.69B', legalFormCode: '5710' },
    },
    statements: closed.map((days, n) => ({
      ...{ sourceKey: `S${n}`, closedOn: daysAgo(days), months: 12 },
      ...{ confidentiality: 'PUBLIC', scope: 'COMPANY' },
      items: {
        ...{ totalAssets: '600000000', currentAssets: '380000000', equity: '150000000' },
        ...{ totalDebt: '400000000', currentLiabilities: '250000000', turnover: '800000000' },
        ...{ netIncome: '12000000', retainedEarnings: '50000000', operatingIncome: '20000000' },
      },
    })),
    ...(withdrawn === null
      ? {}
      : { coverWithdrawn: { sourceKey: 'V', effectiveOn: daysAgo(withdrawn) } }),
    eventsToReview: told.map((days, n) => ({
      ...{ kind: 'MODIFIED', sourceKey: `E${n}`, publishedOn: daysAgo(days) },
    })),
    insolvency: { kind: 'NONE', sourceKey: null, publishedOn: null, closedFor: null },
    struckOff: null,
    behaviour: {
      ...{ paidCount12m: 20, lateOver10Count12m: late, paidAmountMinor: '1000000' },
      ...{ weightedDaysLate: String(late * 1_000_000), openMinor: '100000', overdueMinor: '0' },
      ...{ overdueOver90Minor: '0', returnedPayments12m: 0, maxOpenDaysOverdue: 0 },
      ...{ portfolioLateShare: 0.2, hasAssumedDueDates: false },
    },
    providerScores: scored.map((days, n) => ({
      ...{ sourceKey: `P${n}`, scale: 'PAPPERS_FINANCIAL_20', value: '12' },
      ...{ higherIsSafer: true, computedOn: daysAgo(days) },
    })),
  }));

describe('the day a decision goes stale', () => {
  it('is not before the same facts can give another decision', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const decision = assessCustomer(input);
        const { state } = nextGrade(null, decision, TODAY);
        const facts = { input, state, model: CURRENT_MODEL, ledgerStaleOn: null };
        const staleOn = nextStaleDay(facts);
        expect(staleOn > TODAY && daysBetween(TODAY, staleOn) <= LOOK_AGAIN_DAYS).toBe(true);
        for (let day = addDays(TODAY, 1); day < staleOn; day = addDays(day, 1)) {
          const then = assessCustomer({ ...input, asOf: day });
          expect(then).toEqual(decision);
          expect(nextGrade(state, then, day).state.grade).toBe(state.grade);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is tomorrow while another grade was asked for and not granted', () => {
    const [input] = fc.sample(inputs, { numRuns: 1, seed: 7 });
    if (input === undefined) throw new Error('no sample');
    const { state } = nextGrade(null, assessCustomer(input), TODAY);
    const waiting = { ...state, pendingGrade: 'A' as const };
    const facts = { input, state: waiting, model: CURRENT_MODEL, ledgerStaleOn: null };
    expect(nextStaleDay(facts)).toBe('2026-03-02');
  });

  it('is the day the ledger names, when that is first', () => {
    const [input] = fc.sample(inputs, { numRuns: 1, seed: 7 });
    if (input === undefined) throw new Error('no sample');
    const { state } = nextGrade(null, assessCustomer(input), TODAY);
    const facts = { input, state: { ...state, pendingGrade: null }, model: CURRENT_MODEL };
    expect(nextStaleDay({ ...facts, ledgerStaleOn: '2026-03-02' })).toBe('2026-03-02');
    expect(nextStaleDay({ ...facts, ledgerStaleOn: '2026-01-01' })).toBe('2026-03-02');
  });

  it('does not miss the day on which a date becomes older than some months', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.constantFrom(12, 18, 24), (days, months) => {
        const date = daysAgo(days);
        const isOlder = (day: LocalDate): boolean => date < addMonths(day, -months);
        const until = dayOfAge(date, months, TODAY) ?? addDays(TODAY, 1_000);
        for (let day = addDays(TODAY, 1); day < until; day = addDays(day, 1)) {
          expect(isOlder(day)).toBe(isOlder(TODAY));
        }
      }),
      { numRuns: 60 },
    );
  });
});
