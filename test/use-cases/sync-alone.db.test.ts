import { authError, isEncoursError } from '../../src/kernel';
import { ensureConnection, getConnection, type Connection } from '../../src/landing';
import { syncAlone } from '../../src/use-cases/sync-alone';
import { loginConnector } from './login-provider';
import { aSeller, hubOf, useHubs } from './seller';

const opened = useHubs();

async function connected(): Promise<Place> {
  const hub = hubOf(opened(), { connectors: [loginConnector] });
  const tenantId = await aSeller(hub);
  const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'login-bureau', name: 'main', config: {} }),
  );
  return { hub, tenantId, connectionId };
}

interface Place {
  hub: ReturnType<typeof hubOf>;
  tenantId: string;
  connectionId: string;
}

const current = ({ hub, tenantId, connectionId }: Place): Promise<Connection> =>
  hub.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));

it('lets one run at a time at a connection, and the next when it has ended', async () => {
  const place = await connected();
  let finish = (): void => undefined;
  let first: Promise<void> | undefined;
  await new Promise<void>((begun) => {
    first = syncAlone(place.hub, place, async () => {
      begun();
      await new Promise<void>((done) => (finish = done));
    });
  });
  const second = jest.fn(() => Promise.resolve());
  await expect(syncAlone(place.hub, place, second)).rejects.toMatchObject({
    family: 'CONFLICT',
    code: 'SYNC_ALREADY_RUNNING',
  });
  expect(second).not.toHaveBeenCalled();
  const other = await connected();
  await syncAlone(other.hub, other, second);
  finish();
  await first;
  await syncAlone(place.hub, place, second);
  expect(second).toHaveBeenCalledTimes(2);
});

it('has paused the connection before anybody else may try the refused credentials', async () => {
  const place = await connected();
  const refuse = jest.fn(() => Promise.reject(authError('REFUSED', 'the password is wrong')));
  const runs = Array.from({ length: 8 }, async () => {
    // Each as a process that listed its connections long ago: as often as it is told that another is at it.
    for (;;) {
      const code = await syncAlone(place.hub, place, refuse).then(
        () => 'none',
        (error: unknown) => (isEncoursError(error) ? error.code : String(error)),
      );
      if (code !== 'SYNC_ALREADY_RUNNING') return code;
    }
  });
  const codes = await Promise.all(runs);
  expect(refuse).toHaveBeenCalledTimes(1);
  expect(codes.sort()).toEqual([...Array<string>(7).fill('CONNECTION_NOT_ACTIVE'), 'REFUSED']);
  expect(await current(place)).toMatchObject({
    status: 'PAUSED',
    statusCode: 'REFUSED',
    statusReason: 'the password is wrong',
  });
});
