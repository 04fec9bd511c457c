/**
 * Streams a list of 1,000,000 receivables as CSV over HTTP, from a server in a process of its own, and compares rows and
 * sum with what the view says.
 *
 *   npm run bench -- export [--rows 1000000]
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
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
import { openServer } from '../src/main';

/** Told to the process that serves, by what started it. */
const SERVE = 'serve';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
  const folder = mkdtempSync(join(tmpdir(), 'encours-bench-'));
  const postgres = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    logger: silentLogger,
    durable: true,
  });
  try {
    await migrateDatabase(postgres.url);
    const { tenantId, key } = await fill(postgres.url, Number(values.rows));
    await measure(postgres.url, tenantId, key);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A tenant with 20,000 customers and the receivables, a fifth of them open, put straight into the tables. */
async function fill(url: string, rows: number): Promise<{ tenantId: string; key: string }> {
  const database = await Database.connect({ url, logger: silentLogger });
  const { tenantId } = await createTenant(database, { slug: 'bench' });
  const key = await database.tenant(tenantId, (tx) =>
    createApiKey(tx, { role: 'ANALYST', label: 'bench' }),
  );
  await database.close();
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const sql of [CUSTOMERS, RECEIVABLES]) {
    await client.query(
      sql.replaceAll(':tenant', `'${tenantId}'::uuid`).replace(':rows', `${rows}`),
    );
  }
  await client.query('VACUUM ANALYZE receivable');
  await client.query('VACUUM ANALYZE customer');
  await client.end();
  return { tenantId, key };
}

const CUSTOMERS = `
  INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
  SELECT :tenant, stable_id('customer', n::text), stable_id('connection'), 'C' || n, 'Customer number ' || n, 'customer',
    'EUR', false, now()
  FROM generate_series(1, 20000) n`;

const RECEIVABLES = `
  INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
    due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful, source_file_id,
    source_line)
  SELECT :tenant, stable_id('receivable', n::text), stable_id('customer', (1 + n * 7919::bigint % 20000)::text),
    stable_id('connection'), 'INVOICE', 'F' || n, 'Facture ' || n, '411', day, day + 30, 'DOCUMENT', 'EUR', 10000 + n % 5000,
    CASE WHEN n % 5 = 0 THEN 10000 + n % 5000 ELSE 0 END, day, now() - interval '1 hour', false, stable_id('file'), n
  FROM generate_series(1, :rows) n, LATERAL (SELECT current_date - 60 - n % 1000 AS day) d`;

interface Streamed {
  rows: number;
  openMinor: bigint;
  seconds: number;
  megabytes: number;
}

async function measure(url: string, tenantId: string, key: string): Promise<void> {
  const server = fork(__filename, [SERVE, url], { execArgv: process.execArgv });
  try {
    const [base] = (await once(server, 'message')) as [string];
    // A small one first, so that what is loaded once is not counted.
    await stream(`${base}/export/receivables.csv?numbers=F1`, key);
    const { rows, openMinor, seconds, megabytes } = await stream(
      `${base}/export/receivables.csv`,
      key,
    );
    const peakMb = await peakOf(server);
    const view = await sumsOfView(url, tenantId);
    const sumEqual = view.rows === rows && view.openMinor === openMinor;
    console.log(
      `${rows} rows, ${megabytes.toFixed(0)} MB in ${seconds.toFixed(2)} s: ${Math.round(rows / seconds)} rows/s, ` +
        `peak memory of the server ${peakMb} MB`,
    );
    console.log(
      `the view has ${view.rows} rows with ${view.openMinor} cents open, the file ${rows} with ${openMinor}`,
    );
    console.log(JSON.stringify({ rows, seconds: Number(seconds.toFixed(2)), peakMb, sumEqual }));
  } finally {
    server.send('stop');
    await once(server, 'exit');
  }
}

/** Reads the file as it comes, and adds up its column open_amount. */
async function stream(url: string, key: string): Promise<Streamed> {
  const started = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  let bytes = 0;
  const body = Readable.fromWeb(response.body);
  body.on('data', (chunk: Buffer) => (bytes += chunk.length));
  let place = -1;
  let rows = 0;
  let openMinor = 0n;
  for await (const line of createInterface({ input: body })) {
    const cells = line.split(',');
    if (place === -1) {
      place = cells.indexOf('open_amount');
      continue;
    }
    rows += 1;
    openMinor += BigInt((cells[place] ?? '').replace('.', ''));
  }
  const seconds = (performance.now() - started) / 1000;
  return { rows, openMinor, seconds, megabytes: bytes / 1e6 };
}

async function peakOf(server: ChildProcess): Promise<number> {
  server.send('peak');
  const [kilobytes] = (await once(server, 'message')) as [number];
  return Math.round(kilobytes / 1024);
}

/** What the view says, asked as the app. */
async function sumsOfView(
  url: string,
  tenantId: string,
): Promise<{ rows: number; openMinor: bigint }> {
  const database = await Database.connect({ url, logger: silentLogger });
  const [row] = await database.tenant(tenantId, (tx) =>
    tx.query<{ rows: string; open: string }>(
      'SELECT count(*) AS rows, sum(open_amount) AS open FROM bi.receivables',
    ),
  );
  await database.close();
  return { rows: Number(row?.rows), openMinor: BigInt((row?.open ?? '').replace('.', '')) };
}

/** The server as it is always put together, and the most memory it has had when asked. */
async function serve(databaseUrl: string): Promise<void> {
  const server = await openServer({ databaseUrl, logger: silentLogger, connectors: [] });
  const api = await server.serve({ port: 0, host: '127.0.0.1' });
  process.send?.(api.url);
  process.on('message', (message) => {
    if (message === 'peak') process.send?.(process.resourceUsage().maxRSS);
    else void server.close().then(() => process.disconnect());
  });
}

void (process.argv[2] === SERVE ? serve(process.argv[3] ?? '') : main());
