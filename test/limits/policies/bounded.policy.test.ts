import fc from 'fast-check';
import { decideLimit } from '../../../src/limits/decide-limit';
import { decideManualLimit } from '../../../src/limits/manual-limit';
import type { CreditPolicy } from '../../../src/limits/policies/credit-policy';
import { boundedBy } from '../../../src/limits/policies/bounded.policy';
import { DEFAULT_CREDIT_POLICY } from '../../../src/limits/policies/default.policy';
import { readPolicyDocument } from '../../../src/limits/policies/policy-document';
import { euros, limitInput, SEGMENT_FACTS } from '../limit-inputs';
import { changed, draftDocument, withSegments } from './policy-examples';

function policyOf(document: unknown): CreditPolicy {
  const read = readPolicyDocument(document, 'policy-9');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

/** The matrix of one account alone, with an appetite and an automatic amount as large as it takes. */
function forOneAccount(automaticUpTo = '500000'): object {
  const document = withSegments({ accounts: ['C1'] });
  for (const grade of ['A', 'B', 'C', 'D']) {
    changed(`segments[0].grades.${grade}.appetite`, '2000000', document);
    changed(`segments[0].grades.${grade}.automaticUpTo`, automaticUpTo, document);
  }
  return document;
}

/** Of whom the terms would give 400,000. */
const LARGE = limitInput({
  grade: 'A',
  segmentFacts: { ...SEGMENT_FACTS, account: 'C1' },
  sales12mMinor: euros(3_650_000),
  sellerSales12mMinor: euros(100_000_000),
  highestCreditPaidOnTimeMinor: null,
  accounts: {
    equityMinor: euros(2_000_000),
    intangibleAssetsMinor: 0n,
    turnoverMinor: euros(20_000_000),
    tradePayablesMinor: euros(3_000_000),
  },
});

describe('a policy that one person alone published', () => {
  const alone = boundedBy(policyOf(forOneAccount()), DEFAULT_CREDIT_POLICY);

  it('proposes what it would set without a person and the one before would not', () => {
    const whole = decideLimit(LARGE, policyOf(forOneAccount()));
    expect(whole).toMatchObject({ action: 'SET', limitMinor: euros(400_000) });
    expect(decideLimit(LARGE, alone)).toMatchObject({
      ...{ action: 'PROPOSE', limitMinor: euros(400_000) },
      reasonCodes: ['FIRST_LIMIT', 'POLICY_NOT_CONFIRMED'],
    });
  });

  it('sets what a credit manager may grant, and what was set before', () => {
    const small = limitInput({ ...LARGE, sales12mMinor: euros(609_000) });
    expect(decideLimit(small, alone)).toMatchObject({ action: 'SET', limitMinor: euros(100_000) });
    const before = boundedBy(policyOf(forOneAccount('500000')), policyOf(forOneAccount('450000')));
    expect(decideLimit(LARGE, before)).toMatchObject({ action: 'SET' });
  });

  it('in another currency has people keep to the thresholds there were, by the rate of the day', () => {
    const approvals = {
      creditManagerUpToMinor: euros(9_000_000),
      twoApproversAboveMinor: euros(9_000_000),
    };
    const francs = { ...DEFAULT_CREDIT_POLICY, currency: 'CHF', approvals };
    const wanted = {
      ...{ currency: 'CHF', reason: 'an order', expiresOn: null, asOf: '2026-11-02' },
      ...{ currentMinor: null, currentUntil: null, euroRate: '0.5' },
    };
    const decide = (amount: number, euroRate: string | null = '0.5') =>
      decideManualLimit(
        { ...wanted, limitMinor: euros(amount), euroRate },
        boundedBy(francs, DEFAULT_CREDIT_POLICY),
      );
    expect(decide(50_000)).toMatchObject({ status: 'ACTIVE' });
    expect(decide(50_001)).toMatchObject({ status: 'PROPOSED', approvalsNeeded: 1 });
    expect(decide(250_001)).toMatchObject({ status: 'PROPOSED', approvalsNeeded: 2 });
    expect(decide(1, null)).toMatchObject({ status: 'PROPOSED', approvalsNeeded: 2 });
  });

  it('leaves the thresholds of approval where they were', () => {
    const document = changed('approvals.creditManagerUpTo', '900000', forOneAccount());
    changed('approvals.twoApproversAbove', '900000', document);
    const bounded = boundedBy(policyOf(document), DEFAULT_CREDIT_POLICY);
    const wanted = {
      ...{ currency: 'EUR', reason: 'an order', expiresOn: null, asOf: '2026-11-02' },
      ...{ currentMinor: null, currentUntil: null, euroRate: null, limitMinor: euros(600_000) },
    };
    expect(decideManualLimit(wanted, policyOf(document))).toMatchObject({ status: 'ACTIVE' });
    expect(decideManualLimit(wanted, bounded)).toMatchObject({
      ...{ status: 'PROPOSED', approvalsNeeded: 2 },
    });
  });

  it('is bounded as much in another currency, and by a policy in another one altogether', () => {
    const dollars = { ...LARGE, currency: 'USD', euroRate: '1.25' };
    expect(decideLimit(dollars, alone)).toMatchObject({ action: 'PROPOSE' });
    const small = { ...dollars, sales12mMinor: euros(609_000) };
    expect(decideLimit(small, alone)).toMatchObject({ action: 'SET', limitMinor: 10_000_000n });
    const francs = { ...policyOf(forOneAccount()), currency: 'CHF' };
    const first = boundedBy(francs, DEFAULT_CREDIT_POLICY);
    const large = { ...LARGE, currency: 'CHF' };
    const known = { ...large, euroRate: '0.5', sales12mMinor: euros(304_500) };
    expect(decideLimit(known, first)).toMatchObject({ action: 'SET', limitMinor: euros(50_000) });
    expect(decideLimit({ ...known, sales12mMinor: euros(310_000) }, first)).toMatchObject({
      ...{ action: 'PROPOSE', reasonCodes: ['FIRST_LIMIT', 'POLICY_NOT_CONFIRMED'] },
    });
    const unknown = decideLimit({ ...known, euroRate: null, accounts: null }, first);
    expect(unknown).toMatchObject({ action: 'PROPOSE', approvalsNeeded: 2 });
  });

  it('sets no more than the one before would have, were its automatic amounts as large', () => {
    const former = policyOf(forOneAccount());
    const longer = policyOf(changed('need.peakFactor', 4, forOneAccount()));
    const input = limitInput({ ...LARGE, sales12mMinor: euros(1_217_000) });
    expect(decideLimit(input, former)).toMatchObject({ limitMinor: euros(200_000) });
    expect(decideLimit(input, longer)).toMatchObject({ action: 'SET', limitMinor: euros(400_000) });
    expect(decideLimit(input, boundedBy(longer, former))).toMatchObject({ action: 'PROPOSE' });
  });

  it('has neither limits looked at later, nor what a person sets last longer', () => {
    const document = changed('segments[0].grades.B.reviewMonths', 11);
    changed('manualLimits.longestExpiryDays', 3000, document);
    changed('manualLimits.defaultExpiryDays', 2000, document);
    changed('reservations.unbilledDays', 0, document);
    const bounded = boundedBy(policyOf(document), DEFAULT_CREDIT_POLICY);
    expect(decideLimit(limitInput(), policyOf(document)).reviewOn).toBe('2027-10-02');
    expect(decideLimit(limitInput(), bounded).reviewOn).toBe('2027-05-02');
    expect(bounded.manualLimits).toEqual(DEFAULT_CREDIT_POLICY.manualLimits);
    expect(bounded.reservations.unbilledDays).toBe(30);
  });

  it('never sets what neither the policy before nor a credit manager may, and cuts like any other', () => {
    const cents = fc.bigInt({ min: 0n, max: 90_000_000n });
    fc.assert(
      fc.property(cents, fc.option(cents), cents, (sales, current, automatic) => {
        const text = (automatic / 200n).toString();
        const policy = policyOf(forOneAccount(text));
        const input = limitInput({
          ...{ ...LARGE, sales12mMinor: sales * 10n },
          current: current === null ? null : { ...RUNNING, limitMinor: current },
        });
        const bounded = decideLimit(input, boundedBy(policy, DEFAULT_CREDIT_POLICY));
        const whole = decideLimit(input, policy);
        expect(bounded.computedMinor).toBe(whole.computedMinor);
        const isRaise = (bounded.limitMinor ?? 0n) > (current ?? 0n);
        if (bounded.action !== 'SET' || !isRaise) return;
        expect(whole.action).toBe('SET');
        expect(bounded.limitMinor).toBeLessThanOrEqual(euros(100_000));
      }),
    );
  });

  it('says the same document as it was written', () => {
    expect(draftDocument()).not.toHaveProperty('bound');
  });
});

const RUNNING = { decidedBy: 'POLICY' as const, reviewOn: '2027-03-01', expiresOn: null };
