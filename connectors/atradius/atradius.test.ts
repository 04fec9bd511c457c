import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  FixedClock,
  openContext,
  RateLimiter,
  RecordedPurchases,
  sampleWorld,
  SAMPLE_SIRENS,
  SAMPLE_TODAY,
  silentLogger,
  startSimulators,
  TokenStore,
  validateConfig,
  type Checkpoint,
  type InsuranceCoverRecord,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
} from '../../src/connector-kit';
import { atradius, atradiusSimulator } from '.';
import { readChanges } from './buyers';
import type { AtradiusConfig } from './config';
import { requestCover } from './cover-desk';
import { readCovers } from './covers';
import { policyDay } from './dates';
import { mapCover } from './map';

describeConnector(atradius, { folder: __dirname, simulator: atradiusSimulator });

const fixture = JSON.parse(
  readFileSync(join(__dirname, 'fixtures/covers/typical.json'), 'utf8'),
) as { siren: string; list: string; cover: { [key: string]: Json } }[];

/** The cover with this number of the fixture, with changes. */
function cover(number: number, changes: { [key: string]: Json } = {}): InsuranceCoverRecord {
  const found = fixture[number - 1]!;
  const [record] = mapCover({ ...found, cover: { ...found.cover, ...changes } });
  return record!;
}

describe('dates', () => {
  it.each([
    ['2026-03-30', '2026-03-30'],
    ['2026-03-29T23:00:00.000Z', '2026-03-30'],
    ['2026-03-30T00:00:00+01:00', '2026-03-30'],
    ['2026-03-30T00:00:00+0100', '2026-03-30'],
    ['2026-01-15T00:00:00Z', '2026-01-15'],
    ['2026-03-30 00:00:00 BST', '2026-03-30'],
    ['2026-03-30T00:00:00', '2026-03-30'],
    ['Mon Mar 30 00:00:00 BST 2026', '2026-03-30'],
    ['Thu Jan 15 00:00:00 GMT 2026', '2026-01-15'],
  ])('%s is the day %s', (written, day) => {
    expect(policyDay(written, 'date')).toBe(day);
  });

  it.each(['30/03/2026', '2026-02-30', '2026-03-30T00:00:00 PST', '2026-03-30T25:00:00Z'])(
    'refuses %s rather than guess',
    (written) => {
      expect(() => policyDay(written, 'date')).toThrow('UTC or BST');
    },
  );

  it.each([undefined, null, '', ' '])('takes %p as absent', (absent) => {
    expect(policyDay(absent, 'date')).toBeNull();
  });
});

describe('decisions', () => {
  it.each([
    ['DC01', 'GRANTED', 5_000_000n],
    ['DC02', 'GRANTED', 5_000_000n],
    ['DC03', 'REFUSED', 0n],
    ['DC04', 'GRANTED', 5_000_000n],
    ['DC05', 'GRANTED', 5_000_000n],
    ['DC06', 'GRANTED', 5_000_000n],
    ['DC07', 'REFUSED', 0n],
    ['DC08', 'WITHDRAWN', 0n],
    ['DC09', 'GRANTED', 5_000_000n],
    ['DC10', 'GRANTED', 5_000_000n],
    ['DC11', 'GRANTED', 5_000_000n],
    ['DC21', 'GRANTED', 5_000_000n],
    ['DC22', 'GRANTED', 5_000_000n],
    ['DC77', 'UNKNOWN', null],
    [null, 'UNKNOWN', null],
  ])('%s is %s over %s', (decisionCode, status, amountMinor) => {
    expect(cover(1, { decisionCode })).toMatchObject({ status, amountMinor });
  });

  it('keeps a cover whole until the day its withdrawal was announced for', () => {
    expect(cover(4)).toMatchObject({
      status: 'GRANTED',
      amountMinor: 5_000_000n,
      announcedMinor: 0n,
      noticeOn: '2026-03-30',
      effectiveOn: '2026-04-30',
    });
    const undated = cover(4, { withdrawalDate: null, effectiveToDate: '2026-05-31' });
    expect(undated).toMatchObject({ announcedMinor: 0n, effectiveOn: '2026-05-31' });
  });

  it('counts on nothing from a cover whose withdrawal was announced without a day', () => {
    const undated = cover(4, { withdrawalDate: null, effectiveToDate: null, totalDecision: null });
    expect(undated).toMatchObject({ status: 'GRANTED', announcedMinor: 0n, effectiveOn: null });
  });

  it('announces what remains when one of the two amounts ends', () => {
    expect(cover(5)).toMatchObject({
      amountMinor: 5_000_000n,
      announcedMinor: 2_000_000n,
      effectiveOn: '2026-05-01',
      noticeOn: '2026-03-30',
    });
  });

  it('covers nothing once withdrawn, and says when that was told and took effect', () => {
    expect(cover(6)).toMatchObject({
      status: 'WITHDRAWN',
      amountMinor: 0n,
      announcedMinor: null,
      noticeOn: '2026-03-30',
      effectiveOn: '2026-03-30',
    });
  });

  it('has no amount while an underwriter decides', () => {
    const pending = cover(7, { totalDecision: { decisionAmtInPolicyCurrency: '50000' } });
    expect(pending).toMatchObject({ status: 'PENDING', amountMinor: null, noticeOn: null });
    expect(pending.requestedMinor).toBe(8_000_000n);
  });

  it('takes an empty amount as absent, never as zero', () => {
    expect(cover(8)).toMatchObject({ kind: 'CHECKED', requestedMinor: null });
    const blank = cover(1, { totalDecision: { decisionAmtInPolicyCurrency: '' } });
    expect(blank.amountMinor).toBeNull();
    expect(cover(1, { totalDecision: {} }).amountMinor).toBeNull();
  });

  it('does not count a cover of the past, nor a decision that is not among the covers', () => {
    expect(cover(9)).toMatchObject({
      status: 'EXPIRED',
      amountMinor: 0n,
      expiresOn: '2026-06-30',
    });
    expect(cover(10)).toMatchObject({
      status: 'UNKNOWN',
      amountMinor: null,
      announcedMinor: 5_000_000n,
    });
  });

  it('names each condition once', () => {
    expect(cover(2).conditions).toEqual(['C017: Payment terms must not exceed 60 days']);
    expect(cover(2).amountMinor).toBe(5_000_050n);
  });
});

