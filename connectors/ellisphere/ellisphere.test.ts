import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  describeConnector,
  FixedClock,
  openContext,
  RateLimiter,
  readXml,
  RecordedPurchases,
  sampleWorld,
  SAMPLE_SIRENS,
  SAMPLE_TODAY,
  silentLogger,
  startSimulators,
  TokenStore,
  validateConfig,
  type Json,
  type Page,
  type RunningSimulators,
  type Simulator,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { ellisphere, ellisphereSimulator } from '.';
import type { EllisphereConfig } from './config';
import { noticeId } from './events';
import { mapReport } from './map';

describeConnector(ellisphere, { folder: __dirname, simulator: ellisphereSimulator });

function mapped(name: string): UnifiedRecord[][] {
  const text = readFileSync(join(__dirname, 'fixtures/reports', `${name}.json`), 'utf8');
  return (JSON.parse(text) as Json[]).map(mapReport);
}

function ofType<T extends UnifiedRecord['type']>(
  records: readonly UnifiedRecord[],
  type: T,
): Extract<UnifiedRecord, { type: T }>[] {
  return records.filter(
    (record): record is Extract<UnifiedRecord, { type: T }> => record.type === type,
  );
}

describe('mapping of a report', () => {
  const [full = [], bare = []] = mapped('typical');

  it('takes the score from the assessment on 0 to 10, not the legend, the sector or another scale', () => {
    expect(ofType(full, 'providerScore')).toMatchObject([
      { scale: 'ELLISPHERE_10', value: '5', horizonMonths: 12, computedOn: '2026-02-14' },
      { scale: 'ELLISPHERE_RISK_CLASS', value: 'B', higherIsSafer: false },
    ]);
  });

  it.each(['NC', '11', '-1', ''])(
    'takes %p for no score, never for a value on the scale',
    (said) => {
      const [first] = JSON.parse(
        readFileSync(join(__dirname, 'fixtures/reports/typical.json'), 'utf8'),
      ) as Json[];
      const text = JSON.stringify(first).replace(
        '{"#text":"5","@type":"score"',
        `{"#text":${JSON.stringify(said)},"@type":"score"`,
      );
      expect(text).not.toBe(JSON.stringify(first));
      const scores = ofType(mapReport(JSON.parse(text) as Json), 'providerScore').filter(
        ({ scale }) => scale === 'ELLISPHERE_10',
      );
      expect(scores.every(({ value }) => value === null)).toBe(true);
    },
  );

  it('has no score, with the reason, where the bureau gives none', () => {
    expect(ofType(bare, 'providerScore')).toMatchObject([
      { value: null, absentBecause: 'Non coté : entreprise récente' },
    ]);
    expect(ofType(bare, 'recommendedLimit')).toEqual([]);
  });

  it('tells what is advised from what is the ceiling', () => {
    expect(ofType(full, 'recommendedLimit')).toMatchObject([
      { kind: 'RECOMMENDED', amountMinor: 1_500_000n, computedOn: '2025-12-06' },
      { kind: 'MAXIMUM', amountMinor: 4_000_000n },
    ]);
  });

  it('shows of hidden accounts the balance sheet and the result alone, and never an estimate', () => {
    const [open, hidden] = ofType(full, 'financialStatement');
    expect(open).toMatchObject({ closedOn: '2025-06-30', months: 18, confidentiality: 'PUBLIC' });
    expect(open?.items).toEqual({
      totalAssets: 104_982_700n,
      equity: 58_500_050n,
      currentLiabilities: 36_482_650n,
      totalDebt: 46_482_650n,
      cash: 53_687_200n,
      turnover: 231_850_500n,
      ebitda: -5_657_800n,
      netIncome: 937_800n,
    });
    expect(open?.ratios).toEqual({
      financialAutonomyPercent: '64.39',
      supplierCreditDays: '42.22',
    });
    expect(hidden).toMatchObject({
      closedOn: '2023-12-31',
      confidentiality: 'INCOME_STATEMENT',
      ratios: { financialAutonomyPercent: '14.33' },
    });
    expect(hidden?.items).toEqual({
      totalAssets: 99_000_000n,
      equity: -2_000_000n,
      cash: 3_581_100n,
      netIncome: 2_536_200n,
    });
  });

  it('hides everything under a disclaimer nobody has seen', () => {
    const [records = []] = mapped('unknown');
    const hidden = ofType(records, 'financialStatement').find(
      ({ closedOn }) => closedOn === '2023-12-31',
    );
    expect(hidden).toMatchObject({ confidentiality: 'FULL', items: {}, ratios: {} });
  });

  it('joins what one notice changes, under the gazette’s own number', () => {
    const events = ofType(full, 'legalEvent');
    expect(events.map(({ sourceKey, kind }) => [sourceKey, kind])).toEqual([
      ['B20210032670', 'MODIFIED'],
      ['C202001381380', 'ACCOUNTS_FILED'],
      [expect.stringMatching(/^[0-9a-f-]{36}$/), 'OTHER'],
    ]);
    expect(events[0]?.title).toBe(
      'Modification du capital social · Modification sur les représentants',
    );
    expect(events[1]?.accountsConfidential).toBe(true);
  });

  it('lists officers and auditors, and nobody who runs a department', () => {
    expect(ofType(full, 'officer').map(({ name, since }) => [name, since])).toEqual([
      ['MODELE PARTICIPATIONS', '2021-02-16'],
      ['Exemple AUDITEUR', '1997-04-30'],
    ]);
  });

  it('gives a share only where it is a percentage', () => {
    expect(ofType(full, 'owner').map(({ sharePercent }) => sharePercent)).toEqual([null, '50.01']);
  });

  it('keeps the reason when there is no PayRank', () => {
    const records = mapped('unknown')[3] ?? [];
    expect(ofType(full, 'paymentIndex')[0]).toMatchObject({ value: '3', higherIsBetter: true });
    expect(ofType(records, 'paymentIndex')[0]).toMatchObject({
      value: null,
      absentBecause: 'Dans la moyenne de son secteur.',
    });
  });
});

