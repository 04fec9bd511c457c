import {
  describeError,
  isEncoursError,
  silentProgress,
  type EncoursError,
  type Progress,
} from '../kernel';
import { appendEvents } from '../alerts';
import { openContext, validateConfig, type Connector } from '../connector-kit';
import type { Hub } from '../hub';
import type { Transaction } from '../database';
import { finishSyncRun, landStream, listConnections, type Connection } from '../landing';
import { customersOfCompanies, portfolioSirens, unifyStream } from '../unify';

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
  for (const connection of connections) {
    const connector = hub.connectors.get(connection.connectorId);
    if (connector?.streams === undefined || connection.status !== 'ACTIVE') continue;
    if (run.connectionIds !== null && !run.connectionIds.includes(connection.connectionId))
      continue;
    try {
      await syncConnection(hub, run, { connection, connector, subjects, touched });
    } catch (error) {
      run.signal.throwIfAborted();
      if (!isEncoursError(error)) throw error;
      await closeOpened(hub, run, { connection, error });
      await tellFailure(hub, run.tenantId, { connection, error });
      hub.logger.warn(`${connector.name} was not synced`, { reason: describeError(error) });
    }
  }
  return hub.database.tenant(run.tenantId, (tx) => customersOfCompanies(tx, [...touched]));
}

async function syncConnection(
  hub: Hub,
  run: ProviderRun,
  source: {
    connection: Connection;
    connector: Connector;
    subjects: readonly string[];
    touched: Set<string>;
  },
): Promise<void> {
  const { connection, connector, subjects, touched } = source;
  const progress = run.progress ?? silentProgress;
  const config = validateConfig(connector, connection.config);
  const context = openContext(connector, { ...hub, config, signal: run.signal, subjects });
  for (const [index, stream] of (connector.streams ?? []).entries()) {
    const opened = index === 0 ? openedFor(run, connection) : null;
    progress.start(`${connector.name}: ${stream.name}`, null);
    const failure = await failureOf(
      landStream(
        { ...hub, signal: run.signal, onProgress: (done) => progress.advance(done) },
        {
          tenantId: run.tenantId,
          connection,
          connector,
          stream,
          reading: context,
          ...(opened === null ? {} : { syncRunId: opened }),
        },
      ),
    );
    // What arrived before a failure counts all the same.
    const unified = await unifyStream(
      { ...hub, signal: run.signal },
      { tenantId: run.tenantId, connectionId: connection.connectionId, connector, stream },
    );
    for (const companyId of unified.companyIds) touched.add(companyId);
    progress.finish();
    if (failure !== null) throw failure.error;
  }
}

async function failureOf(running: Promise<unknown>): Promise<{ error: unknown } | null> {
  return running.then(
    () => null,
    (error: unknown) => ({ error }),
  );
}

function openedFor(run: ProviderRun, connection: Connection): string | null {
  const { openedRun } = run;
  return openedRun?.connectionId === connection.connectionId ? openedRun.syncRunId : null;
}

/** The first failure after a success is told to subscribers; the ones that follow are in the sync runs. */
async function tellFailure(
  hub: Hub,
  tenantId: string,
  { connection, error }: { connection: Connection; error: EncoursError },
): Promise<void> {
  await hub.database.tenant(tenantId, async (tx) => {
    const [before] = await tx.query<{ status: string }>(
      `SELECT status FROM sync_run WHERE tenant_id = $1 AND connection_id = $2
       ORDER BY started_at DESC, sync_run_id OFFSET 1 LIMIT 1`,
      [tx.tenantId, connection.connectionId],
    );
    if (before?.status === 'FAILED') return;
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
