import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  FixedClock,
  isEncoursError,
  LEGAL_EVENT_KINDS,
  openContext,
  RateLimiter,
  sampleWorld,
  SAMPLE_SIRENS,
  SAMPLE_TODAY,
  silentLogger,
  TokenStore,
  startSimulators,
  validateConfig,
  type Checkpoint,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type LegalEventRecord,
  type Page,
  type ReadContext,
  type RunningSimulators,
  type SimulatedNotice,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { bodacc } from '.';
import type { BodaccConfig } from './config';
import { mapNotice } from './map';
import { readNotices } from './notices';
import { bodaccSimulator } from './simulator';

describeConnector(bodacc, { folder: __dirname, simulator: bodaccSimulator });

const FIRST = SAMPLE_SIRENS[0] ?? '';

function fixture(name: string): Json[] {
  const text = readFileSync(join(__dirname, 'fixtures/notices', `${name}.json`), 'utf8');
  const parsed = JSON.parse(text) as Json;
  return Array.isArray(parsed) ? parsed : [parsed];
}

function mapped(name: string): LegalEventRecord[] {
  return fixture(name).flatMap(mapNotice);
}

describe('mapping of notices', () => {
  it('gives each family its kind', () => {
    expect(mapped('typical').map(({ kind }) => kind)).toEqual([
      'RECEIVERSHIP_OPENED',
      'ACCOUNTS_FILED',
      'ACCOUNTS_FILED',
      'REGISTERED',
      'MODIFIED',
      'STRUCK_OFF',
    ]);
  });

  it('tells confidential accounts from public ones by the text of the deposit', () => {
    const [, confidential, open] = mapped('typical');
    expect(confidential).toMatchObject({
      accountsClosedOn: '2025-12-31',
      accountsConfidential: true,
    });
    expect(open).toMatchObject({ accountsClosedOn: '2024-12-31', accountsConfidential: false });
  });

  it('reads the date of a judgment in every dialect, and keeps the notice when it cannot', () => {
    expect(mapped('date-dialects').map(({ decidedOn }) => decidedOn)).toEqual([
      '2008-11-27',
      '2008-11-27',
      '2009-12-10',
      '2012-03-01',
      '2009-12-10',
      null,
    ]);
  });

  it('gives one event per company a notice names, told apart by the SIREN', () => {
    const events = mapped('several-companies');
    expect(events.map(({ sourceKey }) => sourceKey)).toEqual([
      'A202600301111:900000019',
      'A202600301111:900000027',
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['SALE_OF_BUSINESS', 'SALE_OF_BUSINESS']);
  });

  it('finds the company in the v1 form of the register, and in the people when it is empty', () => {
    expect(mapped('v1-registre').map(({ siren }) => siren)).toEqual(['900000019']);
    expect(mapped('no-registre').map(({ siren }) => siren)).toEqual(['900000019']);
    expect(mapped('no-siren')).toEqual([]);
  });

  it('links a rectification to its target and keeps what it says now', () => {
    expect(mapped('rectification')).toMatchObject([
      { kind: 'RECEIVERSHIP_OPENED', relation: 'RECTIFIES', relatedKey: 'A202500051234' },
    ]);
  });

  it('never counts an annulment as a second opening', () => {
    expect(mapped('annulment')).toMatchObject([
      { kind: 'PROCEEDINGS_OTHER', relation: 'CANCELS', relatedKey: 'A202500051234' },
    ]);
    expect(mapped('retractation')).toMatchObject([
      { kind: 'PROCEEDINGS_OTHER', relation: 'CANCELS', relatedKey: 'A202500051234' },
    ]);
  });

  it('reads the report of a striking-off in error as its cancellation', () => {
    expect(mapped('struck-off-in-error')).toMatchObject([
      { kind: 'STRIKE_OFF_CANCELLED', relation: 'CANCELS', relatedKey: 'B20220227446' },
    ]);
  });

  it('does not take a move to another court for a striking-off', () => {
    expect(mapped('moved-to-another-court')).toMatchObject([{ kind: 'MODIFIED' }]);
  });

  it('reads the day a person ceased trading in the current and the legacy form', () => {
    const days = mapped('struck-off-person').map(({ decidedOn }) => decidedOn);
    expect(days).toEqual(['2022-12-31', '2021-12-31']);
  });

  it('understands text garbled upstream', () => {
    expect(mapped('mojibake')).toMatchObject([
      { kind: 'PROCEEDINGS_CLOSED', title: "Jugement de clôture pour insuffisance d'actif" },
    ]);
  });

  it('keeps families and natures nobody has listed, and does not miss an opening among them', () => {
    expect(mapped('unknown-family').map(({ kind }) => kind)).toEqual([
      'OTHER',
      'LIQUIDATION_OPENED',
      'PROCEEDINGS_OTHER',
    ]);
  });

  it.each([
    [0, 'jugement'],
    [1, 'dateparution'],
    [2, 'id'],
    [3, 'jugement'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    const payload = fixture('malformed')[index] ?? null;
    expect(complaint(() => mapNotice(payload))).toBe(path);
  });
});

describe('reading notices', () => {
  let running: RunningSimulators | null = null;
  afterEach(async () => {
    await running?.stop();
    running = null;
  });

  async function context(
    world: SimulatedWorld,
    subjects: readonly string[],
    config: Json = {},
  ): Promise<ReadContext<BodaccConfig>> {
    running = await startSimulators({ simulators: [bodaccSimulator], world });
    const fast = { baseUrl: running.baseUrl('bodacc'), requestsPerSecond: 10_000 };
    return openContext<BodaccConfig>(bodacc, {
      config: validateConfig(bodacc, { ...fast, ...(config as object) }),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      subjects,
      limiter: new RateLimiter(),
    });
  }

  it('gives back every notice of the world as it was, whatever its kind', async () => {
    const notices = LEGAL_EVENT_KINDS.map((kind, index) => worldNotice(kind, index));
    const world = withNotices(notices);
    const events = itemsOf(await all(await context(world, [FIRST]))).flatMap(mapNotice);
    expect(events.map(factsOf).sort(byKey)).toEqual(
      notices
        .map((notice) => ({
          sourceKey: notice.id,
          siren: FIRST,
          kind: notice.kind,
          publishedOn: notice.publishedOn,
          court: notice.court,
          accountsClosedOn: notice.accountsClosedOn,
          accountsConfidential: notice.kind === 'ACCOUNTS_FILED' ? true : null,
        }))
        .sort(byKey),
    );
    const decided = events.filter(({ kind }) => /OPENED|CONVERTED|PLAN|PROCEED/.test(kind));
    expect(decided.every(({ decidedOn }) => decidedOn === '2024-12-01')).toBe(true);
  });

  it('reads a new company from ten years back and a known one from a week before its mark', async () => {
    const [known = '', fresh = ''] = SAMPLE_SIRENS;
    const subject = await context(sampleWorld(), [known, fresh]);
    const pages = await all(subject, { through: { '2026-06-29': [known] } });
    const queries = running?.log('bodacc').map(({ query }) => new URLSearchParams(query)) ?? [];
    expect(queries.map((query) => query.get('where'))).toEqual([
      `(registre="${known}") and dateparution>=date'2026-06-22'`,
      `(registre="${fresh}") and dateparution>=date'2016-06-30'`,
    ]);
    expect(pages.at(-1)?.checkpoint).toEqual({ through: { [SAMPLE_TODAY]: [known, fresh] } });
  });

  it('asks for fifty companies in an address a server accepts', async () => {
    const subjects = Array.from({ length: 120 }, (_, index) => String(900_000_000 + index));
    await all(await context(sampleWorld(), subjects));
    const queries = running?.log('bodacc').map(({ query }) => query.length) ?? [];
    expect(queries).toHaveLength(3);
    expect(Math.max(...queries)).toBeLessThan(3000);
  });

  it('sends no subject that is not nine digits', async () => {
    const subjects = ['552032534" or true', '', 'FR123'];
    expect(await all(await context(sampleWorld(), subjects))).toEqual([]);
    expect(running?.log('bodacc')).toHaveLength(0);
  });
});

describe('more notices than the API can reach', () => {
  it('goes on from the last day it reached and misses none', async () => {
    const ledger = Array.from({ length: 10_250 }, (_, index) => ({
      id: `B${String(index).padStart(6, '0')}`,
      dateparution: new Date(Date.UTC(2017, 0, 1 + Math.floor(index / 4)))
        .toISOString()
        .slice(0, 10),
    }));
    const pages = await all(contextOn(ledger));
    const seen = new Set(itemsKeys(pages));
    expect(seen.size).toBe(ledger.length);
  });

  it('stops with a contract error when a single day holds more than the window', async () => {
    const ledger = Array.from({ length: 10_250 }, (_, index) => ({
      id: `B${index}`,
      dateparution: '2020-01-01',
    }));
    const error: unknown = await all(contextOn(ledger)).catch((thrown: unknown) => thrown);
    expect(isEncoursError(error, 'CONTRACT')).toBe(true);
    expect(error).toMatchObject({ code: 'BODACC_WINDOW_STUCK' });
  });
});

/** A context whose client answers from a list in memory, as the API would, including its window. */
function contextOn(
  ledger: readonly { id: string; dateparution: string }[],
): ReadContext<BodaccConfig> {
  const request = ({ query }: HttpRequest): Promise<HttpResponse> => {
    const from = /date'([^']+)'/.exec(String(query?.['where']))?.[1] ?? '';
    const offset = Number(query?.['offset']);
    if (offset + 100 > 10_000) throw new Error('beyond the window');
    const matching = ledger.filter(({ dateparution }) => dateparution >= from);
    const results = matching.slice(offset, offset + 100);
    return Promise.resolve({
      status: 200,
      headers: {},
      data: { total_count: matching.length, results },
    });
  };
  return {
    config: validateConfig<BodaccConfig>(bodacc, {}),
    http: { request },
    clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
    logger: silentLogger,
    signal: new AbortController().signal,
    subjects: [FIRST],
    tokens: new TokenStore(),
    oauth: { accessToken: () => Promise.reject(new Error('bodacc knows no login')) },
    identifierOf: () => null,
    nameOf: () => null,
  };
}

