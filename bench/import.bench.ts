/**
 * Imports a ledger of 1,000,000 lines end to end (bytes landed, lines parsed, customers, receivables, entries) and
 * compares it with a plain COPY of the same file into an unindexed text table, on the same server, in the same run. Then
 * e-invoices: files per second read, against the bare parser on the same bytes, and imported.
 *
 *   npm run bench -- import [--lines 1000000]
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { fec } from '../connectors/fec';
import { createTenant, Database, migrateDatabase, startEmbeddedPostgres } from '../src/database';
import { createHub } from '../src/hub';
import { silentLogger, systemClock } from '../src/kernel';
import { importFile } from '../src/use-cases/import-file';
import { measureEInvoices } from './import/e-invoices';
import { measureLists } from './import/lists';

const COPY_RUNS = 3;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { lines: { type: 'string', default: '1000000' } } });
  const folder = mkdtempSync(join(tmpdir(), 'encours-bench-'));
  const server = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    logger: silentLogger,
    durable: true,
  });
  try {
    const path = join(folder, '732829320FEC20251231.txt');
    generate(path, Number(values.lines));
    await migrateDatabase(server.url);
    const database = await Database.connect({ url: server.url, logger: silentLogger });
    await measure(database, server.url, path);
    await database.close();
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, so that its memory is not counted as the import's. */
function generate(path: string, lines: number): void {
  const script = `require('./src/demo').writeBenchFec(${JSON.stringify(path)}, ${lines}, 1)`;
  const run = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], { stdio: 'inherit' });
  if (run.status !== 0) throw new Error('the ledger file could not be generated');
}

async function measure(database: Database, url: string, path: string): Promise<void> {
  const megabytes = (statSync(path).size / 1e6).toFixed(0);
  const tenant = await createTenant(database, { slug: 'bench' });
  const copies: number[] = [];
  for (let run = 0; run < COPY_RUNS; run++) copies.push(await copySeconds(url, path));
  const copy = [...copies].sort((a, b) => a - b)[Math.floor(COPY_RUNS / 2)] ?? 0;
  console.log(
    `COPY of ${megabytes} MB into one text column: ${copies.map((s) => s.toFixed(2)).join(', ')} s`,
  );

  const hub = createHub({ database, clock: systemClock, logger: silentLogger, connectors: [fec] });
  const started = performance.now();
  const imported = await importFile(hub, {
    tenantId: tenant.tenantId,
    connectorId: 'fec',
    path,
    signal: new AbortController().signal,
  });
  const seconds = (performance.now() - started) / 1000;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const ratio = seconds / copy;
  console.log(
    `import of ${imported.landed} lines: ${seconds.toFixed(2)} s, ${ratio.toFixed(1)} times COPY, ` +
      `${imported.customers} customers, ${imported.receivables} receivables, peak memory ${peakMb.toFixed(0)} MB`,
  );
  const lists = await measureLists();
  const eInvoices = await measureEInvoices(database, dirname(path));
  console.log(
    JSON.stringify({
      seconds: Number(seconds.toFixed(2)),
      ratio: Number(ratio.toFixed(2)),
      peakMb: Math.round(peakMb),
      copySeconds: Number(copy.toFixed(2)),
      lines: imported.landed,
      ...lists,
      ...eInvoices,
    }),
  );
}

/** An ordinary table, written through the log like ours; as its owner, since COPY knows no row security. */
async function copySeconds(url: string, path: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('DROP TABLE IF EXISTS plain');
    await client.query('CREATE TABLE plain (line text)');
    const started = performance.now();
    await pipeline(
      createReadStream(path, { highWaterMark: 1 << 20 }),
      client.query(
        copyFrom(`COPY plain FROM STDIN WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')`),
      ),
    );
    return (performance.now() - started) / 1000;
  } finally {
    await client.query('DROP TABLE IF EXISTS plain');
    await client.end();
  }
}

void main();
