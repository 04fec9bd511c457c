import { validateConfig } from '../connector-kit';
import { connectorOf, sealingOf, type Hub } from '../hub';
import { ensureConnection, type Connection, type ConnectionDraft } from '../landing';

/**
 * Connects, or corrects the settings of a connection that exists and resumes it; secrets are stored sealed. Throws
 * CONNECTOR_UNKNOWN, CONNECTOR_CONFIG_INVALID, HOST_NOT_DECLARED and, for secrets without a key, SECRET_KEY_MISSING.
 */
export async function connect(
  hub: Hub,
  tenantId: string,
  draft: ConnectionDraft,
): Promise<Connection> {
  validateConfig(connectorOf(hub, draft.connectorId), draft.config);
  return hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, draft, sealingOf(hub, draft.connectorId)),
  );
}
