import { CURRENT_MODEL } from '../../src/scoring/models';
import { accountsOf, type Accounts } from '../../src/scoring/scorecards/accounts';
import { altmanZSecond } from '../../src/scoring/scorecards/altman.scorecard';
import { baseRate as baseRateBy } from '../../src/scoring/scorecards/base-rate.scorecard';
import { behaviourEvidence as behaviourBy } from '../../src/scoring/scorecards/behaviour.scorecard';
import {
  conanHolder as conanHolderAt,
  correctedTo,
} from '../../src/scoring/scorecards/conan-holder.scorecard';
import { externalEvidence as externalBy } from '../../src/scoring/scorecards/external.scorecard';
import { financialEvidence as financialBy } from '../../src/scoring/scorecards/financial.scorecard';
import { zmijewski } from '../../src/scoring/scorecards/zmijewski.scorecard';
import type { StatementFacts } from '../../src/scoring/types';
import { EXAMPLE_STATEMENT, GOOD_PAYER, scoringInput, withItems } from './scoring-inputs';

type Given<Evidence extends (...given: never[]) => unknown> = Parameters<Evidence>;
const baseRate = (company: Given<typeof baseRateBy>[0], asOf: string) =>
  baseRateBy(company, asOf, CURRENT_MODEL.baseRate);
const behaviourEvidence = (behaviour: Given<typeof behaviourBy>[0]) =>
  behaviourBy(behaviour, CURRENT_MODEL.behaviour);
const externalEvidence = (scores: Given<typeof externalBy>[0], asOf: string) =>
  externalBy(scores, asOf, CURRENT_MODEL.external);
const financialEvidence = (input: Given<typeof financialBy>[0]) =>
  financialBy(input, CURRENT_MODEL.financial);
const conanHolder = (accounts: Accounts) => conanHolderAt(accounts, 0.02);

function without(...names: (keyof StatementFacts['items'])[]): StatementFacts {
  const items = { ...EXAMPLE_STATEMENT.items };
  for (const name of names) delete items[name];
  return { ...EXAMPLE_STATEMENT, items };
}

describe('published formulas', () => {
  const accounts = accountsOf(EXAMPLE_STATEMENT);

  it.each([
    ["Altman Z''", altmanZSecond, 2.617, 'SAFE'],
    ['Conan-Holder', conanHolder, 13.6604, 'SAFE'],
    ['Zmijewski', zmijewski, -0.8088, 'SAFE'],
  ] as const)('%s gives the published value on the example accounts', (_, model, value, zone) => {
    const result = model(accounts);
    expect(result.value).toBeCloseTo(value, 4);
    expect(result.zone).toBe(zone);
  });

  it.each([
    [0.1, 0.0023],
    [0.3, 0.0087],
    [0.5, 0.02],
    [0.65, 0.0365],
    [0.9, 0.1552],
    [1, 1],
  ])(
    'a published chance of %d in a sample that half failed is %d where 2 %% fail',
    (sample, real) => {
      expect(correctedTo(0.02, sample)).toBeCloseTo(real, 4);
    },
  );

  it('states chances in their own right: of the probit, and of the table brought to 2 %', () => {
    expect(zmijewski(accounts).probability).toBeCloseTo(0.2093, 4);
    // Between 13.1 (20 %) and 16.4 (10 %): 18.3 %.
    expect(conanHolder(accounts).probability).toBeCloseTo(0.0046, 4);
    expect(altmanZSecond(accounts).probability).toBeNull();
  });

  it('brings the flows of a year of 18 months to 12, and leaves the balance sheet alone', () => {
    const long = { ...withItems({ netIncome: '330', operatingIncome: '495' }), months: 18 };
    expect(zmijewski(accountsOf(long)).value).toBeCloseTo(-0.8088, 4);
    expect(altmanZSecond(accountsOf(long)).value).toBeCloseTo(2.617, 4);
  });

  it.each([
    ['an item is missing', without('retainedEarnings'), altmanZSecond, 'MISSING_ITEMS'],
    [
      'there is no debt to divide by',
      withItems({ equity: '5200' }),
      altmanZSecond,
      'RATIO_UNDEFINED',
    ],
    ['value added is negative', withItems({ valueAdded: '-10' }), conanHolder, 'RATIO_UNDEFINED'],
    ['turnover is zero', withItems({ turnover: '0' }), conanHolder, 'RATIO_UNDEFINED'],
    ['inventories are unknown', without('inventories'), conanHolder, 'MISSING_ITEMS'],
    [
      'the income statement is confidential',
      { ...without('operatingIncome'), confidentiality: 'INCOME_STATEMENT' as const },
      altmanZSecond,
      'INCOME_STATEMENT_CONFIDENTIAL',
    ],
  ])('a model does not apply, and says why, when %s', (_, statement, model, reason) => {
    expect(model(accountsOf(statement))).toMatchObject({
      applicable: false,
      value: null,
      risk: null,
      reason,
    });
  });

  it('bounds absurd financial charges', () => {
    const absurd = conanHolder(accountsOf(withItems({ financialCharges: '840000' })));
    const bounded = conanHolder(accountsOf(withItems({ financialCharges: '2520' })));
    expect(absurd.value).toBe(bounded.value);
  });

  it('has no Zmijewski without current liabilities, which its liquidity is divided by', () => {
    const result = zmijewski(accountsOf(withItems({ currentLiabilities: '0' })));
    expect(result).toMatchObject({ applicable: false, reason: 'RATIO_UNDEFINED', value: null });
  });

  it('needs only the balance sheet for Zmijewski', () => {
    const hidden = { ...EXAMPLE_STATEMENT, confidentiality: 'INCOME_STATEMENT' as const };
    const { totalAssets, equity, netIncome, currentAssets, currentLiabilities } = hidden.items;
    const items = { totalAssets, equity, netIncome, currentAssets, currentLiabilities };
    const result = zmijewski(accountsOf({ ...hidden, items: items as StatementFacts['items'] }));
    expect(result.value).toBeCloseTo(-0.8088, 4);
  });
});

