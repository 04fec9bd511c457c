import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  openContext,
  RecordedPurchases,
  sampleWorld,
  SAMPLE_SIRENS,
  silentLogger,
  startSimulators,
  validateConfig,
  type HttpRequest,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
} from '../../src/connector-kit';
import { OpensanctionsConfig, opensanctions, opensanctionsSimulator } from '.';
import { matchCompanies } from './client';
import { mapScreening } from './map';
import { screening } from './screening';

describeConnector(opensanctions, { folder: __dirname, simulator: opensanctionsSimulator });

const [listed = null, clean = null] = JSON.parse(
  readFileSync(join(__dirname, 'fixtures/screening/typical.json'), 'utf8'),
) as Json[];

describe('mapping of hits', () => {
  it('keeps the score exactly and tells a match from a weaker resemblance', () => {
    const hits = mapScreening(listed);
    expect(hits.map(({ score, isMatch }) => [score, isMatch])).toEqual([
      ['0.92', true],
      ['0.5', false],
    ]);
    expect(hits.map(({ topics }) => topics)).toEqual([['sanction'], []]);
    expect(hits.map(({ lastChangedOn }) => lastChangedOn)).toEqual(['2025-07-26', null]);
  });

  it('makes nothing of an answer that names nobody', () => {
    expect(mapScreening(clean)).toEqual([]);
  });

  it('passes over persons', () => {
    const person = { id: 'Q1', caption: 'X', schema: 'Person', properties: {}, datasets: ['x'] };
    const results = [{ ...person, score: 1, match: true }];
    expect(mapScreening({ siren: '732829320', answer: { status: 200, results } })).toEqual([]);
  });
});

describe('against the simulator', () => {
  let running: RunningSimulators;
  let sent: HttpRequest[];

  beforeEach(async () => {
    sent = [];
    running = await startSimulators({
      simulators: [opensanctionsSimulator],
      world: sampleWorld(),
    });
  });

  afterEach(() => running.stop());

  function open(
    subjects: readonly string[],
    nameOf: (siren: string) => string | null,
    purchases = new RecordedPurchases(),
  ): ReadContext<OpensanctionsConfig> {
    const raw = {
      baseUrl: running.baseUrl('opensanctions'),
      requestsPerSecond: 1000,
      apiKey: 'simulated-key',
    };
    const context = openContext(opensanctions, {
      config: validateConfig(opensanctions, raw),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      nameOf,
      purchases,
    });
    const request = (wanted: HttpRequest): ReturnType<typeof context.http.request> => {
      sent.push(wanted);
      return context.http.request(wanted);
    };
    return { ...context, http: { request } };
  }

  async function read(context: ReadContext<OpensanctionsConfig>): Promise<Page[]> {
    const pages: Page[] = [];
    for await (const page of screening.read(context, null)) pages.push(page);
    return pages;
  }

  it('asks where it is billed about one company at a time, and books it for that company', async () => {
    const purchases = new RecordedPurchases();
    const subjects = SAMPLE_SIRENS.slice(0, 5);
    await read(open(subjects, (siren) => `COMPANY ${siren}`, purchases));
    expect(purchases.begun.map(({ call, subject }) => [call, subject])).toEqual(
      subjects.map((siren) => ['match', siren]),
    );
    expect(running.bill('opensanctions').map(({ subject }) => subject)).toEqual(subjects);
  });

  it('asks a service of our own about 250 companies in three requests', async () => {
    const subjects = Array.from({ length: 250 }, (_, index) => String(100_000_000 + index));
    const context = open(subjects, (siren) => `COMPANY ${siren}`);
    const answering = {
      ...context,
      config: Object.assign(new OpensanctionsConfig(), { baseUrl: context.config.baseUrl }),
      http: {
        request: (wanted: HttpRequest): ReturnType<typeof context.http.request> =>
          context.http.request({ ...wanted, headers: { authorization: 'Apikey its-own' } }),
      },
    };
    const pages = await read(answering);
    expect(pages.map((page) => page.read?.length)).toEqual([100, 100, 50]);
    expect(sent).toHaveLength(3);
    expect(pages.flatMap((page) => page.read ?? []).every((it) => it.outcome === 'FOUND')).toBe(
      true,
    );
  });

  it('sends no company without a name that may be told, and asks nothing when there is none', async () => {
    const [one = '', other = ''] = SAMPLE_SIRENS;
    const pages = await read(open([one, other], (siren) => (siren === one ? 'ONE' : null)));
    expect(pages.flatMap((page) => page.read ?? [])).toEqual([
      { siren: one, outcome: 'FOUND' },
      { siren: other, outcome: 'INCOMPLETE' },
    ]);
    expect(JSON.stringify(sent[0]?.body)).not.toContain(other);
    await read(open([one], () => null));
    expect(sent).toHaveLength(1);
  });

  it('names what was wrong with a batch that is refused', async () => {
    const context = open([], () => null);
    const many = Array.from({ length: 101 }, (_, index) => ({ siren: String(index), name: 'X' }));
    await expect(matchCompanies(context, many)).rejects.toMatchObject({
      code: 'PROVIDER_REJECTED_REQUEST',
    });
  });
});
