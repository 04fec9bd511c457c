import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectors, simulators } from '../../connectors';
import {
  sampleWorld,
  startSimulators,
  type RunningSimulators,
} from '../../src/connector-kit/simulator';
import { createTenant, Database } from '../../src/database';
import { createHub, type Hub } from '../../src/hub';
import { silentLogger, systemClock } from '../../src/kernel';
import { ensureConnection, type ConnectionDraft } from '../../src/landing';
import { syncRunsById, type SyncRunRow } from '../../src/reports';
import { openQueue, startWorker, type JobQueue, type Worker } from '../../src/schedule';
import { createApiActions } from '../../src/use-cases/api-actions';
import { useDatabase } from '../support/postgres';

let [app, hub, queue, worker]: [Database?, Hub?, JobQueue?, Worker?] = [];
let simulated: RunningSimulators;
let tenantId: string;
let folder: string;

// Before useDatabase, whose own afterAll looks for connections left open.
afterAll(async () => {
  await worker?.stop();
  await queue?.close();
  await app?.close();
  await simulated.stop();
  rmSync(folder, { recursive: true, force: true });
});
const database = useDatabase();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-sync-'));
  simulated = await startSimulators({ simulators, world: sampleWorld() });
  app = await Database.connect({ url: database().url, logger: silentLogger });
  hub = createHub({ database: app, clock: systemClock, logger: silentLogger, connectors });
  queue = await openQueue({ url: database().url, logger: silentLogger });
  worker = await startWorker({ hub, url: database().url, queue, jobs: [], concurrency: 2 });
  ({ tenantId } = await createTenant(app, { slug: 'acme' }));
});

async function connect(draft: Omit<ConnectionDraft, 'name'>): Promise<string> {
  const connection = await app!.tenant(tenantId, (tx) =>
    ensureConnection(tx, { ...draft, name: 'main' }),
  );
  return connection.connectionId;
}

/** Asks for a sync as the API does, and waits for its run to end. */
async function request(connectionId: string): Promise<SyncRunRow> {
  const actions = createApiActions(hub!, { queue: queue!, signal: new AbortController().signal });
  const actor = { tenantId, keyId: 'key', label: 'tester' };
  const { syncRunId } = await actions.syncConnection(actor, connectionId);
  for (;;) {
    const [run] = await app!.tenant(tenantId, (tx) => syncRunsById(tx, [syncRunId]));
    if (run !== undefined && run.status !== 'RUNNING') return run;
    await sleep(30);
  }
}

it('does a sync of a provider in the background, under the run whose id was told', async () => {
  const baseUrl = simulated.baseUrl('bodacc');
  const id = await connect({ connectorId: 'bodacc', config: { baseUrl } });
  expect(await request(id)).toMatchObject({ status: 'SUCCEEDED', connectionId: id });
});

it('does a sync of a folder', async () => {
  const id = await connect({ connectorId: 'fec', config: { folder } });
  expect(await request(id)).toMatchObject({ status: 'SUCCEEDED', stream: 'folder' });
});

it('closes the run as failed when the provider cannot be asked', async () => {
  const id = await connect({
    connectorId: 'recherche-entreprises',
    config: { baseUrl: 'https://example.com' },
  });
  expect(await request(id)).toMatchObject({ status: 'FAILED', errorCode: 'HOST_NOT_DECLARED' });
});

it.each([
  ['files that are handed over', { connectorId: 'fec', config: {} }, 'NOTHING_TO_SYNC'],
  ['a connection of nobody', null, 'CONNECTION_NOT_FOUND'],
])('refuses %s', async (_case, draft, code) => {
  const id = draft === null ? '00000000-0000-4000-8000-000000000000' : await connect(draft);
  await expect(request(id)).rejects.toMatchObject({ code });
});

it('tests a connection without landing anything', async () => {
  const actions = createApiActions(hub!, { queue: queue!, signal: new AbortController().signal });
  const actor = { tenantId, keyId: 'key', label: 'tester' };
  const baseUrl = simulated.baseUrl('recherche-entreprises');
  const id = await connect({ connectorId: 'recherche-entreprises', config: { baseUrl } });
  expect(await actions.testConnection(actor, id)).toMatchObject({ isOk: true, code: null });
  await connect({
    connectorId: 'recherche-entreprises',
    config: { baseUrl: 'https://example.com' },
  });
  expect(await actions.testConnection(actor, id)).toMatchObject({
    isOk: false,
    code: 'HOST_NOT_DECLARED',
  });
});
