/** C15, C18: one bad record among good ones, and things nobody has heard of yet. */
import { errorMessage, isEncoursError } from '../../kernel';
import { readsSubjects, type Json, type Page, type Stream } from '../connector';
import type { HttpClient } from '../http-client';
import type { UnifiedRecord } from '../records';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import type { FileFixture } from './fixtures';
import { allPayloads, itemsOf } from './reading.audits';
import { isSame } from './is-same';
import type { AuditSubject } from './subject';

export const C15: Audit = {
  id: 'C15',
  level: 'MUST',
  claim: 'isolates one malformed record: the others arrive, it is quarantined with its path',
  exempt: (subject) =>
    subject.isFile || subject.streams.length > 0 ? null : 'it has no stream and no file',
  run: async (subject) => {
    for (const file of subject.isFile ? subject.readableFiles() : []) {
      await verifyFileIsolation(subject, file);
    }
    for (const stream of subject.streams) {
      await verifyMapping(subject, stream);
      await verifyIsolation(subject, stream);
    }
  },
};

export const C18: Audit = {
  id: 'C18',
  level: 'SHOULD',
  claim: 'keeps going when the provider adds fields or values nobody knows',
  exempt: (subject) => (subject.streams.length > 0 ? null : 'it has no stream'),
  run: async (subject) => {
    const addField = (http: HttpClient): HttpClient => ({
      request: async (request) => {
        const response = await http.request(request);
        return { ...response, data: withUnknownField(response.data) };
      },
    });
    for (const stream of subject.streams) {
      const plain = recordsOf(stream, await subject.pages(stream));
      const extended = recordsOf(stream, await subject.pages(stream, { wrap: addField }));
      verify(isSame(plain, extended), `${stream.name}: an unknown field changes the records`);
    }
    for (const { stream, name, payloads } of subject.fixtures.payloads) {
      const mapping = subject.streams.find((candidate) => candidate.name === stream);
      if (mapping === undefined || !name.startsWith('unknown')) continue;
      for (const payload of payloads) mapping.map(payload);
    }
  },
};

/** What is not even an object of the right kind is refused by map as a CONTRACT error with a path. */
async function verifyMapping(subject: AuditSubject, stream: Stream<object>): Promise<void> {
  const malformed = subject.fixtures.payloads
    .filter((fixture) => fixture.stream === stream.name && fixture.name.startsWith('malformed'))
    .flatMap((fixture) => fixture.payloads);
  const nonsense: Json[] = [null, 42, 'nonsense', [], ...malformed];
  for (const payload of nonsense) {
    const error = mappingError(stream, payload);
    const shown = JSON.stringify(payload).slice(0, 40);
    verify(error !== null, `${stream.name}: map accepts ${shown}`);
    verifyPlaced(stream, error);
  }
  const mine = (await allPayloads(subject)).filter((each) => each.stream === stream);
  for (const { payload } of mine) {
    const error = mappingError(stream, payload);
    if (error !== null) verifyPlaced(stream, error);
  }
}

function verifyPlaced(stream: Stream<object>, error: unknown): void {
  const isContract = isEncoursError(error, 'CONTRACT');
  const message = errorMessage(error);
  verify(isContract, `${stream.name}: a malformed payload throws no ContractError: ${message}`);
  verify(error.place.path !== undefined, `${stream.name}: "${message}" has no place.path`);
}

/** Breaks one element of each kind of list in the first answers, and looks whether the rest still arrives. */
async function verifyIsolation(subject: AuditSubject, stream: Stream<object>): Promise<void> {
  const clean = await subject.pages(stream);
  // A contract of insurance is one document for many; of everything else a world holds several.
  const least = stream.records.every((type) => type === 'insurancePolicy') ? 1 : 2;
  const isEnough = itemsOf(clean).length >= least;
  verify(isEnough, `${stream.name}: the simulated world gives fewer than ${least} items`);
  let hasEffect = false;
  for (const breakOne of BREAKS) {
    const { wrap, wasBroken } = breakingOnce(breakOne);
    const pages = await pagesOrFailure(subject, stream, wrap);
    if (!wasBroken()) continue;
    const lost = lostParts(clean, stream, pages);
    const quarantined = quarantineOf(stream, pages);
    const isNoticed = lost.length > 0 || quarantined.length > 0;
    hasEffect ||= isNoticed;
    verify(lost.length <= 1, `${stream.name}: one bad record takes ${lost.length} with it`);
    const isKept = !isNoticed || quarantined.length > 0;
    verify(isKept, `${stream.name}: the bad record is dropped without a trace`);
    verify(!quarantined.includes(''), `${stream.name}: a quarantined item has no path`);
    if (hasEffect) return;
  }
  verify(hasEffect, `${stream.name}: a broken record changes nothing; is it read at all?`);
}

