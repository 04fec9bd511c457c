/** What is killed, and brought back: a server of PostgreSQL, the API, a worker, and those who receive. */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import {
  createApiKey,
  createTenant,
  Database,
  migrateDatabase,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/database';
import { isPostgres } from '../../src/database/postgres-cluster';
import { silentLogger } from '../../src/kernel';
import type { LogLine } from './compare';
import { DELIVERIES, type FollowedTenant, type FollowerOrder } from './follower';
import { createRecipient, createWebhook } from './hub-calls';
import { MAILBOXES, mailboxOf } from './mailbox';
import { Supervised } from './supervised';

export const VICTIMS = ['database', 'backends', 'api', 'worker', ...DELIVERIES] as const;
export type Victim = (typeof VICTIMS)[number];

export class ChaosWorld {
  private readonly processes = new Map<Victim, Supervised>();

  private constructor(
    readonly folder: string,
    private readonly dataFolder: string,
    private postgres: EmbeddedPostgres,
    readonly tenantIds: readonly string[],
  ) {}

  get databaseUrl(): string {
    return this.postgres.url;
  }

  /** A hub with tenants, each with a webhook and mailboxes, and everything running; resolves when the API answers. */
  static async open(tenants: number): Promise<ChaosWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'encours-chaos-'));
    // A folder of its own, which the account of the server may enter: else its cluster lies elsewhere, and stays there.
    const dataFolder = mkdtempSync(join(tmpdir(), 'encours-chaos-'));
    const postgres = await startServer(dataFolder, await freePort());
    await migrateDatabase(postgres.url);
    const slugs = Array.from({ length: tenants }, (_, n) => `tenant-${n}`);
    const made = await createTenants(postgres.url, slugs);
    const world = new ChaosWorld(
      folder,
      dataFolder,
      postgres,
      made.map(({ tenantId }) => tenantId),
    );
    process.once('exit', world.abandon);
    try {
      await world.start(made);
    } catch (error) {
      const said = readFileSync(join(folder, 'api.log'), 'utf8').slice(-2_000);
      await world.close();
      throw new Error(`what is to be killed did not start; the API said:\n${said}`, {
        cause: error,
      });
    }
    return world;
  }

  private async start(made: readonly { slug: string; key: string }[]): Promise<void> {
    const [port, mailPort] = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${port}`;
    const env = {
      ...{ DATABASE_URL: this.databaseUrl, HOST: '127.0.0.1', PORT: String(port) },
      ...{ ENCOURS_SECRET_KEY: randomBytes(32).toString('base64') },
      ...{
        ENCOURS_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
        ENCOURS_MAIL_FROM: 'hub@chaos.example',
      },
      ...{ ENCOURS_WEBHOOK_ALLOW: '127.0.0.1', ENCOURS_HOME: join(this.folder, 'home') },
    };
    this.supervise('api', ['bin/encours.mjs', 'serve', '--no-jobs'], env);
    await answers(url);
    this.supervise('worker', ['bin/encours.mjs', 'worker'], env);
    const followed: FollowedTenant[] = [];
    for (const { slug, key } of made) {
      const receiver = await freePort();
      const secret = await createWebhook(url, key, `http://127.0.0.1:${receiver}/`);
      for (let n = 0; n < MAILBOXES; n += 1) await createRecipient(url, key, mailboxOf(slug, n));
      followed.push({ slug, key, port: receiver, secret });
    }
    const order: FollowerOrder = { url, folder: this.folder, mailPort, tenants: followed };
    const orderFile = join(this.folder, 'order.json');
    writeFileSync(orderFile, JSON.stringify(order));
    for (const delivery of DELIVERIES) {
      const script = ['--import', 'tsx', 'test/chaos/follower.ts', delivery, orderFile];
      this.supervise(delivery, script, {});
    }
  }

  private supervise(name: Victim, args: string[], env: Record<string, string>): void {
    const logFile = join(this.folder, `${name}.log`);
    this.processes.set(name, new Supervised({ name, args, env, logFile }));
  }

  /** When the process ends early, for Ctrl-C or a failure, nothing that it started stays. */
  private readonly abandon = (): void => {
    for (const each of this.processes.values()) each.kill();
    try {
      process.kill(this.postmaster(), 'SIGQUIT');
    } catch {
      // It is dead already.
    }
  };

  private postmaster(): number {
    const pidFile = join(this.dataFolder, 'cluster/postmaster.pid');
    return Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  }

  /** Kills, and for the database brings back. Answers whether there was anything to kill. */
  async kill(victim: Victim): Promise<boolean> {
    if (victim === 'backends') return this.terminateBackends();
    if (victim !== 'database') return this.processes.get(victim)?.kill() ?? false;
    const dead = this.postgres;
    process.kill(this.postmaster(), 'SIGKILL');
    this.postgres = await startServer(this.dataFolder, dead.port);
    // Signs out only: the server that has come back has a user of its own.
    await dead.stop();
    return true;
  }

  /** Ends of processes that nobody had killed, such as an API that found no database. */
  ownEnds(): Record<string, number> {
    return Object.fromEntries([...this.processes].map(([name, each]) => [name, each.ownEnds]));
  }

  private terminateBackends(): Promise<boolean> {
    return this.ask(
      `SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    ).then(([row]) => Number(row?.['n']) > 0);
  }

  /**
   * As if minutes had gone by, or hours: what waits for its next attempt is due, and leases of a worker that was killed are
   * over. The worker there is now renews its leases faster than that, or takes them again itself.
   */
  async letTimeGoBy(): Promise<void> {
    await this.ask(
      `UPDATE webhook SET waits_until = NULL,
         leased_until = CASE WHEN leased_until < now() + interval '35 seconds' THEN now() ELSE leased_until END
       WHERE waits_until IS NOT NULL OR leased_until < now() + interval '35 seconds'`,
    );
    await this.ask(
      `UPDATE webhook_delivery SET next_attempt_at = now()
       WHERE status = 'PENDING' AND next_attempt_at > now() + interval '10 seconds'`,
    );
    await this.ask(
      `UPDATE email_recipient SET last_immediate_at = last_immediate_at - interval '1 hour'
       WHERE last_immediate_at > now() - interval '1 hour'`,
    );
    await this.ask(
      `UPDATE email_delivery SET next_attempt_at = least(next_attempt_at, now()),
         leased_until = CASE WHEN leased_until < now() + interval '165 seconds' THEN now() ELSE leased_until END
       WHERE status = 'PENDING'`,
    );
  }

  /** The log as it is in the table, without any code of ours. Fails while some of it has no place yet. */
  async log(): Promise<LogLine[]> {
    const rows = await this.ask(
      `SELECT t.slug, e.event_id AS id, e.customer_id AS "customerId", e.data ->> 'by' AS mark, e.type,
         extract(epoch FROM e.at) * 1000 AS "atMs", e.position
       FROM event e JOIN tenant t USING (tenant_id) ORDER BY t.slug, e.position`,
    );
    if (rows.some((row) => row['position'] === null)) throw new Error('events without a place');
    return rows.map((row) => ({ ...row, atMs: Number(row['atMs']) })) as unknown as LogLine[];
  }

  private async ask(sql: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends all it has started, and fails when something of it stays. */
  async close(): Promise<void> {
    const postmaster = this.postmaster();
    await Promise.all([...this.processes.values()].map((each) => each.stop()));
    await this.postgres.stop();
    if (isPostgres(postmaster)) throw new Error(`PostgreSQL still runs as ${postmaster}`);
    process.off('exit', this.abandon);
    for (const folder of [this.folder, this.dataFolder]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function startServer(dataFolder: string, port: number): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataFolder, port, logger: silentLogger, durable: true });
}

async function createTenants(
  url: string,
  slugs: readonly string[],
): Promise<{ slug: string; tenantId: string; key: string }[]> {
  const database = await Database.connect({ url, logger: silentLogger });
  const made = [];
  for (const slug of slugs) {
    const { tenantId } = await createTenant(database, { slug });
    const key = await database.tenant(tenantId, (tx) =>
      createApiKey(tx, { role: 'ADMIN', label: 'chaos' }),
    );
    made.push({ slug, tenantId, key });
  }
  await database.close();
  return made;
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const response = await fetch(`${url}/health`).catch(() => null);
    if (response !== null) return;
    await sleep(100);
  }
  throw new Error('the API does not answer');
}

/** Below the range from which systems draw the ports of outgoing connections. */
const PORTS = { from: 20_000, to: 30_000 };
const givenPorts = new Set<number>();

/**
 * A port nobody listens on now and nobody else is given; what is killed comes back to it. No connection of those that live
 * on takes it meanwhile, as one may that the system has drawn.
 */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (givenPorts.has(port) || !(await isFree(port))) continue;
    givenPorts.add(port);
    return port;
  }
  throw new Error(`no port from ${PORTS.from} to ${PORTS.to} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((found) => {
    const server = createServer();
    server.once('error', () => found(false));
    server.listen(port, '127.0.0.1', () => server.close(() => found(true)));
  });
}
