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
  type HttpClient,
  type IdentifierRecord,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
} from '../../src/connector-kit';
import { vies } from '.';
import type { ViesConfig } from './config';
import { mapCheck } from './map';
import { viesSimulator } from './simulator';
import { vatNumbers } from './vat-numbers';

describeConnector(vies, { folder: __dirname, simulator: viesSimulator });

const SIREN = '900000019';

function fixture(name: string): Json[] {
  const path = join(__dirname, 'fixtures/vat-numbers', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

describe('mapping of checks', () => {
  it('keeps what the tax administration says, and the proof that it was asked', () => {
    expect(fixture('typical').flatMap(mapCheck)).toMatchObject([
      {
        siren: SIREN,
        scheme: 'VAT',
        value: 'FR25900000019',
        isValid: true,
        checkedOn: '2026-07-16',
        status: 'checked under WAPIAAAAEXEMPLE1',
      },
      { value: 'FR49900000027', isValid: false, status: null },
    ]);
  });

  it('says nothing of numbers of other states, nor of French ones with a wrong key', () => {
    expect(fixture('abroad').flatMap(mapCheck)).toEqual([]);
  });

  it('takes "---" for nothing', () => {
    expect(fixture('undisclosed').flatMap(mapCheck)).toMatchObject([{ status: null }]);
  });

  it.each([
    [0, 'valid'],
    [1, 'countryCode'],
    [2, 'requestDate'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    try {
      mapCheck(fixture('malformed')[index] ?? null);
      throw new Error('it was accepted');
    } catch (error) {
      expect(isEncoursError(error, 'CONTRACT') ? error.place.path : error).toBe(path);
    }
  });
});

describe('against the simulated service', () => {
  let running: RunningSimulators;
  beforeEach(async () => {
    running = await startSimulators({ simulators: [viesSimulator], world: sampleWorld() });
  });
  afterEach(() => running.stop());

  function context(
    subjects: readonly string[],
    config: { [key: string]: Json } = {},
  ): ReadContext<ViesConfig> {
    const baseUrl = running.baseUrl('vies');
    return openContext<ViesConfig>(vies, {
      config: validateConfig(vies, { baseUrl, requestsPerSecond: 10_000, ...config }),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
    });
  }

  it('checks every company, also where the member state was busy at first', async () => {
    const records = recordsOf(await all(context(SAMPLE_SIRENS)));
    expect(records.map(({ siren, isValid }) => [siren, isValid])).toEqual(
      sampleWorld()
        .companies()
        .map(({ siren, ceasedOn }) => [siren, ceasedOn === null]),
    );
    const log = running.log('vies');
    expect(log.length).toBeGreaterThan(SAMPLE_SIRENS.length);
  });

  it('asks with our own number when it is given, and keeps the identifier of the check', async () => {
    const [first = ''] = SAMPLE_SIRENS;
    const pages = await all(context([first], { requesterNumber: '25900000019' }));
    expect(recordsOf(pages)[0]?.status).toMatch(/^checked under WAPI/);
    const sent = running.log('vies').at(-1)?.body;
    expect(sent).toMatchObject({ requesterMemberStateCode: 'FR', requesterNumber: '25900000019' });
  });

  it.each([
    'SERVICE_UNAVAILABLE',
    'MS_UNAVAILABLE',
    'TIMEOUT',
    'GLOBAL_MAX_CONCURRENT_REQ',
    'GLOBAL_MAX_CONCURRENT_REQ_TIME',
    'MS_MAX_CONCURRENT_REQ',
    'MS_MAX_CONCURRENT_REQ_TIME',
  ])('never takes %s for an invalid number: the run ends and comes back', async (code) => {
    const { client, asked } = failing(code);
    await expect(all({ ...context([SIREN]), http: client })).rejects.toMatchObject({
      family: 'TRANSIENT',
      code: 'VIES_UNAVAILABLE',
    });
    expect(asked()).toBe(4);
  });

  it.each([
    ['VAT_BLOCKED', 'AUTH'],
    ['IP_BLOCKED', 'AUTH'],
    ['INVALID_REQUESTER_INFO', 'CONFIG'],
  ])('stops at %s, which is ours to settle (%s)', async (code, family) => {
    const { client, asked } = failing(code);
    await expect(all({ ...context([SIREN]), http: client })).rejects.toMatchObject({ family });
    expect(asked()).toBe(1);
  });

  it.each(['INVALID_INPUT', 'SOMETHING_NEW'])('quarantines %s', async (code) => {
    const pages = await all({ ...context([SIREN]), http: failing(code).client });
    expect(pages).toMatchObject([
      {
        items: [],
        malformed: [{ code: 'PAYLOAD_INVALID', path: 'errorWrappers[0].error' }],
        read: [{ outcome: 'INCOMPLETE' }],
      },
    ]);
  });

  it('never lands the answer about another number', async () => {
    const [other = null] = fixture('typical');
    const client: HttpClient = {
      request: () => Promise.resolve({ status: 200, headers: {}, data: other }),
    };
    const pages = await all({ ...context(['900000027']), http: client });
    expect(pages).toMatchObject([{ malformed: [{ code: 'ANSWER_FOR_ANOTHER_COMPANY' }] }]);
  });
});

function failing(error: string): { client: HttpClient; asked: () => number } {
  let count = 0;
  const data = { actionSucceed: false, errorWrappers: [{ error }] };
  const request: HttpClient['request'] = () => {
    count += 1;
    return Promise.resolve({ status: 200, headers: {}, data });
  };
  return { client: { request }, asked: () => count };
}

async function all(context: ReadContext<ViesConfig>): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of vatNumbers.read(context, null)) pages.push(page);
  return pages;
}

function recordsOf(pages: readonly Page[]): IdentifierRecord[] {
  return pages.flatMap((page) => page.items.flatMap(({ payload }) => mapCheck(payload)));
}
