import { assessCustomer } from '../../src/scoring/combine';
import type { Reason, ScoringInput, StatementFacts } from '../../src/scoring/types';
import { SOUND_STATEMENT, scoringInput } from './scoring-inputs';

const TERMS = { restriction: 'NO_REDISTRIBUTION', connector: 'creditsafe' } as const;

function termsOf(input: ScoringInput, isMeant: (reason: Reason) => boolean): unknown[] {
  const { reasons } = assessCustomer(input);
  return reasons.filter(isMeant).flatMap(({ evidence }) => evidence.map(({ terms }) => terms));
}

describe('under which terms a reason may be told', () => {
  it('growth is told from two years, and under the terms of either', () => {
    const before: StatementFacts = {
      ...{ ...SOUND_STATEMENT, sourceKey: 'sound-2024', closedOn: '2024-12-31', terms: TERMS },
      items: { ...SOUND_STATEMENT.items, turnover: '2000' },
    };
    const input = scoringInput({ statements: [SOUND_STATEMENT, before] });
    const growth = termsOf(input, ({ params }) => params['ratio'] === 'sales_growth');
    expect(growth).toEqual([undefined, TERMS]);
    const others = termsOf(input, ({ params }) => params['ratio'] === 'equity_to_liabilities');
    expect(others).not.toContainEqual(TERMS);
  });

  it('of two sources that use one key the stricter binds, in whatever order they come', () => {
    const open = { sourceKey: '552100554', scale: 'ELLISPHERE_10', value: '2' } as const;
    const restricted = { sourceKey: '552100554', scale: 'COFACE_DRA_10', value: '3' } as const;
    const scores = [
      { ...open, computedOn: '2026-10-01' },
      { ...restricted, computedOn: '2026-10-01', terms: TERMS },
    ];
    for (const providerScores of [scores, [...scores].reverse()]) {
      const input = scoringInput({ providerScores });
      expect(termsOf(input, ({ code }) => code === 'PROVIDER_SCORE')).toEqual([TERMS]);
    }
    const internal = { restriction: 'INTERNAL_ONLY', connector: 'ellisphere' } as const;
    const both = scores.map((each) => ({ terms: internal, ...each }));
    for (const providerScores of [both, [...both].reverse()]) {
      const input = scoringInput({ providerScores });
      expect(termsOf(input, ({ code }) => code === 'PROVIDER_SCORE')).toEqual([TERMS]);
    }
  });
});
