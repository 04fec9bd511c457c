import type { Json } from '../../src/connector-kit';
import { decideLimit } from '../../src/limits/decide-limit';
import { limitInputText } from '../../src/limits/limit-input-json';
import { DEFAULT_CREDIT_POLICY } from '../../src/limits/policies/default.policy';
import { replayLimit, type StoredLimit } from '../../src/limits/replay-limit';
import { euros, limitInput } from './limit-inputs';

/** A proposal of grade C above what needs nobody, as a run stored it. */
function proposal(changes: Partial<StoredLimit> = {}): StoredLimit {
  const accounts = {
    ...{ equityMinor: euros(1_000_000), intangibleAssetsMinor: 0n },
    ...{ turnoverMinor: null, tradePayablesMinor: null },
  };
  const input = limitInput({ grade: 'C', accounts });
  const decision = decideLimit(input, DEFAULT_CREDIT_POLICY);
  return {
    customerId: 'c',
    limitMinor: String(decision.limitMinor),
    currency: 'EUR',
    status: 'PROPOSED',
    decidedBy: 'policy',
    reviewOn: decision.reviewOn,
    frozenFrom: decision.frozenFrom,
    computedMinor: String(decision.computedMinor),
    approvalsNeeded: decision.approvalsNeeded,
    bindingTerm: String(decision.bindingTerm),
    nextTerm: decision.nextTerm,
    terms: decision.terms.map((term) => ({
      ...term,
      amountMinor: term.amountMinor?.toString() ?? null,
    })) as unknown as Json,
    reasonCodes: decision.reasonCodes,
    policyVersion: decision.policyVersion,
    inputs: JSON.parse(limitInputText(input)) as Json,
    ...changes,
  };
}

const differing = (stored: StoredLimit): string[] =>
  replayLimit(stored, DEFAULT_CREDIT_POLICY).differences.map(({ field }) => field);

it('proves a proposal equal, and tells another amount or review', () => {
  expect(differing(proposal())).toEqual([]);
  expect(differing(proposal({ limitMinor: '1' }))).toEqual(['limit']);
  expect(differing(proposal({ reviewOn: '2030-01-01' }))).toEqual(['reviewOn']);
});

it('takes what a person approved later to be reviewed later, and nothing else to differ', () => {
  const approved = { status: 'ACTIVE', decidedBy: 'Bob' } as const;
  const later = { reviewOn: '2030-01-01', frozenFrom: '2030-02-01' };
  expect(differing(proposal({ ...approved, ...later }))).toEqual([]);
  expect(differing(proposal({ ...approved, status: 'SUPERSEDED', ...later }))).toEqual([]);
  expect(differing(proposal({ ...approved, ...later, limitMinor: '1' }))).toEqual(['limit']);
});
