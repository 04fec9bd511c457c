/**
 * How long an alert takes from the commit that raises it to those who subscribed to it: 1,000 subscribers over web sockets,
 * each with a filter of its own, 200 alerts a second written by another process. In the same run a bare yardstick: the same
 * commits' NOTIFY, heard by one connection and sent on by a bare web socket server to as many clients. Then what idle
 * subscribers cost, and whether those who come and go leave anything behind.
 *
 *   npm run bench -- alerts [--subscribers 1000] [--rate 200] [--seconds 30] [--idle 5000] [--visits 10000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import {
  createApiKey,
  createTenant,
  Database,
  migrateDatabase,
  startEmbeddedPostgres,
} from '../src/database';
import { silentLogger } from '../src/kernel';
import { compare, latencies, type Difference, type Latencies } from './alerts/compare';
import { CUSTOMERS, range, type BenchAlert } from './alerts/filters';
import { play, Process, ROLES, type Usage } from './alerts/roles';
import type { Heard, Target } from './alerts/subscribers';
import { customerId, type Written } from './alerts/writer';

interface Size {
  subscribers: number;
  rate: number;
  seconds: number;
  idle: number;
  visits: number;
}

const WARM_UP_ALERTS = 200;

async function main(): Promise<void> {
  const size = sizeOf();
  const folder = mkdtempSync(join(tmpdir(), 'encours-bench-'));
  const postgres = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    logger: silentLogger,
    durable: true,
  });
  const server = Process.start(__filename, 'serve');
  try {
    await migrateDatabase(postgres.url);
    const tenant = await fill(postgres.url);
    const api = await server.ask<string>({ start: postgres.url });
    const target = { api, ...tenant };
    const live = await measureLive(server, postgres.url, { target, size });
    const rest = await measureRest(server, target, size);
    report(live, rest, size);
  } finally {
    await server.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizeOf(): Size {
  const { values } = parseArgs({
    options: {
      subscribers: { type: 'string', default: '1000' },
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '30' },
      idle: { type: 'string', default: '5000' },
      visits: { type: 'string', default: '10000' },
    },
  });
  const { subscribers, rate, seconds, idle, visits } = values;
  return {
    ...{ subscribers: Number(subscribers), rate: Number(rate), seconds: Number(seconds) },
    ...{ idle: Number(idle), visits: Number(visits) },
  };
}

async function fill(url: string): Promise<{ tenantId: string; key: string }> {
  const database = await Database.connect({ url, logger: silentLogger });
  const { tenantId } = await createTenant(database, { slug: 'bench' });
  const key = await database.tenant(tenantId, async (tx) => {
    await tx.execute(
      `INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled,
         created_at)
       SELECT $1, id, stable_id('connection'), 'C' || n, 'Customer ' || n, 'customer', 'EUR', false, now()
       FROM unnest($2::uuid[]) WITH ORDINALITY c (id, n)`,
      [tenantId, range(CUSTOMERS).map((n) => customerId(tenantId, n))],
    );
    return createApiKey(tx, { role: 'VIEWER', label: 'bench' });
  });
  await database.close();
  return { tenantId, key };
}

interface Live {
  ours: Latencies;
  /** Processor time the server spent on the measured seconds. */
  cpuMs: number;
  bare: Latencies;
  difference: Difference;
  /** Alerts a second that were really written. */
  rate: number;
}

async function measureLive(
  server: Process<'serve'>,
  url: string,
  { target, size }: { target: Target; size: Size },
): Promise<Live> {
  const receiver = Process.start(__filename, 'receive');
  const echoReceiver = Process.start(__filename, 'receive');
  const echo = Process.start(__filename, 'echo');
  const writer = Process.start(__filename, 'write');
  try {
    const count = size.subscribers;
    await receiver.ask({ do: 'subscribe', target, count });
    await echoReceiver.ask({ do: 'echo', url: await echo.ask({ start: url }), count });
    await sleep(1_000);
    const order = { url, tenantId: target.tenantId, perSecond: size.rate };
    await writer.ask({ ...order, from: 0, count: WARM_UP_ALERTS });
    const idle = await server.ask<Usage>('usage');
    const written = await writer.ask<Written[]>({
      ...{ ...order, from: WARM_UP_ALERTS, count: size.rate * size.seconds },
    });
    await sleep(3_000);
    const busy = await server.ask<Usage>('usage');
    const heard = await receiver.ask<Heard[]>({ do: 'heard' });
    const echoed = await echoReceiver.ask<Heard[]>({ do: 'heard' });
    return {
      ours: latencies(heard, written),
      bare: latencies(echoed, written),
      cpuMs: busy.cpuMs - idle.cpuAfterMs,
      rate: rateOf(written),
      difference: compare(heard, await readLog(url, target.tenantId)),
    };
  } finally {
    for (const each of [receiver, echoReceiver, echo, writer]) await each.stop();
  }
}

