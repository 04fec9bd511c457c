import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  establishmentsOf,
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
  type HttpClient,
  type HttpRequest,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
  type Stream,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { inseeSirene } from '.';
import { PAGE_SIZE } from './client';
import type { InseeSireneConfig } from './config';
import { mapCompany, mapEstablishment } from './map';
import { inseeSireneSimulator } from './simulator';
import { companies, establishments } from './streams';

describeConnector(inseeSirene, { folder: __dirname, simulator: inseeSireneSimulator });

const SIREN = '900000019';

function fixture(path: string): Json[] {
  return JSON.parse(readFileSync(join(__dirname, 'fixtures', `${path}.json`), 'utf8')) as Json[];
}

function company(name: string, index = 0): UnifiedRecord | undefined {
  return fixture(`companies/${name}`).flatMap(mapCompany)[index];
}

describe('mapping of legal units', () => {
  it('takes the current facts from the first period and the address from the head office', () => {
    expect(company('typical')).toMatchObject({
      name: 'FONDERIE EXEMPLE',
      tradeName: 'FONDEX',
      status: 'ACTIVE',
      activityCode: '24.51Z',
      employeesMin: 50,
      employeesMax: 99,
      addressLine: 'ZONE INDUSTRIELLE 12 B RUE DES FORGES',
      postcode: '42000',
      city: 'SAINT-ETIENNE',
      countryCode: 'FR',
      observedOn: '2026-03-22',
    });
  });

  it('names a natural person by the names in use, and has no address without a head office', () => {
    expect(company('typical', 1)).toMatchObject({
      name: 'JEANNE MODELE',
      employeesMax: 0,
      addressLine: null,
      city: null,
      countryCode: null,
    });
  });

  it('dates the end of a company on the first day of the period in which it has ceased', () => {
    expect(company('ceased')).toMatchObject({
      name: 'FONDERIE EXEMPLE',
      status: 'CEASED',
      ceasedOn: '2022-10-22',
    });
  });

  it('knows nothing of who opposed publication, but the town', () => {
    const shown = JSON.stringify(
      [...fixture('companies/non-diffusible').flatMap(mapCompany)],
      (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    );
    expect(shown).not.toContain('[ND]');
    expect(company('non-diffusible')).toMatchObject({
      name: null,
      tradeName: null,
      addressLine: null,
      postcode: null,
      city: 'SAINT-ETIENNE',
      isDiffusible: false,
    });
    expect(company('non-diffusible', 1)).toMatchObject({ name: null, isDiffusible: false });
  });

  it('leaves open what a purged unit and values nobody knows do not say', () => {
    expect(company('purged')).toMatchObject({ name: null, status: 'UNKNOWN', ceasedOn: null });
    expect(company('unknown-values')).toMatchObject({
      status: 'UNKNOWN',
      legalFormCode: null,
      employeesMin: null,
      isDiffusible: true,
    });
  });

  it('drops codes of nomenclatures in which they mean something else', () => {
    expect(company('old-nomenclature')).toMatchObject({ activityCode: null, createdOn: null });
  });

  it.each([
    [0, 'uniteLegale.siren'],
    [1, 'uniteLegale.periodesUniteLegale[0].dateDebut'],
    [2, 'uniteLegale'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    const payload = fixture('companies/malformed')[index] ?? null;
    expect(placeOf(() => mapCompany(payload))).toBe(path);
  });
});

describe('mapping of establishments', () => {
  it('tells open from closed, since when, and what it is called', () => {
    const [head, other] = fixture('establishments/typical').flatMap(mapEstablishment);
    expect(head).toMatchObject({ name: 'FONDEX', isHeadOffice: true, status: 'OPEN' });
    expect(head?.closedOn).toBeNull();
    expect(other).toMatchObject({
      siret: '90000001900020',
      name: 'FONDEX EST',
      isHeadOffice: false,
      status: 'CLOSED',
      closedOn: '2019-02-01',
    });
  });

  it('has no country for a place abroad, whose code is not an ISO one', () => {
    const [place] = fixture('establishments/abroad').flatMap(mapEstablishment);
    expect(place).toMatchObject({ city: 'LIEGE', countryCode: null });
  });
});

describe('against the simulated register', () => {
  let running: RunningSimulators;
  beforeEach(async () => {
    running = await startSimulators({
      simulators: [inseeSireneSimulator],
      world: sampleWorld(),
    });
  });
  afterEach(() => running.stop());

  function context(
    subjects: readonly string[],
    changes: Partial<ReadContext<InseeSireneConfig>> = {},
  ): ReadContext<InseeSireneConfig> {
    const baseUrl = running.baseUrl('insee-sirene');
    const opened = openContext<InseeSireneConfig>(inseeSirene, {
      config: validateConfig(inseeSirene, {
        baseUrl,
        apiKey: 'simulated-key',
        requestsPerSecond: 10_000,
      }),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
    });
    return { ...opened, ...changes };
  }

  it('gives back the facts of the world, also when an establishment comes as a list of one', async () => {
    const pages = await all(companies, context(SAMPLE_SIRENS));
    const records = recordsOf(companies, pages);
    for (const truth of sampleWorld().companies()) {
      const isMasked = !truth.isDiffusible && truth.isNaturalPerson;
      expect(records.find(({ sourceKey }) => sourceKey === truth.siren)).toMatchObject({
        name: isMasked ? null : truth.name,
        legalFormCode: truth.legalFormCode,
        createdOn: truth.createdOn,
        ceasedOn: truth.ceasedOn,
        addressLine: isMasked ? null : truth.address.line,
        city: truth.address.city,
      });
    }
  });

  it('reports a company the register does not know as unknown', async () => {
    const pages = await all(companies, context([SIREN]));
    expect(pages).toMatchObject([{ items: [], read: [{ siren: SIREN, outcome: 'UNKNOWN' }] }]);
    const places = await all(establishments, context([SIREN]));
    expect(places).toMatchObject([{ items: [], read: [{ siren: SIREN, outcome: 'UNKNOWN' }] }]);
  });

  it('reads every establishment of the world', async () => {
    const pages = await all(establishments, context(SAMPLE_SIRENS));
    const sirets = recordsOf(establishments, pages).map(({ sourceKey }) => sourceKey);
    const expected = sampleWorld()
      .companies()
      .flatMap((each) => establishmentsOf(each).map(({ siret }) => siret));
    expect(sirets.sort()).toEqual(expected.sort());
  });

  it('follows the cursor to the end, and not past the number it was told', async () => {
    const http = pagedEstablishments(2 * PAGE_SIZE + 17);
    const [page] = await all(establishments, context([SIREN], { http: http.client }));
    expect(page?.items).toHaveLength(2 * PAGE_SIZE + 17);
    expect(http.cursors).toEqual(['*', '1000', '2000']);
    const config = Object.assign(context([]).config, { establishmentsMax: 1_500 });
    const [short] = await all(establishments, context([SIREN], { http: http.client, config }));
    expect(short?.items).toHaveLength(1_500);
  });

  it('quarantines a company whose pages repeat themselves for ever, and goes on', async () => {
    const [first = null] = fixture('establishments/typical');
    let asked = 0;
    const client: HttpClient = {
      request: () => {
        asked += 1;
        const header = { total: 99, curseurSuivant: `cursor-${asked}` };
        return Promise.resolve(answer({ header, etablissements: [first] }));
      },
    };
    const pages = await all(establishments, context([SIREN], { http: client }));
    expect(pages).toMatchObject([
      { malformed: [{ code: 'INSEE_CURSOR_STUCK' }], read: [{ outcome: 'INCOMPLETE' }] },
    ]);
    expect(asked).toBe(2);
  });

  it('takes a 403 about the company for a fact and any other for a refused key', async () => {
    const wire = readFileSync(join(__dirname, 'fixtures/wire/not-diffusible.json'), 'utf8');
    const refusal = JSON.parse(wire) as Json;
    const withheld = { request: () => Promise.resolve({ ...answer(refusal), status: 403 }) };
    const pages = await all(companies, context([SIREN], { http: withheld }));
    expect(recordsOf(companies, pages)).toMatchObject([
      { siren: SIREN, name: null, isDiffusible: false, status: 'UNKNOWN' },
    ]);
    const refused = { request: () => Promise.resolve({ ...answer({ error: 'no' }), status: 403 }) };
    await expect(all(companies, context([SIREN], { http: refused }))).rejects.toMatchObject({
      family: 'AUTH',
      code: 'PROVIDER_AUTH_REFUSED',
    });
  });

  it('never lands an answer about another company', async () => {
    const [other = ''] = SAMPLE_SIRENS;
    const { http } = context([]);
    const client: HttpClient = {
      request: (request) => http.request({ ...request, path: `/siren/${other}` }),
    };
    const pages = await all(companies, context([SIREN], { http: client }));
    expect(pages).toMatchObject([
      { items: [], malformed: [{ code: 'ANSWER_FOR_ANOTHER_COMPANY' }] },
    ]);
  });
});

/** A company with so many establishments, in pages of a thousand. */
function pagedEstablishments(count: number): { client: HttpClient; cursors: string[] } {
  const [model] = fixture('establishments/typical') as { [key: string]: Json }[];
  const cursors: string[] = [];
  const request = ({ query }: HttpRequest): Promise<ReturnType<typeof answer>> => {
    const cursor = String(query?.['curseur']);
    cursors.push(cursor);
    const start = cursor === '*' ? 0 : Number(cursor);
    const size = Math.min(Number(query?.['nombre']), count - start);
    const etablissements = Array.from({ length: size }, (_, index) => ({
      ...model,
      siret: `${SIREN}${String(start + index).padStart(5, '0')}`,
    }));
    const curseurSuivant = size === 0 ? cursor : String(start + size);
    return Promise.resolve(answer({ header: { total: count, curseurSuivant }, etablissements }));
  };
  return { client: { request }, cursors };
}

function answer(data: Json): { status: number; headers: Record<string, string>; data: Json } {
  return { status: 200, headers: {}, data };
}

async function all(
  stream: Stream<InseeSireneConfig>,
  context: ReadContext<InseeSireneConfig>,
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of stream.read(context, null)) pages.push(page);
  return pages;
}

function recordsOf(
  stream: Stream<InseeSireneConfig>,
  pages: readonly Page[],
): UnifiedRecordOfCompany[] {
  return pages.flatMap((page) =>
    page.items.flatMap(({ payload }) => stream.map(payload)),
  ) as UnifiedRecordOfCompany[];
}

type UnifiedRecordOfCompany = Extract<UnifiedRecord, { sourceKey: string; siren: string }>;

function placeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? (error.place.path ?? null) : null;
  }
}
