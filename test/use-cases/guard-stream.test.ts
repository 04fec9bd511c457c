import {
  decode,
  object,
  openContext,
  text,
  type Json,
  type Page,
  type Stream,
} from '../../src/connector-kit';
import { silentLogger } from '../../src/kernel';
import { guardStream } from '../../src/use-cases/guard-stream';
import { loginConnector } from './login-provider';

const shape = object({ name: text, seat: object({ city: text }) });

function streamOf(pages: Page[]): Stream<object> {
  return {
    name: 'companies',
    records: ['company'],
    async *read() {
      for (const page of pages) yield await Promise.resolve(page);
    },
    map(payload) {
      decode(shape, payload);
      return [];
    },
  };
}

const config = Object.assign(new loginConnector.config(), { baseUrl: 'http://127.0.0.1:1' });
const signal = new AbortController().signal;
const context = openContext(loginConnector, { config, logger: silentLogger, signal });

const pageOf = (...payloads: Json[]): Page => ({
  items: payloads.map((payload, at) => ({ sourceKey: String(at), payload })),
  checkpoint: {},
});
const good = { name: 'ACME', seat: { city: 'Lille' } };
const numbered = { name: 'ACME', seat: { city: 59_000 } };
const nameless = { seat: { city: 'Lille' } };

/** Reads and maps everything, as landing and unify do. */
async function through(pages: Page[], secrets: string[] = []): Promise<Through> {
  const guarded = guardStream(streamOf(pages), { connectorName: 'Bureau', secrets: () => secrets });
  const seen: Page[] = [];
  for await (const page of guarded.stream.read(context, null)) {
    seen.push(page);
    for (const { payload } of page.items) {
      try {
        guarded.stream.map(payload);
      } catch {
        // quarantined
      }
    }
  }
  return { pages: seen, drift: guarded.drift() };
}

interface Through {
  pages: Page[];
  drift: ReturnType<ReturnType<typeof guardStream>['drift']>;
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

it.each([
  ['every field as documented', times(50, good), null],
  ['three odd records, all there are', times(3, numbered), null],
  ['four odd records of four', times(4, numbered), 'seat.city'],
  ['four odd records of twenty', [...times(4, numbered), ...times(16, good)], null],
  ['five odd records of twenty-four', [...times(5, numbered), ...times(19, good)], 'seat.city'],
  ['different faults, each rare', [...times(3, numbered), ...times(3, nameless)], null],
  ['two faults, one frequent', [...times(3, numbered), ...times(9, nameless)], 'name'],
])('%s', async (_title, payloads, path) => {
  const { drift } = await through([pageOf(...payloads)]);
  expect(drift?.place.path ?? null).toBe(path);
});

it('names connector, stream, path, what was expected and what was found', async () => {
  const { drift } = await through([pageOf(...times(4, numbered)), pageOf(...times(2, good))]);
  expect(drift).toMatchObject({ family: 'CONTRACT', code: 'SCHEMA_DRIFT' });
  expect(drift?.message).toBe(
    'Bureau has changed seat.city of companies: seat.city must be a string, not a number; so it is in 4 of 6 records',
  );
});

it('counts what could not even be keyed, whatever its place in a list', async () => {
  const malformed = [0, 1, 2, 3, 4].map((at) => ({
    code: 'PAYLOAD_INVALID',
    reason: `results[${at}].siren must be a SIREN, not missing`,
    path: `results[${at}].siren`,
    payload: {},
  }));
  const { drift } = await through([{ ...pageOf(good), malformed }]);
  expect(drift?.place.path).toBe('results[].siren');
});

it('keeps out credentials of digits alone, also where a provider says them as a number', async () => {
  const echo = {
    name: 'ACME',
    seat: { city: 'Lille' },
    k12345678: [12_345_678, { at: 12_345_678.5 }],
  };
  const { pages } = await through([pageOf(echo)], ['12345678']);
  expect(pages[0]?.items[0]?.payload).toEqual({
    ...{ name: 'ACME', seat: { city: 'Lille' } },
    'k[redacted]': ['[redacted]', { at: '[redacted].5' }],
  });
});

it('keeps credentials that a provider says back out of pages, and no ordinary word', async () => {
  const echo = { name: 'key=s3cret-k3y!', seat: { city: 'demolition' } };
  const malformed = [{ code: 'X', reason: 'got s3cret-k3y!', path: '$', payload: ['s3cret-k3y!'] }];
  const { pages } = await through([{ ...pageOf(echo), malformed }], ['s3cret-k3y!', 'demo']);
  expect(JSON.stringify(pages)).not.toContain('s3cret-k3y!');
  expect(JSON.stringify(pages)).toContain('demolition');
});
