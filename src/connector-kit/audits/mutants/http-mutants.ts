/** Connectors over HTTP, each broken in exactly one way. */
import { Allow } from 'class-validator';
import { configError } from '../../../kernel';
import type { Checkpoint, Connector, Page, Stream } from '../../connector';
import * as from from '../../decode';
import type { CompanyRecord } from '../../records';
import { SAMPLE_SIRENS } from '../../simulator/sample-world';
import {
  companies,
  fetchPage,
  healthy,
  HealthyConfig,
  map,
  pageOf,
  startOf,
  type Context,
} from './healthy';
import type { Mutant } from './mutant';

type Changes = Partial<Connector<HealthyConfig>>;

function mutant(audit: string, breaks: string, changes: Changes): Mutant {
  return { audit, breaks, connector: { ...healthy, ...changes }, folder: 'healthy' };
}

/** Nothing wrong but what lies in its folder, after which it is named. */
function housed(audit: string, breaks: string, folder: string): Mutant {
  return { audit, breaks, connector: { ...healthy, id: folder }, folder };
}

function streaming(audit: string, breaks: string, stream: Partial<Stream<HealthyConfig>>): Mutant {
  return mutant(audit, breaks, { streams: [{ ...companies, ...stream }] });
}

/** A map whose record differs from the healthy one. */
function mapping(audit: string, breaks: string, change: Partial<CompanyRecord>): Mutant {
  const changed: Stream<HealthyConfig>['map'] = (payload) =>
    map(payload).map((record) => ({ ...record, ...change }));
  return streaming(audit, breaks, { map: changed });
}

/** A read that changes each healthy page. */
function paging(
  audit: string,
  breaks: string,
  change: (page: Page, context: Context) => Page | Promise<Page>,
): Mutant {
  async function* read(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
    for await (const page of companies.read(context, checkpoint)) yield change(page, context);
  }
  return streaming(audit, breaks, { read });
}

/** Each page takes what came after it for gone. */
async function* hasty(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  const goneBefore = context.clock.now().toISOString();
  for await (const page of companies.read(context, checkpoint)) yield { ...page, goneBefore };
}

class LaxConfig extends HealthyConfig {
  @Allow()
  region?: unknown;
}
class OpenConfig extends HealthyConfig {
  static override readonly secrets: readonly string[] = [];
}

async function* swallowing(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  try {
    yield* companies.read(context, checkpoint);
  } catch {
    return;
  }
}

async function* renaming(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  try {
    yield* companies.read(context, checkpoint);
  } catch (error) {
    throw new Error('something went wrong', { cause: error });
  }
}

async function* endless(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  let after = startOf(checkpoint);
  for (;;) {
    const { page, next } = pageOf(await fetchPage(context, after), after);
    yield page;
    if (next === null) return;
    after = next;
  }
}

async function* ignoringAbort(context: Context, from: Checkpoint | null): AsyncGenerator<Page> {
  yield* companies.read({ ...context, signal: new AbortController().signal }, from);
  await new Promise((resolve) => setTimeout(resolve, 0));
}

async function* deaf(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  try {
    yield* ignoringAbort(context, checkpoint);
  } catch (error) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    throw error;
  }
}

async function* allOrNothing(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  let after = startOf(checkpoint);
  for (;;) {
    const data = await fetchPage(context, after);
    from.decode(from.object({ items: from.array(from.object({ siren: from.siren })) }), data);
    const { page, next } = pageOf(data, after);
    if (next !== null && next === after) throw from.payloadInvalid('next', 'new', next);
    yield page;
    if (next === null) return;
    after = next;
  }
}

async function* telling(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  try {
    yield* companies.read(context, checkpoint);
  } catch {
    throw configError('KEY_REFUSED', `the key ${context.config.apiKey} was refused`);
  }
}

const remembered = new Map<string, Page['items'][number]>();
let mapped = 0;

