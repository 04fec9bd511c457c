import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  EVENT_SCHEMAS,
  EVENT_SPECS,
  EVENT_TYPES,
  type EventType,
  type EventTypeSpec,
} from '../../../src/alerts';
import { breakingChanges } from './breaking-changes';
import { faultsOf, strictAjv } from './valid-events';

const FILE = join(__dirname, 'released-schemas.json');
type Schema = Record<string, unknown>;
const released = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Schema>;

const specOf = (type: EventType): EventTypeSpec => EVENT_SPECS[type];

function saidOf(schema: Readonly<Record<string, unknown>>): string {
  const says = schema['description'];
  return typeof says === 'string' ? says : '';
}

describe('schemas of events', () => {
  it.each(EVENT_SCHEMAS.map((each) => [each.name, each] as const))(
    '%s is a strict JSON Schema of draft 2020-12 that names itself',
    (name, { schema }) => {
      expect(() => strictAjv().compile({ ...schema })).not.toThrow();
      expect(schema['$id']).toBe(`urn:encours:event:${name}`);
      expect(schema['description']).toMatch(/\.$/);
    },
  );

  it('every member says what it is', () => {
    const silent = EVENT_TYPES.flatMap((type) =>
      Object.entries(specOf(type).data)
        .filter(([, shape]) => !saidOf(shape.schema).endsWith('.'))
        .map(([member]) => `${type}.${member}`),
    );
    expect(silent).toEqual([]);
  });

  it('no two types have the name that CloudEvents know them by', () => {
    const names = EVENT_TYPES.map((type) => EVENT_SPECS[type].name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z-]+\.[a-z-]+$/.test(name))).toEqual([]);
  });

  it('refuses data with a member missing, of another kind, or that nobody described', () => {
    const event = { type: 'GRADE_CHANGED' as const, data: { grade: 'C', previousGrade: null } };
    expect(faultsOf([event])).toEqual([]);
    expect(faultsOf([{ ...event, data: { grade: 'C' } }])).toHaveLength(1);
    expect(faultsOf([{ ...event, data: { ...event.data, grade: 'F' } }])).toHaveLength(1);
    expect(faultsOf([{ ...event, data: { ...event.data, score: 1 } }])).toHaveLength(1);
  });
});

describe('released schemas', () => {
  const current = new Map(EVENT_SCHEMAS.map(({ name, schema }) => [name, schema]));

  // WRITE_RELEASED=1 takes in types and versions that are new, and never changes one that is there.
  beforeAll(() => {
    if (process.env['WRITE_RELEASED'] !== '1') return;
    writeFileSync(FILE, JSON.stringify({ ...Object.fromEntries(current), ...released }, null, 2));
  });

  it.each(Object.keys(released))('%s can still be read by whoever read it at first', (name) => {
    const now = current.get(name);
    // A version that was succeeded is not written any more, and its schema cannot change.
    if (now === undefined) return;
    expect(breakingChanges(released[name] ?? {}, now)).toEqual([]);
  });

  it('hold every type and version that is written', () => {
    expect([...current.keys()].filter((name) => !(name in released))).toEqual([]);
  });

  it('no type was taken away', () => {
    const types = new Set<string>(EVENT_TYPES);
    const names = Object.keys(released).map((name) => name.split('.')[0] ?? '');
    expect(names.filter((type) => !types.has(type))).toEqual([]);
  });
});

describe('a change that breaks readers is noticed', () => {
  const before = {
    type: 'object',
    required: ['grade', 'customer'],
    properties: {
      grade: { enum: ['A', 'B'] },
      customer: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
      ids: { type: 'array', items: { type: 'string' } },
    },
  };
  const withMember = (name: string, schema: unknown): Schema => ({
    ...before,
    properties: { ...before.properties, [name]: schema },
  });

  it.each<[string, Schema, string[]]>([
    ['nothing', before, []],
    ['a member more', { ...withMember('new', {}), required: [...before.required, 'new'] }, []],
    ['other words', withMember('grade', { enum: ['A', 'B'], description: 'Other.' }), []],
    ['a value less', withMember('grade', { enum: ['A'] }), []],
    ['a value more', withMember('grade', { enum: ['A', 'B', 'C'] }), ['/grade: enum is another']],
    [
      'null too',
      withMember('ids', { type: ['array', 'null'], items: { type: 'string' } }),
      ['/ids: type is another'],
    ],
    [
      'other items',
      withMember('ids', { type: 'array', items: { type: 'integer' } }),
      ['/ids[]: type is another'],
    ],
    [
      'a member that may be missing',
      { ...before, required: ['customer'] },
      ['/grade may be missing'],
    ],
    [
      'a member gone',
      { ...before, properties: { grade: before.properties.grade } },
      ['/customer is gone', '/ids is gone'],
    ],
    [
      'a member within gone',
      withMember('customer', { type: 'object', required: [], properties: {} }),
      ['/customer/id may be missing', '/customer/id is gone'],
    ],
    [
      'another pattern',
      withMember('grade', { enum: ['A', 'B'], pattern: '^x$' }),
      ['/grade: pattern is another'],
    ],
  ])('%s', (_, after, expected) => {
    expect(breakingChanges(before, after)).toEqual(expected);
  });
});
