/** Opens what a connector reads in: its client pays from the tenant's budget and keeps the pace all processes share. */
import {
  openContext,
  ProviderConfig,
  type Connector,
  type IdentifierScheme,
  type ReadContext,
  type Stream,
} from '../connector-kit';
import { configOf, type Hub } from '../hub';
import { PostgresVault, refreshDaysOf, type Connection, type Reading } from '../landing';
import { openPurchases } from '../purchasing';
import { tellBudget } from './tell-budget';

export interface ReadingFor {
  tenantId: string;
  connection: Connection;
  connector: Connector;
  signal: AbortSignal;
  /** When the answers began to be needed: one that came since is used again by whoever needs the same. */
  neededSince: Date;
  /** Null for what no stream lands: a test, a search, a portfolio kept at the provider. */
  stream: Stream<object> | null;
  subjects: readonly string[];
  /** When the subjects were last read: what was bought later and not read by this stream need not be bought again. */
  readings?: ReadonlyMap<string, Reading>;
  syncRunId?: string | null;
  identifierOf?: (siren: string, scheme: IdentifierScheme) => string | null;
  nameOf?: (siren: string) => string | null;
}

/** An answer older than this is not taken for what another stream needs now. */
const SHARED_MS = 24 * 3_600_000;

/** Throws what opening the configuration throws. */
export function openReading(hub: Hub, reading: ReadingFor): ReadContext<object> {
  const { tenantId, connection, connector, stream, signal, subjects } = reading;
  const config = configOf(hub, tenantId, connection);
  const purchases = openPurchases(hub, {
    holdUnanswered: config instanceof ProviderConfig && config.holdUnanswered === true,
    tenantId,
    connection,
    connector,
    signal,
    neededSince: neededSinceOf(reading),
    changedAt: (siren) => reading.readings?.get(siren)?.noticedAt ?? null,
    syncRunId: reading.syncRunId ?? null,
    onBudget: (tx, type) => tellBudget(tx, connection, { type, at: hub.clock.now() }),
    ...(stream === null
      ? {}
      : { stream: stream.name, holdDays: refreshDaysOf(stream, connection.config, null) }),
  });
  return openContext(connector, {
    config,
    logger: hub.logger,
    clock: hub.clock,
    limiter: hub.limiter,
    retry: hub.retry,
    ownHosts: hub.ownHosts,
    signal,
    subjects,
    purchases,
    vault: new PostgresVault({
      ...{ database: hub.database, keys: hub.secretKeys, clock: hub.clock, logger: hub.logger },
      ...{ tenantId, connectionId: connection.connectionId, signal },
    }),
    ...(reading.identifierOf === undefined ? {} : { identifierOf: reading.identifierOf }),
    ...(reading.nameOf === undefined ? {} : { nameOf: reading.nameOf }),
  });
}

/** Of a subject: since this stream last read it, but a day back at most and never later than the run's own need. */
function neededSinceOf({ neededSince, readings }: ReadingFor): Date | ((siren: string) => Date) {
  if (readings === undefined) return neededSince;
  const dayBack = neededSince.getTime() - SHARED_MS;
  return (siren) => {
    const reading = readings.get(siren);
    const known = Math.max(
      dayBack,
      // An answer of the very instant it was read is the one that was read.
      (reading?.readAt?.getTime() ?? -1) + 1,
      reading?.noticedAt?.getTime() ?? 0,
    );
    return new Date(Math.min(known, neededSince.getTime()));
  };
}
