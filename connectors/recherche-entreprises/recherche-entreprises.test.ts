import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  FixedClock,
  isEncoursError,
  openContext,
  RateLimiter,
  sampleWorld,
  SAMPLE_SIRENS,
  SAMPLE_TODAY,
  silentLogger,
  startSimulators,
  validateConfig,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
  type SimulatedCompany,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { rechercheEntreprises } from '.';
import { companies, searchCompanies } from './companies';
import type { RechercheEntreprisesConfig } from './config';
import { mapCompany } from './map';
import { departmentOf, isPlausible, searchTerms } from './search-terms';
import { rechercheEntreprisesSimulator } from './simulator';

describeConnector(rechercheEntreprises, {
  folder: __dirname,
  simulator: rechercheEntreprisesSimulator,
});

function fixture(name: string): Json[] {
  const text = readFileSync(join(__dirname, 'fixtures/companies', `${name}.json`), 'utf8');
  const parsed = JSON.parse(text) as Json;
  return Array.isArray(parsed) ? parsed : [parsed];
}

function mapped<T extends UnifiedRecord['type']>(
  name: string,
  type: T,
): Extract<UnifiedRecord, { type: T }>[] {
  const isWanted = (record: UnifiedRecord): record is Extract<UnifiedRecord, { type: T }> =>
    record.type === type;
  return fixture(name).flatMap(mapCompany).filter(isWanted);
}

