/** C03 to C08: what a stream gives, again and again, from any point. */
import { readsSubjects, type Json, type Page, type Stream } from '../connector';
import type { HttpClient, HttpResponse } from '../http-client';
import type { RecordType, UnifiedRecord } from '../records';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import { withoutImpurity } from './impurity';
import { recordKey, shapeFaults } from './record-shape';
import { isSame } from './is-same';
import type { AuditSubject, ContextChoices } from './subject';

const streamless = (subject: AuditSubject): string | null =>
  subject.streams.length === 0 ? 'it has no stream' : null;

export const C03: Audit = {
  id: 'C03',
  level: 'MUST',
  claim: 'emits only declared records, and each matches its shape',
  exempt: (subject) => (subject.isFile ? null : streamless(subject)),
  run: async (subject) => {
    let seen = 0;
    for (const [source, declared, record] of await allRecords(subject)) {
      seen += 1;
      const isDeclared = declared === null || declared.includes(record.type);
      verify(isDeclared, `${source} emits ${record.type}, which its stream does not declare`);
      const [fault] = shapeFaults(record);
      verify(fault === undefined, () => `${source}: ${describeFault(record, fault)}`);
    }
    verify(seen > 0, 'nothing was emitted: neither the simulator nor a fixture gave a record');
  },
};

export const C04: Audit = {
  id: 'C04',
  level: 'MUST',
  claim: 'gives each record a stable, unique, non-null source key',
  exempt: (subject) => (subject.isFile ? null : streamless(subject)),
  run: async (subject) => {
    for (const file of subject.isFile ? subject.readableFiles() : []) {
      const { records } = await subject.readFile(file);
      verifyUnique(records.map(recordKey), file.name);
    }
    for (const stream of subject.streams) {
      const items = itemsOf(await subject.pages(stream));
      const keys = items.map((item) => item.sourceKey);
      const hasKey = (key: unknown): boolean => typeof key === 'string' && key.trim() !== '';
      verify(keys.every(hasKey), `${stream.name}: an item has no source key`);
      verifyUnique(keys, stream.name);
      const again = itemsOf(await subject.pages(stream)).map((item) => item.sourceKey);
      verify(isSame(keys, again), `${stream.name}: the second read gives other source keys`);
      const records = items.flatMap((item) => stream.map(item.payload));
      verifyUnique(records.map(recordKey), `records of ${stream.name}`);
    }
  },
};

export const C05: Audit = {
  id: 'C05',
  level: 'MUST',
  claim: 'maps purely: the same payload gives the same records; no network, clock or chance',
  exempt: (subject) => (subject.isFile ? null : streamless(subject)),
  run: async (subject) => {
    if (subject.isFile) return verifyChunking(subject);
    for (const { stream, payload } of await allPayloads(subject)) {
      const before = structuredClone(payload);
      const first = withoutImpurity(() => mapOrError(stream, payload));
      verify(isSame(payload, before), `${stream.name}: map changes the payload it is given`);
      const second = withoutImpurity(() => mapOrError(stream, structuredClone(payload)));
      verify(isSame(first, second), `${stream.name}: the same payload maps to other records`);
    }
  },
};

export const C06: Audit = {
  id: 'C06',
  level: 'MUST',
  claim: 'resumes: pages before a checkpoint and a read from it give the full read, at every page',
  exempt: streamless,
  run: async (subject) => {
    for (const stream of subject.streams) {
      // The same question about a company has the same answer: asked once, whatever the cut. Feeds may be used up by reading.
      const choices = readsSubjects(stream) ? { wrap: rememberedAnswers() } : {};
      const pages = await subject.pages(stream, choices);
      const full = stateOf(stream, pages);
      if (readsSubjects(stream)) verifySubjectsDone(subject, stream, pages);
      for (const index of pages.keys()) {
        const rest = await readAfter(subject, stream, { done: pages.slice(0, index + 1), choices });
        const resumed = stateOf(stream, [...pages.slice(0, index + 1), ...rest]);
        verify(
          isSame(sorted(resumed), sorted(full)),
          `${stream.name}: resumed after page ${index + 1}, ${difference(full, resumed)}`,
        );
      }
    }
  },
};

