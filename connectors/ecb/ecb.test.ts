import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  addDays,
  describeConnector,
  FixedClock,
  isEncoursError,
  openContext,
  RateLimiter,
  sampleWorld,
  SAMPLE_TODAY,
  silentLogger,
  startSimulators,
  validateConfig,
  type Checkpoint,
  type ExchangeRateRecord,
  type Json,
  type Page,
  type ReadContext,
  type RunningSimulators,
} from '../../src/connector-kit';
import { ecb, type EcbConfig } from '.';
import { readDocument, type RateDocument } from './document';
import { readRates } from './exchange-rates';
import { mapDay } from './map';
import { ecbSimulator } from './simulator';
import { isPublicationDay } from './simulator-rates';

describeConnector(ecb, { folder: __dirname, simulator: ecbSimulator });

const EVER = '1999-01-04';

function wire(name: string): string {
  return readFileSync(join(__dirname, 'fixtures/wire', name), 'utf8');
}

function read(name: string, from = EVER): RateDocument {
  return readDocument(wire(name), from);
}

/** Code and path of a refusal; null when there is none. */
function refusal(work: () => unknown): { code: string; path: string | undefined } | null {
  try {
    work();
    return null;
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) throw error;
    return { code: error.code, path: error.place.path };
  }
}

describe('reading a document', () => {
  it('reads rates as they are written, whichever quotes stand around them', () => {
    expect(read('daily.xml')).toEqual({
      days: [{ time: '2026-06-29', rates: { USD: '1.1042', JPY: '160.1', GBP: '0.85431' } }],
      oldest: '2026-06-29',
      malformed: [],
    });
  });

  it('goes by namespaces, not by prefixes, and passes over attributes it does not know', () => {
    expect(read('prefixed.xml').days).toEqual([{ time: '2026-06-29', rates: { USD: '1.1042' } }]);
  });

  it('leaves out the days before the one it is asked from, and says how far back it could go', () => {
    const { days, oldest } = read('wrong-values.xml', '2026-06-27');
    expect(days.map(({ time }) => time)).toEqual(['2026-06-29']);
    expect(oldest).toBe('2026-06-26');
  });

  it('loses to a wrong value that value alone, and says where it stood', () => {
    const { days, malformed } = read('wrong-values.xml');
    expect(days).toEqual([
      { time: '2026-06-26', rates: { USD: '1.1038' } },
      { time: '2026-06-29', rates: { USD: '1.1042' } },
    ]);
    expect(malformed.map(({ path }) => path)).toEqual([
      '/Envelope/Cube/Cube[1]/Cube[2]/@rate',
      '/Envelope/Cube/Cube[1]/Cube[3]',
      '/Envelope/Cube/Cube[1]/Cube[5]/@currency',
      '/Envelope/Cube/Cube[2]/@time',
      '/Envelope/Cube/Cube[3]/@time',
    ]);
  });

  it('refuses a document type before it could define anything', () => {
    const found = refusal(() => read('entities.xml'));
    expect(found).toEqual({ code: 'ECB_DOCUMENT_INVALID', path: '/' });
  });

  it.each([
    ['nothing', () => ''],
    ['a page for people', () => '<!doctype html><html><body>Sorry</body></html>'],
    ['another root', (text: string) => text.replaceAll('gesmes:Envelope', 'gesmes:Message')],
    ['another namespace of the root', (text: string) => text.replace('gesmes.org', 'gesmes.net')],
    ['another namespace of the rates', (text: string) => text.replace('eurofxref"', 'other"')],
    ['an entity', (text: string) => text.replace('Reference rates', 'Rates &amp; more')],
    ['a comment', (text: string) => text.replace('<Cube>', '<Cube><!-- 2026 -->')],
    ['CDATA', (text: string) => text.replace('Reference rates', '<![CDATA[<Cube/>]]>')],
    ['an instruction', (text: string) => text.replace('<Cube>', '<?php echo 1 ?><Cube>')],
    ['an element among the rates', (text: string) => text.replace('<Cube cur', '<x/><Cube cur')],
    [
      'a rate that holds something',
      (text: string) => text.replace("'1.1042'/>", "'1'><Cube/></Cube>"),
    ],
    ['a namespace of its own', (text: string) => text.replace('<Cube time', "<Cube xmlns='' time")],
    ['an attribute twice', (text: string) => text.replace("rate='1", "rate='2' rate='1")],
    ['a missing quote', (text: string) => text.replace("rate='1.1042'", 'rate=1.1042')],
    ['two documents', (text: string) => text + text.slice(text.indexOf('<gesmes'))],
    ['text behind the end', (text: string) => `${text} more`],
    ['no rates', (text: string) => text.replace(/<Cube>[^]*<\/Cube>/, '')],
    ['no day', (text: string) => text.replace(/<Cube time[^]*<\/Cube>(?=\s*<\/Cube>)/, '')],
    ['two cubes of rates', (text: string) => text.replace('<Cube>', '<Cube></Cube><Cube>')],
    ['UTF-16', (text: string) => text.replace('UTF-8', 'UTF-16')],
    [
      'a tag without end',
      (text: string) => text.replace("currency='USD'", `a='${'x'.repeat(5000)}'`),
    ],
    ['elements without end', (text: string) => text.replace('<Cube>', '<a>'.repeat(100_000))],
  ])('refuses %s', (_what, change) => {
    const document = change(wire('daily.xml'));
    expect(document).not.toBe(wire('daily.xml'));
    expect(refusal(() => readDocument(document, EVER))?.code).toBe('ECB_DOCUMENT_INVALID');
  });

  it('refuses a document that was cut off, wherever it was cut', () => {
    const document = wire('daily.xml').trimEnd();
    fc.assert(
      fc.property(fc.nat(document.length - 1), (length) => {
        const cut = refusal(() => readDocument(document.slice(0, length), EVER));
        expect(cut?.code).toBe('ECB_DOCUMENT_INVALID');
      }),
    );
  });

  it('answers any text with days or a refusal, never with another failure', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '=',
      "'",
      '"',
      'Cube',
      ' time=',
      'x:',
      '&lt;',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), fc.nat(600), (noise, at) => {
        const document = wire('daily.xml');
        const noisy = document.slice(0, at) + noise.join('') + document.slice(at);
        refusal(() => readDocument(noisy, EVER));
      }),
    );
  });
});

