import {
  describeError,
  isEncoursError,
  silentProgress,
  type EncoursError,
  type Progress,
} from '../kernel';
import { appendEvents, watchConnections } from '../alerts';
import { purchasesOf, secretValues, type Connector, type Stream } from '../connector-kit';
import type { Hub } from '../hub';
import type { Transaction } from '../database';
import {
  failLatestRun,
  finishSyncRun,
  listConnections,
  readWaterfall,
  type ConnectedSource,
  type Connection,
  type Waterfall,
} from '../landing';
import { isAccountingStream } from '../ledger';
import { settleByCovers } from '../limits';
import { customersOfCompanies, portfolioSirens } from '../unify';
import { isNews } from './failure-news';
import { keepPortfolio } from './keep-portfolio';
import { openReading } from './open-reading';
import { finishAccounting, readStream, type StreamOutcome } from './read-stream';
import { syncAlone } from './sync-alone';
import { tellRecovery } from './tell-connection';

/** A sync run that exists already: the first stream of its connection continues it. */
export interface OpenedRun {
  connectionId: string;
  syncRunId: string;
}

interface ProviderRun {
  tenantId: string;
  connectionIds: readonly string[] | null;
  signal: AbortSignal;
  progress?: Progress;
  openedRun?: OpenedRun;
}

/**
 * Pulls every stream of the tenant's provider connections for the companies of its portfolio and unifies what arrived.
 * A provider that fails is noted in its run and does not keep the others waiting. Answers the customers it touched.
 */
export async function syncProviders(hub: Hub, run: ProviderRun): Promise<string[]> {
  const { connections, subjects } = await hub.database.tenant(run.tenantId, async (tx) => ({
    connections: await listConnections(tx),
    subjects: await portfolioSirens(tx),
  }));
  const touched = new Set<string>();
  const rebuilt = new Set<string>();
  for (const connection of freeFirst(hub, connections)) {
    const connector = hub.connectors.get(connection.connectorId);
    if (connector?.streams === undefined || connection.status !== 'ACTIVE') continue;
    if (run.connectionIds !== null && !run.connectionIds.includes(connection.connectionId))
      continue;
    const startedAt = hub.clock.now();
    const place = { tenantId: run.tenantId, connectionId: connection.connectionId };
    try {
      await syncAlone(hub, place, (current) =>
        syncConnection(hub, run, { connection: current, connector, subjects, touched, rebuilt }),
      );
      isNews(hub, `sync ${place.connectionId}`, null);
      await tellRecovery(hub, run.tenantId, connection);
    } catch (error) {
      run.signal.throwIfAborted();
      if (!isEncoursError(error)) throw error;
      await closeOpened(hub, run, { connection, error });
      // That refused credentials paused it has been told.
      if (error.family !== 'AUTH') await tellFailure(hub, run, { connection, error, startedAt });
      const level = isNews(hub, `sync ${place.connectionId}`, error.code) ? 'warn' : 'debug';
      hub.logger[level](`${connector.name} was not synced`, { reason: describeError(error) });
    }
    const { tenantId, connectionId } = place;
    await hub.database.tenant(tenantId, (tx) =>
      watchConnections(tx, [connectionId], hub.clock.now()),
    );
  }
  const known = await hub.database.tenant(run.tenantId, (tx) =>
    customersOfCompanies(tx, [...touched]),
  );
  return [...new Set([...known, ...rebuilt])];
}

/** What a free register tells need not be bought, so those that cost nothing are asked first; else the order stays. */
export function freeFirst<Source extends Pick<Connection, 'connectorId'>>(
  hub: Pick<Hub, 'connectors'>,
  connections: readonly Source[],
): Source[] {
  const isPaid = ({ connectorId }: Source): number =>
    hub.connectors.get(connectorId)?.prices === undefined ? 0 : 1;
  return [...connections].sort((one, other) => isPaid(one) - isPaid(other));
}

