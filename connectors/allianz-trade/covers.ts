/**
 * The feed `covers`: every cover of the policy, each run from the first page, because the list cannot be asked for what
 * has changed. Covers of companies that are no customers, or whose number is not known yet, are passed over; one that is
 * listed no more is told of as gone.
 */
import {
  boolean,
  contractError,
  decode,
  integer,
  isEncoursError,
  mapOf,
  object,
  siren,
  today,
  type Checkpoint,
  type Json,
  type MalformedItem,
  type Page,
  type RawItem,
  type ReadContext,
  type Stream,
} from '../../src/connector-kit';
import { fetchCover, listCovers } from './client';
import type { AllianzTradeConfig } from './config';
import { mapCover } from './map';
import { decodeCover, listedCover } from './payloads';

type Context = ReadContext<AllianzTradeConfig>;

const PAGES_MAX = 1_000;

/** Covers of customers by number, with the SIREN each is for. */
type Owners = ReadonlyMap<string, string>;

interface Progress {
  nextPage: number;
  /** Listed in the last reading and not yet in this one: at the end of the list they are gone. */
  missing: Map<string, string>;
  /** Listed so far in this reading. */
  listed: Map<string, string>;
  /** Whether every line so far could be read: of a line that cannot, nobody knows which cover it was. */
  isWhole: boolean;
}

const stored = object({
  nextPage: integer,
  missing: mapOf(siren),
  listed: mapOf(siren),
  isWhole: boolean,
});

export const covers: Stream<AllianzTradeConfig> = {
  name: 'covers',
  records: ['insuranceCover'],
  read: readCovers,
  map: mapCover,
};

async function* readCovers(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  const progress = progressOf(context.config, checkpoint);
  const sirenOf = knownBuyers(context);
  const seen = new Set<string>();
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    context.signal.throwIfAborted();
    const lines = await listCovers(context, progress.nextPage);
    if (lines.length === 0) {
      yield lastPage(context.config, progress);
      return;
    }
    refuseRepetition(lines, seen);
    const read = await readPage(context, lines, sirenOf);
    progress.nextPage += 1;
    note(progress, read.lines);
    yield { items: read.items, malformed: read.malformed, checkpoint: checkpointOf(progress) };
  }
  throw stuck(`the list of covers has more than ${PAGES_MAX} pages`);
}

function progressOf(config: AllianzTradeConfig, checkpoint: Checkpoint | null): Progress {
  if (checkpoint !== null) return decode(stored, checkpoint, 'checkpoint');
  return { nextPage: config.firstPage, missing: new Map(), listed: new Map(), isWhole: true };
}

function checkpointOf({ nextPage, missing, listed, isWhole }: Progress): Checkpoint {
  const [before, now] = [Object.fromEntries(missing), Object.fromEntries(listed)];
  return { nextPage, missing: before, listed: now, isWhole };
}

function note(progress: Progress, lines: readonly ReadLine[]): void {
  for (const { coverId, siren, isThere } of lines) {
    if (coverId === null) progress.isWhole = false;
    else if (isThere) {
      progress.missing.delete(coverId);
      if (siren !== null) progress.listed.set(coverId, siren);
    }
  }
}

/** What is listed no more goes on counting for nobody; the next run begins again at the first page. */
function lastPage({ firstPage, policyId, currency }: AllianzTradeConfig, progress: Progress): Page {
  const { missing, listed, isWhole } = progress;
  const gone = isWhole ? [...missing] : [];
  const kept = isWhole ? listed : new Map([...missing, ...listed]);
  return {
    items: gone.map(([coverId, owner]) => ({
      sourceKey: coverId,
      payload: { siren: owner, policyId, currency, cover: { coverId }, isGone: true },
    })),
    checkpoint: checkpointOf({
      nextPage: firstPage,
      missing: kept,
      listed: new Map(),
      isWhole: true,
    }),
  };
}

/** The SIREN of each customer whose number the hub knows. */
function knownBuyers(context: Context): Owners {
  const known = new Map<string, string>();
  for (const siren of context.subjects) {
    const companyId = context.identifierOf(siren, 'ALLIANZ_TRADE');
    if (companyId !== null) known.set(companyId, siren);
  }
  return known;
}

/** A page that holds nothing new is the provider repeating itself. */
function refuseRepetition(listed: readonly Json[], seen: Set<string>): void {
  const before = seen.size;
  for (const entry of listed) seen.add(JSON.stringify(entry));
  if (seen.size === before) throw stuck('the list of covers repeats a page');
}

function stuck(message: string): Error {
  return contractError('ALLIANZ_PAGING_STUCK', message, { place: { path: 'pagination.page' } });
}

interface ReadLine {
  /** null when the line could not be read. */
  coverId: string | null;
  /** null when it concerns no customer. */
  siren: string | null;
  /** Whether there is a cover behind it. */
  isThere: boolean;
  item?: RawItem;
  malformed?: MalformedItem;
}

async function readPage(
  context: Context,
  listed: readonly Json[],
  sirenOf: Owners,
): Promise<{ lines: ReadLine[]; items: RawItem[]; malformed: MalformedItem[] }> {
  const lines = await Promise.all(
    listed.map((line, index) => readLine(context, { line, path: `[${index}]`, sirenOf })),
  );
  return {
    lines,
    items: lines.flatMap(({ item }) => item ?? []),
    malformed: lines.flatMap(({ malformed }) => malformed ?? []),
  };
}

/** The cover behind a line of the list, unless it concerns no customer. */
async function readLine(
  context: Context,
  { line, path, sirenOf }: { line: Json; path: string; sirenOf: Owners },
): Promise<ReadLine> {
  const read: ReadLine = { coverId: null, siren: null, isThere: true };
  try {
    const { coverId, companyId } = decode(listedCover, line, path);
    read.coverId = coverId;
    read.siren = sirenOf.get(companyId) ?? null;
    if (read.siren === null) return read;
    const cover = await fetchCover(context, coverId);
    if (cover === null) return { ...read, isThere: false };
    return { ...read, item: { sourceKey: coverId, payload: framed(context, read.siren, cover) } };
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) throw error;
    const { code, message: reason, place } = error;
    return { ...read, malformed: { code, reason, path: place.path ?? path, payload: line } };
  }
}

/** With all that `map` needs; the day only where it matters, so that the same cover stays the same payload. */
function framed({ config, clock }: Context, owner: string, cover: Json): Json {
  const payload = { siren: owner, policyId: config.policyId, currency: config.currency, cover };
  const day = today(clock);
  return beginsLater(payload, day) ? { ...payload, asOf: day } : payload;
}

function beginsLater(payload: Json, day: string): boolean {
  try {
    return decodeCover(payload).limits.some(({ startDate }) => (startDate ?? '') > day);
  } catch {
    // `map` says what is wrong with it, with the path.
    return false;
  }
}
