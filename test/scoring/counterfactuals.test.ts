import fc from 'fast-check';
import { assessCustomer } from '../../src/scoring/combine';
import { COUNTERFACTUAL_CODES, counterfactuals } from '../../src/scoring/counterfactuals';
import { counterfactualText } from '../../src/scoring/explanation-texts';
import { CURRENT_MODEL } from '../../src/scoring/models';
import type { BehaviourFacts, ScoringInput, StatementFacts } from '../../src/scoring/types';
import { EXAMPLE_STATEMENT, GOOD_PAYER, SOUND_STATEMENT, scoringInput } from './scoring-inputs';

const LATE: BehaviourFacts = {
  ...GOOD_PAYER,
  lateOver10Count12m: 20,
  weightedDaysLate: '800000000',
};
const of = (input: ScoringInput) => counterfactuals(input, CURRENT_MODEL);
const codes = (input: ScoringInput): string[] => of(input).map(({ code }) => code);

describe('what would better a score', () => {
  it('names the year whose accounts are missing, and what the score would be with them', () => {
    const stale: StatementFacts = { ...SOUND_STATEMENT, closedOn: '2024-12-31' };
    const input = scoringInput({ statements: [stale] });
    const [first] = of(input);
    expect(first).toMatchObject({
      code: 'FILE_ACCOUNTS',
      params: { year: '2025' },
      gradeThen: 'A',
    });
    const filed = scoringInput({ statements: [stale, { ...stale, closedOn: '2025-12-31' }] });
    const today = assessCustomer(input).score ?? NaN;
    expect(first?.scoreThen).toBe(assessCustomer(filed).score);
    expect(first?.scoreGain).toBe((first?.scoreThen ?? NaN) - today);
    const params = { ...first?.params, gain: first?.scoreGain ?? 0, grade: 'A' };
    expect(counterfactualText('FILE_ACCOUNTS', params, 'en')).toMatch(
      /^With the 2025 accounts filed: \+\d+ points; the numbers would ask for grade A\.$/,
    );
    expect(counterfactualText('FILE_ACCOUNTS', params, 'fr')).toMatch(/^Avec les comptes 2025/);
  });

  it('says under which terms the accounts it is told from are known', () => {
    const terms = { restriction: 'NO_REDISTRIBUTION', connector: 'creditsafe' } as const;
    const lost = { ...SOUND_STATEMENT.items, shareCapital: '9000' };
    const restricted: StatementFacts = { ...SOUND_STATEMENT, items: lost, terms };
    const [first] = of(scoringInput({ statements: [restricted] }));
    expect(first).toMatchObject({ code: 'REBUILD_EQUITY', terms });
    const sound = { ...SOUND_STATEMENT, terms };
    const late = of(scoringInput({ statements: [sound], behaviour: LATE }));
    expect(late.find(({ code }) => code === 'PAY_ON_TIME')).not.toHaveProperty('terms');
    const old = { ...SOUND_STATEMENT, closedOn: '2024-12-31', terms };
    expect(of(scoringInput({ statements: [old] }))[0]).toMatchObject({
      code: 'FILE_ACCOUNTS',
      terms,
    });
  });

  it('asks for no accounts that are not due yet', () => {
    const input = scoringInput({ statements: [EXAMPLE_STATEMENT], asOf: '2026-11-02' });
    expect(codes(input)).not.toContain('FILE_ACCOUNTS');
  });

  it('takes accounts nobody has seen for neither good nor bad', () => {
    const thin = scoringInput({ statements: [], behaviour: null });
    const [first] = of(thin);
    expect(first).toMatchObject({ code: 'FILE_ACCOUNTS', params: { year: '2025' } });
    expect(first?.gradeThen).not.toBe('A');
  });

  it('asks for accounts that are hidden to be shown, and wrong ones to be corrected', () => {
    const hidden = { ...SOUND_STATEMENT, confidentiality: 'FULL' as const, items: {} };
    const before = { ...SOUND_STATEMENT, sourceKey: 'old', closedOn: '2024-12-31' };
    expect(codes(scoringInput({ statements: [hidden, before] }))).toContain('SHARE_ACCOUNTS');
    const wrong = {
      ...SOUND_STATEMENT,
      items: { ...SOUND_STATEMENT.items, totalLiabilities: '1' },
    };
    expect(codes(scoringInput({ statements: [wrong, before] }))).toContain('CORRECT_ACCOUNTS');
  });

  it('counts what is paid late among what was paid late', () => {
    const behaviour = {
      ...LATE,
      overdueMinor: '3000000',
      overdueOver90Minor: '3000000',
      maxOpenDaysOverdue: 120,
    };
    const found = of(scoringInput({ behaviour }));
    expect(found.map(({ code }) => code)).toContain('PAY_OVERDUE');
    const worst = scoringInput({ behaviour: { ...behaviour, lateOver10Count12m: 40 } });
    for (const { scoreThen } of of(worst)) expect(scoreThen).toBeLessThan(100);
  });

  it('lets equity be rebuilt to half of the capital, no further', () => {
    const poor = {
      ...SOUND_STATEMENT,
      items: { ...SOUND_STATEMENT.items, equity: '1000', shareCapital: '4000' },
    };
    const found = of(scoringInput({ statements: [poor] }));
    const rebuilt = found.find(({ code }) => code === 'REBUILD_EQUITY');
    expect(rebuilt?.scoreGain).toBeGreaterThan(0);
  });

  it('tells nothing to who is in liquidation, and nothing of who is not scored', () => {
    const insolvency = {
      ...{ kind: 'LIQUIDATION' as const, sourceKey: 'A1' },
      ...{ publishedOn: '2026-10-01', closedFor: null },
    };
    expect(of(scoringInput({ insolvency, behaviour: LATE }))).toEqual([]);
    expect(of(scoringInput({ company: null, statements: [], behaviour: null }))).toEqual([]);
  });

  it('asks a holding for no accounts, since they would not be scored', () => {
    const base = scoringInput({ behaviour: null, statements: [] });
    const company = base.company && { ...base.company, activityCode: '64.20Z' };
    expect(of({ ...base, company })).toEqual([]);
  });

  it('tells gains only, the greatest first, each with a text in both languages', () => {
    const months = fc.constantFrom('2025-12-31', '2024-12-31', '2023-12-31');
    fc.assert(
      fc.property(
        months,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 5_000_000 }),
        fc.integer({ min: 0, max: 200 }),
        (closedOn, late, overdue, days) => {
          const behaviour: BehaviourFacts = {
            ...GOOD_PAYER,
            lateOver10Count12m: late,
            overdueMinor: String(overdue),
            maxOpenDaysOverdue: days,
          };
          const statements = [{ ...EXAMPLE_STATEMENT, closedOn }];
          const found = of(scoringInput({ behaviour, statements }));
          const gains = found.map(({ scoreGain }) => scoreGain);
          expect(gains.every((gain) => gain > 0)).toBe(true);
          expect(gains).toEqual([...gains].sort((a, b) => b - a));
        },
      ),
      { numRuns: 50 },
    );
    for (const code of COUNTERFACTUAL_CODES) {
      for (const locale of ['en', 'fr'] as const) {
        const params = { year: '2025', days: 10, gain: 8, grade: 'B' };
        expect(counterfactualText(code, params, locale)).not.toMatch(/[{}]/);
        const least = counterfactualText(code, { ...params, gain: 1 }, locale);
        expect(least).toMatch(
          locale === 'en' ? /\+1 point; the numbers / : /\+1 point ; les chiffres /,
        );
      }
    }
  });

  it('promises no grade at once: it says how the one that holds would come to it', () => {
    const gain = { year: '2025', gain: 8, grade: 'A' };
    const text = (params: object, locale: 'en' | 'fr' = 'en') =>
      counterfactualText('FILE_ACCOUNTS', { ...gain, ...params }, locale);
    expect(text({ held: 'A', until: null })).toMatch(/the numbers would ask for grade A\.$/);
    expect(text({ held: 'C', until: null })).toMatch(/From C, .* one notch a day at most\.$/);
    const until = { date: '2027-01-31' };
    expect(text({ held: 'E', until })).toMatch(/stays E until 31 Jan 2027/);
    expect(text({ held: 'E', until }, 'fr')).toMatch(/reste E jusqu’au 31 janv. 2027/);
  });
});