function rateOf(written: readonly Written[]): number {
  const [first, last] = [written[0]?.before ?? NaN, written.at(-1)?.after ?? NaN];
  return Math.round((written.length * 1000) / (last - first));
}

/** The log as it is in the table, without any code of ours. */
async function readLog(url: string, tenantId: string): Promise<BenchAlert[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<BenchAlert & { customerId: string }>(
    `SELECT a.risk_alert_id AS "alertId", a.customer_id AS "customerId", a.rule, a.severity
     FROM event e JOIN risk_alert a ON a.tenant_id = e.tenant_id AND a.risk_alert_id = e.subject_id
     WHERE e.tenant_id = $1 ORDER BY e.position`,
    [tenantId],
  );
  await client.end();
  const numbers = new Map(range(CUSTOMERS).map((n) => [customerId(tenantId, n), n]));
  return rows.map((row) => ({ ...row, customer: numbers.get(row.customerId) ?? -1 }));
}

interface Rest {
  before: Usage;
  idle: Usage;
  /** Processor time of the server in a minute with all of them idle. */
  idleCpuMs: number;
  after: Usage;
}

const IDLE_SECONDS = 15;

async function measureRest(
  server: Process<'serve'>,
  target: Target,
  { idle, visits }: Size,
): Promise<Rest> {
  const receiver = Process.start(__filename, 'receive');
  try {
    // What is loaded and compiled once is not counted.
    await receiver.ask({ do: 'comeAndGo', target, count: 200 });
    const before = await server.ask<Usage>('usage');
    await receiver.ask({ do: 'subscribe', target, count: idle });
    await sleep(1_000);
    const full = await server.ask<Usage>('usage');
    await sleep(IDLE_SECONDS * 1000);
    const later = await server.ask<Usage>('usage');
    await receiver.ask({ do: 'close' });
    await receiver.ask({ do: 'comeAndGo', target, count: visits });
    await sleep(2_000);
    const after = await server.ask<Usage>('usage');
    const idleCpuMs = ((later.cpuMs - full.cpuAfterMs) * 60) / IDLE_SECONDS;
    return { before, idle: full, idleCpuMs: Math.round(idleCpuMs), after };
  } finally {
    await receiver.stop();
  }
}

function report({ ours, bare, difference, cpuMs, rate }: Live, rest: Rest, size: Size): void {
  const ratio = Math.round((ours.p50Ms / bare.p50Ms) * 100) / 100;
  const line = (name: string, each: Latencies): string =>
    `${name}: ${each.deliveries} deliveries, from COMMIT sent p50 ${each.p50Ms} ms, p95 ${each.p95Ms} ms, ` +
    `p99 ${each.p99Ms} ms; from COMMIT returned p50 ${each.p50AfterMs} ms`;
  console.log(
    `${size.subscribers} subscribers with filters of their own, ${size.rate} alerts/s for ${size.seconds} s, written at ${rate}/s`,
  );
  console.log(line('subscriptions', ours));
  console.log(line('bare NOTIFY to web socket', bare));
  console.log(
    `the server spent ${cpuMs} ms of processor, ${(cpuMs / ours.deliveries).toFixed(2)} ms a delivery`,
  );
  console.log(
    `against the log: ${difference.lost} lost, ${difference.extra} extra, ${difference.disordered} subscribers out of order`,
  );
  const perIdleKb = Math.round(((rest.idle.heapMb - rest.before.heapMb) * 1000) / size.idle);
  const grownMb = Math.round((rest.after.heapMb - rest.before.heapMb) * 10) / 10;
  console.log(
    `${size.idle} idle subscribers: ${perIdleKb} kB of heap each, ${rest.idle.rssMb} MB resident, ${rest.idleCpuMs} ms of processor a minute`,
  );
  console.log(
    `after ${size.visits} connects and disconnects: heap ${rest.before.heapMb} MB before, ${rest.after.heapMb} MB after`,
  );
  const { p50Ms, p95Ms, p99Ms } = ours;
  console.log(
    JSON.stringify({
      ...{ p50Ms, p95Ms, p99Ms, ...difference, ratio, bareP50Ms: bare.p50Ms },
      ...{ p50AfterMs: ours.p50AfterMs, bareP50AfterMs: bare.p50AfterMs, rate },
      ...{ idleKbEach: perIdleKb, idleCpuMsPerMinute: rest.idleCpuMs, heapGrownMb: grownMb },
    }),
  );
}

const role = ROLES.find((each) => each === process.argv[2]);
if (role === undefined) void main();
else play(role);
