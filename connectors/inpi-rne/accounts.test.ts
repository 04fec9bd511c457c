import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  codesOfTaxReturn,
  isEncoursError,
  itemsOfTaxReturn,
  type FinancialStatementRecord,
  type Json,
} from '../../src/connector-kit';
import { latestFilings } from './filings';
import { statementItems } from './liasse';
import { mapFiling } from './statements';

const SIREN = '900000019';
type Fields = { [key: string]: Json };

function fixture(path: string): Fields[] {
  const text = readFileSync(join(__dirname, 'fixtures', `${path}.json`), 'utf8');
  return JSON.parse(text) as Fields[];
}

function only(name: string, index = 0): FinancialStatementRecord | undefined {
  return fixture(`accounts/${name}`).flatMap(mapFiling)[index];
}

describe('mapping of filed accounts', () => {
  it('reads each item of the year from the column that holds it, in cents', () => {
    expect(only('typical')).toEqual({
      type: 'financialStatement',
      sourceKey: '900000019:2024-12-31:COMPANY',
      siren: SIREN,
      closedOn: '2024-12-31',
      months: 12,
      scope: 'COMPANY',
      confidentiality: 'PUBLIC',
      currency: 'EUR',
      filedOn: '2025-07-04',
      items: {
        totalAssets: 68_900_000n,
        currentAssets: 43_900_000n,
        inventories: 1_500_000n,
        tradeReceivables: 30_000_000n,
        cash: 12_000_000n,
        equity: 24_000_000n,
        shareCapital: 17_000_000n,
        retainedEarnings: -25_075_200n,
        provisions: 700_000n,
        totalDebt: 44_200_000n,
        currentLiabilities: 30_000_000n,
        financialDebt: 15_000_000n,
        tradePayables: 9_000_000n,
        turnover: 200_000_000n,
        valueAdded: 110_000_000n,
        ebitda: 21_000_000n,
        operatingIncome: 13_000_000n,
        depreciation: 8_000_000n,
        financialCharges: 1_500_000n,
        profitBeforeTax: -23_075_200n,
        netIncome: -23_075_200n,
        personnelCost: 85_000_000n,
        intangibleAssets: 5_000_000n,
        totalLiabilities: 68_900_000n,
        equityParts: -8_075_200n,
        netIncomeInEquity: -23_075_200n,
      },
    });
  });

  it('does not add the exports of a simplified return to the sales they are part of', () => {
    expect(only('simplified')?.items).toMatchObject({
      turnover: 18_000_000n,
      valueAdded: 10_000_000n,
      ebitda: 2_800_000n,
      profitBeforeTax: 750_000n,
      cash: 2_150_000n,
      financialDebt: 2_400_000n,
      currentLiabilities: 4_800_000n,
      totalAssets: 9_000_000n,
    });
  });

  it('takes the result of a group from its own line', () => {
    expect(only('consolidated')).toMatchObject({
      sourceKey: '900000019:2024-12-31:CONSOLIDATED',
      scope: 'CONSOLIDATED',
      items: { netIncome: 7_700_000n, turnover: 200_000_000n },
    });
  });

  it.each(['FULL', 'SIMPLIFIED'] as const)(
    'keeps every line of a %s return that the items are made of',
    (form) => {
      const codes = [...codesOfTaxReturn(form)];
      const lines = codes.map((code) => ({ code, m1: 1n, m2: 1n, m3: 1n }));
      const pages = ['01', '02', '03', '04'].map((number) => ({ number, lines }));
      const items = statementItems(pages, { form, currency: 'EUR', isIncomeShown: true });
      const all = new Map(codes.map((code) => [code, 100n]));
      expect(items).toEqual(itemsOfTaxReturn(all, form));
      const holding = form === 'FULL' ? 'CS CU BB BD DB DC DJ DK' : '040 124 140';
      expect(codes).toEqual(expect.arrayContaining(holding.split(' ')));
    },
  );

  it.each([0, 1])(
    'reads no income statement that is confidential, though its pages are there (%i)',
    (index) => {
      const found = only('partly-confidential', index);
      expect(found?.confidentiality).toBe('INCOME_STATEMENT');
      const hidden = ['turnover', 'valueAdded', 'ebitda', 'operatingIncome', 'personnelCost'];
      for (const item of hidden) expect(Object.keys(found?.items ?? {})).not.toContain(item);
      // The balance sheet, which is public, states the result.
      expect(found?.items.netIncome).toBe(index === 0 ? -23_075_200n : 600_000n);
    },
  );

  it.each([0, 1])('says of confidential accounts that they are, and nothing else (%i)', (index) => {
    expect(only('confidential', index)).toMatchObject({ confidentiality: 'FULL', items: {} });
  });

  it('reads a simplified publication as public', () => {
    expect(only('simplified-publication')).toMatchObject({ confidentiality: 'PUBLIC' });
    expect(only('simplified-publication')?.items.turnover).toBeUndefined();
  });

  it('maps deleted filings and the books of banks to nothing', () => {
    expect(fixture('accounts/deleted').flatMap(mapFiling)).toEqual([]);
    expect(fixture('accounts/bank').flatMap(mapFiling)).toEqual([]);
  });

  it('works out a missing total, and ignores a code on a page that is not its own', () => {
    expect(only('columns')?.items).toEqual({
      tradeReceivables: 7_000n,
      turnover: 12_000n,
      valueAdded: 12_000n,
      ebitda: 12_000n,
    });
  });

  it('hides everything under a confidentiality nobody knows', () => {
    expect(fixture('accounts/unknown-values').flatMap(mapFiling)).toMatchObject([
      { confidentiality: 'FULL', items: {} },
    ]);
  });

  it.each([
    [0, 'bilanSaisi.bilan.detail.pages[0].liasses[0].m3'],
    [1, 'dateCloture'],
    [2, 'deleted'],
  ])('names the path of malformed filing %i: %s', (index, path) => {
    expect(placeOf(() => mapFiling(fixture('accounts/malformed')[index] ?? null))).toBe(path);
  });
});

describe('choice among filings', () => {
  const [model = {}] = fixture('accounts/typical');
  const first = { ...model, id: 'a', dateDepot: '2025-05-01' };
  const corrected = { ...model, id: 'b', dateDepot: '2025-09-01' };
  const deleted = { ...model, id: 'c', dateDepot: '2025-12-01', deleted: true };

  it.each([
    ['the later deposit', [first, corrected], 'b'],
    ['the later deposit, in any order', [corrected, first], 'b'],
    ['one that is not deleted', [deleted, first], 'a'],
    ['the deleted one where nothing else is left', [deleted], 'c'],
  ])('takes %s', (_case, filings, id) => {
    const { items } = latestFilings(SIREN, filings);
    expect(items).toMatchObject([{ sourceKey: '900000019:2024-12-31:COMPANY', payload: { id } }]);
  });

  it('keeps consolidated accounts beside the company’s own, and quarantines what it cannot key', () => {
    const { items, malformed } = latestFilings(SIREN, [
      first,
      { ...first, typeBilan: 'K' },
      { ...first, siren: '900000027' },
      { encoursBroken: true },
    ]);
    expect(items).toHaveLength(2);
    expect(malformed.map(({ code, path }) => [code, path])).toEqual([
      ['ANSWER_FOR_ANOTHER_COMPANY', 'bilansSaisis[2].siren'],
      ['PAYLOAD_INVALID', 'bilansSaisis[3].id'],
    ]);
  });
});

function placeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? (error.place.path ?? null) : null;
  }
}
