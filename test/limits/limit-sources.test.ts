import { decideLimit } from '../../src/limits/decide-limit';
import type { LimitInput, LimitTerm } from '../../src/limits/limit-types';
import type { CreditPolicy } from '../../src/limits/policies/credit-policy';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { active, covering, euros, limitInput } from './limit-inputs';

/** Grade B risks 100,000 € uninsured. */
const POLICY: CreditPolicy = { ...DEFAULT_CREDIT_POLICY, needPeakFactor: 1 };
const termOf = (
  term: LimitTerm,
  changes: Partial<LimitInput>,
  policy: Partial<CreditPolicy> = {},
) => {
  const { terms } = decideLimit(limitInput(changes), { ...POLICY, ...policy });
  return terms.find((each) => each.term === term);
};
const insurance = (changes: Partial<CreditPolicy['insurance']>): Partial<CreditPolicy> => ({
  insurance: { ...POLICY.insurance, ...changes },
});

describe('cover and appetite', () => {
  const amount = (covers: LimitInput['covers'], policy: Partial<CreditPolicy> = {}) =>
    termOf('COVER_AND_APPETITE', { covers }, policy)?.amountMinor;

  it('takes of each policy the highest cover, and adds policies up', () => {
    const covers = [
      covering(euros(30_000)),
      covering(euros(50_000)),
      covering(euros(20_000), { policy: 'insurer 2' }),
    ];
    expect(amount(covers)).toBe(euros(170_000));
  });

  it('counts kinds and shares as the policy says', () => {
    const covers = [covering(euros(40_000), { kind: 'DISCRETIONARY' })];
    expect(amount(covers, insurance({ discretionaryShare: 0.5 }))).toBe(euros(120_000));
    expect(amount(covers, insurance({ countedKinds: ['NAMED'] }))).toBe(euros(100_000));
  });

  it('leaves the uninsured appetite, or the share of it the policy leaves, when cover is refused', () => {
    const refused = [covering(0n, { isRefused: true })];
    expect(amount(refused)).toBe(euros(100_000));
    expect(amount(refused, insurance({ appetiteShareIfWithdrawn: 0.25 }))).toBe(euros(25_000));
    const elsewhere = [...refused, covering(euros(1_000), { policy: 'insurer 2' })];
    expect(amount(elsewhere, insurance({ appetiteShareIfWithdrawn: 0.25 }))).toBe(euros(101_000));
  });
});

describe('a bureau', () => {
  const advice = { bureauLimitMinor: euros(12_000) };

  it('speaks while no insurer does', () => {
    expect(termOf('BUREAU_LIMIT', advice)?.amountMinor).toBe(euros(12_000));
    const uncounted = { ...advice, covers: [covering(0n, { kind: 'DISCRETIONARY' })] };
    const policy = insurance({ countedKinds: ['NAMED'] });
    expect(termOf('BUREAU_LIMIT', uncounted, policy)?.amountMinor).toBe(euros(12_000));
    expect(termOf('BUREAU_LIMIT', { ...advice, covers: [covering(0n)] })).toMatchObject({
      ...{ amountMinor: null, reasonIfAbsent: 'INSURER_PREFERRED' },
    });
  });

  it('is told under the terms it was told under, other amounts are not', () => {
    const terms = { restriction: 'NO_REDISTRIBUTION', connector: 'creditsafe' } as const;
    const told = { ...advice, sourceTerms: { bureau: terms } };
    expect(termOf('BUREAU_LIMIT', told)?.terms).toEqual(terms);
    expect(termOf('NEED', told)).not.toHaveProperty('terms');
    const silent = { bureauLimitMinor: null, sourceTerms: { bureau: terms } };
    expect(termOf('BUREAU_LIMIT', silent)).not.toHaveProperty('terms');
  });
});

describe('a group', () => {
  // 20,000,000 of sales at 10 %: the group may owe 2,000,000. Least need 5,000.
  const policy = { groupConcentrationRate: 0.1 };
  const group = { members: 2, sales12mMinor: euros(490_000) };

  it('gives a member its part by what it buys', () => {
    const term = termOf('GROUP_CONCENTRATION', { group, sales12mMinor: euros(365_000) }, policy);
    // (365,000 + 5,000) of (490,000 + 2 × 5,000).
    expect(term?.amountMinor).toBe(euros(1_480_000));
    const fresh = termOf('GROUP_CONCENTRATION', { group, sales12mMinor: null }, policy);
    expect(fresh?.amountMinor).toBe(euros(20_000));
  });

  it('is silent where there is none, or no cap', () => {
    const reason = (changes: Partial<LimitInput>, given: Partial<CreditPolicy>) =>
      termOf('GROUP_CONCENTRATION', changes, given)?.reasonIfAbsent;
    expect(reason({ group: null }, policy)).toBe('NOT_IN_A_GROUP');
    expect(reason({ group }, { groupConcentrationRate: null })).toBe('NO_GROUP_CAP');
    expect(reason({ group, sellerSales12mMinor: null }, policy)).toBe('SELLER_SALES_UNKNOWN');
  });
});

describe('another currency than the policy’s', () => {
  const dollars = { currency: 'USD', euroRate: '1.25', sales12mMinor: euros(365_000) };

  it('is decided at the rate of the day, in round steps', () => {
    const { action, limitMinor, terms } = decideLimit(limitInput(dollars), POLICY);
    // 30,000 USD of need; 48,000 € of equity are 60,000 USD, the automatic 50,000 € are 62,500 USD.
    expect([action, limitMinor]).toEqual(['SET', euros(30_000)]);
    expect(terms.find(({ term }) => term === 'EQUITY')?.amountMinor).toBe(euros(60_000));
  });

  it('keeps what there is without a rate, and where the policy is not in euros', () => {
    const current = active(euros(9_000));
    const unknown = limitInput({ ...dollars, euroRate: null, current });
    expect(decideLimit(unknown, POLICY)).toMatchObject({
      ...{ action: 'KEEP', limitMinor: euros(9_000), reasonCodes: ['CURRENCY_NOT_COVERED'] },
    });
    const sterling = { ...POLICY, currency: 'GBP' };
    expect(decideLimit(limitInput(dollars), sterling).reasonCodes).toEqual([
      'CURRENCY_NOT_COVERED',
    ]);
  });
});

