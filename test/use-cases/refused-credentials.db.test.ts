import { setTimeout as sleep } from 'node:timers/promises';
import { readEvents, sequenceEvents, type LoggedEvent } from '../../src/alerts';
import { getConnection } from '../../src/landing';
import type { Hub } from '../../src/hub';
import { connect } from '../../src/use-cases/connect';
import { resumeAndTell } from '../../src/use-cases/tell-connection';
import { openRequestedSync } from '../../src/use-cases/request-sync';
import { syncProviders } from '../../src/use-cases/sync-providers';
import { loginConnector, startLoginBureau, type LoginBureau } from './login-provider';
import { faultsOf } from '../alerts/events/valid-events';
import { aKey, aSeller, haveCustomers, hubOf, sirenOf, useHubs } from './seller';

const PASSWORD = 'the-right-password';
const connectors = [loginConnector];

let bureau: LoginBureau;
beforeAll(async () => {
  bureau = await startLoginBureau(PASSWORD);
});
afterAll(() => bureau.running.stop());
const opened = useHubs();

const keys = [aKey()];
const aHub = (): ReturnType<typeof hubOf> => hubOf(opened(), { connectors, keys });

const sync = (hub: Hub, tenantId: string): Promise<string[]> =>
  syncProviders(hub, { tenantId, connectionIds: null, signal: new AbortController().signal });

async function connected(password: string): Promise<Connected> {
  const hub = aHub();
  const tenantId = await aSeller(hub);
  await haveCustomers(hub, tenantId, [1, 2, 3, 4, 5, 6, 7, 8].map(sirenOf));
  const draft = (word: string): Parameters<typeof connect>[2] => ({
    connectorId: 'login-bureau',
    name: 'main',
    config: { baseUrl: bureau.baseUrl, user: `user-${tenantId}`, password: word },
  });
  const { connectionId } = await connect(hub, tenantId, draft(password));
  bureau.logins = 0;
  bureau.requests = 0;
  const correct = async (word: string): Promise<void> => {
    await connect(hub, tenantId, draft(word));
  };
  return { hub, tenantId, connectionId, correct };
}

interface Connected {
  hub: ReturnType<typeof hubOf>;
  tenantId: string;
  connectionId: string;
  correct(password: string): Promise<void>;
}

const stateOf = ({ hub, tenantId, connectionId }: Connected): ReturnType<typeof getConnection> =>
  hub.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));

async function eventsOf({ hub, tenantId }: Connected): Promise<LoggedEvent[]> {
  await hub.database.tenant(tenantId, sequenceEvents);
  const { events } = await hub.database.tenant(tenantId, (tx) =>
    readEvents(tx, { after: 0, first: 100 }),
  );
  expect(faultsOf(events)).toEqual([]);
  return events.filter(({ type }) => /^(CONNECTION_(?!ALERT_)|SYNC_)/.test(type));
}

it('presents a wrong password once, with two streams, eight companies and three workers', async () => {
  const seller = await connected('a-wrong-password');
  await Promise.all([
    sync(seller.hub, seller.tenantId),
    sync(aHub(), seller.tenantId),
    sync(aHub(), seller.tenantId),
  ]);
  expect({ logins: bureau.logins, requests: bureau.requests }).toEqual({ logins: 1, requests: 0 });
  expect(await stateOf(seller)).toMatchObject({
    status: 'PAUSED',
    statusCode: 'PROVIDER_AUTH_REFUSED',
  });
});

it('tells once that it paused, and asks nothing more until somebody resumes', async () => {
  const seller = await connected('a-wrong-password');
  for (let run = 0; run < 4; run += 1) await sync(aHub(), seller.tenantId);
  expect(bureau.logins).toBe(1);
  const paused = (await eventsOf(seller)).filter(({ type }) => type === 'CONNECTION_PAUSED');
  expect(paused).toHaveLength(1);
  expect(paused[0]).toMatchObject({
    subjectId: seller.connectionId,
    data: { connectorId: 'login-bureau', name: 'main', code: 'PROVIDER_AUTH_REFUSED' },
  });
  const asked = openRequestedSync(seller.hub, seller.tenantId, seller.connectionId);
  await expect(asked).rejects.toMatchObject({ code: 'CONNECTION_NOT_ACTIVE' });
  const { hub, tenantId, connectionId } = seller;
  const resume = hub.database.tenant(tenantId, (tx) =>
    resumeAndTell(tx, connectionId, { by: 'Ann', at: hub.clock.now() }),
  );
  expect(await resume).toEqual({ isResumed: true });
  await sync(hub, tenantId);
  expect(bureau.logins).toBe(2);
  expect((await eventsOf(seller)).map(({ type, data }) => [type, data['by']])).toEqual([
    ['CONNECTION_PAUSED', undefined],
    ['CONNECTION_RESUMED', 'Ann'],
    ['CONNECTION_PAUSED', undefined],
  ]);
});

it('is resumed by the right password', async () => {
  const seller = await connected('a-wrong-password');
  await sync(seller.hub, seller.tenantId);
  await seller.correct(PASSWORD);
  bureau.mood = 'answers';
  await sync(seller.hub, seller.tenantId);
  expect(await stateOf(seller)).toMatchObject({ status: 'ACTIVE', statusCode: null });
  expect(bureau.requests).toBeGreaterThan(0);
  const events = await eventsOf(seller);
  expect(events.map(({ type }) => type)).toEqual(['CONNECTION_PAUSED', 'CONNECTION_RESUMED']);
});

it('does not pause a connection whose password was corrected while the wrong one was on its way', async () => {
  const seller = await connected('a-wrong-password');
  const running = sync(seller.hub, seller.tenantId);
  while (bureau.logins === 0) await sleep(1);
  await seller.correct(PASSWORD);
  await running;
  const { status } = await stateOf(seller);
  const types = (await eventsOf(seller)).map(({ type }) => type);
  // Either it was refused before the correction, which resumed it, or after, which left it alone.
  expect(status).toBe('ACTIVE');
  expect([[], ['CONNECTION_PAUSED', 'CONNECTION_RESUMED']]).toContainEqual(types);
});
