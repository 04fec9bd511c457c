import { describeError, isEncoursError, silentProgress, type Progress } from '../kernel';
import { openContext, validateConfig, type Connector } from '../connector-kit';
import type { Hub } from '../hub';
import { landStream, listConnections, type Connection } from '../landing';
import { customersOfCompanies, portfolioSirens, unifyStream } from '../unify';

interface ProviderRun {
  tenantId: string;
  connectionIds: readonly string[] | null;
  signal: AbortSignal;
  progress?: Progress;
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
      for (const id of await syncConnection(hub, run, { connection, connector, subjects }))
        touched.add(id);
    } catch (error) {
      run.signal.throwIfAborted();
      if (!isEncoursError(error)) throw error;
      hub.logger.warn(`${connector.name} was not synced`, { reason: describeError(error) });
    }
  }
  return hub.database.tenant(run.tenantId, (tx) => customersOfCompanies(tx, [...touched]));
}

async function syncConnection(
  hub: Hub,
  run: ProviderRun,
  source: { connection: Connection; connector: Connector; subjects: readonly string[] },
): Promise<string[]> {
  const { connection, connector, subjects } = source;
  const progress = run.progress ?? silentProgress;
  const config = validateConfig(connector, connection.config);
  const context = openContext(connector, { ...hub, config, signal: run.signal, subjects });
  const touched: string[] = [];
  for (const stream of connector.streams ?? []) {
    progress.start(`${connector.name}: ${stream.name}`, null);
    await landStream(
      { ...hub, signal: run.signal, onProgress: (done) => progress.advance(done) },
      {
        tenantId: run.tenantId,
        connection,
        connector,
        stream,
        config,
        http: context.http,
        subjects,
      },
    );
    const unified = await unifyStream(
      { ...hub, signal: run.signal },
      { tenantId: run.tenantId, connectionId: connection.connectionId, connector, stream },
    );
    touched.push(...unified.companyIds);
    progress.finish();
  }
  return touched;
}
