import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEncoursError, type Json, type UnifiedRecord } from '../../src/connector-kit';
import { numberIn, toDecimal } from './amounts';
import { mapEvent, mapReport } from './map';

function fixture(path: string): Json[] {
  const parsed = JSON.parse(
    readFileSync(join(__dirname, 'fixtures', `${path}.json`), 'utf8'),
  ) as Json;
  return Array.isArray(parsed) ? parsed : [parsed];
}

function ofType<T extends UnifiedRecord['type']>(
  records: readonly UnifiedRecord[],
  type: T,
): Extract<UnifiedRecord, { type: T }>[] {
  const isWanted = (record: UnifiedRecord): record is Extract<UnifiedRecord, { type: T }> =>
    record.type === type;
  return records.filter(isWanted);
}

const mapped = (name: string): UnifiedRecord[] => fixture(`reports/${name}`).flatMap(mapReport);

describe('mapping of a report', () => {
  it('reads who the company is from a registration number with spaces and a dotless activity', () => {
    expect(ofType(mapped('typical'), 'company')).toMatchObject([
      {
        siren: '900000019',
        name: 'FONDERIE EXEMPLE SAS',
        activityCode: '24.51Z',
        legalFormCode: null,
        capitalMinor: 17_034_875n,
        employeesMin: 61,
        employeesMax: 61,
        addressLine: '12 RUE DES FORGES',
        status: 'ACTIVE',
      },
    ]);
  });

  it('takes limit and score out of strings, the scale with its ends', () => {
    const records = mapped('typical');
    expect(
      ofType(records, 'providerScore').map(({ scale, value, higherIsSafer }) => [
        scale,
        value,
        higherIsSafer,
      ]),
    ).toEqual([
      ['CREDITSAFE_COMMON', 'B', false],
      ['CREDITSAFE_PROVIDER_1_100', '62', true],
    ]);
    expect(ofType(records, 'recommendedLimit')).toMatchObject([
      { kind: 'RECOMMENDED', amountMinor: 1_500_000n, currency: 'EUR', absentBecause: null },
    ]);
  });

  it('keeps the words when there is no number, never a zero', () => {
    const records = mapped('words-for-numbers');
    expect(
      ofType(records, 'providerScore').map(({ value, absentBecause }) => [value, absentBecause]),
    ).toEqual([
      [null, 'Not Rated'],
      [null, '0: Comptes non disponibles'],
    ]);
    expect(ofType(records, 'recommendedLimit')).toMatchObject([
      { amountMinor: null, absentBecause: 'No limit' },
    ]);
  });

  it('takes a 0 for no score where the scale does not say where it begins', () => {
    const text = readFileSync(join(__dirname, 'fixtures/reports/words-for-numbers.json'), 'utf8');
    const payload = JSON.parse(
      text.replace(/"(minValue|maxValue)": *"[^"]*"/g, '"$1": null'),
    ) as Json;
    const records = mapReport(payload);
    const values = ofType(records, 'providerScore').map(({ value }) => value);
    expect(values.length).toBeGreaterThan(1);
    expect(values.filter((value) => value !== null)).toEqual([]);
  });

  it('falls back on the summary when the section of the score has failed', () => {
    const records = mapped('failed-sections');
    expect(ofType(records, 'providerScore')).toHaveLength(2);
    expect(ofType(records, 'officer')).toEqual([]);
    expect(ofType(records, 'groupLink')).toEqual([]);
  });

  it('reads the standardised accounts only, and no total of which a part is missing', () => {
    const [year, group] = ofType(mapped('typical'), 'financialStatement');
    expect(year).toMatchObject({
      closedOn: '2024-12-31',
      months: 12,
      scope: 'COMPANY',
      ratios: {
        customerCreditDays: '65.18',
        pretaxMarginPercent: '-0.57',
        financialAutonomyPercent: '34.6',
      },
    });
    expect(year?.items).toEqual({
      totalAssets: 520_000_000n,
      currentAssets: 310_000_000n,
      inventories: 90_000_000n,
      tradeReceivables: 150_000_000n,
      cash: 25_000_000n,
      equity: 180_000_000n,
      shareCapital: 30_000_000n,
      retainedEarnings: 140_000_000n,
      totalDebt: 330_000_000n,
      currentLiabilities: 250_000_000n,
      financialDebt: 70_000_000n,
      tradePayables: 110_000_000n,
      turnover: 840_000_000n,
      operatingIncome: 1_200_050n,
      depreciation: 18_000_000n,
      financialCharges: 6_000_000n,
      profitBeforeTax: -4_800_000n,
      netIncome: -4_500_000n,
      personnelCost: 200_000_000n,
      intangibleAssets: 30_000_000n,
    });
    expect(group).toMatchObject({ scope: 'CONSOLIDATED', months: 9 });
    expect(group?.items).toEqual({
      totalAssets: 500_000_000n,
      netIncome: 12_000_000n,
      currentLiabilities: 100n,
    });
  });

  it('gives an officer per position, a month of birth and no day, and only holders of today', () => {
    const records = mapped('typical');
    expect(
      ofType(records, 'officer').map(({ role, birthMonth, officerSiren }) => [
        role,
        birthMonth,
        officerSiren,
      ]),
    ).toEqual([
      ['Président', '1971-09', null],
      ['Administrateur', '1971-09', null],
      ['Non précisé', null, '900000068'],
    ]);
    expect(
      ofType(records, 'owner').map(({ name, sharePercent, ownerSiren }) => [
        name,
        sharePercent,
        ownerSiren,
      ]),
    ).toEqual([
      ['EXEMPLE HOLDING', '66.67', '900000068'],
      ['Anne EXEMPLIER', '33.33', null],
    ]);
  });

  it('takes a foreign number for no SIREN, however it looks', () => {
    expect(
      ofType(mapped('typical'), 'groupLink').map((link) => [
        link.relation,
        link.parentSiren,
        link.parentIdentifier,
      ]),
    ).toEqual([
      ['DIRECT_PARENT', '900000068', 'CREDITSAFE:FR-0-EXAMPLE2'],
      ['ULTIMATE_PARENT', null, 'CREDITSAFE:DE-X-EXAMPLE'],
    ]);
  });

  it('maps an unknown company to nothing, and new values to UNKNOWN', () => {
    expect(mapped('no-hit')).toEqual([]);
    const records = mapped('unknown-values');
    expect(ofType(records, 'company')).toMatchObject([{ status: 'UNKNOWN', employeesMin: null }]);
    expect(ofType(records, 'financialStatement')).toEqual([]);
  });

  it.each([
    [0, 'answer.report.financialStatements'],
    [1, 'answer.report'],
    [2, 'answer.report.companySummary.companyRegistrationNumber'],
    [3, 'answer.report.financialStatements[0].balanceSheet.totalAssets'],
  ])('names the path of malformed report %i: %s', (index, path) => {
    expect(complaint(() => mapReport(fixture('reports/malformed')[index] ?? null))).toBe(path);
  });

  it('tells a notice in the words of its rule, else by the rule’s number', () => {
    expect(fixture('notifications/typical').flatMap(mapEvent)).toMatchObject([
      { facet: 'International Rating', before: 'A', after: 'B', noticedOn: '2026-06-12' },
    ]);
    expect(fixture('notifications/unknown-rule').flatMap(mapEvent)).toMatchObject([
      { facet: 'rule 1802', before: null, after: null },
    ]);
  });

  it.each([
    ['15000', 15000],
    ['15 000', 15000],
    ['-3.5', -3.5],
    ['No limit', null],
    ['', null],
    [null, null],
  ])('reads %j as the number %j', (text, expected) => {
    expect(numberIn(text)).toBe(expected);
  });

  it.each([
    [100, '100'],
    [33.333333, '33.3333'],
    [0.00001, '0'],
    [-0.5, '-0.5'],
  ])('writes %d as %s', (value, expected) => {
    expect(toDecimal(value)).toBe(expected);
  });
});

/** Path in the payload that a mapping complains about; null when it does not. */
function complaint(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? (error.place.path ?? null) : null;
  }
}
