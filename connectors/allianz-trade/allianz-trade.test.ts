import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  FixedClock,
  openContext,
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
} from '../../src/connector-kit';
import { allianzTrade, allianzTradeSimulator, type AllianzTradeConfig } from '.';
import { coverDesk } from './cover-desk';
import { covers } from './covers';
import { mapBuyer, mapCover } from './map';
import { companyIdOf } from './simulator';

describeConnector(allianzTrade, { folder: __dirname, simulator: allianzTradeSimulator });

const payloads = (path: string): Json[] =>
  JSON.parse(readFileSync(join(__dirname, 'fixtures', path), 'utf8')) as Json[];

async function allPages(read: AsyncIterable<Page>): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of read) pages.push(page);
  return pages;
}

describe('mapping of covers', () => {
  const [plain = null, changing = null] = payloads('covers/typical.json');

  it('takes an agreed limit as granted, in cents', () => {
    const [cover] = mapCover(plain);
    expect(cover).toMatchObject({ status: 'GRANTED', amountMinor: 4_500_000n });
    expect(cover?.announcedMinor).toBeNull();
    expect(cover?.effectiveOn).toBe('2026-02-01');
  });

  it('tells the limit in force from the one that begins later', () => {
    expect(mapCover(changing)[0]).toMatchObject({
      amountMinor: 3_000_050n,
      announcedMinor: 1_000_000n,
      effectiveOn: '2026-08-01',
    });
  });

  it('knows no meaning for a decision nobody has seen', () => {
    const [unseen = null, undecided = null] = payloads('covers/unknown-decision.json');
    expect(mapCover(unseen)[0]).toMatchObject({ status: 'UNKNOWN', decisionCode: 'SomethingNew' });
    expect(mapCover(undecided)[0]).toMatchObject({ status: 'UNKNOWN', amountMinor: null });
  });
});

describe('mapping of buyers', () => {
  it('takes the same number twice as one company', () => {
    const result = { company: { companyId: 41_234_567 } };
    const found = mapBuyer({ siren: '732829320', results: [result, result] });
    expect(found.map(({ value }) => value)).toEqual(['41234567']);
  });

  it('refuses to choose between two companies', () => {
    const results = [{ company: { companyId: '1' } }, { company: { companyId: '2' } }];
    expect(() => mapBuyer({ siren: '732829320', results })).toThrow('2 companies answer');
  });
});