describe('numbers of the gazette', () => {
  it.each([
    ['22011B0495', 'B20220011495'],
    ['2200900565', 'C20220009565'],
    ['21095A0957', 'A20210095957'],
    ['22-11-495', null],
    ['', null],
  ])('%s is %s', (reference, id) => {
    expect(noticeId(reference)).toBe(id);
  });
});

describe('against the simulator', () => {
  const clock = new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`));
  const PASSWORD = `plan&ted"<'secret`;

  async function read(
    simulator: Simulator,
    subjects: readonly string[],
    prepare: (simulators: RunningSimulators) => void = () => {},
  ): Promise<{ pages: Page[]; purchases: RecordedPurchases; simulators: RunningSimulators }> {
    const simulators = await startSimulators({
      simulators: [simulator],
      world: sampleWorld(),
      clock,
    });
    prepare(simulators);
    const config = {
      contractId: '10001',
      userId: 'planted-user',
      password: PASSWORD,
      baseUrl: simulators.baseUrl('ellisphere'),
      requestsPerSecond: 1000,
    };
    const purchases = new RecordedPurchases();
    const context = openContext<EllisphereConfig>(ellisphere, {
      config: validateConfig(ellisphere, config),
      clock,
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
      tokens: new TokenStore(),
      purchases,
      retry: { backoffBaseMs: 1 },
    });
    const pages: Page[] = [];
    try {
      for await (const page of ellisphere.streams![0]!.read(context, null)) pages.push(page);
    } finally {
      await simulators.stop();
    }
    return { pages, purchases, simulators };
  }

  it('orders nothing for a company the search does not find', async () => {
    const { pages, purchases } = await read(ellisphereSimulator, ['900000019', SAMPLE_SIRENS[0]!]);
    expect(pages.map((page) => page.read?.[0]?.outcome)).toEqual(['UNKNOWN', 'FOUND']);
    expect(purchases.begun).toMatchObject([{ call: 'report', subject: SAMPLE_SIRENS[0] }]);
  });

  it('pays for every attempt that was answered, and for what the simulator bills', async () => {
    const { pages, purchases, simulators } = await read(
      ellisphereSimulator,
      SAMPLE_SIRENS.slice(0, 3),
      (running) => running.setFaults('ellisphere', { script: [{ kind: 'status', status: 503 }] }),
    );
    expect(pages.every((page) => page.items.length === 1)).toBe(true);
    const paid = purchases.ends.filter((end) => end === 'answered');
    expect(simulators.bill('ellisphere')).toHaveLength(paid.length);
  });

  it('gives everyone the score of the assessment, so that not all have ten of ten', async () => {
    const { pages } = await read(ellisphereSimulator, SAMPLE_SIRENS.slice(0, 4));
    const values = pages
      .flatMap(({ items }) => items)
      .flatMap(({ payload }) => ofType(mapReport(payload), 'providerScore'))
      .filter(({ scale }) => scale === 'ELLISPHERE_10')
      .map(({ value }) => value);
    expect(new Set(values).size).toBeGreaterThan(1);
    expect(values.some((value) => value !== '10')).toBe(true);
  });

  it('stops for good when the refusal is about the login, although it comes as a 200', async () => {
    const refusing: Simulator = {
      ...ellisphereSimulator,
      routes: ellisphereSimulator.routes.map((route) => ({
        ...route,
        handle: () => ({
          status: 200,
          body:
            '<svcSearchResponse version="2.2"><result code="ERR"><minorMessage>Mot de passe incorrect' +
            '</minorMessage><minorCode>9</minorCode></result></svcSearchResponse>',
        }),
      })),
    };
    await expect(read(refusing, SAMPLE_SIRENS)).rejects.toMatchObject({ family: 'AUTH' });
  });

  it('quarantines a refusal inside an answer and goes on; it costs nothing', async () => {
    const refusing: Simulator = {
      ...ellisphereSimulator,
      routes: ellisphereSimulator.routes.map((route) =>
        route.path === '/svcOnlineOrder'
          ? {
              ...route,
              handle: () => ({
                status: 200,
                body:
                  '<svcOnlineOrderResponse version="2.2"><result code="ERR"><minorMessage>Produit ' +
                  `non souscrit ${PASSWORD.replace('&', '&amp;').replace('<', '&lt;')}` +
                  '</minorMessage><minorCode>42</minorCode></result></svcOnlineOrderResponse>',
              }),
            }
          : route,
      ),
    };
    const { pages, purchases } = await read(refusing, SAMPLE_SIRENS.slice(0, 2));
    expect(pages.map((page) => page.malformed?.[0]?.reason)).toEqual([
      'ellisphere refused with 42: no message',
      'ellisphere refused with 42: no message',
    ]);
    const [first] = purchases.begun;
    const units = first?.unitsOf?.({ status: 200, headers: {}, body: '<result code="ERR">' });
    expect(units).toBe(0);
  });

  it('keeps credentials out of what is landed and out of errors, also when they are echoed', async () => {
    const { pages, simulators } = await read(ellisphereSimulator, SAMPLE_SIRENS.slice(0, 2));
    const shown = JSON.stringify(pages);
    expect(shown).not.toContain('planted-user');
    const sent = simulators.log('ellisphere')[0]!.body as string;
    const client = (readXml(sent) as Record<string, Record<string, Record<string, Json>>>)[
      'svcSearchRequest'
    ]!['admin']!['client'];
    expect(client).toMatchObject({ userId: 'planted-user', password: PASSWORD });
    const echoing: Simulator = {
      ...ellisphereSimulator,
      auth: ({ body }) => ({ status: 400, body: JSON.stringify(body) }),
    };
    const error: unknown = await read(echoing, SAMPLE_SIRENS.slice(0, 1)).catch(
      (problem: unknown) => problem,
    );
    const told = inspect(error, { depth: null });
    expect(told).toContain('PROVIDER_REJECTED_REQUEST');
    expect(told).not.toContain('planted-user');
    expect(told).not.toContain('ted&#34;');
  });
});
