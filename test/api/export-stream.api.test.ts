/** Exports that are large, that somebody gives up, and that break half-way. */
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { startApi } from './api-harness';

const MANY = 200_000;

let app: Database;
let api: Api;
let seller: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'large', customers: 1 });
  await database().query(
    `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
       due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful,
       source_file_id, source_line)
     SELECT $1, stable_id('many', n::text), $2, $3, 'INVOICE', 'M' || n, 'a label, with "quotes"', '411', day, day + 30,
       'DOCUMENT', 'EUR', n, n, day, '2026-01-01', false, stable_id('f'), n
     FROM generate_series(1, ${MANY}) n, LATERAL (SELECT date '2025-01-01' + n % 300 AS day) d`,
    [seller.tenantId, seller.customerId('C001'), seller.connectionId],
  );
  await database().query('ANALYZE receivable');
  api = await startApi(app);
}, 60_000);

function open(path: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${seller.keys.ANALYST}` };
  return new Promise((resolve, reject) => {
    get(`${api.url}/export/${path}`, { headers }, resolve).on('error', reject);
  });
}

async function exportsRunning(): Promise<number> {
  const [row] = await database().query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name LIKE 'encours-export-%'`,
  );
  return row?.n ?? NaN;
}

async function untilNoneRuns(): Promise<boolean> {
  for (let turn = 0; turn < 200; turn += 1) {
    if ((await exportsRunning()) === 0) return true;
    await sleep(50);
  }
  return false;
}

test('every row arrives once, and the memory of the process does not follow their number', async () => {
  global.gc?.();
  const before = process.memoryUsage().rss;
  let most = 0;
  let bytes = 0;
  let rows = -1; // the header
  let rest = '';
  const sums = { open: 0n };
  const response = await open('receivables.csv');
  const columns: string[] = [];
  response.setEncoding('utf8');
  for await (const chunk of response as AsyncIterable<string>) {
    bytes += chunk.length;
    most = Math.max(most, process.memoryUsage().rss);
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      rows += 1;
      if (rows === 0) columns.push(...line.split(','));
      // The one quoted cell, the label, comes before the amounts and holds one comma.
      else
        sums.open += BigInt(
          (
            line.split(',')[columns.indexOf('open_amount') + (line.includes('"a label') ? 1 : 0)] ??
            ''
          ).replace('.', ''),
        );
    }
  }
  const [expected] = await database().query<{ rows: string; open: string }>(
    `SELECT count(*) AS rows, sum(open_minor) AS open FROM receivable WHERE tenant_id = $1`,
    [seller.tenantId],
  );
  expect({ rows, open: sums.open }).toEqual({
    rows: Number(expected?.rows),
    open: BigInt(expected?.open ?? 0),
  });
  expect(bytes).toBeGreaterThan(40_000_000);
  expect(most - before).toBeLessThan(150_000_000);
});

test('a reader that does not read holds the server’s memory no more than one that does', async () => {
  const before = process.memoryUsage().rss;
  const response = await open('receivables.jsonl');
  response.pause();
  await sleep(700);
  expect(await exportsRunning()).toBe(1);
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  response.destroy();
  expect(await untilNoneRuns()).toBe(true);
});

test('a reader that leaves ends the statement on the server, and the next one is served', async () => {
  for (const path of ['receivables.csv', 'receivables.jsonl']) {
    const response = await open(path);
    response.once('data', () => response.destroy());
    response.on('error', () => undefined);
    await new Promise((resolve) => response.once('close', resolve));
    expect(await untilNoneRuns()).toBe(true);
  }
  expect((await open('companies.csv')).statusCode).toBe(200);
});

test('a reader that leaves before the first row ends the statement too', async () => {
  // A connection of its own: inside a transaction, pg_stat_activity does not change.
  const locker = new Client({ connectionString: database().url });
  await locker.connect();
  await locker.query('BEGIN; LOCK TABLE source_file IN ACCESS EXCLUSIVE MODE');
  const controller = new AbortController();
  const asked = fetch(`${api.url}/export/receivables.csv`, {
    headers: { authorization: `Bearer ${seller.keys.ADMIN}` },
    signal: controller.signal,
  }).then(
    () => 'answered',
    () => 'given up',
  );
  while ((await exportsRunning()) === 0) await sleep(20);
  controller.abort();
  expect(await asked).toBe('given up');
  const isOver = await untilNoneRuns();
  await locker.end();
  expect(isOver).toBe(true);
});

test('what breaks half-way is cut off, so that nobody takes it for the whole', async () => {
  for (const encoding of ['identity', 'gzip']) {
    const headers = { authorization: `Bearer ${seller.keys.ANALYST}`, 'accept-encoding': encoding };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${api.url}/export/receivables.csv`, { headers }, resolve).on('error', reject);
    });
    const outcome = new Promise<string>((resolve) => {
      response.once('end', () => resolve('whole'));
      response.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    });
    expect(response.statusCode).toBe(200);
    await database().query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'encours-export-%'`,
    );
    response.resume();
    expect(await outcome).toBe('ECONNRESET');
  }
});

test('what the server refuses before the first row is coded JSON, without its words', async () => {
  await database().query('ALTER VIEW bi.companies RENAME TO companies_gone');
  const response = await open('companies.csv');
  response.setEncoding('utf8');
  let body = '';
  for await (const chunk of response) body += String(chunk);
  await database().query('ALTER VIEW bi.companies_gone RENAME TO companies');
  expect(response.statusCode).toBe(500);
  expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] });
  expect(body).not.toContain('companies');
});

test('more exports at once than the server can bear are asked to come again', async () => {
  const held = await Promise.all(Array.from({ length: 8 }, () => open('receivables.csv')));
  const ninth = await open('companies.csv');
  expect([ninth.statusCode, ninth.headers['retry-after']]).toEqual([503, '5']);
  for (const response of held) response.destroy();
  expect(await untilNoneRuns()).toBe(true);
  expect((await open('companies.csv')).statusCode).toBe(200);
});
