import { assessCustomer } from '../../src/scoring/combine';
import { statementCheckText } from '../../src/scoring/explanation-texts';
import { CURRENT_MODEL } from '../../src/scoring/models';
import { financialEvidence } from '../../src/scoring/scorecards/financial.scorecard';
import { STATEMENT_CHECK_CODES, type StatementFacts } from '../../src/scoring/types';
import { EXAMPLE_STATEMENT, scoringInput } from './scoring-inputs';

/** The example in cents, so that tolerances of a euro mean something. */
const CENTS: StatementFacts = {
  ...EXAMPLE_STATEMENT,
  items: Object.fromEntries(
    Object.entries(EXAMPLE_STATEMENT.items).map(([item, amount]) => [item, `${amount}00000`]),
  ),
};
const changed = (
  items: StatementFacts['items'],
  facts: Partial<StatementFacts> = {},
): StatementFacts => ({ ...CENTS, ...facts, items: { ...CENTS.items, ...items } });

function read(...statements: StatementFacts[]) {
  return financialEvidence(scoringInput({ statements }), CURRENT_MODEL.financial);
}

describe('checks of a statement', () => {
  it('finds nothing in sound accounts', () => {
    expect(read(CENTS)).toMatchObject({ checks: [], quality: 'FULL' });
  });

  const cases: [string, StatementFacts, string, string[], boolean][] = [
    [
      'assets and liabilities differ',
      changed({ totalLiabilities: '510000000' }),
      'BALANCE_SHEET_UNBALANCED',
      ['totalAssets', 'totalLiabilities'],
      true,
    ],
    [
      'they differ by two euros',
      changed({ totalLiabilities: '519999800' }),
      'BALANCE_SHEET_UNBALANCED',
      ['totalAssets', 'totalLiabilities'],
      false,
    ],
    [
      'the lines of equity do not sum',
      changed({ equityParts: '150000000' }),
      'EQUITY_PARTS_DIFFER',
      ['equity', 'equityParts'],
      false,
    ],
    [
      'two results are stated',
      changed({ netIncomeInEquity: '-22000000' }),
      'NET_INCOME_DIFFERS',
      ['netIncome', 'netIncomeInEquity'],
      true,
    ],
    [
      'more is due within a year than is owed',
      changed({ currentLiabilities: '400000000' }),
      'DEBT_DUE_ABOVE_DEBT',
      ['currentLiabilities', 'totalDebt'],
      true,
    ],
    ['debt is negative', changed({ totalDebt: '-1' }), 'AMOUNT_NEGATIVE', ['totalDebt'], true],
    [
      'turnover is negative',
      changed({ turnover: '-840000000' }),
      'AMOUNT_NEGATIVE',
      ['turnover'],
      true,
    ],
    [
      'current assets exceed assets',
      changed({ currentAssets: '900000000' }),
      'CURRENT_ASSETS_ABOVE_TOTAL',
      ['currentAssets', 'totalAssets'],
      true,
    ],
    [
      'there are no assets',
      changed({ totalAssets: '0' }),
      'TOTAL_ASSETS_NOT_POSITIVE',
      ['totalAssets'],
      true,
    ],
    ['equity is zero', changed({ equity: '0' }), 'EQUITY_ZERO', ['equity'], false],
    ['equity is negative', changed({ equity: '-100' }), 'EQUITY_NEGATIVE', ['equity'], false],
    [
      'equity is below half of the capital',
      changed({ equity: '14999999', shareCapital: '30000000' }),
      'EQUITY_BELOW_HALF_CAPITAL',
      ['equity', 'shareCapital'],
      false,
    ],
    [
      'value added is negative',
      changed({ valueAdded: '-1' }),
      'VALUE_ADDED_NOT_POSITIVE',
      ['valueAdded'],
      false,
    ],
    ['nothing is sold', changed({ turnover: '0' }), 'TURNOVER_ZERO', ['turnover'], false],
    ['the year has 3 months', { ...CENTS, months: 3 }, 'YEAR_UNUSABLE', ['months'], true],
    [
      'the year has 18 months',
      { ...CENTS, months: 18 },
      'YEAR_NOT_TWELVE_MONTHS',
      ['months'],
      false,
    ],
    [
      'the length of the year is unknown',
      { ...CENTS, months: null },
      'YEAR_LENGTH_UNKNOWN',
      ['months'],
      false,
    ],
    [
      'they are the accounts of the group',
      { ...CENTS, scope: 'CONSOLIDATED' },
      'CONSOLIDATED',
      ['scope'],
      true,
    ],
    [
      'it owns shares and sells nothing',
      changed({ turnover: '1000000', financialAssets: '400000000' }),
      'HOLDING_BY_SHAPE',
      ['turnover', 'financialAssets'],
      true,
    ],
    ['they are 19 months old', { ...CENTS, closedOn: '2025-03-31' }, 'STALE', ['closedOn'], false],
    ['they are 25 months old', { ...CENTS, closedOn: '2024-09-30' }, 'TOO_OLD', ['closedOn'], true],
  ];

  it.each(cases)('says so when %s', (_, statement, code, fields, isRefusal) => {
    const evidence = read(statement);
    const check = evidence.checks.find((each) => each.code === code);
    expect(check).toEqual({
      ...{ statementKey: statement.sourceKey, closedOn: statement.closedOn },
      ...{ code, fields, isRefusal },
    });
    expect(evidence.statement === null).toBe(isRefusal);
    if (isRefusal) expect(evidence.parts).toEqual([]);
  });

  it('keeps them in the decision, which scores nothing as zero for them', () => {
    const broken = changed({ totalLiabilities: '1' });
    const decision = assessCustomer(scoringInput({ statements: [broken] }));
    const none = assessCustomer(scoringInput({ statements: [] }));
    expect(decision.score).toBe(none.score);
    expect(decision.statementKey).toBeNull();
    expect(decision.statementChecks).toMatchObject([{ code: 'BALANCE_SHEET_UNBALANCED' }]);
    expect(decision.reasons.map(({ code }) => code)).toContain('ACCOUNTS_INCONSISTENT');
  });

  it('falls back to the year before, and still tells what is wrong with the last', () => {
    const broken = changed({ totalLiabilities: '1' }, { sourceKey: 'broken' });
    const before = { ...CENTS, sourceKey: 'before', closedOn: '2024-12-31' };
    for (const statements of [
      [broken, before],
      [before, broken],
    ]) {
      const evidence = read(...statements);
      expect(evidence.statement?.sourceKey).toBe('before');
      expect(evidence.checks.map(({ code }) => code)).toEqual([
        'STALE',
        'BALANCE_SHEET_UNBALANCED',
      ]);
    }
  });

  it('doubts a unit that jumps by a thousand, and computes no growth from it', () => {
    const thousands = Object.fromEntries(
      Object.entries(CENTS.items).map(([item, amount]) => [item, String(BigInt(amount) / 1000n)]),
    );
    const before = { ...CENTS, sourceKey: 'k', closedOn: '2024-12-31', items: thousands };
    const evidence = read(CENTS, before);
    expect(evidence.checks).toMatchObject([{ code: 'UNIT_DOUBTFUL', isRefusal: false }]);
    expect(evidence.quality).toBe('PARTIAL');
    const ratios = evidence.parts.flatMap(({ params }) => params['ratio'] ?? []);
    expect(ratios).not.toContain('sales_growth');
  });

  it('tells each finding in both languages', () => {
    for (const code of STATEMENT_CHECK_CODES) {
      for (const locale of ['en', 'fr'] as const) {
        const text = statementCheckText(code, { closedOn: { date: '2025-12-31' } }, locale);
        expect(text).not.toMatch(/[{}]/);
        expect(text).toMatch(/2025/);
      }
    }
  });

  it('judges a confidential income statement by the balance sheet alone, as partly known', () => {
    const hidden = { ...CENTS.items };
    for (const flow of ['turnover', 'valueAdded', 'ebitda', 'operatingIncome'] as const) {
      delete hidden[flow];
    }
    const statement = { ...CENTS, items: hidden, confidentiality: 'INCOME_STATEMENT' as const };
    const evidence = read(statement);
    expect(evidence.quality).toBe('PARTIAL');
    expect(evidence.parts.length).toBeGreaterThan(0);
    expect(evidence.models.zmijewski.applicable).toBe(true);
    expect(evidence.models.conanHolder.reason).toBe('INCOME_STATEMENT_CONFIDENTIAL');
  });
});