describe('mapping of companies', () => {
  it('reads amounts to the cent and the street without postcode and town', () => {
    expect(mapped('typical', 'company')[0]).toMatchObject({
      name: 'FONDERIE EXEMPLE',
      tradeName: 'FONDEX',
      capitalMinor: 17_034_875n,
      addressLine: 'ZONE INDUSTRIELLE 12 RUE DES FORGES',
      postcode: '42000',
      employeesMin: 50,
      observedOn: '2026-04-11',
    });
  });

  it('reads a minimal answer, in which absent is null', () => {
    expect(mapped('typical', 'company')[1]).toMatchObject({ city: null, countryCode: null });
  });

  it('closes a year on the registered day, the 28th of February in common years', () => {
    expect(mapped('typical', 'financialStatement')).toMatchObject([
      { closedOn: '2023-02-28', items: { turnover: 812_000_000n, netIncome: -4_500_000n } },
      { closedOn: '2024-02-29', items: { turnover: 840_000_050n } },
    ]);
  });

  it('invents no statement without a closing day, nor for a group that may be consolidated', () => {
    expect(mapped('non-diffusible', 'financialStatement')).toEqual([]);
    expect(mapped('large-group', 'financialStatement')).toEqual([]);
  });

  it('knows nothing of a person who opposed publication', () => {
    const records = fixture('non-diffusible').flatMap(mapCompany);
    const shown = JSON.stringify(records, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(shown).not.toContain('DIFFUSIBLE]');
    expect(records[0]).toMatchObject({
      isDiffusible: false,
      name: null,
      tradeName: null,
      addressLine: null,
      postcode: null,
    });
    expect(mapped('non-diffusible', 'officer').map(({ name }) => name)).toEqual([null, null]);
  });

  it('tells masked officers apart, though they are alike', () => {
    const keys = mapped('non-diffusible', 'officer').map(({ sourceKey }) => sourceKey);
    expect(new Set(keys).size).toBe(2);
  });

  it('reads the head office, and other places the answer names, once each', () => {
    expect(mapped('establishments', 'establishment')).toMatchObject([
      {
        sourceKey: '90000001900012',
        name: 'FONDEX',
        isHeadOffice: true,
        status: 'OPEN',
        activityCode: '24.51Z',
        postcode: '42000',
        countryCode: 'FR',
      },
      {
        sourceKey: '90000001900020',
        name: null,
        isHeadOffice: false,
        status: 'CLOSED',
        closedOn: '2019-02-01',
        city: 'EPINAL',
      },
    ]);
  });

  it('reads a closed company as ceased, and drops codes of older nomenclatures', () => {
    expect(mapped('closed', 'company')).toMatchObject([
      { status: 'CEASED', ceasedOn: '2022-10-22', activityCode: null, employeesMax: 0 },
    ]);
  });

  it('names a sole trader without the trade names the registry appends', () => {
    expect(mapped('sole-trader', 'company')).toMatchObject([{ name: 'JEANNE EXEMPLIER' }]);
    expect(mapped('sole-trader', 'officer')).toMatchObject([{ role: 'Entrepreneur individuel' }]);
  });

  it('maps an unknown SIREN and an empty shell to nothing', () => {
    expect(fixture('unknown-company').flatMap(mapCompany)).toEqual([]);
    expect(fixture('empty-shell').flatMap(mapCompany)).toEqual([]);
    const [shell] = fixture('empty-shell') as Record<string, Json>[];
    expect(mapCompany({ ...shell, siren: '900000019' })).toEqual([]);
    expect(mapCompany({ ...shell, siren: '900000019', sigle: 'X' })).toHaveLength(1);
  });

  it.each([
    [0, 'siren'],
    [1, 'date_creation'],
    [2, 'dirigeants'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    const payload = fixture('malformed')[index] ?? null;
    expect(complaint(() => mapCompany(payload))).toBe(path);
  });
});

describe('words to search for', () => {
  it.each([
    ['S.A.R.L. Dupont & Fils', 'DUPONT FILS'],
    ['Société Éts. Lefèvre (SAS)', 'LEFÈVRE'],
    ["L'ATELIER DU PAIN EURL", "L'ATELIER DU PAIN"],
    ['SCI', 'SCI'],
    ['', ''],
  ])('%s becomes %s', (name, terms) => {
    expect(searchTerms(name)).toBe(terms);
  });

  it.each([
    ['69003', '69'],
    ['97410', '974'],
    ['20090', '2A'],
    ['20200', '2B'],
    ['L-1234', null],
  ])('postcode %s lies in department %s', (postcode, department) => {
    expect(departmentOf(postcode)).toBe(department);
  });

  it('finds a candidate plausible when it carries every word, whatever the accents', () => {
    expect(isPlausible('LEFÈVRE MENUISERIE', ['Menuiserie Lefevre'])).toBe(true);
    expect(isPlausible('LEFÈVRE MENUISERIE', ['LEFEVRE PEINTURE'])).toBe(false);
  });
});

describe('against the simulated registry', () => {
  let running: RunningSimulators;
  beforeEach(async () => {
    running = await startSimulators({
      simulators: [rechercheEntreprisesSimulator],
      world: sampleWorld(SAMPLE_SIRENS.slice(0, 6)),
    });
  });
  afterEach(() => running.stop());

  function context(subjects: readonly string[]): ReadContext<RechercheEntreprisesConfig> {
    const baseUrl = running.baseUrl('recherche-entreprises');
    return openContext<RechercheEntreprisesConfig>(rechercheEntreprises, {
      config: validateConfig(rechercheEntreprises, { baseUrl, requestsPerSecond: 10_000 }),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
    });
  }

  const queries = (): string[] =>
    running.log('recherche-entreprises').map(({ query }) => decodeURIComponent(query));

  it('gives back the facts of the world', async () => {
    const truths = sampleWorld(SAMPLE_SIRENS.slice(0, 6)).companies();
    const pages = await all(context(truths.map(({ siren }) => siren)));
    const records = itemsOf(pages).flatMap(mapCompany);
    for (const truth of truths) expectFacts(truth, records);
  });

  it('lands an unknown SIREN as a fact of its own', async () => {
    const pages = await all(context(['900000019']));
    expect(itemsOf(pages)).toEqual([{ siren: '900000019', found: false }]);
    expect(pages[0]?.read).toEqual([{ siren: '900000019', outcome: 'UNKNOWN' }]);
  });

  it.each([
    ['a shell says of it is unknown', {}, 'UNKNOWN'],
    ['says its status is found', { etat_administratif: 'C' }, 'FOUND'],
    ['cannot be read is landed all the same', { dirigeants: 'x' }, 'FOUND'],
  ] as const)('a company of which a result %s', async (_, more, outcome) => {
    const [shell] = fixture('empty-shell') as Record<string, Json>[];
    const payload = { ...shell, siren: '900000019', ...more };
    const data = { results: [payload], total_results: 1 };
    const request = () => Promise.resolve({ status: 200, headers: {}, data });
    const pages = await all({ ...context(['900000019']), http: { request } });
    expect(itemsOf(pages)).toEqual([payload]);
    expect(pages[0]?.read).toEqual([{ siren: '900000019', outcome }]);
  });

  it('asks nothing for a subject that is no SIREN, which would be searched as text', async () => {
    const pages = await all(context(['DANONE']));
    expect(pages).toMatchObject([{ items: [], read: [{ outcome: 'UNKNOWN' }] }]);
    expect(queries()).toEqual([]);
  });

  it('widens a search from postcode to department to everywhere while nothing fits', async () => {
    const found = await searchCompanies(context([]), {
      name: 'Ateliers du Rhône',
      postcode: '69001',
    });
    expect(found[0]).toMatchObject({ name: 'ATELIERS DU RHÔNE', city: 'LYON', status: 'ACTIVE' });
    expect(queries()).toEqual([
      'q=ATELIERS+DU+RHÔNE&code_postal=69001&per_page=10',
      'q=ATELIERS+DU+RHÔNE&departement=69&per_page=10',
    ]);
  });

  it('sends no name that the registry would refuse as too short', async () => {
    expect(await searchCompanies(context([]), { name: '3M' })).toEqual([]);
    expect(await searchCompanies(context([]), { name: ' ' })).toEqual([]);
    expect(queries()).toEqual([]);
    await searchCompanies(context([]), { name: '3M', postcode: '95000' });
    expect(queries()).toHaveLength(2);
  });
});

function expectFacts(company: SimulatedCompany, records: readonly UnifiedRecord[]): void {
  const mine = records.filter((record) => 'siren' in record && record.siren === company.siren);
  const isMasked = !company.isDiffusible && company.isNaturalPerson;
  expect(mine.find(({ type }) => type === 'company')).toMatchObject({
    name: isMasked ? null : company.name,
    legalFormCode: company.legalFormCode,
    activityCode: company.activityCode,
    createdOn: company.createdOn,
    ceasedOn: company.ceasedOn,
    status: company.ceasedOn === null ? 'ACTIVE' : 'CEASED',
    employeesMin: company.employeesMin,
    employeesMax: company.employeesMax,
    vatNumber: company.vatNumber,
    capitalMinor: company.isNaturalPerson ? null : BigInt(company.capitalEuros) * 100n,
    addressLine: isMasked ? null : company.address.line,
    postcode: isMasked ? null : company.address.postcode,
    city: company.address.city,
    isDiffusible: company.isDiffusible,
  });
  expect(mine.find(({ type }) => type === 'establishment')).toMatchObject({
    siret: company.siret,
    isHeadOffice: true,
    status: company.ceasedOn === null ? 'OPEN' : 'CLOSED',
    addressLine: isMasked ? null : company.address.line,
    isDiffusible: company.isDiffusible,
  });
  const officers = mine.filter((record) => record.type === 'officer');
  expect(officers.map(({ name, birthMonth, role }) => ({ name, birthMonth, role }))).toEqual(
    company.officers.map(({ firstNames, lastName, birthMonth, role }) => ({
      name: isMasked ? null : `${firstNames} ${lastName}`,
      birthMonth: isMasked ? null : birthMonth,
      role,
    })),
  );
  const latest = company.statements.filter((each) => each.confidentiality === 'PUBLIC').at(-1);
  const statements = mine.filter((record) => record.type === 'financialStatement');
  expect(statements.map(({ closedOn, items }) => ({ closedOn, items }))).toEqual(
    latest === undefined
      ? []
      : [
          {
            closedOn: latest.closedOn,
            items: {
              turnover: BigInt(latest.items.turnover) * 100n,
              netIncome: BigInt(latest.items.netIncome) * 100n,
            },
          },
        ],
  );
}

async function all(context: ReadContext<RechercheEntreprisesConfig>): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of companies.read(context, null)) pages.push(page);
  return pages;
}

function itemsOf(pages: readonly Page[]): Json[] {
  return pages.flatMap((page) => page.items.map(({ payload }) => payload));
}

/** Path in the payload that a mapping complains about; null when it does not. */
function complaint(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? (error.place.path ?? null) : null;
  }
}