describe('books and a policy in dollars', () => {
  const DOLLARS = { ...POLICY, currency: 'USD' };
  const books = { currency: 'USD', euroRate: '1.25' };
  const amounts = (input: LimitInput, policy: CreditPolicy = DOLLARS) => {
    const { terms } = decideLimit(input, policy);
    return ['EQUITY', 'COVER_AND_APPETITE', 'CONCENTRATION'].map(
      (name) => terms.find(({ term }) => term === name)?.amountMinor,
    );
  };
  const sales = { sellerSales12mMinor: euros(20_000_000) };

  it('take accounts, which are in euros, at the rate of the day, and the sales as they are', () => {
    const input = limitInput({ ...sales, books, currency: 'USD', euroRate: '1.25' });
    // 48,000 € of equity; 5 % of 20,000,000 USD.
    expect(amounts(input)).toEqual([euros(60_000), euros(100_000), euros(1_000_000)]);
  });

  it('never take euros for dollars: without a rate the accounts tell no amount', () => {
    const unknown = { currency: 'USD', euroRate: null };
    const input = limitInput({ ...sales, books: unknown, ...unknown });
    expect(amounts(input)).toEqual([null, euros(100_000), euros(1_000_000)]);
  });

  it('decide of a customer in euros by the rate of the books, not at all without one', () => {
    const input = limitInput({ ...sales, books });
    expect(amounts(input)).toEqual([euros(48_000), euros(80_000), euros(800_000)]);
    const current = active(euros(9_000));
    const without = limitInput({ ...sales, books: { ...books, euroRate: null }, current });
    expect(decideLimit(without, DOLLARS)).toMatchObject({
      ...{ action: 'KEEP', limitMinor: euros(9_000), reasonCodes: ['CURRENCY_NOT_COVERED'] },
    });
  });

  it('before a policy in dollars is published, take the built-in one at the rate of the day', () => {
    const input = limitInput({ ...sales, books, currency: 'USD', euroRate: '1.25' });
    expect(amounts(input, POLICY)).toEqual([euros(60_000), euros(125_000), euros(1_000_000)]);
  });
});

describe('what people decided', () => {
  const waiting = { sales12mMinor: null };

  it('is not asked for again while a person’s proposal waits, nor soon after a refusal', () => {
    const pending = decideLimit(limitInput({ ...waiting, isPersonsProposalPending: true }), POLICY);
    expect(pending).toMatchObject({ action: 'NONE' });
    expect(pending.reasonCodes[0]).toBe('PROPOSAL_PENDING');
    const rejected = { ...waiting, rejectedMinor: euros(47_000) };
    expect(decideLimit(limitInput(rejected), POLICY)).toMatchObject({
      ...{ action: 'NONE', reasonCodes: ['PROPOSAL_REJECTED'] },
    });
    const other = { ...waiting, rejectedMinor: euros(90_000) };
    expect(decideLimit(limitInput(other), POLICY).action).toBe('PROPOSE');
  });

  it('when they do not answer, the limit is renewed before it is frozen and the raise waits on', () => {
    const decide = (reviewOn: string) => {
      const current = active(euros(1_000), { reviewOn });
      return decideLimit(limitInput({ ...waiting, current, proposedMinor: euros(47_000) }), POLICY);
    };
    const reasonCodes = ['PROPOSAL_PENDING', 'RAISED', 'NO_RECENT_SALES'];
    expect(decide('2026-10-18')).toMatchObject({ action: 'KEEP', reasonCodes });
    expect(decide('2026-10-17')).toMatchObject({
      ...{ action: 'RENEW', limitMinor: euros(1_000), reviewOn: '2027-05-02' },
      reasonCodes: [...reasonCodes, 'REVIEW_DUE'],
    });
  });

  it('once it has ended, more than the automatic amount is proposed, also when it is less than before', () => {
    const ended = active(euros(300_000), { decidedBy: 'PERSON', expiresOn: '2026-11-01' });
    const input = limitInput({ current: ended, sales12mMinor: euros(3_650_000) });
    expect(decideLimit(input, POLICY)).toMatchObject({
      ...{ action: 'SET', limitMinor: euros(48_000) },
      reasonCodes: ['CUT', 'MANUAL_LIMIT_EXPIRED'],
    });
    const large = { ...input, grade: 'C' as const };
    expect(decideLimit(large, POLICY)).toMatchObject({
      ...{ action: 'PROPOSE', limitMinor: euros(24_000) },
      reasonCodes: ['CUT', 'MANUAL_LIMIT_EXPIRED', 'ABOVE_AUTOMATIC_AMOUNT'],
    });
  });

  it('is frozen from the day after its end, a limit of the policy when its review is long overdue', () => {
    const manual = active(1n, { decidedBy: 'PERSON', expiresOn: '2026-12-31', reviewOn: null });
    expect(decideLimit(limitInput({ current: manual }), POLICY).frozenFrom).toBe('2027-01-01');
    const renewed = decideLimit(limitInput(), POLICY);
    expect([renewed.reviewOn, renewed.frozenFrom]).toEqual(['2027-05-02', '2027-06-02']);
  });
});
