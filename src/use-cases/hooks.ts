import { isEncoursError } from '../kernel';
import type { Hub } from '../hub';
import { findHook, getConnection, hookToken, renewHook, ringHook } from '../landing';
import { openRequestedSync, type SyncQueue } from './request-sync';

/** Gives a connection a new hook. Throws CONNECTION_NOT_FOUND and SECRET_KEY_MISSING. */
export async function renewConnectionHook(
  hub: Hub,
  tenantId: string,
  connectionId: string,
): Promise<void> {
  await hub.database.tenant(tenantId, async (tx) => {
    await getConnection(tx, connectionId);
    await renewHook(tx, hub.secretKeys, { connectionId, at: hub.clock.now() });
  });
}

/** The token of a connection's hook; null without one. Throws as `SecretKeys.open`. */
export function connectionHookToken(
  hub: Hub,
  tenantId: string,
  connectionId: string,
): Promise<string | null> {
  return hub.database.tenant(tenantId, (tx) => hookToken(tx, hub.secretKeys, connectionId));
}

/**
 * Somebody rang: their connection is synced in the background, at once, and once more after a minute for all rings that
 * came within it. Answers false for a token that is nobody's. A connection that rests, or has nothing to sync, is left in
 * peace.
 */
export async function ringConnectionHook(
  hub: Hub,
  queue: SyncQueue,
  token: string,
): Promise<boolean> {
  const hook = await findHook(hub.database, token);
  if (hook === null) return false;
  const { tenantId, connectionId } = hook;
  const at = hub.clock.now();
  const heardAt = await hub.database.tenant(tenantId, (tx) => ringHook(tx, { connectionId, at }));
  if (heardAt > at) {
    await queue.enqueueSync({ tenantId, connectionId, syncRunId: null, notBefore: heardAt });
    return true;
  }
  try {
    const syncRunId = await openRequestedSync(hub, tenantId, connectionId);
    await queue.enqueueSync({ tenantId, connectionId, syncRunId });
  } catch (error) {
    if (!isEncoursError(error, 'DOMAIN', 'CONFIG')) throw error;
  }
  return true;
}
