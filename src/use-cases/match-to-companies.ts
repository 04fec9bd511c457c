import { describeError, isEncoursError, silentProgress, type Progress } from '../kernel';
import type { CompanyQuery, Connector } from '../connector-kit';
import type { Hub } from '../hub';
import { listConnections, type Connection } from '../landing';
import {
  customersMatchedSince,
  FACT_PRECEDENCE,
  matchCustomers,
  type CompanySearch,
} from '../unify';
import { openReading } from './open-reading';
import { pauseRefused } from './pause-connection';
import { tellMatches } from './tell-matches';

interface MatchRun {
  tenantId: string;
  /** Connections that may be searched; null for all. */
  connectionIds: readonly string[] | null;
  signal: AbortSignal;
  progress?: Progress;
}

/** Matches customers without a company through a free registry search. Answers the customers it matched. */
export async function matchToCompanies(hub: Hub, run: MatchRun): Promise<string[]> {
  const connections = await hub.database.tenant(run.tenantId, listConnections);
  const chosen = connections.filter(
    ({ connectionId }) => run.connectionIds?.includes(connectionId) ?? true,
  );
  const source = freeSearchSource(hub, chosen);
  if (source === null) return [];
  const progress = run.progress ?? silentProgress;
  const since = hub.clock.now();
  const shown = { isStarted: false };
  const onProgress = (done: number, total: number): void => {
    if (!shown.isStarted) progress.start('Matching customers to companies', total);
    shown.isStarted = true;
    progress.advance(done);
  };
  try {
    const search = searchOf(hub, run, source);
    const onDecided = tellMatches(hub);
    await matchCustomers(
      { ...hub, search, signal: run.signal, onProgress, onDecided },
      run.tenantId,
    );
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isEncoursError(error)) throw error;
    if (error.family === 'AUTH') {
      await pauseRefused(hub, run.tenantId, { connection: source.connection, error });
    }
    // Whom it had not come to is searched by the next run; the books count meanwhile.
    hub.logger.warn('customers could not be matched to companies', {
      reason: describeError(error),
    });
  }
  if (shown.isStarted) progress.finish();
  return hub.database.tenant(run.tenantId, (tx) => customersMatchedSince(tx, since));
}

interface SearchSource {
  connection: Connection;
  connector: Connector;
}

/** Matching runs unasked and over everybody: it never uses a search that costs money. */
function freeSearchSource(hub: Hub, connections: readonly Connection[]): SearchSource | null {
  const [best] = connections
    .filter((connection) => connection.status === 'ACTIVE')
    .sort((a, b) => precedence(a) - precedence(b))
    .flatMap((connection) => {
      const connector = hub.connectors.get(connection.connectorId);
      if (connector?.search === undefined || connector.searchBuys !== undefined) return [];
      return [{ connection, connector }];
    });
  return best ?? null;
}

function searchOf(hub: Hub, run: MatchRun, { connection, connector }: SearchSource): CompanySearch {
  const context = openReading(hub, {
    ...{ tenantId: run.tenantId, connection, connector, signal: run.signal },
    ...{ neededSince: hub.clock.now(), stream: null, subjects: [] },
  });
  return async (query: CompanyQuery) => (await connector.search?.(context, query)) ?? [];
}

function precedence(connection: Connection): number {
  const at = FACT_PRECEDENCE.indexOf(connection.connectorId);
  return at === -1 ? FACT_PRECEDENCE.length : at;
}
