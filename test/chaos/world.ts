/** What is killed, and brought back: a server of PostgreSQL, the API, a worker, and the four clients. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
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
import { silentLogger } from '../../src/kernel';
import type { LogLine } from './compare';
import { DELIVERIES, type FollowedTenant, type FollowerOrder } from './follower';
import { Supervised } from './supervised';

export const VICTIMS = ['database', 'backends', 'api', 'worker', ...DELIVERIES] as const;
export type Victim = (typeof VICTIMS)[number];

export class ChaosWorld {
  private readonly processes = new Map<Victim, Supervised>();

  private constructor(
    readonly folder: string,
    private postgres: EmbeddedPostgres,
    readonly tenantIds: readonly string[],
  ) {}

  get databaseUrl(): string {
    return this.postgres.url;
  }

  /** A hub with tenants, each with a webhook, and everything running; resolves when the API answers. */
  static async open(tenants: number): Promise<ChaosWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'encours-chaos-'));
    const postgres = await startServer(folder, await freePort());
    await migrateDatabase(postgres.url);
    const slugs = Array.from({ length: tenants }, (_, n) => `tenant-${n}`);
    const made = await createTenants(postgres.url, slugs);
    const world = new ChaosWorld(
      folder,
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
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = {
      ...{ DATABASE_URL: this.databaseUrl, HOST: '127.0.0.1', PORT: String(port) },
      ...{ ENCOURS_SECRET_KEY: randomBytes(32).toString('base64') },
      ...{ ENCOURS_WEBHOOK_ALLOW: '127.0.0.1', ENCOURS_HOME: join(this.folder, 'home') },
    };
    this.supervise('api', ['bin/encours.mjs', 'serve', '--no-jobs'], env);
    await answers(url);
    this.supervise('worker', ['bin/encours.mjs', 'worker'], env);
    const followed: FollowedTenant[] = [];
    for (const { slug, key } of made) {
      const receiver = await freePort();
      const secret = await createWebhook(url, key, `http://127.0.0.1:${receiver}/`);
      followed.push({ slug, key, port: receiver, secret });
    }
    const order: FollowerOrder = { url, folder: this.folder, tenants: followed };
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
    const pidFile = join(this.folder, 'postgres/cluster/postmaster.pid');
    return Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  }

  /** Kills, and for the database brings back. Answers whether there was anything to kill. */
  async kill(victim: Victim): Promise<boolean> {
    if (victim === 'backends') return this.terminateBackends();
    if (victim !== 'database') return this.processes.get(victim)?.kill() ?? false;
    process.kill(this.postmaster(), 'SIGKILL');
    this.postgres = await startServer(this.folder, this.postgres.port);
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

  /** Deliveries that would wait minutes or hours for their next attempt are due now: as if so much time had gone by. */
  async letTimeGoBy(): Promise<void> {
    await this.ask(`UPDATE webhook SET waits_until = NULL`);
    await this.ask(
      `UPDATE webhook_delivery SET next_attempt_at = now()
       WHERE status = 'PENDING' AND next_attempt_at > now() + interval '10 seconds'`,
    );
  }

  /** The log as it is in the table, without any code of ours. Fails while some of it has no place yet. */
  async log(): Promise<LogLine[]> {
    const rows = await this.ask(
      `SELECT t.slug, e.event_id AS id, e.customer_id AS "customerId", e.data ->> 'by' AS mark,
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

  async close(): Promise<void> {
    process.off('exit', this.abandon);
    await Promise.all([...this.processes.values()].map((each) => each.stop()));
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function startServer(folder: string, port: number): Promise<EmbeddedPostgres> {
  const dataFolder = join(folder, 'postgres');
  mkdirSync(dataFolder, { recursive: true });
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
      createApiKey(tx, { role: 'INTEGRATOR', label: 'chaos' }),
    );
    made.push({ slug, tenantId, key });
  }
  await database.close();
  return made;
}

const CREATE_WEBHOOK = `mutation ($url: String!) {
  createWebhook(input: { url: $url, after: "0" }) {
    ... on WebhookSecret { secret }
    ... on Refusal { code message }
  }
}`;

async function createWebhook(api: string, key: string, url: string): Promise<string> {
  const response = await fetch(`${api}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: CREATE_WEBHOOK, variables: { url } }),
  });
  const text = await response.text();
  const answer = JSON.parse(text) as { data?: { createWebhook?: { secret?: string } } };
  const secret = answer.data?.createWebhook?.secret;
  if (secret === undefined) throw new Error(`no webhook was made: ${text}`);
  return secret;
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const response = await fetch(`${url}/health`).catch(() => null);
    if (response !== null) return;
    await sleep(100);
  }
  throw new Error('the API does not answer');
}

/** A port nobody listens on now; what is killed comes back to it. */
export function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}