export const C07: Audit = {
  id: 'C07',
  level: 'MUST',
  claim: 'has JSON checkpoints that survive a round trip and that the provider accepts back',
  exempt: streamless,
  run: async (subject) => {
    for (const stream of subject.streams) {
      const tried = new Set<string>();
      for (const { checkpoint } of await subject.pages(stream)) {
        const shown = String(Object.keys(checkpoint));
        const survives = isSame(throughJson(checkpoint), checkpoint);
        verify(survives, `${stream.name}: the checkpoint {${shown}} does not survive JSON`);
        // A stream of subjects says the same after every page.
        if (tried.has(JSON.stringify(checkpoint))) continue;
        tried.add(JSON.stringify(checkpoint));
        const read = await subject.pages(stream, {}, throughJson(checkpoint));
        if (readsSubjects(stream)) verifyUndeterred(subject, stream, read);
      }
    }
  },
};

export const C08: Audit = {
  id: 'C08',
  level: 'MUST',
  claim: 'gives the same state when pages are delivered twice or in another order',
  exempt: streamless,
  run: async (subject) => {
    for (const stream of subject.streams) {
      const pages = await subject.pages(stream);
      const once = sorted(stateOf(stream, pages));
      const twice = sorted(stateOf(stream, [...pages, ...pages]));
      verify(isSame(once, twice), `${stream.name}: a page delivered twice changes the state`);
      const reversed = sorted(stateOf(stream, pages.toReversed()));
      verify(isSame(once, reversed), `${stream.name}: pages in another order change the state`);
      if (!readsSubjects(stream)) continue;
      const subjects = subject.subjects.toReversed();
      const otherWay = sorted(stateOf(stream, await subject.pages(stream, { subjects })));
      verify(isSame(once, otherWay), `${stream.name}: subjects in another order change the state`);
    }
  },
};

/** What is left to read after these pages: from their checkpoint, or the subjects they have not done with. */
function readAfter(
  subject: AuditSubject,
  stream: Stream<object>,
  { done, choices }: { done: readonly Page[]; choices: ContextChoices },
): Promise<Page[]> {
  const checkpoint = done.at(-1)?.checkpoint ?? null;
  const resumeAt = checkpoint === null ? null : throughJson(checkpoint);
  if (!readsSubjects(stream)) return subject.pages(stream, choices, resumeAt);
  const read = sirensOf(done);
  const subjects = subject.subjects.filter((siren) => !read.includes(siren));
  return subject.pages(stream, { ...choices, subjects }, resumeAt);
}

/** Clients that share their answers: a request sent before is answered as it was then, each time with a copy of its own. */
function rememberedAnswers(): (http: HttpClient) => HttpClient {
  const answers = new Map<string, Promise<HttpResponse>>();
  return (http) => ({
    request: async (request) => {
      const { method, path, query, body } = request;
      const key = JSON.stringify([method, path, query, body]);
      const answer = answers.get(key) ?? http.request(request);
      answers.set(key, answer);
      return structuredClone(await answer);
    },
  });
}

function sirensOf(pages: readonly Page[]): string[] {
  return pages.flatMap((page) => page.read ?? []).map(({ siren }) => siren);
}

/** Each subject given is done with once, and nobody else: else it is bought again, or never read. */
function verifySubjectsDone(
  subject: AuditSubject,
  stream: Stream<object>,
  pages: readonly Page[],
): void {
  const done = sirensOf(pages);
  const forgotten = subject.subjects.find((siren) => !done.includes(siren));
  verify(forgotten === undefined, `${stream.name}: no page says it is done with ${forgotten}`);
  const foreign = done.find((siren) => !subject.subjects.includes(siren));
  verify(foreign === undefined, `${stream.name}: ${foreign} was read and not asked for`);
  verifyUnique(done, `subjects of ${stream.name}`);
}

/** The hub gives the subjects that are due; a checkpoint is no reason to leave one out. */
function verifyUndeterred(
  subject: AuditSubject,
  stream: Stream<object>,
  pages: readonly Page[],
): void {
  const done = sirensOf(pages);
  const left = subject.subjects.find((siren) => !done.includes(siren));
  verify(left === undefined, `${stream.name}: given a checkpoint, it leaves out ${left}`);
}

