import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  FixedClock,
  isEncoursError,
  leiOf,
  openContext,
  parentOf,
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
  type UnifiedRecord,
} from '../../src/connector-kit';
import { gleif } from '.';
import type { GleifConfig } from './config';
import { identifiers } from './identifiers';
import { mapRecord } from './map';
import { gleifSimulator } from './simulator';

describeConnector(gleif, { folder: __dirname, simulator: gleifSimulator });

function fixture(name: string): Json[] {
  const path = join(__dirname, 'fixtures/identifiers', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

describe('mapping of LEI records', () => {
  it('finds the SIREN however it is written, under either French authority', () => {
    expect(fixture('typical').flatMap(mapRecord)).toMatchObject([
      {
        type: 'identifier',
        siren: '900000019',
        scheme: 'LEI',
        value: '969500EXEMPLE0000101',
        isValid: true,
        checkedOn: '2025-12-29',
        status: 'ISSUED',
      },
      { siren: '900000027', value: '969500EXEMPLE0000202' },
    ]);
  });

  it('keeps the word for a number that is no longer vouched for', () => {
    expect(fixture('lapsed').flatMap(mapRecord)).toMatchObject([
      { status: 'LAPSED', isValid: false },
      { status: 'DUPLICATE', isValid: false },
    ]);
  });

  it('leaves open what a state nobody knows means', () => {
    expect(fixture('unknown-values').flatMap(mapRecord)).toMatchObject([
      { status: 'REVIVED', isValid: null },
    ]);
  });

  it('names a parent by its SIREN, and one abroad by its LEI', () => {
    expect(fixture('parents').flatMap(mapRecord)).toMatchObject([
      {
        type: 'groupLink',
        relation: 'DIRECT_PARENT',
        parentSiren: '900000027',
        parentIdentifier: null,
        countryCode: 'FR',
      },
      {
        relation: 'ULTIMATE_PARENT',
        parentName: 'BEISPIEL AG',
        parentSiren: null,
        parentIdentifier: 'LEI:529900EXEMPLE0000505',
        countryCode: 'DE',
      },
    ]);
  });

  it('says nothing of a record of another country', () => {
    expect(fixture('abroad').flatMap(mapRecord)).toEqual([]);
  });

  it.each([
    [0, 'data.attributes.registration.lastUpdateDate'],
    [1, 'data.attributes.lei'],
    [2, 'data'],
    [3, 'relation'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    try {
      mapRecord(fixture('malformed')[index] ?? null);
      throw new Error('it was accepted');
    } catch (error) {
      expect(isEncoursError(error, 'CONTRACT') ? error.place.path : error).toBe(path);
    }
  });
});

describe('against the simulated register', () => {
  let running: RunningSimulators;
  beforeEach(async () => {
    running = await startSimulators({ simulators: [gleifSimulator], world: sampleWorld() });
  });
  afterEach(() => running.stop());

  function context(subjects: readonly string[], withParents = true): ReadContext<GleifConfig> {
    const baseUrl = running.baseUrl('gleif');
    return openContext<GleifConfig>(gleif, {
      config: validateConfig(gleif, { baseUrl, requestsPerSecond: 10_000, withParents }),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
    });
  }

  it('finds every LEI of the world, and reports who has none as unknown', async () => {
    const pages = await all(context(SAMPLE_SIRENS));
    const records = recordsOf(pages);
    const outcomes = new Map(pages.flatMap((page) => page.read ?? []).map((r) => [r.siren, r]));
    for (const truth of sampleWorld().companies()) {
      const lei = leiOf(truth);
      const mine = records.filter(
        (each) => each.type === 'identifier' && each.siren === truth.siren,
      );
      expect(mine.map((each) => 'value' in each && each.value)).toEqual(lei === null ? [] : [lei]);
      expect(outcomes.get(truth.siren)?.outcome).toBe(lei === null ? 'UNKNOWN' : 'FOUND');
    }
  });

  it('links to a parent that has an LEI itself, and to nobody where the route is 404', async () => {
    const world = sampleWorld();
    const links = recordsOf(await all(context(SAMPLE_SIRENS))).filter(
      (each) => each.type === 'groupLink' && each.relation === 'DIRECT_PARENT',
    );
    const expected = world.companies().flatMap((truth) => {
      const parent = parentOf(truth, world);
      const isLinked = leiOf(truth) !== null && parent !== null && leiOf(parent) !== null;
      return isLinked ? [[truth.siren, parent.siren]] : [];
    });
    expect(expected.length).toBeGreaterThan(0);
    expect(
      links.map((each) => each.type === 'groupLink' && [each.siren, each.parentSiren]),
    ).toEqual(expected);
  });

  it('asks for no parent when it is told not to', async () => {
    await all(context(SAMPLE_SIRENS, false));
    expect(running.log('gleif').some(({ path }) => path.endsWith('parent'))).toBe(false);
  });

  it('asks for the number plain and in threes', async () => {
    await all(context(['900000019']));
    const queries = running.log('gleif').map(({ query }) => new URLSearchParams(query));
    expect(queries.map((query) => query.get('filter[entity.registeredAs]'))).toEqual([
      '900000019',
      '900 000 019',
    ]);
  });

  it('quarantines an answer about another company, and goes on with the next', async () => {
    const [other] = fixture('typical') as { data: Json }[];
    const http = {
      request: () =>
        Promise.resolve({ status: 200, headers: {}, data: { data: [other?.data ?? null] } }),
    };
    const pages = await all({ ...context(['900000027']), http });
    expect(pages).toMatchObject([
      {
        items: [],
        malformed: [
          {
            code: 'ANSWER_FOR_ANOTHER_COMPANY',
            path: 'data[0].attributes.entity.registeredAs',
          },
        ],
      },
    ]);
  });
});

async function all(context: ReadContext<GleifConfig>): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of identifiers.read(context, null)) pages.push(page);
  return pages;
}

function recordsOf(pages: readonly Page[]): UnifiedRecord[] {
  return pages.flatMap((page) => page.items.flatMap(({ payload }) => mapRecord(payload)));
}