export const HTTP_MUTANTS: readonly Mutant[] = [
  mutant('C01', 'its id is not its folder', { id: 'other-name' }),
  mutant('C01', 'its own address is not among its hosts', { hosts: ['elsewhere.example'] }),
  mutant('C01', 'its limits have no source', { limits: { ...healthy.limits, source: '' } }),
  mutant('C02', 'a property of its configuration takes anything', { config: LaxConfig }),
  mapping('C03', 'an empty name instead of null', { name: '' }),
  streaming('C03', 'it emits a record it does not declare', { records: ['officer'] }),
  paging('C04', 'all items have the same key', (page) => ({
    ...page,
    items: page.items.map((item) => ({ ...item, sourceKey: 'x' })),
  })),
  paging('C04', 'keys are drawn by lot', (page) => ({
    ...page,
    items: page.items.map((item) => ({ ...item, sourceKey: String(Math.random()) })),
  })),
  streaming('C05', 'map looks at the clock', {
    map: (payload) =>
      map(payload).map((record) => ({
        ...record,
        observedOn: new Date().toISOString().slice(0, 10),
      })),
  }),
  streaming('C05', 'map counts its calls', {
    map: (payload) => map(payload).map((record) => ({ ...record, employeesMin: mapped++ })),
  }),
  streaming('C05', 'map changes its payload', {
    map: (payload) => {
      const records = map(payload);
      Object.assign(payload ?? {}, { seen: true });
      return records;
    },
  }),
  paging('C06', 'its checkpoint is ahead of its page', (page) => ({
    ...page,
    checkpoint: { after: SAMPLE_SIRENS.at(-1) ?? '' },
  })),
  paging('C07', 'its checkpoint holds what JSON does not', (page) => ({
    ...page,
    checkpoint: { ...page.checkpoint, share: Number.NaN },
  })),
  paging('C08', 'the same key means something else on each page', (page) => ({
    ...page,
    items: page.items.map((item, index) => {
      const sourceKey = '732829320';
      const payload = { siren: sourceKey, name: item.sourceKey, capital: '1' };
      return index === 0 ? { sourceKey, payload } : item;
    }),
  })),
  mapping('C09', 'a fraction of an employee', { employeesMin: 12.5 }),
  streaming('C09', 'money as a number', {
    map: (payload) =>
      map(payload).map((record) => Object.assign(record, { capitalMinor: 5_000_000 })),
  }),
  streaming('C09', 'a share as a number, though a whole one', {
    map: (payload) => map(payload).map((record) => Object.assign(record, { sharePercent: 50 })),
  }),
  streaming('C10', 'a day of birth where a month is wanted', {
    map: (payload) =>
      map(payload).map((record) => Object.assign(record, { birthMonth: '1961-04-12' })),
  }),
  mapping('C10', 'a date as the provider writes it', { createdOn: '15/03/2014' }),
  streaming('C11', 'it takes an error for the end', { read: swallowing }),
  streaming('C11', 'its errors have no family', { read: renaming }),
  streaming('C12', 'it follows a repeated cursor for ever', { read: endless }),
  streaming('C12', 'it goes on for a while after it was told to stop', { read: deaf }),
  streaming('C12', 'told to stop, it ends as if it had finished', { read: swallowing }),
  paging('C13', 'it calls home', async (page) => {
    await fetch('https://collector.example/').catch(() => null);
    return page;
  }),
  streaming('C14', 'its errors tell the key', { read: telling }),
  paging('C14', 'its payloads hold the key', (page, { config }) => ({
    ...page,
    checkpoint: { ...page.checkpoint, key: config.apiKey },
  })),
  mutant('C14', 'its key is not declared secret', { config: OpenConfig }),
  housed('C14', 'a recorded fixture holds a token', 'leaky'),
  streaming('C15', 'one bad item ends the read', { read: allOrNothing }),
  paging('C15', 'a bad item is dropped without a trace', (page) => ({ ...page, malformed: [] })),
  streaming('C15', 'map takes anything', {
    map: (payload) => (typeof payload === 'object' ? map(payload) : []),
  }),
  streaming('C15', 'map fails without a path', {
    map: (payload) => {
      if (payload === null) throw new TypeError('cannot read siren of null');
      return map(payload);
    },
  }),
  mutant('C16', 'it gives no reason', { deletes: { none: 'n/a' } }),
  mutant('C16', 'it promises tombstones it never shows', { deletes: 'tombstones' }),
  {
    ...paging('C16', 'it remembers what the source has deleted', (page) => {
      for (const item of page.items) remembered.set(item.sourceKey, item);
      return { ...page, items: [...remembered.values()] };
    }),
    declares: { deletes: 'full-reconcile' },
  },
  {
    ...streaming('C16', 'it reads everything and never says what is gone', {
      reconcileAfterDays: 7,
    }),
    declares: { deletes: 'full-reconcile' },
  },
  {
    ...streaming('C16', 'it says what is gone before it has met everything', {
      reconcileAfterDays: 7,
      read: hasty,
    }),
    declares: { deletes: 'full-reconcile' },
  },
  paging('C17', 'it asks behind the back of the client', async (page, { config }) => {
    await fetch(`${config.baseUrl}/companies`, { headers: { 'x-key': 'k' } });
    return page;
  }),
  streaming('C18', 'it refuses a field it does not know', {
    map: (payload) => {
      const known = Object.keys(Object(payload) as object).length <= 4;
      if (!known) throw from.payloadInvalid('', 'of four fields', payload);
      return map(payload);
    },
  }),
  housed('C19', 'it has no fixtures', 'bare'),
  housed('C20', 'its README explains nothing', 'bare'),
];
