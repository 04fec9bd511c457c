import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEncoursError, type Json, type UnifiedRecord } from '../../src/connector-kit';
import { mapCompany } from './map';
import { roleOf } from './roles';

type Fields = { [key: string]: Json };

function fixture(path: string): Fields[] {
  const text = readFileSync(join(__dirname, 'fixtures', `${path}.json`), 'utf8');
  return JSON.parse(text) as Fields[];
}

function records(path: string): UnifiedRecord[] {
  return fixture(path).flatMap(mapCompany);
}

describe('mapping of entries', () => {
  it('puts the dot into the activity and reads the capital to the cent', () => {
    expect(records('companies/typical')[0]).toMatchObject({
      type: 'company',
      name: 'FONDERIE EXEMPLE',
      tradeName: 'FONDEX',
      activityCode: '24.51Z',
      createdOn: '2001-04-02',
      status: 'ACTIVE',
      capitalMinor: 17_034_875n,
      addressLine: 'ZONE INDUSTRIELLE 12 RUE DES FORGES',
      postcode: '42000',
      countryCode: 'FR',
      observedOn: '2026-05-19',
    });
  });

  it('keeps the role of auditors, so that they can be told from directors', () => {
    const officers = records('companies/typical').filter(({ type }) => type === 'officer');
    expect(officers).toMatchObject([
      { name: 'ANNE CLAIRE EXEMPLIER', role: 'Président de SAS', birthMonth: '1971-09' },
      {
        name: 'AUDIT EXEMPLE',
        role: 'Commissaire aux comptes titulaire',
        isLegalPerson: true,
        officerSiren: '900000068',
      },
    ]);
  });

  it('reads establishments, of which the head office may be the principal place', () => {
    const places = records('companies/typical').filter(({ type }) => type === 'establishment');
    expect(places).toMatchObject([
      { siret: '90000001900012', isHeadOffice: true, status: 'OPEN', name: 'FONDEX' },
      {
        siret: '90000001900020',
        isHeadOffice: false,
        status: 'CLOSED',
        closedOn: '2019-02-01',
        name: 'FONDEX EST',
        activityCode: null,
      },
    ]);
  });

  it('reads beneficial owners with shares as exact decimals and no day of birth', () => {
    const owners = records('companies/beneficial-owners').filter(({ type }) => type === 'owner');
    expect(owners).toMatchObject([
      { sharePercent: '66.67', votePercent: '75', birthMonth: '1971-09', since: '2019-01-02' },
      { sharePercent: null, votePercent: '33.33' },
      { name: 'ANNE MODELE', sharePercent: null, votePercent: null },
    ]);
    expect(new Set(owners.map((each) => 'sourceKey' in each && each.sourceKey)).size).toBe(3);
  });

  it('takes a struck-off entry for ceased when INSEE does not say', () => {
    const found = records('companies/struck-off').filter(({ type }) => type === 'company');
    expect(found).toMatchObject([
      { status: 'CEASED', ceasedOn: '2022-11-14' },
      { status: 'CEASED', ceasedOn: '2022-10-31' },
    ]);
  });

  it('names a sole trader, who is also its officer', () => {
    expect(records('companies/sole-trader')).toMatchObject([
      { type: 'company', name: 'JEANNE EXEMPLIER', addressLine: '3 RUE HAUTE', capitalMinor: null },
      { type: 'officer', name: 'JEANNE EXEMPLIER', role: 'Entrepreneur', birthMonth: '1984-02' },
    ]);
  });

  it('shows nothing of a person who opposed publication; a company keeps its name', () => {
    const [person, officer, company] = records('companies/non-diffusible');
    expect(person).toMatchObject({
      name: null,
      addressLine: null,
      postcode: null,
      city: 'SAINT-ETIENNE',
      isDiffusible: false,
    });
    expect(officer).toMatchObject({ name: null, birthMonth: null });
    expect(company).toMatchObject({ name: 'FONDERIE EXEMPLE', isDiffusible: false });
  });

  it('reads a farm as it reads a company', () => {
    expect(records('companies/farm')[0]).toMatchObject({ name: 'FONDERIE EXEMPLE' });
  });

  it('leaves open what values nobody knows do not say', () => {
    const [company, first, second] = records('companies/unknown-values');
    expect(company).toMatchObject({
      status: 'UNKNOWN',
      activityCode: null,
      capitalMinor: null,
      currency: 'EUR',
    });
    expect(first).toMatchObject({ role: 'Non précisé', name: null });
    expect(second).toMatchObject({ role: 'Gardien des sceaux' });
  });

  it.each([
    ['73', null, 'Président de SAS'],
    ['071', null, 'Commissaire aux comptes titulaire'],
    ['99', 'Trésorier du comité', 'Trésorier du comité'],
    ['99', null, 'Autre'],
    [null, null, 'Non précisé'],
  ])('reads role %s with the words %s as %s', (code, label, role) => {
    expect(roleOf(code, label)).toBe(role);
  });

  it.each([
    [0, 'formality.content.natureCreation.dateCreation'],
    [1, 'formality.content.personneMorale.composition.pouvoirs'],
    [2, 'formality'],
    [3, 'siren'],
  ])('names the path of malformed entry %i: %s', (index, path) => {
    expect(placeOf(() => mapCompany(fixture('companies/malformed')[index] ?? null))).toBe(path);
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
