/** The streams `buyers` (a lookup per company) and `buyer-changes` (ratings that moved), and the number of a buyer. */
import {
  addDays,
  array,
  contractError,
  decode,
  isoDate,
  isEncoursError,
  object,
  text,
  today,
  type Checkpoint,
  type Json,
  type LocalDate,
  type MalformedItem,
  type Page,
  type RawItem,
  type ReadContext,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { fetchBuyers, fetchChangedBuyers, type HealthChange } from './client';
import type { AtradiusConfig } from './config';
import { changeKey, changeOf } from './map';
import { buyer, sirensOf } from './payloads';

type Context = ReadContext<AtradiusConfig>;

/** Looks a company up; may be billed. */
export async function readBuyer(context: Context, siren: string): Promise<SubjectAnswer> {
  const found = await lookUp(context, siren);
  if (found === null) return { items: [], outcome: 'UNKNOWN' };
  return { items: [{ sourceKey: siren, payload: { siren, buyer: found } }], outcome: 'FOUND' };
}

/** The insurer's number of a company, looked up when the hub does not know it; null when Atradius does not either. */
export async function buyerIdOf(context: Context, siren: string): Promise<string | null> {
  const known = context.identifierOf(siren, 'ATRADIUS');
  if (known !== null) return known;
  const found = await lookUp(context, siren);
  return found === null ? null : decode(buyer, found, 'data[0]').buyerId;
}

/** The buyer that carries this SIREN. Throws CONTRACT when only others come back: their facts are not this company's. */
async function lookUp(context: Context, siren: string): Promise<Json> {
  const found = await fetchBuyers(context, siren);
  const mine = found.find((each, index) =>
    sirensOf(decode(buyer, each, `data[${index}]`)).includes(siren),
  );
  if (mine === undefined && found.length > 0) {
    throw contractError('PAYLOAD_INVALID', `data has no buyer with the SIREN ${siren}`, {
      place: { path: 'data' },
    });
  }
  return mine ?? null;
}

/** Ratings are asked for again from this long before the last read: when within a day they change is not known. */
const OVERLAP_DAYS = 2;
const FIRST_WINDOW_DAYS = 90;
const HEALTH_CHANGES: readonly HealthChange[] = ['down', 'up'];

const stored = object({ through: isoDate, seen: array(text) });

interface Progress {
  through: LocalDate | null;
  /** Moves told in the overlap, so that a second telling is not a second notice. */
  seen: Set<string>;
}

/** Buyers of the policies whose rating moved since the last read; a page per policy. */
export async function* readChanges(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const before = progressOf(checkpoint);
  const day = today(context.clock);
  const after = addDays(before.through ?? day, before.through === null ? -FIRST_WINDOW_DAYS : 0);
  const told = new Set<string>();
  const { policyIds } = context.config;
  for (const [index, policyId] of policyIds.entries()) {
    context.signal.throwIfAborted();
    const page = await readPolicy(context, { policyId, after, day, before, told });
    const isLast = index === policyIds.length - 1;
    const seen = [...new Set([...before.seen, ...told])];
    const kept = { through: before.through ?? addDays(day, -FIRST_WINDOW_DAYS), seen };
    // Until the last policy is read, a resumed read begins with all of them again.
    yield { ...page, checkpoint: isLast ? lastCheckpoint(day, told) : kept };
  }
}

function lastCheckpoint(day: LocalDate, told: ReadonlySet<string>): Checkpoint {
  return { through: addDays(day, -OVERLAP_DAYS), seen: [...told] };
}

function progressOf(checkpoint: Checkpoint | null): Progress {
  if (checkpoint === null) return { through: null, seen: new Set() };
  const { through, seen } = decode(stored, checkpoint, 'checkpoint');
  return { through, seen: new Set(seen) };
}

interface PolicyWindow {
  policyId: string;
  after: LocalDate;
  day: LocalDate;
  before: Progress;
  told: Set<string>;
}

async function readPolicy(
  context: Context,
  window: PolicyWindow,
): Promise<{ items: RawItem[]; malformed: MalformedItem[] }> {
  const { policyId, after } = window;
  const items: RawItem[] = [];
  const malformed: MalformedItem[] = [];
  const wanted = new Set(context.subjects);
  for (const healthChange of HEALTH_CHANGES) {
    const rows = await fetchChangedBuyers(context, { policyId, healthChange, after });
    for (const [index, row] of rows.entries()) {
      const path = `${healthChange}[${index}]`;
      try {
        items.push(...newMove({ window, wanted, healthChange, path }, row));
      } catch (error) {
        malformed.push(malformedItem(error, path, row));
      }
    }
  }
  return { items, malformed };
}

interface Telling {
  window: PolicyWindow;
  wanted: ReadonlySet<string>;
  healthChange: HealthChange;
  path: string;
}

/** The item of a move that was not told before, of a subject. */
function newMove({ window, wanted, healthChange, path }: Telling, row: Json): RawItem[] {
  const source = decode(buyer, row, path);
  const siren = sirensOf(source).find((each) => wanted.has(each));
  const move = `${source.buyerId}:${changeOf(source)}`;
  const isTold = window.before.seen.has(move) || window.told.has(move);
  if (siren === undefined) return [];
  window.told.add(move);
  if (isTold) return [];
  const payload = { siren, healthChange, noticedOn: window.day, buyer: row };
  return [{ sourceKey: changeKey(siren, window.day, source), payload }];
}

/** What could not be keyed, with its place. Any other error goes on. */
export function malformedItem(error: unknown, path: string, payload: Json): MalformedItem {
  if (!isEncoursError(error, 'CONTRACT')) throw error;
  const { code, message: reason, place } = error;
  return { code, reason, path: place.path ?? path, payload };
}
