import { sealRecipients, sealWebhooks } from '../alerts';
import { listTenants } from '../database';
import { sealingOf, type Hub } from '../hub';
import {
  listConnections,
  needsSealing,
  sealConnections,
  sealCredentials,
  sealHooks,
} from '../landing';

export interface SealOutcome {
  /** Connections, their tokens, hooks, webhooks and e-mail recipients that are sealed under the first key since this call. */
  sealed: number;
  /** What no key given opens, and stays as it was. */
  unreadable: { connectionId: string; reason: string }[];
}

/**
 * Seals under the first key all that stands in the clear or under another key, tenant by tenant. Idempotent, safe under
 * two processes, and taken up where it was left when it was killed. Throws SECRET_KEY_MISSING when there is something to
 * seal and no key.
 */
export async function sealSecrets(hub: Hub): Promise<SealOutcome> {
  const outcome: SealOutcome = { sealed: 0, unreadable: [] };
  for (const { tenantId } of await listTenants(hub.database)) {
    const counts = await hub.database.tenant(tenantId, async (tx) => {
      const fieldsOf = (connectorId: string): readonly string[] =>
        sealingOf(hub, connectorId).fields;
      const connections = await sealConnections(tx, hub.secretKeys, fieldsOf);
      const hooks = await sealHooks(tx, hub.secretKeys);
      const tokens = await sealCredentials(tx, hub.secretKeys);
      const webhooks = await sealWebhooks(tx, hub.secretKeys);
      return [connections, hooks, tokens, webhooks, await sealRecipients(tx, hub.secretKeys)];
    });
    for (const { sealed, unreadable } of counts) {
      outcome.sealed += sealed;
      outcome.unreadable.push(...unreadable);
    }
  }
  return outcome;
}

/**
 * What a process does when it starts: secrets that an older version stored in the clear are sealed. Without a key they
 * stay as they are, and a warning says so; a process without credentials to keep needs no key.
 */
export async function sealPlainSecrets(hub: Hub): Promise<void> {
  for (const { tenantId } of await listTenants(hub.database)) {
    const connections = await hub.database.tenant(tenantId, listConnections);
    const plain = connections.filter((connection) => {
      const { fields } = sealingOf(hub, connection.connectorId);
      return needsSealing({ ...connection, secretKeyId: null }, { keys: hub.secretKeys, fields });
    });
    if (plain.length === 0) continue;
    if (hub.secretKeys.sealingKeyId === null) {
      hub.logger.warn('credentials stand unsealed in the database', {
        tenantId,
        connections: plain.length,
        remedy: 'set ENCOURS_SECRET_KEY, and they are sealed at the next start',
      });
      continue;
    }
    const { sealed } = await hub.database.tenant(tenantId, (tx) =>
      sealConnections(tx, hub.secretKeys, (id) => sealingOf(hub, id).fields),
    );
    hub.logger.info('sealed credentials that stood in the clear', {
      tenantId,
      connections: sealed,
    });
  }
}