interface SyncSource {
  connection: Connection;
  connector: Connector;
  subjects: readonly string[];
  /** Companies that something new was said of. */
  touched: Set<string>;
  /** Customers whose claims were computed again. */
  rebuilt: Set<string>;
}

/** Documents count however their streams end: before them what a killed run has left, after them what arrived. */
async function syncConnection(hub: Hub, run: ProviderRun, source: SyncSource): Promise<void> {
  const { connection, connector, rebuilt } = source;
  if (!(connector.streams ?? []).some(isAccountingStream)) {
    await readStreams(hub, run, source);
    return;
  }
  const read = { tenantId: run.tenantId, connection, connector, signal: run.signal };
  for (const id of await finishAccounting(hub, read)) rebuilt.add(id);
  try {
    await readStreams(hub, run, source);
  } finally {
    for (const id of await finishAccounting(hub, read)) rebuilt.add(id);
  }
}

async function readStreams(hub: Hub, run: ProviderRun, source: SyncSource): Promise<void> {
  const { connection, connector, subjects, touched } = source;
  const progress = run.progress ?? silentProgress;
  const { tenantId, signal } = run;
  const startedAt = hub.clock.now();
  const context = openReading(hub, {
    ...{ tenantId, connection, connector, signal, subjects },
    neededSince: startedAt,
    stream: null,
  });
  const { config } = context;
  const secrets = (): string[] => [...secretValues(config), ...context.tokens.secrets()];
  let failed = await keepPortfolio(hub, run, { connection, reading: context });
  for (const declared of wantedStreams(connector, config)) {
    // What costs money is not tried again where the budget has just said no.
    if (isBudgetStop(failed) && purchasesOf(declared, config).length > 0) continue;
    const isFirst = declared === connector.streams?.[0];
    progress.start(`${connector.name}: ${declared.name}`, null);
    const outcome = await readStream(hub, {
      ...{ tenantId, connection, connector, declared, secrets, subjects, signal },
      ...(await waterfallOf(hub, tenantId)),
      neededSince: startedAt,
      evenIfFresh: false,
      openedRunId: isFirst ? openedFor(run, connection) : null,
      onProgress: (done) => progress.advance(done),
    });
    for (const companyId of outcome.companyIds) touched.add(companyId);
    finishStep(progress, outcome);
    if (outcome.failure !== null) {
      const { error } = outcome.failure;
      if (!isBudgetStop(error)) throw error;
      failed ??= error;
    }
    const { drift } = outcome;
    if (drift === null) continue;
    // What could be mapped is, and so is what the other streams bring.
    const { connectionId } = connection;
    const drifted = { connectionId, stream: declared.name, at: hub.clock.now(), error: drift };
    await hub.database.tenant(tenantId, (tx) => failLatestRun(tx, drifted));
    failed ??= drift;
  }
  if (connector.coverDesk !== undefined) {
    const { connectionId } = connection;
    await hub.database.tenant(tenantId, (tx) => settleByCovers(tx, connectionId, hub.clock.now()));
  }
  if (failed !== null) throw failed;
}

/** A stream that failed, or whose provider has changed it, is not said to be done. */
function finishStep(progress: Progress, { failure, drift }: StreamOutcome): void {
  const fault = failure?.error ?? drift;
  if (fault === null) progress.finish();
  else progress.finish(isEncoursError(fault) ? fault.code : 'INTERNAL', 'failed');
}

/** Streams the configuration asks for; those that report changes first, so that what changed is read in the same run. */
export function wantedStreams(connector: Connector, config: object): Stream<object>[] {
  const wanted = (connector.streams ?? []).filter((stream) => stream.isWanted?.(config) ?? true);
  const reports = (stream: Stream<object>): boolean => stream.records.includes('changeNotice');
  return [...wanted.filter(reports), ...wanted.filter((stream) => !reports(stream))];
}

const BUDGET_STOPS: readonly string[] = ['BUDGET_NOT_SET', 'BUDGET_EXHAUSTED', 'PRICE_NOT_SET'];

