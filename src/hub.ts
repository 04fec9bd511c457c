import { configError, type Clock, type Logger } from './kernel';
import type { Connector } from './connector-kit';
import type { Database } from './database';
import { DEFAULT_CREDIT_POLICY, type CreditPolicy } from './limits';

/** What every use case needs, put together once per process. */
export interface Hub {
  database: Database;
  clock: Clock;
  logger: Logger;
  connectors: ReadonlyMap<string, Connector>;
  policy: CreditPolicy;
}

export function createHub(parts: {
  database: Database;
  clock: Clock;
  logger: Logger;
  connectors: readonly Connector[];
}): Hub {
  const { database, clock, logger } = parts;
  const connectors = new Map(parts.connectors.map((connector) => [connector.id, connector]));
  return { database, clock, logger, connectors, policy: DEFAULT_CREDIT_POLICY };
}

/** Throws CONNECTOR_UNKNOWN, naming the ones there are. */
export function connectorOf(hub: Hub, connectorId: string): Connector {
  const connector = hub.connectors.get(connectorId);
  if (connector !== undefined) return connector;
  throw configError('CONNECTOR_UNKNOWN', `there is no connector ${JSON.stringify(connectorId)}`, {
    remedy: `use one of ${[...hub.connectors.keys()].join(', ')}`,
  });
}
