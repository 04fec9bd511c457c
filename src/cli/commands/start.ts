import { join } from 'node:path';
import { connectors, simulators } from '../../../connectors';
import { localDateAt, systemClock } from '../../kernel';
import { startSimulators } from '../../connector-kit/simulator';
import { createTenant, migrateDatabase } from '../../database';
import { openServer, type Server } from '../../main';
import { runPipeline } from '../../pipeline';
import { JOBS, syncJob, type Job } from '../../schedule';
import { alertLine } from '../alert-line';
import { quiet, runCommand, type CommandRun } from '../command-run';
import { runDemoAlone } from '../demo/demo-alone';
import { connectDemo } from '../demo/demo-connections';
import { ensureDemoKey } from '../demo/demo-key';
import { loadHistory } from '../demo/demo-history';
import { liveOn } from '../demo/demo-life';
import { openMail } from '../demo/demo-office';
import { notePromise, setSeasonalLimits } from '../demo/demo-people';
import { DemoWorldStore } from '../demo/demo-world-store';
import { readLoaded, welcomeLines } from '../demo/welcome';
import { followAlerts } from '../follow-alerts';
import { openPostgres } from '../open-database';
import { openSecretKeys } from '../open-secret-keys';
import { requireFreePort } from '../require-free-port';
import { portOf } from './serve';

export interface StartOptions {
  port?: string;
  live?: boolean;
}

const TENANT = 'demo';
/** A job of the demo's, one somebody asked for, and one that takes long. */
const CONCURRENCY = 3;

export function startCommand(options: StartOptions): Promise<void> {
  const startedAt = performance.now();
  return runCommand({}, async (run) => {
    const address = { host: run.config.host, port: portOf(run, options.port) };
    await requireFreePort(address);
    const opened = new Opened();
    try {
      const demo = await prepare(run, opened, options.live === true);
      const api = await demo.server.serve(address);
      const isLive = options.live === true;
      await demo.server.work(demoJobs(demo.tenantId, isLive), { concurrency: CONCURRENCY });
      const loaded = await readLoaded(demo.server.hub.database, demo.tenantId, new Date());
      const seconds = (performance.now() - startedAt) / 1000;
      const served = { url: api.url, key: demo.key, isLive, seconds };
      for (const line of welcomeLines(loaded, served)) run.terminal.result(line);
      await goOn(run, demo);
      run.terminal.say('Stopping ...');
    } catch (error) {
      if (!run.signal.aborted) throw error;
      // Ctrl-C while it was still loading: what is done is kept, the next start goes on from there.
      run.terminal.say('Stopping before it was ready ...');
    } finally {
      await opened.close();
    }
    run.terminal.say('Stopped.');
  });
}

/** What has been opened, closed in the opposite order whatever happens. */
class Opened {
  private readonly closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }
}

interface Demo {
  server: Server;
  store: DemoWorldStore;
  tenantId: string;
  key: string;
}

async function prepare(run: CommandRun, opened: Opened, isLive: boolean): Promise<Demo> {
  const { config, signal, terminal } = run;
  const { progress } = terminal;
  const logger = quiet(run.logger);
  const folder = join(config.homeFolder, 'demo');
  progress.start('Starting the database', null);
  const postgres = await openPostgres(config, logger);
  opened.add(() => postgres.release());
  opened.add(await runDemoAlone(postgres.url, logger));
  await migrateDatabase(postgres.url);
  progress.finish();
  signal.throwIfAborted();
  progress.start('Opening the demo world', null);
  const store = await DemoWorldStore.open(folder, localDateAt(systemClock.now()));
  await store.writeBooks();
  progress.finish();
  signal.throwIfAborted();
  // The demo brings credentials of its own, so it has a key on any database.
  const secretKeys = await openSecretKeys({ ...config, databaseUrl: null });
  const { webhookAllow, sourceAllow, mail, publicUrl } = config;
  const urls = { databaseUrl: postgres.url, webhookAllow, sourceAllow, mail, publicUrl };
  const parts = { ...urls, logger: run.logger, connectors, secretKeys };
  const server = await openServer(parts);
  opened.add(() => server.close());
  const { database } = server.hub;
  const tenant = await createTenant(database, {
    slug: TENANT,
    name: store.living.world.seller.name,
  });
  const { tenantId } = tenant;
  const key = await ensureDemoKey(database, tenantId, { given: config.demoKey, folder });
  const running = isLive ? null : await startSimulators({ simulators, world: store.living.world });
  if (running !== null) opened.add(() => running.stop());
  const demo = { server, store, tenantId, key };
  if (running !== null) await loadPast(run, demo);
  const sources = { booksFolder: store.booksFolder, simulators: running };
  await connectDemo(server.hub, tenantId, sources);
  await load(run, demo);
  return demo;
}

/** What was known some months ago, the first time: what got worse since is news then. */
async function loadPast(run: CommandRun, { server, store, tenantId }: Demo): Promise<void> {
  if (store.isLoaded || store.isPastLoaded) return;
  const { signal, terminal } = run;
  const { world } = store.living;
  terminal.say('Loading what the demo knew some months ago; this is done once.');
  const place = { tenantId, world, booksFolder: store.booksFolder, signal };
  await loadHistory(server.hub, { ...place, progress: terminal.progress });
  await store.writeAllBooks();
  await store.save({ isPastLoaded: true });
}

/** Everything, the first time. What has come since is left to the jobs, which begin at once. */
async function load(run: CommandRun, { server, store, tenantId }: Demo): Promise<void> {
  const { hub } = server;
  const { signal, terminal } = run;
  const { totals } = await readLoaded(hub.database, tenantId, hub.clock.now());
  if (store.isLoaded && totals.customers > 0) return;
  terminal.say('Loading the demo; this is done once.');
  await runPipeline(hub, {
    tenantId,
    connectionIds: null,
    signal,
    progress: terminal.progress,
  });
  await setSeasonalLimits(hub, { tenantId, signal });
  const { seller } = store.living.world;
  terminal.progress.start('Opening the mail: bank, e-invoices, an aged balance', null);
  await openMail(hub, { tenantId, seller, folder: store.mailFolder, signal });
  terminal.progress.finish();
  await store.save({ isLoaded: true });
}

/** What moves every few seconds is read every few seconds, here and for this tenant only. Real registries are spared. */
function demoJobs(tenantId: string, isLive: boolean): Job[] {
  const tenantIds = [tenantId];
  const quick = syncJob({
    name: 'sync-demo-live',
    cron: '*/5 * * * * *',
    connectors: isLive ? ['fec'] : ['fec', 'bodacc'],
    tenantIds,
  });
  const registries = syncJob({
    name: 'sync-demo-registries',
    cron: '*/3 * * * *',
    connectors: ['recherche-entreprises', 'ratios-inpi-bce', 'creditsafe', 'atradius'],
    tenantIds,
  });
  return [quick, ...(isLive ? [] : [registries]), ...JOBS];
}

/** Lets the world live and tells of every alert, until Ctrl-C. */
async function goOn(run: CommandRun, demo: Demo): Promise<void> {
  const { hub } = demo.server;
  const { signal, terminal } = run;
  const following = followAlerts({
    database: hub.database,
    tenantId: demo.tenantId,
    after: null,
    signal,
    onAlert: ({ alert }) => terminal.result(alertLine(alert, 'en')),
  });
  const living = liveOn(demo.store, {
    ...{ clock: hub.clock, logger: run.logger, signal },
    onPromise: (event) => notePromise(hub, demo.tenantId, event),
  });
  await Promise.all([following, living]);
}
