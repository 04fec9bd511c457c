/** Reads one stream of a connection: the whole portfolio of a feed, of a stream of subjects those that are due. */
import { localDateAt, type EncoursError } from '../kernel';
import {
  readsSubjects,
  type Connector,
  type Json,
  type RecordType,
  type Stream,
} from '../connector-kit';
import { dayAt, timeZoneOf, type Transaction } from '../database';
import type { Hub } from '../hub';
import {
  dueSubjects,
  hasUnmapped,
  landStream,
  noticeSubjects,
  startSyncRun,
  type Connection,
  type ConnectedSource,
  type DueSubjects,
  type Reading,
  type SkipReason,
  type Waterfall,
} from '../landing';
import { applyStream, isAccountingStream, rebuildMarked } from '../ledger';
import { policyInForce } from '../limits';
import { expireBookings, unsureSubjects, unusedAnswers } from '../purchasing';
import {
  identifiersOf,
  namesOf,
  sirensOfCompanies,
  unifyStream,
  type KnownIdentifiers,
  type KnownNames,
  type UnifyContext,
} from '../unify';
import { isNews } from './failure-news';
import { guardStream } from './guard-stream';
import { openReading } from './open-reading';
import { tellPaused } from './pause-connection';
import { reviewDaysOf } from './review-days';
import { tellCompanyChanges } from './tell-company-changes';
import { tellMatches } from './tell-matches';

export interface StreamRead {
  tenantId: string;
  connection: Connection;
  connector: Connector;
  /** As the connector declares it. */
  declared: Stream<object>;
  /** Credentials and tokens in use: kept out of what is stored. */
  secrets: () => readonly string[];
  /** The portfolio, or those somebody asks for. */
  subjects: readonly string[];
  /** Reads the subjects whether they are due or not: somebody asked for it. */
  evenIfFresh: boolean;
  /** Somebody waits for these subjects: what another run is buying now is waited for, not left out. */
  isAwaited?: boolean;
  neededSince: Date;
  waterfall: Waterfall;
  sources: readonly ConnectedSource[];
  /** A run opened for this read. */
  openedRunId: string | null;
  signal: AbortSignal;
  onProgress?: (landed: number) => void;
}

export interface StreamOutcome {
  companyIds: string[];
  /** Subjects asked for; null for a feed. */
  asked: number | null;
  skipped: ReadonlyMap<SkipReason, number>;
  /** What ended it early; what had arrived is landed and unified all the same. */
  failure: { error: unknown } | null;
  /** The provider has changed the type of a field. */
  drift: EncoursError | null;
  /** The run it was read in; null for a feed without one. */
  syncRunId: string | null;
}

export type DueRead = Pick<
  StreamRead,
  'connection' | 'connector' | 'declared' | 'subjects' | 'waterfall' | 'sources' | 'isAwaited'
>;

interface Prepared {
  subjects: readonly string[];
  readings?: ReadonlyMap<string, Reading>;
  skipped: ReadonlyMap<SkipReason, number>;
  identifierOf: KnownIdentifiers;
  nameOf: KnownNames;
  syncRunId: string | null;
}

/** Reads, lands and unifies one stream. Never rejects because of the provider: that is its outcome. */
export async function readStream(hub: Hub, read: StreamRead): Promise<StreamOutcome> {
  const { connector, declared } = read;
  const guarded = guardStream(declared, { connectorName: connector.name, secrets: read.secrets });
  const { stream } = guarded;
  const prepared = await prepare(hub, read);
  tellSkipped(hub, read, prepared.skipped);
  const failure = await failureOf(landPrepared(hub, read, { stream, prepared }));
  const isAwaited = (read.evenIfFresh || read.isAwaited === true) && failure === null;
  const companyIds = isAccountingStream(declared)
    ? await applyLanded(hub, read, stream)
    : await unifyAll(hub, read, { stream, isAwaited });
  return {
    companyIds,
    asked: readsSubjects(declared) ? prepared.subjects.length : null,
    skipped: prepared.skipped,
    failure,
    drift: guarded.drift(),
    syncRunId: prepared.syncRunId,
  };
}