async function pagesOrFailure(
  subject: AuditSubject,
  stream: Stream<object>,
  wrap: (http: HttpClient) => HttpClient,
): Promise<Page[]> {
  try {
    return await subject.pages(stream, { wrap });
  } catch (error) {
    verify(false, `${stream.name}: one bad record ends the read: ${errorMessage(error)}`);
  }
}

const BROKEN: Json = { encoursBroken: true };

/** The first list of objects near the top of the answer gets a broken first element; null when there is none. */
function breakListElement(data: Json): Json | null {
  if (Array.isArray(data)) return data.length === 0 ? null : [BROKEN, ...data.slice(1)];
  if (data === null || typeof data !== 'object') return null;
  const lists = Object.entries(data).filter(([, value]) => isListOfObjects(value));
  const [found] = lists;
  if (found === undefined) return null;
  const [key, list] = found;
  return { ...data, [key]: [BROKEN, ...(list as Json[]).slice(1)] };
}

/** The same one level below: an envelope around the list. */
function breakEnvelopedElement(data: Json): Json | null {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return null;
  for (const [key, value] of Object.entries(data)) {
    const broken = Array.isArray(value) ? null : breakListElement(value);
    if (broken !== null) return { ...data, [key]: broken };
  }
  return null;
}

/** For providers that answer one record at a time. */
function breakWholeAnswer(data: Json): Json | null {
  return data !== null && typeof data === 'object' ? BROKEN : null;
}