describe('which accounts are read', () => {
  const cases: [string, Partial<StatementFacts>, string][] = [
    ['closed more than 24 months ago', { closedOn: '2024-10-31' }, 'ACCOUNTS_TOO_OLD'],
    ['wholly confidential', { confidentiality: 'FULL' }, 'ACCOUNTS_CONFIDENTIAL'],
    ["the group's", { scope: 'CONSOLIDATED' }, 'ACCOUNTS_CONSOLIDATED_ONLY'],
    ['of a year of three months', { months: 3 }, 'ACCOUNTS_PERIOD_UNUSABLE'],
  ];
  it.each(cases)('none that are %s', (_, changes, note) => {
    const statements = [{ ...EXAMPLE_STATEMENT, ...changes }];
    const result = financialEvidence(scoringInput({ statements }));
    expect(result.statement).toBeNull();
    expect(result.parts).toEqual([]);
    expect(result.notes).toEqual([note]);
    expect(result.models.zmijewski.reason).toBe('NO_STATEMENT');
  });

  it('the older public ones when the newest are confidential, in any order', () => {
    const hidden: StatementFacts = {
      ...EXAMPLE_STATEMENT,
      sourceKey: 'hidden',
      confidentiality: 'FULL',
      items: {},
    };
    const older = { ...EXAMPLE_STATEMENT, sourceKey: 'older', closedOn: '2024-12-31' };
    for (const statements of [
      [hidden, older],
      [older, hidden],
    ]) {
      expect(financialEvidence(scoringInput({ statements })).statement?.sourceKey).toBe('older');
    }
  });

  it('never those of the future, so that an old day can be replayed', () => {
    const result = financialEvidence(scoringInput({ asOf: '2025-12-30' }));
    expect(result.notes).toEqual(['ACCOUNTS_MISSING']);
  });

  it.each([
    ['a holding', '64.20Z', '5710', 'HOLDING'],
    ['a bank', '64.19Z', '5599', 'SECTOR_NOT_COVERED'],
    ['a farm', '0111Z', '5499', 'SECTOR_NOT_COVERED'],
    ['a town', '84.11Z', '7210', 'SECTOR_NOT_COVERED'],
    ['an association', '94.99Z', '9220', 'SECTOR_NOT_COVERED'],
  ])('none of %s', (_, activityCode, legalFormCode, note) => {
    const base = scoringInput();
    const company = base.company && { ...base.company, activityCode, legalFormCode };
    const result = financialEvidence({ ...base, company });
    expect(result.notes).toEqual([note]);
    expect(result.models.altmanZSecond.reason).toBe('SECTOR_NOT_COVERED');
  });

  it('none whose totals contradict each other', () => {
    const result = financialEvidence(
      scoringInput({ statements: [withItems({ currentAssets: '9000' })] }),
    );
    expect(result.models.zmijewski.reason).toBe('INCONSISTENT_ACCOUNTS');
    expect(result.notes).toEqual(['ACCOUNTS_INCONSISTENT']);
  });
});