async function landPrepared(
  hub: Hub,
  read: StreamRead,
  { stream, prepared }: { stream: Stream<object>; prepared: Prepared },
): Promise<void> {
  const { tenantId, connection, connector, declared, signal, onProgress } = read;
  const { subjects, readings, syncRunId, identifierOf, nameOf } = prepared;
  const reading = openReading(hub, {
    ...{ tenantId, connection, connector, signal, subjects, syncRunId, identifierOf, nameOf },
    neededSince: read.neededSince,
    stream: declared,
    ...(readings === undefined || read.evenIfFresh ? {} : { readings }),
  });
  await landStream(
    {
      ...hub,
      signal,
      ...(onProgress === undefined ? {} : { onProgress }),
      onPaused: (tx, error) => tellPaused(tx, connection, { error, at: hub.clock.now() }),
    },
    {
      ...{ tenantId, connection, connector, stream, reading },
      ...(syncRunId === null ? {} : { syncRunId }),
      typesOf: (payload) => typesOf(declared, payload),
    },
  );
}

/** One transaction: who is due, what others call them, and the run, so that its calls can name it. */
async function prepare(hub: Hub, read: StreamRead): Promise<Prepared> {
  const { connection, connector, declared: stream, subjects, openedRunId } = read;
  const { connectionId } = connection;
  return hub.database.tenant(read.tenantId, async (tx) => {
    const at = hub.clock.now();
    const asOf = localDateAt(at, await timeZoneOf(tx));
    if (connector.prices !== undefined) await expireBookings(tx, connectionId, at);
    let due: DueSubjects | null = null;
    if (readsSubjects(stream)) {
      due = read.evenIfFresh ? await allButHeld(tx, read, at) : await whoIsDue(tx, hub, read);
    }
    const asked = due === null ? subjects : await paidFirst(tx, read, due.due);
    const identifierOf = await identifiersOf(tx, { sirens: asked, connectionId, asOf });
    const nameOf = await namesOf(tx, asked);
    const syncRunId =
      due === null
        ? openedRunId
        : (openedRunId ?? (await startSyncRun(tx, connectionId, { stream: stream.name, at })));
    return {
      subjects: asked,
      ...(due === null ? {} : { readings: due.readings }),
      skipped: due?.skipped ?? new Map(),
      identifierOf,
      nameOf,
      syncRunId,
    };
  });
}

/** What has been paid for already is landed before the budget can end the run. */
async function paidFirst(
  tx: Transaction,
  { connection, connector, declared }: StreamRead,
  due: readonly string[],
): Promise<readonly string[]> {
  if (connector.prices === undefined) return due;
  const { connectionId } = connection;
  const paid = new Set(await unusedAnswers(tx, { connectionId, stream: declared.name }));
  if (paid.size === 0) return due;
  return [...due.filter((siren) => paid.has(siren)), ...due.filter((siren) => !paid.has(siren))];
}

/** Who of the subjects is to be read, and why the others are not. Only reads. */
export async function whoIsDue(tx: Transaction, hub: Hub, read: DueRead): Promise<DueSubjects> {
  const { connection, connector, declared: stream, subjects, waterfall, sources } = read;
  const at = hub.clock.now();
  const policy = await policyInForce(tx, await dayAt(tx, at));
  const reviews = await reviewDaysOf(tx, policy, { sirens: subjects, at });
  return dueSubjects(tx, {
    ...{ connection, connector, stream, subjects, waterfall, sources, at },
    joinsBuyers: read.isAwaited === true,
    reviewDaysOf: (siren) => reviews.get(siren) ?? null,
  });
}

/** Somebody asked for them: what may have been billed already is bought again only when that is said too. */
export async function allButHeld(
  tx: Transaction,
  read: Pick<StreamRead, 'connection' | 'declared' | 'subjects'>,
  at: Date,
): Promise<DueSubjects> {
  const place = { connectionId: read.connection.connectionId, stream: read.declared.name };
  const unsure = await unsureSubjects(tx, place, at);
  const held = new Set(unsure.filter(({ why }) => why === 'HELD').map(({ siren }) => siren));
  const due = read.subjects.filter((siren) => !held.has(siren));
  const left = read.subjects.length - due.length;
  return { due, readings: new Map(), skipped: new Map(left === 0 ? [] : [['HELD', left]]) };
}

