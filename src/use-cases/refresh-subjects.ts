import { configError } from '../kernel';
import { readsSubjects, secretValues, type Connector, type Stream } from '../connector-kit';
import { connectorOf, type Hub } from '../hub';
import { getConnection, type SkipReason } from '../landing';
import { customersOfCompanies } from '../unify';
import { openReading } from './open-reading';
import { readStream } from './read-stream';
import { notActive } from './sync-alone';
import { waterfallOf, wantedStreams } from './sync-providers';

export interface RefreshRequest {
  tenantId: string;
  connectionId: string;
  /** Names of streams of subjects; all that the connection reads when absent. */
  streams?: readonly string[];
  sirens: readonly string[];
  /** Reads also what is fresh, what a connector that stands earlier has told, and buys it. */
  evenIfFresh: boolean;
  /** When the need arose: an answer that came since, whoever bought it, will do. */
  neededSince: Date;
  signal: AbortSignal;
}

export interface RefreshedStream {
  stream: string;
  /** Companies that were asked for. */
  asked: number;
  skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

export interface RefreshResult {
  streams: RefreshedStream[];
  /** Customers whose companies were touched. */
  customerIds: string[];
}

/**
 * Reads companies now, at one connection, besides whatever else is reading it: any number may run at once, and none of
 * them buys what another is buying or has bought since `neededSince`. Throws what ended it (BUDGET_NOT_SET,
 * BUDGET_EXHAUSTED, what the provider answered …); what had arrived by then is landed and unified. Companies that are held
 * are left out and counted: `releaseHeld` lets them be bought again.
 */
export async function refreshSubjects(hub: Hub, request: RefreshRequest): Promise<RefreshResult> {
  const { tenantId, connectionId, sirens, evenIfFresh, neededSince, signal } = request;
  const connection = await hub.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));
  if (connection.status !== 'ACTIVE') throw notActive(connection);
  const connector = connectorOf(hub, connection.connectorId);
  const context = openReading(hub, {
    ...{ tenantId, connection, connector, signal, neededSince },
    stream: null,
    subjects: [],
  });
  const streams = chosenStreams(connector, context.config, request.streams);
  const secrets = (): string[] => [...secretValues(context.config), ...context.tokens.secrets()];
  const order = await waterfallOf(hub, tenantId);
  const companyIds = new Set<string>();
  const refreshed: RefreshedStream[] = [];
  for (const declared of streams) {
    const outcome = await readStream(hub, {
      ...{ tenantId, connection, connector, declared, secrets, signal, evenIfFresh, neededSince },
      ...order,
      subjects: [...new Set(sirens)].sort(),
      openedRunId: null,
    });
    for (const companyId of outcome.companyIds) companyIds.add(companyId);
    if (outcome.failure !== null) throw outcome.failure.error;
    if (outcome.drift !== null) throw outcome.drift;
    const skipped = Object.fromEntries(outcome.skipped);
    refreshed.push({ stream: declared.name, asked: outcome.asked ?? 0, skipped });
  }
  const customerIds = await hub.database.tenant(tenantId, (tx) =>
    customersOfCompanies(tx, [...companyIds]),
  );
  return { streams: refreshed, customerIds };
}

function chosenStreams(
  connector: Connector,
  config: object,
  names: readonly string[] | undefined,
): Stream<object>[] {
  const ofSubjects = wantedStreams(connector, config).filter(readsSubjects);
  const chosen = ofSubjects.filter(({ name }) => names?.includes(name) ?? true);
  const known = ofSubjects.map(({ name }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown === undefined && chosen.length > 0) return chosen;
  throw configError(
    'STREAM_UNKNOWN',
    `${connector.name} reads no stream of companies ${unknown === undefined ? '' : `called ${JSON.stringify(unknown)} `}as it is configured`,
    { remedy: `use one of ${known.join(', ') || 'another connection'}` },
  );
}