describe('base rate', () => {
  it.each([
    ['62.02A', 'INFORMATION'],
    ['4120A', 'CONSTRUCTION'],
    ['46.69B', 'WHOLESALE'],
    ['47.11F', 'RETAIL'],
    ['01.11Z', 'AGRICULTURE'],
    [null, 'UNKNOWN'],
    ['??', 'UNKNOWN'],
  ])('reads the sector of %s as %s', (activityCode, sector) => {
    const company = scoringInput().company;
    const facts = company && { ...company, activityCode };
    expect(baseRate(facts, '2026-11-02').sector).toBe(sector);
  });

  it('takes the general rate when neither company nor age is known', () => {
    expect(baseRate(null, '2026-11-02')).toMatchObject({ sector: 'UNKNOWN', ageYears: null });
  });
});

describe('behaviour', () => {
  it('is silent without a payment, an overdue amount or a return', () => {
    const none = { ...GOOD_PAYER, paidCount12m: 0, lateOver10Count12m: 0, paidAmountMinor: '0' };
    expect(behaviourEvidence(none)).toMatchObject({ parts: [], notes: ['NO_PAYMENT_HISTORY'] });
    expect(behaviourEvidence(null).parts).toEqual([]);
  });

  it('shrinks the late share towards the portfolio: one late invoice of one is not 100 %', () => {
    const lateShareOf = (paid: number, late: number) =>
      behaviourEvidence({
        ...GOOD_PAYER,
        paidCount12m: paid,
        lateOver10Count12m: late,
      }).parts.find(({ code }) => code === 'LATE_SHARE')?.logLikelihoodRatio ?? NaN;
    // (1 + 5 × 0.15) / (1 + 5) = 0.2917 against 0.15.
    const shrunk = 1.75 / 6;
    const expected = 0.7 * (Math.log(shrunk / (1 - shrunk)) - Math.log(0.15 / 0.85));
    expect(lateShareOf(1, 1)).toBeCloseTo(expected, 10);
    expect(lateShareOf(20, 20)).toBeGreaterThan(lateShareOf(1, 1) * 2);
    expect(lateShareOf(20, 3)).toBeCloseTo(0, 10);
  });

  it('never counts for more than ±3 altogether, however many signs pile up', () => {
    const worst = behaviourEvidence({
      ...GOOD_PAYER,
      paidCount12m: 100,
      lateOver10Count12m: 100,
      weightedDaysLate: '8000000000',
      overdueMinor: '5000000',
      overdueOver90Minor: '5000000',
      maxOpenDaysOverdue: 400,
      returnedPayments12m: 9,
    });
    const sum = worst.parts.reduce((total, part) => total + part.logLikelihoodRatio, 0);
    expect(sum).toBeCloseTo(3, 10);
    expect(worst.over90Share).toBe(1);
  });

  it('counts all of the account as overdue when credits make it smaller than the overdue part', () => {
    const facts = {
      ...GOOD_PAYER,
      openMinor: '-100',
      overdueMinor: '500',
      overdueOver90Minor: '500',
    };
    expect(behaviourEvidence(facts).over90Share).toBe(1);
  });
});

describe('provider scores', () => {
  const score = (
    value: string | null,
    computedOn: string | null,
    scale = 'PAPPERS_FINANCIAL_20',
  ) => ({
    sourceKey: `score-${value}`,
    scale,
    value,
    computedOn,
  });

  it('the riskiest fresh one speaks; nothing is averaged', () => {
    const result = externalEvidence(
      [score('18', '2026-10-01'), score('4.5', '2026-09-01')],
      '2026-11-02',
    );
    expect(result.parts).toHaveLength(1);
    expect(result.parts[0]?.params).toEqual({ scale: 'PAPPERS_FINANCIAL_20', value: '4.5' });
  });

  it.each([
    ['older than a year', score('1', '2025-10-31')],
    ['of an unknown day', score('1', null)],
    ['absent', score(null, '2026-10-01')],
    ['on a scale we do not map', score('1', '2026-10-01', 'COFACE')],
    ['with a value its scale does not have', score('NC', '2026-10-01')],
    ['of the future', score('1', '2026-12-01')],
  ])('a score %s is not used', (_, given) => {
    expect(externalEvidence([given], '2026-11-02').parts).toEqual([]);
  });
});