/** For providers that answer in XML: one of the values that hold a digit, so far into the text. */
function breakTextValue(share: number): (data: Json) => Json | null {
  return (data) => {
    if (typeof data !== 'string') return null;
    const values = [
      ...data.matchAll(/(?<==(["']))[^"'<>]*\d[^"'<>]*(?=\1)|(?<=>)[^<>]*\d[^<>]*(?=<)/g),
    ];
    const found = values[Math.floor(values.length * share)];
    if (found === undefined) return null;
    const end = found.index + found[0].length;
    return `${data.slice(0, found.index)}encoursBroken${data.slice(end)}`;
  };
}

/** Well-formed, and nothing that is expected in it. */
function breakWholeText(data: Json): Json | null {
  return typeof data === 'string' ? '<encoursBroken/>' : null;
}

/** One after the other, until one has an effect: a connector need not read all of an answer. */
const BREAKS = [
  ...[breakListElement, breakEnvelopedElement, breakWholeAnswer],
  ...[breakTextValue(0.5), breakTextValue(0.01), breakWholeText],
];

function isListOfObjects(value: Json): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((item) => typeof item === 'object' && item !== null);
}

function breakingOnce(breakOne: (data: Json) => Json | null): {
  wrap: (http: HttpClient) => HttpClient;
  wasBroken: () => boolean;
} {
  let isBroken = false;
  const wrap = (http: HttpClient): HttpClient => ({
    request: async (request) => {
      const response = await http.request(request);
      const broken = isBroken ? null : breakOne(response.data);
      if (broken === null) return response;
      isBroken = true;
      return { ...response, data: broken };
    },
  });
  return { wrap, wasBroken: () => isBroken };
}

/** What of the clean read is missing or no longer maps: items of a feed, companies of a stream of subjects. */
function lostParts(
  clean: readonly Page[],
  stream: Stream<object>,
  pages: readonly Page[],
): string[] {
  const good = itemsOf(pages).filter((item) => mappingError(stream, item.payload) === null);
  const arrived = new Set(good.map((item) => item.sourceKey));
  const lost = (page: Page): string[] =>
    page.items.map((item) => item.sourceKey).filter((key) => !arrived.has(key));
  if (!readsSubjects(stream)) return clean.flatMap(lost);
  // The answer about one company is the smallest part that can fail; a page may hold several items of it.
  return clean.filter((page) => lost(page).length > 0).map((page) => page.read?.[0]?.siren ?? '');
}

/** Paths of everything quarantined: by the reader or, later, because it does not map. */
function quarantineOf(stream: Stream<object>, pages: readonly Page[]): string[] {
  const unread = pages.flatMap((page) => page.malformed ?? []).map((item) => item.path);
  const unmapped = itemsOf(pages)
    .map((item) => mappingError(stream, item.payload))
    .filter((error) => error !== null)
    .map((error) => (isEncoursError(error) ? (error.place.path ?? '') : ''));
  return [...unread, ...unmapped];
}

function mappingError(stream: Stream<object>, payload: Json): unknown {
  try {
    stream.map(payload);
    return null;
  } catch (error) {
    return error;
  }
}

function recordsOf(stream: Stream<object>, pages: readonly Page[]): UnifiedRecord[] {
  return itemsOf(pages).flatMap((item) => stream.map(item.payload));
}

function withUnknownField(data: Json): Json {
  if (typeof data === 'string') return withUnknownElement(data);
  if (Array.isArray(data))
    return data.map((item) => (isPlainText(item) ? item : withUnknownField(item)));
  if (data === null || typeof data !== 'object') return data;
  const entries = Object.entries(data);
  const extended = entries.map(([key, value]): [string, Json] => [
    key,
    isPlainText(value) ? value : withUnknownField(value),
  ]);
  // Years or codes as keys are data, not fields: a word among them would be a broken answer.
  const isKeyedByNumber = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  if (!isKeyedByNumber) extended.push(['encoursUnknownField', [{}]]);
  return Object.fromEntries(extended);
}

function isPlainText(value: Json): boolean {
  return typeof value === 'string';
}

/** An XML answer with one element more at its end; any other text as it is. */
function withUnknownElement(text: string): string {
  if (!text.trimStart().startsWith('<')) return text;
  const end = text.lastIndexOf('</');
  return end < 0 ? text : `${text.slice(0, end)}<encoursUnknownField/>${text.slice(end)}`;
}

/** Overwrites one line in the middle of a file that was good. */
async function verifyFileIsolation(subject: AuditSubject, file: FileFixture): Promise<void> {
  const lines = Buffer.from(file.content).toString('latin1').split('\n');
  const clean = await subject.readFile(file);
  const last = lines.findLastIndex((line) => line.trim() !== '');
  if (last < 3) return;
  const broken = Math.floor(last / 2);
  lines[broken] = 'this is no line of the format';
  const content = new Uint8Array(Buffer.from(lines.join('\n'), 'latin1'));
  if (subject.connector.file?.isOneDocument === true) {
    await verifyRefusal(subject, { ...file, content });
    return;
  }
  const read = await subject.readFile({ ...file, content });
  const places = read.quarantine.map(({ line }) => line);
  verify(
    places.includes(broken + 1),
    `${file.name}: line ${broken + 1} was broken, quarantined are ${places.join(', ') || 'none'}`,
  );
  const hasOthers = read.records.length * 4 >= clean.records.length;
  verify(hasOthers, `${file.name}: one broken line takes most records with it`);
}

/** What cannot be read any more is refused as a whole, by an error that says whose doing it is. */
async function verifyRefusal(subject: AuditSubject, file: FileFixture): Promise<void> {
  const refused = await subject.readFile(file).then(
    () => null,
    (error: unknown) => error,
  );
  if (refused === null) return;
  const place = isEncoursError(refused, 'CONTRACT') ? refused.place : {};
  verify(
    Object.keys(place).length > 0,
    `${file.name}: broken, it fails with ${errorMessage(refused)}, no CONTRACT error with a place`,
  );
}
