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
  silentLogger,
  startSimulators,
  TokenStore,
  validateConfig,
  type Json,
  type Page,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { coface, cofaceSimulator } from '.';
import type { CofaceConfig } from './config';
import { mapAssessments } from './map';
import { cofaceDay, spacedAmount } from './payloads';

describeConnector(coface, { folder: __dirname, simulator: cofaceSimulator });

const [rated = null, unrated = null] = JSON.parse(
  readFileSync(join(__dirname, 'fixtures/assessments/typical.json'), 'utf8'),
) as Json[];

function valuesOf(payload: Json): (string | bigint | null)[] {
  return mapAssessments(payload).map((record: UnifiedRecord) => {
    if (record.type === 'recommendedLimit') return record.amountMinor;
    return 'value' in record ? record.value : null;
  });
}

describe('mapping of assessments', () => {
  it('takes what is current, and leaves the history of a package', () => {
    expect(valuesOf(rated)).toEqual(['11111111-aaaa', '7', 4_500_000n, '4']);
  });

  it('says why there is no value, never a zero', () => {
    expect(mapAssessments(unrated).slice(1)).toMatchObject([
      { type: 'providerScore', value: null, absentBecause: 'Not enough information.' },
      { type: 'recommendedLimit', amountMinor: null, absentBecause: 'NA' },
    ]);
  });
});

describe('dialects', () => {
  it.each([
    ['2025-05-28', '2025-05-28'],
    ['20250528', '2025-05-28'],
    ['05/28/2025', '2025-05-28'],
    ['28/05/2025', '2025-05-28'],
    ['05/06/2025', '2025-05-06'],
  ])('%s is %s', (written, day) => {
    expect(cofaceDay(written, 'date')).toBe(day);
  });

  it.each(['2025-02-30', '31/31/2025', 'May 2025', ''])('refuses %p', (written) => {
    expect(() => cofaceDay(written, 'date')).toThrow('date');
  });

  it.each([
    ['45 000', 4_500_000n],
    ['1 245 000', 124_500_000n],
    [45000, 4_500_000n],
    ['0', 0n],
  ])('%p is %s cents', (written, minor) => {
    expect(spacedAmount('EUR')(written, 'value')).toBe(minor);
  });
});

describe('orders', () => {
  it('are bought per assessment, and incomplete until everything has been delivered', async () => {
    let day = '2026-06-30';
    const world = { ...sampleWorld(), today: () => day };
    const clock = new FixedClock(new Date('2026-06-30T10:00:00Z'));
    const simulators = await startSimulators({ simulators: [cofaceSimulator], world, clock });
    const purchases = new RecordedPurchases();
    const context = openContext<CofaceConfig>(coface, {
      config: validateConfig(coface, {
        username: 'simulated',
        password: 'simulated-password',
        apiKey: 'simulated-key',
        baseUrl: simulators.baseUrl('coface'),
        requestsPerSecond: 1000,
      }),
      clock,
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects: ['900000019', ...SAMPLE_SIRENS],
      limiter: new RateLimiter(),
      tokens: new TokenStore(),
      purchases,
    });
    const read = async (): Promise<Page[]> => {
      const pages: Page[] = [];
      for await (const page of coface.streams![0]!.read(context, null)) pages.push(page);
      return pages;
    };
    try {
      const outcomes = (await read()).map((page) => page.read?.[0]?.outcome);
      expect(outcomes[0]).toBe('UNKNOWN');
      expect(outcomes).toContain('INCOMPLETE');
      expect(outcomes).toContain('FOUND');
      const orders = purchases.begun.length;
      expect(purchases.begun.every(({ units }) => units === 3)).toBe(true);
      expect(simulators.bill('coface')).toHaveLength(orders);
      day = '2026-07-01';
      const next = (await read()).map((page) => page.read?.[0]?.outcome);
      expect(next).not.toContain('INCOMPLETE');
    } finally {
      await simulators.stop();
    }
  });
});
