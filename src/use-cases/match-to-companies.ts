import { describeError, isEncoursError, silentProgress, type Progress } from '../kernel';
import { openContext, validateConfig, type CompanyQuery } from '../connector-kit';
import type { Hub } from '../hub';
import { listConnections, type Connection } from '../landing';
import {
  customersMatchedSince,
  FACT_PRECEDENCE,
  matchCustomers,
  type CompanySearch,
} from '../unify';

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
  const search = freeSearch(hub, chosen, run.signal);
  if (search === null) return [];
  const progress = run.progress ?? silentProgress;
  const since = hub.clock.now();
  const shown = { isStarted: false };
  const onProgress = (done: number, total: number): void => {
    if (!shown.isStarted) progress.start('Matching customers to companies', total);
    shown.isStarted = true;
    progress.advance(done);
  };
  try {
    await matchCustomers({ ...hub, search, signal: run.signal, onProgress }, run.tenantId);
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isEncoursError(error)) throw error;
    // Whom it had not come to is searched by the next run; the books count meanwhile.
    hub.logger.warn('customers could not be matched to companies', {
      reason: describeError(error),
    });
  }
  if (shown.isStarted) progress.finish();
  return hub.database.tenant(run.tenantId, (tx) => customersMatchedSince(tx, since));
}

/** Matching runs unasked and over everybody: it never uses a search that costs money. */
function freeSearch(
  hub: Hub,
  connections: readonly Connection[],
  signal: AbortSignal,
): CompanySearch | null {
  const candidates = connections
    .filter((connection) => connection.status === 'ACTIVE')
    .map((connection) => ({ connection, connector: hub.connectors.get(connection.connectorId) }))
    .filter(
      ({ connector }) => connector?.search !== undefined && connector.searchBuys === undefined,
    )
    .sort((a, b) => precedence(a.connection) - precedence(b.connection));
  const [best] = candidates;
  const connector = best?.connector;
  if (best === undefined || connector?.search === undefined) return null;
  const context = openContext(connector, {
    config: validateConfig(connector, best.connection.config),
    logger: hub.logger,
    clock: hub.clock,
    signal,
  });
  const search = connector.search.bind(connector);
  return (query: CompanyQuery) => search(context, query);
}

function precedence(connection: Connection): number {
  const at = FACT_PRECEDENCE.indexOf(connection.connectorId);
  return at === -1 ? FACT_PRECEDENCE.length : at;
}