/** Whether a budget, or its absence, kept something from being bought. */
export function isBudgetStop(error: unknown): error is EncoursError {
  return isEncoursError(error, 'DOMAIN') && BUDGET_STOPS.includes(error.code);
}

/** The order of connectors as it is now, with when each of them last succeeded. */
export async function waterfallOf(
  hub: Hub,
  tenantId: string,
): Promise<{ waterfall: Waterfall; sources: ConnectedSource[] }> {
  return hub.database.tenant(tenantId, async (tx) => ({
    waterfall: await readWaterfall(tx),
    sources: (await listConnections(tx)).flatMap((connection) => {
      const connector = hub.connectors.get(connection.connectorId);
      return connector === undefined ? [] : [{ connection, connector }];
    }),
  }));
}

function openedFor(run: ProviderRun, connection: Connection): string | null {
  const { openedRun } = run;
  return openedRun?.connectionId === connection.connectionId ? openedRun.syncRunId : null;
}

/** The first failure after a success is told to subscribers; the ones that follow are in the sync runs. */
async function tellFailure(
  hub: Hub,
  run: ProviderRun,
  failure: { connection: Connection; error: EncoursError; startedAt: Date },
): Promise<void> {
  const { connection, error, startedAt } = failure;
  if (error.code === 'CONNECTION_NOT_ACTIVE') return;
  await hub.database.tenant(run.tenantId, async (tx) => {
    if (await isToldAlready(tx, connection.connectionId, startedAt)) return;
    const [before] = await tx.query<{ hasFailed: boolean }>(
      `SELECT coalesce(bool_or(status = 'FAILED'), false) AS "hasFailed" FROM (
         SELECT DISTINCT ON (stream) status FROM sync_run
         WHERE tenant_id = $1 AND connection_id = $2 AND started_at < $3 AND sync_run_id IS DISTINCT FROM $4
         ORDER BY stream, started_at DESC) latest`,
      [tx.tenantId, connection.connectionId, startedAt, openedFor(run, connection)],
    );
    if (before?.hasFailed === true) return;
    const { connectionId, connectorId } = connection;
    const data = { connectorId, code: error.code, message: error.message };
    const failed = {
      type: 'SYNC_FAILED',
      customerId: null,
      subjectId: connectionId,
      data,
    } as const;
    await appendEvents(tx, [failed], hub.clock.now());
  });
}

/** Two runs that fail at once tell it once: the second waits for the first, and sees what it told. */
async function isToldAlready(tx: Transaction, connectionId: string, since: Date): Promise<boolean> {
  await tx.query(
    'SELECT 1 FROM connection WHERE tenant_id = $1 AND connection_id = $2 FOR NO KEY UPDATE',
    [tx.tenantId, connectionId],
  );
  const [told] = await tx.query(
    `SELECT 1 FROM event WHERE tenant_id = $1 AND type = 'SYNC_FAILED' AND subject_id = $2 AND at >= $3 LIMIT 1`,
    [tx.tenantId, connectionId, since],
  );
  return told !== undefined;
}

/** An error before the first stream would otherwise leave the opened run waiting for ever. */
async function closeOpened(
  hub: Hub,
  run: ProviderRun,
  { connection, error }: { connection: Connection; error: unknown },
): Promise<void> {
  const syncRunId = openedFor(run, connection);
  if (syncRunId === null) return;
  await hub.database.tenant(run.tenantId, (tx) =>
    closeRunningRun(tx, syncRunId, { at: hub.clock.now(), error }),
  );
}

/** Closes a run unless somebody has. */
export async function closeRunningRun(
  tx: Transaction,
  syncRunId: string,
  end: { at: Date; error?: unknown },
): Promise<void> {
  const [running] = await tx.query(
    `SELECT 1 FROM sync_run WHERE tenant_id = $1 AND sync_run_id = $2 AND status = 'RUNNING' FOR UPDATE`,
    [tx.tenantId, syncRunId],
  );
  if (running !== undefined) await finishSyncRun(tx, syncRunId, end);
}