describe('against the simulator', () => {
  let simulators: RunningSimulators;
  beforeAll(async () => {
    simulators = await startSimulators({
      simulators: [atradiusSimulator],
      world: sampleWorld(),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
    });
  });
  afterAll(() => simulators.stop());
  afterEach(() => simulators.setFaults('atradius', {}));

  function context(
    options: {
      subjects?: readonly string[];
      purchases?: RecordedPurchases;
      known?: Readonly<Record<string, string>>;
      day?: string;
    } = {},
  ): ReadContext<AtradiusConfig> {
    const { subjects = SAMPLE_SIRENS, purchases, known = {}, day = SAMPLE_TODAY } = options;
    const config = {
      clientId: 'simulated-client',
      clientSecret: 'simulated-secret',
      appKey: 'simulated-key',
      customerId: 4711,
      policyIds: ['100001', '100002'],
      baseUrl: simulators.baseUrl('atradius'),
      requestsPerSecond: 1000,
    };
    return openContext<AtradiusConfig>(atradius, {
      config: validateConfig(atradius, config),
      clock: new FixedClock(new Date(`${day}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
      tokens: new TokenStore(),
      identifierOf: (siren) => known[siren] ?? null,
      retry: { backoffBaseMs: 1 },
      ...(purchases === undefined ? {} : { purchases }),
    });
  }

  async function all(pages: AsyncIterable<Page>): Promise<Page[]> {
    const read: Page[] = [];
    for await (const page of pages) read.push(page);
    return read;
  }

  const covers = async (
    reading: ReadContext<AtradiusConfig>,
    checkpoint: Checkpoint | null = null,
  ): Promise<InsuranceCoverRecord[]> =>
    (await all(readCovers(reading, checkpoint)))
      .flatMap(({ items }) => items)
      .flatMap(({ payload }) => mapCover(payload));

  it('reads nobody else’s cover', async () => {
    const everyone = await covers(context());
    const [someone] = everyone;
    const alone = await covers(context({ subjects: [someone!.siren] }));
    expect(alone.length).toBeGreaterThan(0);
    expect(new Set(alone.map(({ siren }) => siren))).toEqual(new Set([someone!.siren]));
    expect(everyone.length).toBeGreaterThan(alone.length);
  });

  it('tells of a cover that is listed no more, once, and only when it was in force', async () => {
    const pages = await all(readCovers(context(), null));
    const checkpoint = pages.at(-1)!.checkpoint as {
      inForce: { [policyId: string]: { [coverId: string]: string[] } };
    };
    checkpoint.inForce['100001']!['77'] = [SAMPLE_SIRENS[0]!, 'credit-limit', 'EUR'];
    const again = await all(readCovers(context(), checkpoint));
    const gone = again
      .flatMap(({ items }) => items)
      .filter(({ payload }) => (payload as { list: string }).list === 'gone');
    expect(gone.map(({ sourceKey }) => sourceKey)).toEqual(['77']);
    expect(mapCover(gone[0]!.payload)).toMatchObject([{ status: 'UNKNOWN', amountMinor: null }]);
    expect(JSON.stringify(again.at(-1)!.checkpoint)).not.toContain('"77"');
  });

  it('buys a lookup per company it does not know, and none for covers', async () => {
    const purchases = new RecordedPurchases();
    await covers(context({ purchases }));
    expect(purchases.begun).toEqual([]);
    const buyers = atradius.streams!.find(({ name }) => name === 'buyers')!;
    const subjects = [SAMPLE_SIRENS[0]!, '900000019'];
    const pages = await all(buyers.read(context({ purchases, subjects }), null));
    expect(pages.map(({ read }) => read?.[0]?.outcome)).toEqual(['FOUND', 'UNKNOWN']);
    expect(purchases.begun.every(({ call }) => call === 'buyer-lookup')).toBe(true);
    expect(purchases.begun.map(({ subject }) => subject).toSorted()).toEqual(subjects.toSorted());
    // Two are asked for at once: which answers first is not said.
    expect(purchases.ends.toSorted()).toEqual(['answered', 'not-charged']);
  });

  it('tells a move of a rating once, although the windows overlap', async () => {
    const first = await all(readChanges(context({ day: '2026-06-30' }), null));
    expect(first.flatMap(({ items }) => items).length).toBeGreaterThan(1);
    const second = await all(readChanges(context({ day: '2026-07-01' }), first.at(-1)!.checkpoint));
    expect(second.flatMap(({ items }) => items)).toEqual([]);
  });

  it('logs in once for a whole read, and again when the token is refused', async () => {
    simulators.clearLog('atradius');
    const reading = context();
    await covers(reading);
    const logins = (): number =>
      simulators.log('atradius').filter(({ path }) => path === '/authenticate/v2/tokens').length;
    expect(logins()).toBe(1);
    simulators.setFaults('atradius', { script: [{ kind: 'status', status: 401 }] });
    await covers(reading);
    expect(logins()).toBe(2);
  });

  const asked = (siren: string, thousands: bigint, reference = 'r-1') => ({
    siren,
    amountMinor: thousands * 100_000n,
    currency: 'EUR',
    reference,
  });

  it.each([
    ['GRANTED', SAMPLE_SIRENS[8]!, 10n],
    ['REFERRED', SAMPLE_SIRENS[14]!, 900n],
    ['REFUSED', SAMPLE_SIRENS[2]!, 10n],
  ] as const)('hears that a request is %s', async (status, siren, thousands) => {
    const outcome = await requestCover(context(), asked(siren, thousands));
    expect(outcome.status).toBe(status);
    if (status === 'REFUSED') return;
    const listed = await covers(context({ subjects: [siren] }));
    const found = listed.find(({ sourceKey }) => sourceKey === outcome.providerReference);
    expect(found?.status).toBe(status === 'GRANTED' ? 'GRANTED' : 'PENDING');
    expect(found?.requestedMinor).toBe(thousands * 100_000n);
  });

  it('passes the insurer’s refusal on in its words, and sends a request once', async () => {
    const siren = SAMPLE_SIRENS[1]!;
    await expect(requestCover(context(), asked(siren, 10n))).rejects.toThrow(
      'Credit limit/credit check already exists for this buyer.',
    );
    simulators.clearLog('atradius');
    simulators.setFaults('atradius', { always: { kind: 'status', status: 503 } });
    const reading = context({ known: { [SAMPLE_SIRENS[0]!]: '123' } });
    await reading.tokens.use(() => Promise.resolve({ token: 't', expiresInMs: 600_000 }));
    await expect(requestCover(reading, asked(SAMPLE_SIRENS[0]!, 10n))).rejects.toMatchObject({
      family: 'TRANSIENT',
    });
    expect(simulators.log('atradius')).toHaveLength(1);
  });

  it.each([0n, -100_000n, 50_000n, 150_000n])('sends no request for %s cents', async (amount) => {
    const request = { ...asked(SAMPLE_SIRENS[0]!, 1n), amountMinor: amount };
    await expect(requestCover(context(), request)).rejects.toMatchObject({ family: 'CONFIG' });
  });
});
