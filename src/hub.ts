import { configError, type Clock, type Logger } from './kernel';
import { NOTHING_ALLOWED, type AllowedTargets } from './alerts';
import {
  PUBLIC_HOSTS,
  secretNames,
  validateConfig,
  type Connector,
  type OwnHosts,
  type PaceKeeper,
  type RetryPolicy,
} from './connector-kit';
import type { MailConfig } from './config';
import type { Database } from './database';
import { openConfig, SecretKeys, type Connection, type Sealing } from './landing';
import { PostgresPace } from './purchasing';

/** What every use case needs, put together once per process. */
export interface Hub {
  database: Database;
  clock: Clock;
  logger: Logger;
  connectors: ReadonlyMap<string, Connector>;
  /** What seals and opens credentials. */
  secretKeys: SecretKeys;
  /** The pace of each credential, shared by all processes on this database. */
  limiter: PaceKeeper;
  /** How providers are asked again, where it is not as every connector declares it. */
  retry: Partial<RetryPolicy>;
  /** Where webhooks may lead besides public addresses. */
  webhookTargets: AllowedTargets;
  /** Where self-hosted software of users may be besides public addresses. */
  ownHosts: OwnHosts;
  /** Who sends e-mails and through which server; null: none are sent. */
  mail: MailConfig | null;
  /** Where people reach the API; null: mails have no links. */
  publicUrl: string | null;
}

export function createHub(parts: {
  database: Database;
  clock: Clock;
  logger: Logger;
  connectors: readonly Connector[];
  /** None: connections without credentials work, others are refused with SECRET_KEY_MISSING. */
  secretKeys?: SecretKeys;
  /** None: public addresses only. */
  webhookTargets?: AllowedTargets;
  /** None: public addresses only. */
  ownHosts?: OwnHosts;
  mail?: MailConfig | null;
  publicUrl?: string | null;
  retry?: Partial<RetryPolicy>;
}): Hub {
  const { database, clock, logger, mail = null, publicUrl = null, retry = {} } = parts;
  const connectors = new Map(parts.connectors.map((connector) => [connector.id, connector]));
  const secretKeys = parts.secretKeys ?? SecretKeys.none;
  const limiter = new PostgresPace({ database, logger });
  const webhookTargets = parts.webhookTargets ?? NOTHING_ALLOWED;
  const ownHosts = parts.ownHosts ?? PUBLIC_HOSTS;
  const shared = { database, clock, logger, connectors, secretKeys, limiter, retry };
  return { ...shared, webhookTargets, ownHosts, mail, publicUrl };
}

/** Throws CONNECTOR_UNKNOWN, naming the ones there are. */
export function connectorOf(hub: Hub, connectorId: string): Connector {
  const connector = hub.connectors.get(connectorId);
  if (connector !== undefined) return connector;
  throw configError('CONNECTOR_UNKNOWN', `there is no connector ${JSON.stringify(connectorId)}`, {
    remedy: `use one of ${[...hub.connectors.keys()].join(', ')}`,
  });
}

/** How the settings of a connector's connections are sealed. */
export function sealingOf(hub: Hub, connectorId: string): Sealing {
  const connector = hub.connectors.get(connectorId);
  return {
    keys: hub.secretKeys,
    fields: connector === undefined ? [] : secretNames(connector.config),
  };
}

/**
 * The checked configuration of a connection with its secrets opened: to be used at once. Throws CONNECTOR_CONFIG_INVALID,
 * HOST_NOT_DECLARED, SECRET_KEY_MISSING and AUTH SECRET_UNREADABLE.
 */
export function configOf(hub: Hub, tenantId: string, connection: Connection): object {
  const connector = connectorOf(hub, connection.connectorId);
  const config = openConfig(hub.secretKeys, tenantId, connection);
  return validateConfig(connector, config, hub.ownHosts);
}