/** Every record with where it came from and what its stream declares; null for files. */
async function allRecords(
  subject: AuditSubject,
): Promise<[source: string, declared: readonly RecordType[] | null, record: UnifiedRecord][]> {
  const all: [string, readonly RecordType[] | null, UnifiedRecord][] = [];
  for (const file of subject.isFile ? subject.readableFiles() : []) {
    const { records } = await subject.readFile(file);
    for (const record of records) all.push([file.name, null, record]);
  }
  for (const { stream, payload } of await allPayloads(subject)) {
    for (const record of mapOrError(stream, payload).records) {
      all.push([stream.name, stream.records, record]);
    }
  }
  return all;
}

interface Sample {
  stream: Stream<object>;
  payload: Json;
}

const samples = new WeakMap<AuditSubject, Promise<Sample[]>>();

/** Payloads of the simulated world and of the fixtures: read once for all audits that map them, a copy for each. */
export async function allPayloads(subject: AuditSubject): Promise<Sample[]> {
  const read = samples.get(subject) ?? readPayloads(subject);
  samples.set(subject, read);
  return (await read).map(({ stream, payload }) => ({ stream, payload: structuredClone(payload) }));
}

async function readPayloads(subject: AuditSubject): Promise<Sample[]> {
  const all: Sample[] = [];
  for (const stream of subject.streams) {
    const read = itemsOf(await subject.pages(stream)).map((item) => item.payload);
    const recorded = subject.fixtures.payloads
      .filter((fixture) => fixture.stream === stream.name)
      .flatMap((fixture) => fixture.payloads);
    for (const payload of [...read, ...recorded]) all.push({ stream, payload });
  }
  return all;
}

export function itemsOf(pages: readonly Page[]): Page['items'] {
  return pages.flatMap((page) => page.items);
}

interface Mapping {
  records: UnifiedRecord[];
  error: string | null;
}

/** A malformed fixture makes map throw: that is an outcome like any other here. */
function mapOrError(stream: Stream<object>, payload: Json): Mapping {
  try {
    return { records: stream.map(payload), error: null };
  } catch (error) {
    return { records: [], error: String(error) };
  }
}

/** What a reader ends up with: the last record of each key. */
function stateOf(stream: Stream<object>, pages: readonly Page[]): Map<string, UnifiedRecord> {
  const records = itemsOf(pages).flatMap((item) => mapOrError(stream, item.payload).records);
  return new Map(records.map((record) => [recordKey(record), record]));
}

function sorted(state: ReadonlyMap<string, UnifiedRecord>): [string, UnifiedRecord][] {
  return [...state].sort(([left], [right]) => (left < right ? -1 : 1));
}

function difference(
  full: ReadonlyMap<string, UnifiedRecord>,
  resumed: ReadonlyMap<string, UnifiedRecord>,
): string {
  const missing = [...full.keys()].find((key) => !resumed.has(key));
  if (missing !== undefined) return `${missing} is missing`;
  const extra = [...resumed.keys()].find((key) => !full.has(key));
  return extra === undefined ? 'a record differs' : `${extra} is new`;
}

function throughJson(checkpoint: Page['checkpoint']): Page['checkpoint'] {
  return JSON.parse(JSON.stringify(checkpoint)) as Page['checkpoint'];
}

function verifyUnique(keys: readonly string[], where: string): void {
  const seen = new Set<string>();
  for (const key of keys) {
    verify(!seen.has(key), `${where}: the key ${JSON.stringify(key)} is there twice`);
    seen.add(key);
  }
}

/** A file has no map; its reader is pure when the cut into chunks makes no difference. */
async function verifyChunking(subject: AuditSubject): Promise<void> {
  for (const file of subject.readableFiles()) {
    const whole = await subject.readFile(file);
    const byLine = await subject.readFile(file, 1);
    verify(isSame(whole, byLine), `${file.name}: read line by line, it gives other records`);
    const again = await subject.readFile(file);
    verify(isSame(whole, again), `${file.name}: read again, it gives other records`);
  }
}

function describeFault(
  record: UnifiedRecord,
  fault: { field: string; expected: string } | undefined,
): string {
  return `${recordKey(record)}: ${fault?.field ?? ''} must be ${fault?.expected ?? ''}`;
}
