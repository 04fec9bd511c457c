import { isEncoursError } from '../kernel';
import { validateConfig } from '../connector-kit';
import { connectorOf, sealingOf, type Hub } from '../hub';
import {
  ensureConnection,
  findConnection,
  openConfig,
  type Connection,
  type ConnectionDraft,
} from '../landing';
import { holdPaused, tellResumed } from './tell-connection';

/**
 * The settings a connection has, secrets opened: to be merged with others at once. Secrets that no key opens any more are
 * left out, so that they can be given anew. Throws SECRET_KEY_MISSING.
 */
export async function storedSettings(
  hub: Hub,
  tenantId: string,
  of: { connectorId: string; name: string },
): Promise<Record<string, unknown>> {
  const known = await hub.database.tenant(tenantId, (tx) => findConnection(tx, of));
  if (known === null) return {};
  try {
    return openConfig(hub.secretKeys, tenantId, known);
  } catch (error) {
    if (isEncoursError(error, 'AUTH')) return known.config;
    throw error;
  }
}

/**
 * Connects, or corrects the settings of a connection that exists and resumes it; secrets are stored sealed. Throws
 * CONNECTOR_UNKNOWN, CONNECTOR_CONFIG_INVALID, HOST_NOT_DECLARED and, for secrets without a key, SECRET_KEY_MISSING.
 */
export async function connect(
  hub: Hub,
  tenantId: string,
  draft: ConnectionDraft,
): Promise<Connection> {
  validateConfig(connectorOf(hub, draft.connectorId), draft.config, hub.ownHosts);
  return hub.database.tenant(tenantId, async (tx) => {
    const wasPaused = await holdPaused(tx, draft);
    const connection = await ensureConnection(tx, draft, sealingOf(hub, draft.connectorId));
    if (wasPaused) await tellResumed(tx, connection, { by: null, at: hub.clock.now() });
    return connection;
  });
}
