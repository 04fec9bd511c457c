import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEncoursError, type Json, type UnifiedRecord } from '../../src/connector-kit';
import { mapBlocks, mapNotice } from './map';

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

const mapped = (name: string): UnifiedRecord[] => fixture(`blocks/${name}`).flatMap(mapBlocks);

describe('mapping of data blocks', () => {
  it('multiplies accounts by their units', () => {
    const [year, group] = ofType(mapped('typical'), 'financialStatement');
    expect(year).toMatchObject({ closedOn: '2024-12-31', months: 12, scope: 'COMPANY' });
    expect(year?.items).toEqual({
      totalAssets: 520_000_000n,
      currentAssets: 310_050_000n,
      currentLiabilities: 250_000_000n,
      totalDebt: 330_000_000n,
      equity: 180_000_000n,
      turnover: 840_000_000n,
      netIncome: -4_500_000n,
    });
    expect(group).toMatchObject({ scope: 'CONSOLIDATED', items: { totalAssets: 990_000_000n } });
  });

  it('keeps percentiles and classes apart, each with its direction and what it foretells', () => {
    const scores = ofType(mapped('typical'), 'providerScore');
    expect(
      scores.map(({ scale, value, higherIsSafer, measures, computedOn }) => [
        scale,
        value,
        higherIsSafer,
        measures,
        computedOn,
      ]),
    ).toEqual([
      ['DNB_FAILURE_PERCENTILE', '81', true, 'FAILURE', '2026-06-01'],
      ['DNB_FAILURE_CLASS', '2', false, 'FAILURE', '2026-06-01'],
      ['DNB_DELINQUENCY_PERCENTILE', '55', true, 'LATE_PAYMENT', '2026-06-30'],
      ['DNB_DELINQUENCY_CLASS', '3', false, 'LATE_PAYMENT', '2026-06-30'],
      ['DNB_RATING', '2A2', false, 'FAILURE', '2026-06-30'],
    ]);
    expect(ofType(mapped('typical'), 'recommendedLimit')).toMatchObject([
      { kind: 'MAXIMUM', amountMinor: 6_500_000n, computedOn: '2026-06-02' },
    ]);
  });

  it('tells {} and NQ as no score with a reason, and says nothing of what was not bought', () => {
    const records = mapped('no-score');
    expect(
      ofType(records, 'providerScore').map(({ scale, value, absentBecause }) => [
        scale,
        value,
        absentBecause,
      ]),
    ).toEqual([
      ['DNB_FAILURE_PERCENTILE', null, 'D&B gives no score'],
      ['DNB_FAILURE_CLASS', null, 'D&B gives no score'],
      ['DNB_RATING', null, 'NQ: Information insuffisante'],
    ]);
    expect(ofType(records, 'recommendedLimit')).toMatchObject([
      { amountMinor: null, absentBecause: 'D&B recommends no limit' },
    ]);
    expect(ofType(records, 'company')).toMatchObject([{ createdOn: null }]);
  });

  it('leaves out what it cannot be sure of: units, currencies and values off the scale', () => {
    const records = mapped('unknown-values');
    expect(ofType(records, 'financialStatement')).toEqual([]);
    expect(ofType(records, 'recommendedLimit')).toMatchObject([
      { amountMinor: null, absentBecause: '10 in a currency that is not known (20080)' },
    ]);
    const [percentile, group] = ofType(records, 'providerScore');
    expect([percentile?.value, percentile?.absentBecause]).toEqual([null, 'Procédure en cours']);
    expect(group?.value).toBeNull();
  });

  it('lists an officer once and no company as its own parent', () => {
    const records = mapped('typical');
    expect(ofType(records, 'officer').map(({ name, role }) => [name, role])).toEqual([
      ['Anne EXEMPLIER', 'Président'],
      ['Luc MODELE', 'Non précisé'],
    ]);
    expect(
      ofType(records, 'groupLink').map((link) => [link.parentIdentifier, link.countryCode]),
    ).toEqual([
      ['DUNS:100200301', 'FR'],
      ['DUNS:300200301', 'DE'],
    ]);
    expect(ofType(mapped('no-score'), 'groupLink')).toEqual([]);
  });

  it.each([
    [0, 'answer.organization.duns'],
    [1, 'answer.organization.registrationNumbers'],
    [2, 'answer.organization.dnbAssessment.failureScore.nationalPercentile'],
    [3, 'answer.organization'],
  ])('names the path of malformed blocks %i: %s', (index, path) => {
    expect(complaint(() => mapBlocks(fixture('blocks/malformed')[index] ?? null))).toBe(path);
  });
});

describe('mapping of notices', () => {
  it('tells each changed element with before and after, an empty list as nothing', () => {
    const notices = fixture('notifications/typical').flatMap(mapNotice);
    expect(notices.map(({ before, after, noticedOn }) => [before, after, noticedOn])).toEqual([
      ['1326', '1327', '2026-06-22'],
      [null, '[{"name":"FONDEX"}]', '2026-06-23'],
      ['FONDERIE', 'FONDERIE EXEMPLE', '2026-06-25'],
    ]);
    expect(new Set(notices.map(({ sourceKey }) => sourceKey)).size).toBe(3);
  });

  it('tells what happened to the DUNS itself, and that a seed is no change', () => {
    const facets = fixture('notifications/lifecycle')
      .flatMap(mapNotice)
      .map(({ facet }) => facet);
    expect(facets).toEqual(['TRANSFER', 'DELETE', 'EXIT', 'UNDER_REVIEW']);
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