describe('mapping', () => {
  const fixture = (name: string): Json[] =>
    JSON.parse(
      readFileSync(join(__dirname, 'fixtures/exchange-rates', `${name}.json`), 'utf8'),
    ) as Json[];

  it('gives a record per currency, with every digit of the rate', () => {
    expect(
      mapDay(fixture('typical')[0] ?? null).map(({ quoteCurrency, rate }) => [quoteCurrency, rate]),
    ).toEqual([
      ['USD', '1.1367'],
      ['JPY', '180.57'],
      ['GBP', '0.85986'],
      ['IDR', '19012.5'],
      ['TRY', '47'],
    ]);
  });

  it.each([
    [0, 'time'],
    [1, 'rates.USD'],
    [2, 'rates.USD'],
    [3, 'rates.USD'],
    [4, 'rates.US Dollar'],
    [5, 'time'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    expect(refusal(() => mapDay(fixture('malformed')[index] ?? null))?.path).toBe(path);
  });
});

describe('choosing among the files', () => {
  let running: RunningSimulators | null = null;
  afterEach(async () => {
    await running?.stop();
    running = null;
  });

  async function sync(
    checkpoint: Checkpoint | null,
    options: { day?: string; at?: string; config?: Json } = {},
  ): Promise<{ files: string[]; pages: Page[] }> {
    const day = options.day ?? SAMPLE_TODAY;
    await running?.stop();
    const world = { ...sampleWorld(), today: () => day };
    running = await startSimulators({ simulators: [ecbSimulator], world });
    const base = { baseUrl: running.baseUrl('ecb'), requestsPerSecond: 10_000 };
    const context: ReadContext<EcbConfig> = openContext<EcbConfig>(ecb, {
      config: validateConfig(ecb, { ...base, ...((options.config ?? {}) as object) }),
      clock: new FixedClock(new Date(`${day}T${options.at ?? '17:00'}:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      limiter: new RateLimiter(),
    });
    const pages: Page[] = [];
    for await (const page of readRates(context, checkpoint)) pages.push(page);
    const files = running.log('ecb').map(({ path }) => path.replace(/^\/eurofxref-|\.xml$/g, ''));
    return { files, pages };
  }

  const daysOf = (pages: readonly Page[]): string[] =>
    pages.flatMap(({ items }) => items.map(({ sourceKey }) => sourceKey));

  it('begins with the history, oldest first, as far back as it is told', async () => {
    const { files, pages } = await sync(null);
    expect(files).toEqual(['hist']);
    const days = daysOf(pages);
    expect(days).toEqual(days.toSorted());
    expect([days[0], days.at(-1)]).toEqual(['2016-06-29', SAMPLE_TODAY]);
    expect(pages.at(-1)?.checkpoint).toEqual({ through: SAMPLE_TODAY, reviewedOn: SAMPLE_TODAY });
  });

  it('begins with the small file when it is told to go back less than that', async () => {
    const { files, pages } = await sync(null, { config: { historyDays: 30 } });
    expect(files).toEqual(['hist-90d']);
    expect(daysOf(pages)[0]).toBe('2026-06-01');
  });

  it.each([
    ['the day after', '2026-06-29', '2026-06-30', ['daily']],
    ['the same day', '2026-06-30', '2026-06-30', []],
    ['after a weekend', '2026-06-26', '2026-06-29', ['daily']],
    ['on a Sunday', '2026-06-26', '2026-06-28', []],
    ['after a day that was missed', '2026-06-26', '2026-06-30', ['daily', 'hist-90d']],
    ['after Easter', '2026-04-02', '2026-04-07', ['daily', 'hist-90d']],
    ['after a month', '2026-05-29', '2026-06-30', ['hist-90d']],
    ['after a year', '2025-06-30', '2026-06-30', ['hist']],
  ])(
    'asks %s for no more than it needs, and misses no day',
    async (_when, through, day, wanted) => {
      const { files, pages } = await sync({ through, reviewedOn: addDays(day, -1) }, { day });
      expect(files).toEqual(wanted);
      const missed: string[] = [];
      for (let each = addDays(through, 1); each <= day; each = addDays(each, 1)) {
        if (isPublicationDay(each) && !daysOf(pages).includes(each)) missed.push(each);
      }
      expect(missed).toEqual([]);
    },
  );

  it.each([
    ['in the morning, not again for what was read the day before', '08:00', []],
    ['before four in the afternoon in Frankfurt, neither', '13:40', []],
    ['from then on until the day has come', '13:50', ['daily']],
  ])('asks %s', async (_when, at, wanted) => {
    const { files } = await sync({ through: '2026-06-29', reviewedOn: '2026-06-29' }, { at });
    expect(files).toEqual(wanted);
  });

  it('looks through the last 90 days for corrections once a week', async () => {
    const through = '2026-06-29';
    const due = await sync({ through, reviewedOn: '2026-06-23' });
    expect(due.files).toEqual(['hist-90d']);
    expect(daysOf(due.pages).length).toBeGreaterThan(55);
    expect(due.pages.at(-1)?.checkpoint).toEqual({
      through: SAMPLE_TODAY,
      reviewedOn: SAMPLE_TODAY,
    });
    const notDue = await sync({ through, reviewedOn: '2026-06-24' });
    expect(notDue.files).toEqual(['daily']);
  });

  it('never moves its mark back', async () => {
    const { pages } = await sync({ through: '2026-07-03', reviewedOn: '2026-06-01' });
    expect(pages.at(-1)?.checkpoint).toMatchObject({ through: '2026-07-03' });
  });

  it('tells rates that stay put', async () => {
    const records = (pages: readonly Page[]): ExchangeRateRecord[] =>
      pages.flatMap(({ items }) => items.flatMap(({ payload }) => mapDay(payload)));
    const small = records((await sync(null, { config: { historyDays: 30 } })).pages);
    const large = new Map(
      records((await sync(null)).pages).map((record) => [record.sourceKey, record]),
    );
    expect(small.every((record) => large.get(record.sourceKey)?.rate === record.rate)).toBe(true);
    expect(large.get('2022-03-01:RUB')).toBeDefined();
    expect(large.get('2022-03-02:RUB')).toBeUndefined();
  });
});

it('publishes on working days only', () => {
  const days = ['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-01', '2026-12-25', '2026-06-27'];
  expect(days.filter(isPublicationDay)).toEqual([]);
  expect(['2026-04-07', '2026-05-08', '2026-12-28'].filter(isPublicationDay)).toHaveLength(3);
});
