/**
 * Scores 100,000 customers with accounts, legal events, scores of bureaux and 1,000,000 receivables, decides their limits
 * and raises alerts: as the nightly job does it, in a process of its own. Compared with one SQL statement that only sums up
 * the same inputs. Then again with 1 % of the customers changed, and again from the beginning by two processes at once.
 *
 *   npm run bench -- rescore [--customers 100000] [--receivables 1000000] [--keep folder]
 *
 * --keep leaves the loaded database in the folder and uses it again. Peak memory is that of the process that scores (of
 * both, where there are two), without Postgres.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { migrateDatabase, startEmbeddedPostgres } from '../src/database';
import { localDateAt, silentLogger, systemClock } from '../src/kernel';
import { AGGREGATE } from './rescore/aggregate-sql';
import { loadCustomers, type Loaded } from './rescore/load-customers';
import { checkOnce, CHANGE_SOME, FORGET } from './rescore/run-sql';
import type { WorkDone, WorkOrder } from './rescore/work';

const CHANGED_SHARE = 0.01;
const AGGREGATE_RUNS = 2;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      customers: { type: 'string', default: '100000' },
      receivables: { type: 'string', default: '1000000' },
      keep: { type: 'string' },
    },
  });
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'encours-bench-'));
  const server = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    logger: silentLogger,
    durable: true,
  });
  const client = new Client({ connectionString: server.url });
  try {
    await migrateDatabase(server.url);
    await client.connect();
    const size = { customers: Number(values.customers), invoices: Number(values.receivables) };
    const books = await loadCustomers(server.url, size);
    const figures = await measure(client, server.url, books);
    console.log(JSON.stringify(figures));
  } finally {
    await client.end();
    await server.stop();
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(client: Client, url: string, books: Loaded): Promise<object> {
  const { tenantId } = books;
  await forget(client);
  const sql = await aggregateSeconds(client, tenantId);
  const full = await work({ url, tenantId, kind: 'NIGHTLY' });
  requireAll(full, books.customers);
  tell('first run', full);
  const ratio = full.seconds / sql;
  console.log(`  ${ratio.toFixed(2)} times the SQL statement`);
  await client.query('VACUUM (ANALYZE)');

  const changed = Math.round(books.customers * CHANGED_SHARE);
  await changeSome(client, tenantId, changed);
  const some = await work({ url, tenantId, kind: 'PIPELINE' });
  requireAll(some, changed);
  tell(`${changed} customers changed`, some);
  const share = some.seconds / full.seconds;
  console.log(`  ${(share * 100).toFixed(1)} % of the first run`);

  await forget(client);
  const order: WorkOrder = { url, tenantId, kind: 'NIGHTLY' };
  const two = await Promise.all([work(order), work(order)]);
  for (const each of two) tell('one of two at once', each);
  const { customers, repeated } = await checkOnce(client);
  const done = two.reduce((sum, { result }) => sum + result.customers, 0);
  console.log(
    `  two at once: ${customers} customers have an assessment, ${repeated} more than one; ${done} looked at`,
  );
  if (repeated > 0 || customers !== books.customers || done !== books.customers) {
    throw new Error('two processes did not share the customers between them');
  }
  return {
    seconds: round(full.seconds),
    ratio: round(ratio),
    peakMb: Math.round(full.peakMb),
    incrementalShare: Number(share.toFixed(4)),
    sqlSeconds: round(sql),
    twoSeconds: round(Math.max(...two.map(({ seconds }) => seconds))),
    customers: books.customers,
  };
}

/** Nothing was ever scored, and the tables are as they are after a night's vacuum. */
async function forget(client: Client): Promise<void> {
  await client.query(FORGET);
  await client.query('VACUUM (ANALYZE)');
  await client.query('CHECKPOINT');
}

/** The best of some runs, the statement given more memory than the runs ask for. */
async function aggregateSeconds(client: Client, tenantId: string): Promise<number> {
  const today = localDateAt(systemClock.now(), 'Europe/Paris');
  const seconds: number[] = [];
  await client.query(`SET work_mem = '256MB'; SET jit = off`);
  for (let run = 0; run < AGGREGATE_RUNS; run += 1) {
    const started = performance.now();
    await client.query(AGGREGATE, [tenantId, today]);
    seconds.push((performance.now() - started) / 1000);
  }
  console.log(`SQL that only sums up: ${seconds.map((each) => each.toFixed(2)).join(', ')} s`);
  return Math.min(...seconds);
}

async function changeSome(client: Client, tenantId: string, customers: number): Promise<void> {
  const { rowCount } = await client.query(CHANGE_SOME, [tenantId, customers]);
  if (rowCount !== customers) throw new Error(`${rowCount} customers were changed`);
}

async function work(order: WorkOrder): Promise<WorkDone> {
  const child = fork(require.resolve('./rescore/work'), { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  child.send(order);
  const answer = once(child, 'message').then(([done]) => done as WorkDone);
  const end = once(child, 'exit').then(() => Promise.reject(new Error('a run failed')));
  end.catch(() => undefined);
  return Promise.race([answer, end]);
}

function requireAll({ result }: WorkDone, customers: number): void {
  if (result.customers === customers) return;
  throw new Error(`${result.customers} customers were scored instead of ${customers}`);
}

function tell(label: string, { seconds, peakMb, result }: WorkDone): void {
  const { customers, gradesChanged, limitsChanged, alertsRaised } = result;
  console.log(
    `${label}: ${seconds.toFixed(2)} s, peak memory ${peakMb.toFixed(0)} MB; ${customers} customers, ` +
      `${gradesChanged} grades, ${limitsChanged} limits, ${alertsRaised} alerts`,
  );
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

void main();
