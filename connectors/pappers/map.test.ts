import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isEncoursError,
  type FinancialStatementRecord,
  type Json,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { statementItems } from './liasse';
import { mapCompany } from './map';
import { mapAccounts } from './statements';

function fixture(path: string): Json[] {
  const text = readFileSync(join(__dirname, 'fixtures', `${path}.json`), 'utf8');
  const parsed = JSON.parse(text) as Json;
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

function mapped(name: string): UnifiedRecord[] {
  return fixture(`companies/${name}`).flatMap(mapCompany);
}

describe('mapping of a company file', () => {
  it('turns the pseudo-codes of one-shareholder companies into those of INSEE', () => {
    expect(ofType(mapped('typical'), 'company')[0]).toMatchObject({
      legalFormCode: '5710',
      capitalMinor: 17_034_875n,
      currency: 'EUR',
      addressLine: '12 RUE DES FORGES, ZONE INDUSTRIELLE',
    });
    expect(ofType(mapped('closed'), 'company')[0]).toMatchObject({
      legalFormCode: '5499',
      status: 'CEASED',
    });
  });

  it('forgets the day of birth', () => {
    const [person, auditor] = ofType(mapped('typical'), 'officer');
    expect(person).toMatchObject({ name: 'Anne Claire EXEMPLIER', birthMonth: '1971-09' });
    expect(auditor).toMatchObject({ isLegalPerson: true, officerSiren: '900000068' });
  });

  it('joins figures with the filing, and keeps no figure the company hides', () => {
    const statements = ofType(mapped('typical'), 'financialStatement');
    expect(statements).toMatchObject([
      { closedOn: '2022-12-31', confidentiality: 'FULL', items: {} },
      { closedOn: '2023-12-31', confidentiality: 'INCOME_STATEMENT', months: 15 },
      { closedOn: '2024-12-31', confidentiality: 'PUBLIC', filedOn: '2025-06-20' },
    ]);
    expect(statements[1]?.items).toEqual({ netIncome: 12_000_000n, financialDebt: 85_000_000n });
    expect(statements[2]?.items).toMatchObject({
      turnover: 840_000_000n,
      netIncome: -4_500_000n,
      operatingIncome: 1_200_050n,
    });
  });

  it('gives a notice the id it has in the bulletin, once however often it is listed', () => {
    const events = ofType(mapped('typical'), 'legalEvent');
    expect(events.map(({ sourceKey, kind }) => [sourceKey, kind])).toEqual([
      ['C202501201302', 'ACCOUNTS_FILED'],
      ['A202500051234', 'RECEIVERSHIP_OPENED'],
    ]);
  });

  it.each([
    ['Transfert du siège hors ressort', 'MODIFIED'],
    ["Rapport de radiation d'office", 'STRIKE_OFF_CANCELLED'],
    ["Radiation d'office", 'STRUCK_OFF'],
    [null, 'STRUCK_OFF'],
  ])('takes a striking-off with the comment %p for %s', (commentaires, kind) => {
    const publication = {
      ...{ numero_parution: '20250005', numero_annonce: '7', bodacc: 'B', date: '2025-01-08' },
      ...{ type: 'Radiation', commentaires },
    };
    const body = { siren: '732829320', publications_bodacc: [publication] };
    const events = ofType(mapCompany({ status: 200, siren: '732829320', body }), 'legalEvent');
    expect(events.map((event) => event.kind)).toEqual([kind]);
  });

  it('falls back on the dates of proceedings that list no notice', () => {
    const events = ofType(mapped('closed'), 'legalEvent');
    expect(events.map(({ kind, publishedOn }) => [kind, publishedOn])).toEqual([
      ['LIQUIDATION_OPENED', '2021-05-03'],
      ['PROCEEDINGS_CLOSED', '2022-10-20'],
    ]);
  });

  it('keeps the reason when there is no score, never a zero', () => {
    const scores = ofType(mapped('scores'), 'providerScore');
    expect(scores.map(({ scale, value, absentBecause }) => [scale, value, absentBecause])).toEqual([
      ['PAPPERS_FINANCIAL_20', '10', null],
      ['PAPPERS_NON_FINANCIAL_20', '13', null],
      ['PAPPERS_FINANCIAL_20', null, 'Secteur non couvert'],
    ]);
  });

  it('shows nothing of a person who opposed publication but the town', () => {
    const [bare, partial] = ofType(mapped('non-diffusible'), 'company');
    expect(bare).toMatchObject({ isDiffusible: false, name: null, city: null });
    expect(partial).toMatchObject({
      isDiffusible: false,
      name: null,
      addressLine: null,
      city: 'SAINT-ETIENNE',
    });
    const people = ofType(mapped('non-diffusible'), 'officer');
    expect(people.map(({ name, birthMonth }) => [name, birthMonth])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('names beneficial owners by month of birth, and nobody when a message comes in their place', () => {
    expect(ofType(mapped('owners'), 'owner')).toMatchObject([
      { name: 'Anne EXEMPLIER', birthMonth: '1971-09', sharePercent: '62.5', votePercent: '70' },
      { name: 'Luc MODELE', birthMonth: null, sharePercent: null, countryCode: 'BE' },
    ]);
    expect(ofType(mapped('owners-withheld'), 'owner')).toEqual([]);
  });

  it('lists each place once, the head office first, on the day it was in France', () => {
    const places = ofType(mapped('owners'), 'establishment');
    expect(
      places.map(({ siret, isHeadOffice, status, createdOn }) => [
        siret,
        isHeadOffice,
        status,
        createdOn,
      ]),
    ).toEqual([
      ['90000001900012', true, 'OPEN', null],
      ['90000001900020', false, 'CLOSED', '2011-05-13'],
    ]);
  });

  it('maps an unknown company to nothing', () => {
    expect(mapped('unknown-company')).toEqual([]);
  });

  it.each([
    [0, 'body.siren'],
    [1, 'body.finances'],
    [2, 'status'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    const payload = fixture('companies/malformed')[index] ?? null;
    expect(complaint(() => mapCompany(payload))).toBe(path);
  });
});

describe('mapping of tax returns', () => {
  const returns = (name: string): FinancialStatementRecord[] =>
    fixture(`accounts/${name}`).flatMap(mapAccounts);

  it('reads the complete forms, the net column and never the year before', () => {
    const [company, group] = returns('typical');
    expect(company?.items).toEqual({
      totalAssets: 520_000_000n,
      currentAssets: 310_000_000n,
      inventories: 90_000_000n,
      tradeReceivables: 150_000_000n,
      cash: 25_000_000n,
      equity: 180_000_000n,
      shareCapital: 30_000_000n,
      retainedEarnings: 140_000_000n,
      provisions: 10_000_000n,
      totalDebt: 330_000_000n,
      currentLiabilities: 250_000_000n,
      financialDebt: 70_000_000n,
      tradePayables: 110_000_000n,
      turnover: 840_000_000n,
      valueAdded: 260_000_000n,
      ebitda: 52_000_000n,
      operatingIncome: 33_000_000n,
      depreciation: 18_000_000n,
      financialCharges: 6_000_000n,
      profitBeforeTax: 30_000_000n,
      netIncome: 22_000_000n,
      personnelCost: 200_000_000n,
      intangibleAssets: 30_000_000n,
      totalLiabilities: 520_000_000n,
      equityParts: 180_000_000n,
      netIncomeInEquity: 22_000_000n,
    });
    expect(group).toMatchObject({ scope: 'CONSOLIDATED', items: { totalAssets: 990_000_000n } });
  });

  it('reads the simplified form to the same items', () => {
    const [company] = returns('simplified');
    expect(company).toMatchObject({ closedOn: '2024-06-30', months: 9 });
    expect(company?.items).toMatchObject({
      inventories: 9_000_000n,
      retainedEarnings: 14_000_000n,
      currentLiabilities: 25_000_000n,
      turnover: 84_000_000n,
      valueAdded: 26_000_000n,
      ebitda: 5_200_000n,
      profitBeforeTax: 3_000_000n,
      intangibleAssets: 3_300_000n,
    });
  });

  it('counts the cash box of the simplified form as cash', () => {
    const line = (code: string, valeur: number) => ({
      code,
      colonnes: [{ libelle: 'Montant net année N', valeur }],
    });
    const lines = [line('080', 1), line('084', 20), line('088', 300)];
    expect(statementItems(lines, 'SIMPLIFIED', 'EUR')).toEqual({ cash: 32_100n });
  });

  it('leaves out what is confidential, and items of which no line was filed', () => {
    const [whole, income] = returns('confidential').sort((left, right) =>
      left.closedOn < right.closedOn ? -1 : 1,
    );
    expect(whole).toMatchObject({ confidentiality: 'FULL', items: {} });
    expect(income?.items).toHaveProperty('equity');
    expect(income?.items).not.toHaveProperty('turnover');
    expect(income?.items).not.toHaveProperty('valueAdded');
  });

  it('skips banks, insurers and mixed returns', () => {
    expect(returns('bank-insurer')).toEqual([]);
  });

  it('keeps the corrected filing of a year', () => {
    expect(returns('corrected')).toMatchObject([
      { filedOn: '2025-09-01', items: { totalAssets: 200_000n } },
    ]);
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