async function all(
  context: ReadContext<BodaccConfig>,
  checkpoint: Checkpoint | null = null,
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of readNotices(context, checkpoint)) pages.push(page);
  return pages;
}

function itemsOf(pages: readonly Page[]): Json[] {
  return pages.flatMap((page) => page.items.map(({ payload }) => payload));
}

function itemsKeys(pages: readonly Page[]): string[] {
  return pages.flatMap((page) => page.items.map(({ sourceKey }) => sourceKey));
}

function withNotices(notices: SimulatedNotice[]): SimulatedWorld {
  const [company] = sampleWorld([FIRST]).companies();
  if (company === undefined) throw new Error('the sample world is empty');
  const changed = { ...company, notices };
  return {
    today: () => SAMPLE_TODAY,
    companies: () => [changed],
    company: (siren) => (siren === FIRST ? changed : undefined),
    search: () => [],
  };
}

function worldNotice(kind: SimulatedNotice['kind'], index: number): SimulatedNotice {
  return {
    id: `A20250101${index + 1}`,
    bulletin: 'A',
    parution: '20250101',
    number: index + 1,
    publishedOn: '2025-01-03',
    kind,
    nature: null,
    decidedOn: '2024-12-01',
    complement: null,
    court: 'Greffe du Tribunal de Commerce de Lyon',
    accountsClosedOn: kind === 'ACCOUNTS_FILED' ? '2024-06-30' : null,
    accountsConfidential: true,
  };
}

function factsOf(event: LegalEventRecord): Partial<LegalEventRecord> & { sourceKey: string } {
  const { sourceKey, siren, kind, publishedOn, court } = event;
  const { accountsClosedOn, accountsConfidential } = event;
  return { sourceKey, siren, kind, publishedOn, court, accountsClosedOn, accountsConfidential };
}

function byKey(left: { sourceKey: string }, right: { sourceKey: string }): number {
  return left.sourceKey < right.sourceKey ? -1 : 1;
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
