/** Whatever a provider sends, map answers with records of the right shape or with a CONTRACT error that says where. */
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { connectors, simulators } from '../../connectors';
import type { Connector, Json, Stream, UnifiedRecord } from '../../src/connector-kit';
import { AuditSubject } from '../../src/connector-kit/audits';
import { recordKey, shapeFaults } from '../../src/connector-kit/audits/record-shape';
import { isEncoursError } from '../../src/kernel';

const FOLDER = resolve(__dirname, '../../connectors');
const RUNS = 600;
const SEED = 20_261_122;
const MASK = '[NON-DIFFUSIBLE]';

type Step = string | number;
interface Sample {
  stream: Stream<object>;
  payload: Json;
}

const callers = connectors.filter(({ kind }) => kind !== 'file');

describe.each(callers.map((connector) => [connector.id, connector] as const))(
  '%s',
  (_, connector) => {
    let samples: Sample[] = [];

    beforeAll(async () => {
      samples = await samplesOf(connector);
    }, 20_000);

    it('maps what is broken in one place to good records or to an error with a path', () => {
      const sample = fc.nat().map((n) => samples[n % samples.length]!);
      const broken = fc.record({ sample, place: fc.nat(), by: fc.constantFrom(...BREAKS) });
      fc.assert(
        fc.property(broken, ({ sample: { stream, payload }, place, by }) => {
          verifyMapped(stream, breakAt(payload, place, by));
        }),
        { numRuns: RUNS, seed: SEED },
      );
    });

    it('maps any JSON at all to good records or to an error with a path', () => {
      const streams = [...new Set(samples.map(({ stream }) => stream))];
      fc.assert(
        fc.property(fc.constantFrom(...streams), fc.jsonValue(), (stream, payload) => {
          verifyMapped(stream, payload as Json);
        }),
        { numRuns: 100, seed: SEED },
      );
    });
  },
);

/** Every payload the simulator gives and every fixture that is meant to be read. */
async function samplesOf(connector: Connector): Promise<Sample[]> {
  const simulator = simulators.find(({ connectorId }) => connectorId === connector.id);
  const subject = new AuditSubject(connector, {
    folder: join(FOLDER, connector.id),
    ...(simulator === undefined ? {} : { simulator }),
  });
  const samples: Sample[] = [];
  try {
    for (const stream of subject.streams) {
      const kept = subject.fixtures.payloads.filter((each) => each.stream === stream.name);
      const payloads = kept.flatMap((fixture) => fixture.payloads);
      const read = (await subject.pages(stream)).flatMap(({ items }) => items.slice(0, 5));
      const items = read.slice(0, 20).map((item) => item.payload);
      samples.push(...[...payloads, ...items].map((payload) => ({ stream, payload })));
    }
  } finally {
    await subject.stop();
  }
  return samples;
}

function verifyMapped(stream: Stream<object>, payload: Json): void {
  let records: UnifiedRecord[];
  try {
    records = stream.map(payload);
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) throw error;
    expect(error.place.path).toEqual(expect.stringMatching(/./));
    return;
  }
  for (const record of records) {
    expect({ record, faults: shapeFaults(record) }).toEqual({ record, faults: [] });
    expect(stream.records).toContain(record.type);
    // What a seller calls its own customers is its own affair.
    if (record.type !== 'party') expect(shownOf(record)).not.toContain(MASK);
  }
  const keys = records.map(recordKey);
  expect(new Set(keys).size).toBe(keys.length);
}

/** What of a record names a person or says where one lives. */
function shownOf(record: UnifiedRecord): string {
  const fields = record as unknown as Record<string, unknown>;
  const names = ['name', 'tradeName', 'parentName', 'addressLine', 'postcode', 'city', 'role'];
  return names.map((name) => String(fields[name])).join(' ');
}

type Break = (value: Json) => Json | undefined;

const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** undefined takes the key or element away. */
const BREAKS: readonly Break[] = [
  () => undefined,
  () => null,
  () => '',
  () => '   ',
  () => MASK,
  () => 'x'.repeat(20_000),
  () => 'VALUE_NOBODY_KNOWS',
  () => '9'.repeat(15),
  () => '-1',
  () => '2024-02-30',
  () => '0000-00-00',
  () => '20241399',
  () => '__proto__',
  () => 'constructor',
  () => 0,
  () => -1,
  () => 0.1,
  () => 1e300,
  () => Number.MAX_SAFE_INTEGER,
  () => true,
  () => ({}),
  () => [],
  () => [null],
  () => [{}],
  () => [[]],
  (value) => [value, value],
  (value) => ({ value }),
  (value) => (typeof value === 'string' ? Number(value.replace(/\D/g, '')) : text(value)),
  (value) =>
    Array.isArray(value) ? Array.from({ length: 300 }, () => value[0] ?? null) : `${text(value)} `,
  (value) => (Array.isArray(value) ? (value[0] ?? null) : [value]),
  (value) => (typeof value === 'string' ? value.slice(0, value.length / 2) : value),
  (value) => (typeof value === 'string' ? value.toLowerCase() : value),
];

function breakAt(payload: Json, place: number, by: Break): Json {
  const paths = pathsOf(payload, []);
  const path = paths[place % paths.length] ?? [];
  return replaced(payload, path, by) ?? null;
}

function pathsOf(value: Json, path: Step[]): Step[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, child]) =>
    pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inner];
}

function replaced(value: Json, [step, ...rest]: Step[], by: Break): Json | undefined {
  if (step === undefined) return by(value);
  if (Array.isArray(value)) {
    return value.flatMap((child, index) => {
      const changed = index === step ? replaced(child, rest, by) : child;
      return changed === undefined ? [] : [changed];
    });
  }
  const entries = Object.entries(value as { [key: string]: Json }).flatMap(([key, child]) => {
    const changed = key === step ? replaced(child, rest, by) : child;
    return changed === undefined ? [] : [[key, changed] as const];
  });
  return Object.fromEntries(entries);
}
