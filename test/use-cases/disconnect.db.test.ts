import {
  ensureConnection,
  getConnection,
  listConnections,
  renewHook,
  startSyncRun,
} from '../../src/landing';
import { sealingOf, type Hub } from '../../src/hub';
import { isEncoursError, newId } from '../../src/kernel';
import { connect, storedSettings } from '../../src/use-cases/connect';
import { disconnect } from '../../src/use-cases/disconnect';
import { syncAlone } from '../../src/use-cases/sync-alone';
import { loginConnector } from './login-provider';
import { aSeller, hubOf, useHubs } from './seller';

const opened = useHubs();
const config = { user: 'marie', password: 'planted-secret-4471', baseUrl: 'http://127.0.0.1:1' };

async function connected(): Promise<{ hub: Hub; tenantId: string; connectionId: string }> {
  const hub = hubOf(opened(), { connectors: [loginConnector] });
  const tenantId = await aSeller(hub);
  const draft = { connectorId: loginConnector.id, name: 'main', config };
  const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, draft, sealingOf(hub, draft.connectorId)),
  );
  return { hub, tenantId, connectionId };
}

async function codeOf(running: Promise<unknown>): Promise<string> {
  const error: unknown = await running.then(
    () => 'done',
    (caught: unknown) => caught,
  );
  return isEncoursError(error) ? error.code : String(error);
}

it('forgets credentials and hook, closes what was asked for, and keeps the rest, also when done twice', async () => {
  const { hub, tenantId, connectionId } = await connected();
  const at = hub.clock.now();
  await hub.database.tenant(tenantId, async (tx) => {
    await renewHook(tx, hub.secretKeys, { connectionId, at });
    await startSyncRun(tx, connectionId, { stream: 'scores', at });
  });
  expect(await disconnect(hub, tenantId, connectionId)).toMatchObject({ status: 'DISCONNECTED' });
  await disconnect(hub, tenantId, connectionId);
  const [row] = await opened().test.query<{ row: string; hooks: string }>(
    `SELECT to_jsonb(c)::text AS row, (SELECT count(*) FROM connection_hook h WHERE h.connection_id = $1) AS hooks
     FROM connection c WHERE connection_id = $1`,
    [connectionId],
  );
  expect(row?.row).not.toContain('sealed.');
  expect(row).toMatchObject({ hooks: '0' });
  const runs = await opened().test.query(
    'SELECT status, error_code FROM sync_run WHERE connection_id = $1',
    [connectionId],
  );
  expect(runs).toEqual([{ status: 'FAILED', error_code: 'CONNECTION_NOT_ACTIVE' }]);
  const kept = await hub.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));
  expect(kept).toMatchObject({ sealedSecrets: {}, secretKeyId: null, config: { user: 'marie' } });
  expect(await hub.database.tenant(tenantId, listConnections)).toEqual([]);
});

it('waits for nobody: a connection that is being read is not disconnected', async () => {
  const { hub, tenantId, connectionId } = await connected();
  await syncAlone(hub, { tenantId, connectionId }, async () => {
    expect(await codeOf(disconnect(hub, tenantId, connectionId))).toBe('SYNC_ALREADY_RUNNING');
  });
  expect(await codeOf(disconnect(hub, tenantId, connectionId))).toBe('done');
});

it('is nobody else’s, and can be connected again under the same id', async () => {
  const { hub, tenantId, connectionId } = await connected();
  const stranger = await connected();
  expect(await codeOf(disconnect(stranger.hub, stranger.tenantId, connectionId))).toBe(
    'CONNECTION_NOT_FOUND',
  );
  expect(await codeOf(disconnect(hub, tenantId, newId()))).toBe('CONNECTION_NOT_FOUND');
  await disconnect(hub, tenantId, connectionId);
  const again = await connect(hub, tenantId, {
    ...{ connectorId: loginConnector.id, name: 'main', config },
  });
  expect(again).toMatchObject({ connectionId, status: 'ACTIVE' });
});

it('gives the settings a connection has, secrets opened, to be changed one by one', async () => {
  const { hub, tenantId } = await connected();
  const place = { connectorId: loginConnector.id, name: 'main' };
  expect(await storedSettings(hub, tenantId, place)).toMatchObject(config);
  expect(await storedSettings(hub, tenantId, { ...place, name: 'none' })).toEqual({});
});
