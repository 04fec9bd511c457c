/** The streams `policies` and `covers`: a policy is read whole each time, because the service has neither pages nor changes. */
import {
  addDays,
  array,
  decode,
  isEncoursError,
  mapOf,
  object,
  text,
  today,
  type Checkpoint,
  type Json,
  type MalformedItem,
  type Page,
  type RawItem,
  type ReadContext,
} from '../../src/connector-kit';
import { malformedItem } from './buyers';
import { fetchCovers, fetchPolicy } from './client';
import type { AtradiusConfig } from './config';
import { coverKey, sirensOf, type CoverList } from './payloads';

type Context = ReadContext<AtradiusConfig>;

/** A page per policy. A policy whose answer cannot be read is quarantined, the others arrive. */
export async function* readPolicies(context: Context): AsyncGenerator<Page> {
  for (const policyId of context.config.policyIds) {
    context.signal.throwIfAborted();
    yield await policyPage(context, policyId);
  }
}

async function policyPage(context: Context, policyId: string): Promise<Page> {
  try {
    const payload = await fetchPolicy(context, policyId);
    return { items: [{ sourceKey: policyId, payload }], checkpoint: {} };
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT') || error.code !== 'PAYLOAD_INVALID') throw error;
    const malformed = [malformedItem(error, 'data', { policyId })];
    return { items: [], malformed, checkpoint: {} };
  }
}

/** Of each cover in force when last read: SIREN, type, currency. By policy, by cover. */
type InForce = Map<string, Map<string, string[]>>;

const stored = object({ inForce: mapOf(mapOf(array(text))) });

/** A page per policy with every cover of the subjects, and those that were in force and are listed no more. */
export async function* readCovers(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const inForce = inForceOf(checkpoint);
  const owners = ownersOf(context);
  for (const policyId of context.config.policyIds) {
    context.signal.throwIfAborted();
    const before = inForce.get(policyId) ?? new Map<string, string[]>();
    const read = await readPolicyCovers(context, policyId, owners);
    inForce.set(policyId, read.inForce);
    const items = [...read.items, ...goneOf(policyId, before, read.listed)];
    yield { items, malformed: read.malformed, checkpoint: checkpointOf(inForce) };
  }
}

function inForceOf(checkpoint: Checkpoint | null): InForce {
  if (checkpoint === null) return new Map<string, Map<string, string[]>>();
  return decode(stored, checkpoint, 'checkpoint').inForce;
}

function checkpointOf(inForce: InForce): Checkpoint {
  const plain = [...inForce].map(([policyId, covers]) => [policyId, Object.fromEntries(covers)]);
  return { inForce: Object.fromEntries(plain) as Record<string, Json> };
}

/** Subjects by the insurer's number: covers need not carry a SIREN. */
function ownersOf(context: Context): Owners {
  const owners: Owners = { sirens: new Set(context.subjects), byBuyer: new Map() };
  for (const siren of context.subjects) {
    const buyerId = context.identifierOf(siren, 'ATRADIUS');
    if (buyerId !== null) owners.byBuyer.set(buyerId, siren);
  }
  return owners;
}

interface Owners {
  sirens: ReadonlySet<string>;
  byBuyer: Map<string, string>;
}

interface PolicyCovers {
  items: RawItem[];
  malformed: MalformedItem[];
  inForce: Map<string, string[]>;
  /** Every cover any list names, whoever's. */
  listed: Set<string>;
}

/** Covers in force count before what has ended, and both before a decision that is in neither list. */
const LISTS: readonly Exclude<CoverList, 'gone'>[] = ['covers', 'historic', 'decisions'];

async function readPolicyCovers(
  context: Context,
  policyId: string,
  owners: Owners,
): Promise<PolicyCovers> {
  const read: PolicyCovers = { items: [], malformed: [], inForce: new Map(), listed: new Set() };
  const from = addDays(today(context.clock), -context.config.historyDays);
  for (const list of LISTS) {
    const since = list === 'covers' ? {} : { from };
    const rows = await fetchCovers(context, { kind: list, policyId, ...since });
    for (const [index, row] of rows.entries()) {
      take({ read, owners, list, path: `${list}[${index}]` }, row);
    }
  }
  return read;
}

interface Place {
  read: PolicyCovers;
  owners: Owners;
  list: CoverList;
  path: string;
}

function take({ read, owners, list, path }: Place, row: Json): void {
  try {
    const key = decode(coverKey, row, path);
    if (read.listed.has(key.coverId)) return;
    read.listed.add(key.coverId);
    const stated = sirensOf(key).find((each) => owners.sirens.has(each));
    const siren = stated ?? owners.byBuyer.get(key.buyerId);
    if (siren === undefined) return;
    if (list === 'covers') {
      read.inForce.set(key.coverId, [siren, key.coverType ?? '-', key.policyCurrencyCode]);
    }
    read.items.push({ sourceKey: key.coverId, payload: { siren, list, cover: row } });
  } catch (error) {
    read.malformed.push(malformedItem(error, path, row));
  }
}

function goneOf(
  policyId: string,
  before: ReadonlyMap<string, string[]>,
  listed: ReadonlySet<string>,
): RawItem[] {
  const gone = [...before].filter(([coverId]) => !listed.has(coverId));
  return gone.map(([coverId, [siren = '', coverType = '-', currency = '']]) => {
    const cover = { coverId, policyId, coverType, policyCurrencyCode: currency };
    return { sourceKey: coverId, payload: { siren, list: 'gone', cover } };
  });
}