describe('against the simulator', () => {
  const [sound = '', insolvent = ''] = SAMPLE_SIRENS;
  let running: RunningSimulators;

  beforeEach(async () => {
    running = await startSimulators({
      simulators: [allianzTradeSimulator],
      world: sampleWorld(),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
    });
  });

  afterEach(() => running.stop());

  function open(changes: Record<string, Json> = {}): ReadContext<AllianzTradeConfig> {
    const raw = {
      baseUrl: running.baseUrl('allianz-trade'),
      requestsPerSecond: 1000,
      user: 'someone',
      secret: 'long-enough',
      policyId: '4711',
      businessUnitCode: 'FR01',
      ...changes,
    };
    return openContext(allianzTrade, {
      config: validateConfig(allianzTrade, raw),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects: SAMPLE_SIRENS,
      retry: { attemptsMax: 1 },
      identifierOf: (siren) => companyIdOf({ siren }),
    });
  }

  it('reads every page of the list though they are shorter than asked for', async () => {
    const pages = await allPages(covers.read(open(), null));
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.slice(0, -1).every(({ items }) => items.length > 0)).toBe(true);
    expect(pages.at(-1)?.items).toEqual([]);
    expect(pages.at(-1)?.checkpoint).toMatchObject({ nextPage: 1, listed: {}, isWhole: true });
  });

  it('passes over the covers of buyers who are no customers', async () => {
    const context = { ...open(), subjects: [sound] };
    const pages = await allPages(covers.read(context, null));
    const read = pages.flatMap(({ items }) => items.flatMap(({ payload }) => mapCover(payload)));
    expect(read.map(({ siren }) => siren)).toEqual([sound]);
  });

  it('tells of a cover that is listed no more, once', async () => {
    const first = await allPages(covers.read(open(), null));
    const [ended = ''] = Object.keys(first.at(-1)?.checkpoint['missing'] ?? {});
    const without = listing((lines) => lines.filter(({ coverId }) => coverId !== ended));
    const second = await allPages(covers.read(without, first.at(-1)!.checkpoint));
    const [gone] = mapCover(second.at(-1)?.items[0]?.payload ?? null);
    expect(gone).toMatchObject({ sourceKey: ended, status: 'UNKNOWN', amountMinor: null });
    const third = await allPages(covers.read(without, second.at(-1)!.checkpoint));
    expect(third.at(-1)?.items).toEqual([]);
  });

  it('tells of no cover as gone while a line of the list cannot be read', async () => {
    const first = await allPages(covers.read(open(), null));
    const broken = listing((lines) => lines.map((line, index) => (index === 0 ? {} : line)));
    const second = await allPages(covers.read(broken, first.at(-1)!.checkpoint));
    expect(second.flatMap(({ malformed }) => malformed ?? []).length).toBeGreaterThan(0);
    expect(second.at(-1)?.items).toEqual([]);
    const third = await allPages(covers.read(open(), second.at(-1)!.checkpoint));
    expect(third.at(-1)?.items).toEqual([]);
  });

  /** A context whose lists of covers are changed on their way. */
  function listing(
    change: (lines: { [key: string]: Json }[]) => Json[],
  ): ReadContext<AllianzTradeConfig> {
    const context = open();
    const request = async (
      sent: Parameters<typeof context.http.request>[0],
    ): ReturnType<typeof context.http.request> => {
      const response = await context.http.request(sent);
      if (!sent.path.endsWith('/covers/search')) return response;
      return { ...response, data: change(response.data as { [key: string]: Json }[]) };
    };
    return { ...context, http: { request } };
  }

  const request = { amountMinor: 5_000_000n, currency: 'EUR', reference: 'one' };

  it('waits for the job and answers what was decided', async () => {
    const outcome = await coverDesk.request(open(), { ...request, siren: sound });
    expect(outcome).toMatchObject({ status: 'GRANTED' });
    const pages = await allPages(covers.read({ ...open(), subjects: [sound] }, null));
    const [cover] = pages.flatMap(({ items }) => items.flatMap(({ payload }) => mapCover(payload)));
    expect(cover).toMatchObject({
      amountMinor: 5_000_000n,
      sourceKey: outcome.providerReference,
    });
  });

  it('leaves a job that is not processed in time to the feed', async () => {
    const outcome = await coverDesk.request(open(), { ...request, siren: insolvent });
    expect(outcome).toMatchObject({ status: 'REFERRED', providerReference: 'J1' });
    expect(running.log('allianz-trade').filter(({ path }) => path.includes('/jobs/'))).toHaveLength(
      5,
    );
  });

  it('does not fail once the request has been taken, whatever the job answers', async () => {
    const context = open();
    const http = {
      request: (sent: Parameters<typeof context.http.request>[0]) =>
        sent.path.includes('/jobs/')
          ? context.http.request({ ...sent, path: '/nowhere' })
          : context.http.request(sent),
    };
    const outcome = await coverDesk.request({ ...context, http }, { ...request, siren: sound });
    expect(outcome).toMatchObject({ status: 'REFERRED', providerReference: 'J1' });
  });

  it('asks for nothing when the insurer does not know the buyer', async () => {
    const context = { ...open(), identifierOf: () => null };
    const asked = coverDesk.request(context, { ...request, siren: '732829320' });
    await expect(asked).rejects.toMatchObject({ code: 'PROVIDER_REJECTED_REQUEST' });
    expect(running.log('allianz-trade').some(({ path }) => path.endsWith('/covers'))).toBe(false);
  });
});