const WHY: Readonly<Record<SkipReason, string>> = {
  FRESH: 'read recently enough',
  KNOWN: 'told by a connector that stands earlier',
  HELD: 'may have been billed already without an answer: held',
  BUYING: 'being bought by another run',
  REFUSING: 'not answered again and again',
};

function tellSkipped(
  hub: Hub,
  { connection, connector, declared }: StreamRead,
  skipped: ReadonlyMap<SkipReason, number>,
): void {
  const counts = Object.fromEntries([...skipped].map(([why, count]) => [WHY[why], count]));
  const said = `${connector.name}: companies left out of ${declared.name}`;
  const isDoubtful = skipped.has('HELD') || skipped.has('REFUSING');
  const subject = `left out ${connection.connectionId} ${declared.name}`;
  const isNew = isNews(hub, subject, isDoubtful ? JSON.stringify(counts) : null);
  if (skipped.size === 0 || (isDoubtful && !isNew)) return;
  hub.logger[isDoubtful ? 'warn' : 'debug'](said, counts);
}

/** Parties and documents count in the ledger; the claims they concern are computed when all streams are in. */
async function applyLanded(
  hub: Hub,
  read: Pick<StreamRead, 'tenantId' | 'connection' | 'connector' | 'signal'>,
  stream: Stream<object>,
): Promise<[]> {
  const { tenantId, connection, connector, signal } = read;
  const { connectionId } = connection;
  await applyStream(
    { ...hub, signal, onMatched: tellMatches(hub) },
    { tenantId, connectionId, connector, stream },
  );
  return [];
}

/** What a killed run has landed of a connection's accounting streams, and whose claims it left uncomputed. */
export async function finishAccounting(
  hub: Hub,
  read: Pick<StreamRead, 'tenantId' | 'connection' | 'connector' | 'signal'>,
): Promise<string[]> {
  for (const stream of (read.connector.streams ?? []).filter(isAccountingStream)) {
    await applyLanded(hub, read, stream);
  }
  return rebuildMarked(hub, { tenantId: read.tenantId, connectionId: null, signal: read.signal });
}

/** Whoever waits for what they asked for is answered with what others are mapping besides: so often, at most. */
const OTHERS_MAX = 5;

/** What arrived before a failure counts all the same. */
async function unifyAll(
  hub: Hub,
  read: StreamRead,
  { stream, isAwaited }: { stream: Stream<object>; isAwaited: boolean },
): Promise<string[]> {
  const { tenantId, connection, connector, signal } = read;
  const { connectionId } = connection;
  const companyIds: string[] = [];
  for (let round = 0; round < OTHERS_MAX; round += 1) {
    const unified = await unifyStream(
      { ...hub, signal, onChanges: tellCompanyChanges, ...onNotices(read) },
      { tenantId, connectionId, connector, stream },
    );
    companyIds.push(...unified.companyIds);
    if (!isAwaited) break;
    const place = { connectionId, stream: stream.name };
    const isLeft = await hub.database.tenant(tenantId, (tx) => hasUnmapped(tx, place));
    if (!isLeft) break;
  }
  return companyIds;
}

/**
 * A change the provider reports makes its other streams read the company again. Noted in the transaction that stores the
 * report: a process killed right after it must not leave it unheard, and one that is only mapped again is none.
 */
function onNotices({
  connection,
  connector,
  declared,
}: StreamRead): Pick<UnifyContext, 'onNoticed'> {
  if (!declared.records.includes('changeNotice')) return {};
  const streams = (connector.streams ?? []).filter(readsSubjects).map(({ name }) => name);
  const { connectionId } = connection;
  return {
    onNoticed: async (tx, companyIds, at) => {
      const sirens = await sirensOfCompanies(tx, companyIds);
      await noticeSubjects(tx, { connectionId, streams, sirens, at });
    },
  };
}

/** Types of the records a payload gives; none for one that cannot be mapped, which is quarantined later. */
function typesOf(stream: Stream<object>, payload: Json): RecordType[] {
  try {
    return stream.map(payload).map(({ type }) => type);
  } catch {
    return [];
  }
}

async function failureOf(running: Promise<unknown>): Promise<{ error: unknown } | null> {
  return running.then(
    () => null,
    (error: unknown) => ({ error }),
  );
}
