import { Client } from 'pg';
import { createApiKey, createTenant, Database } from '../../src/database';
import { localDateAt, silentLogger, stableId, systemClock } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { refreshLedgerDays } from '../../src/reports';
import { decidedExamples } from './decided-examples';
import {
  COUNTS,
  DIFFERENCES,
  DRAW_CLAIMS,
  INDEXES,
  SOURCE_FILE,
  WRITE_ENTRIES,
  WRITE_RECEIVABLES,
} from './ledger-sql';
import { FUNCTIONS, portfolioSteps, type LoadStep } from './portfolio-sql';

/** What is in the books, and who may read them. */
export interface Books {
  tenantId: string;
  connectionId: string;
  key: string;
  customers: number;
  invoices: number;
}

export interface BookSize {
  customers: number;
  invoices: number;
}

const SLUG = 'bench-reads';
/** Published on purpose: it opens a database of generated figures. */
const KEY = 'bench-reads-key-of-a-generated-ledger';
const EXAMPLES_DRAWN = 240;
const PAID_SHARE = 0.8;
/** What was paid was issued before this many days ago. */
const FRESH_DAYS = 45;
const HISTORY_DAYS = 1_080;
const SLOW_MS = 500;

/** Fills a migrated, empty database; books of the same size that are there already are kept as they are. */
export async function loadBooks(url: string, size: BookSize): Promise<Books> {
  const { tenantId, connectionId } = await createOwner(url);
  const books: Books = { tenantId, connectionId, key: KEY, ...size };
  await asSuperuser(url, async (client) => {
    const { rows } = await client.query<{ loaded: string }>(
      'SELECT count(*) AS loaded FROM receivable',
    );
    const loaded = Number(rows[0]?.loaded ?? 0);
    if (loaded === 0) await fill(client, books);
    else if (loaded !== size.invoices) {
      throw new Error(`the kept books have ${loaded} invoices, not ${size.invoices}`);
    }
    await announce(client);
  });
  await keepDays(url, books);
  return books;
}

/** Adds as many paid invoices again as there are, of the years before; nothing open changes. */
export async function doublePaidHistory(url: string, books: Books): Promise<void> {
  const paid = Math.round(books.invoices * PAID_SHARE);
  await asSuperuser(url, async (client) => {
    await client.query(FUNCTIONS);
    await writeClaims(client, books, {
      first: books.invoices + 1,
      last: books.invoices + paid,
      lastPaid: books.invoices + paid,
      daysAgo: FRESH_DAYS + HISTORY_DAYS,
    });
    await settle(client);
    await announce(client);
  });
  await keepDays(url, books);
}

/** What the nightly job keeps for the key figures; in books kept from an earlier run, what has changed since. */
export async function keepDays(url: string, { tenantId }: Pick<Books, 'tenantId'>): Promise<void> {
  const database = await Database.connect({ url, logger: silentLogger, poolSize: 2 });
  const started = performance.now();
  try {
    await database.tenant(tenantId, (tx) => refreshLedgerDays(tx, { clock: systemClock }));
  } finally {
    await database.close();
  }
  tellTime('days of the key figures', performance.now() - started);
}

export async function asSuperuser<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // References hold by construction; checking a million of them row by row is not what is measured.
    await client.query(`SET session_replication_role = replica; SET work_mem = '256MB'`);
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function createOwner(
  url: string,
): Promise<{ tenantId: string; connectionId: string }> {
  const database = await Database.connect({ url, logger: silentLogger, poolSize: 2 });
  try {
    const { tenantId } = await createTenant(database, { slug: SLUG });
    return await database.tenant(tenantId, async (tx) => {
      await createApiKey(tx, { role: 'ANALYST', label: 'bench', key: KEY });
      const draft = { connectorId: 'fec', name: 'books', config: {} };
      return { tenantId, connectionId: (await ensureConnection(tx, draft)).connectionId };
    });
  } finally {
    await database.close();
  }
}

async function fill(client: Client, books: Books): Promise<void> {
  await client.query(FUNCTIONS);
  const today = localDateAt(systemClock.now(), 'Europe/Paris');
  const examples = decidedExamples(EXAMPLES_DRAWN, today);
  await runSteps(client, portfolioSteps({ ...books, examples }));
  await writeClaims(client, books, {
    first: 1,
    last: books.invoices,
    lastPaid: Math.round(books.invoices * PAID_SHARE),
    daysAgo: FRESH_DAYS,
  });
  await settle(client);
}

interface ClaimRange {
  first: number;
  last: number;
  /** Those up to here are paid. */
  lastPaid: number;
  /** Paid ones were issued in the three years before this many days ago. */
  daysAgo: number;
}

export async function writeClaims(client: Client, books: Books, range: ClaimRange): Promise<void> {
  const { tenantId, connectionId } = books;
  const file = stableId(connectionId, `claims from ${range.first}`);
  const { first, last, lastPaid, daysAgo } = range;
  const drawn = [connectionId, books.customers, first, last, lastPaid, daysAgo];
  await runSteps(client, [
    { label: 'file', sql: SOURCE_FILE, values: [tenantId, file, connectionId] },
    { label: 'claims drawn', sql: DRAW_CLAIMS, values: drawn },
  ]);
  const rebuild = await dropIndexes(client, ['receivable', 'receivable_entry']);
  await runSteps(client, [
    { label: 'receivables', sql: WRITE_RECEIVABLES, values: [tenantId, connectionId, file] },
    { label: 'entries', sql: WRITE_ENTRIES, values: [tenantId, file] },
    ...rebuild.map((sql) => ({
      label: sql.replace(/^CREATE /, ''),
      sql,
      values: [],
    })),
    { label: 'claims drawn', sql: 'DROP TABLE claim', values: [] },
  ]);
}

/**
 * Drops the indexes of the tables and answers what makes them again, whatever the migrations made them: filled at once
 * they cost a tenth of filling them row by row.
 */
async function dropIndexes(client: Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; make: string }>(INDEXES, [tables]);
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return rows.map(({ make }) => make);
}

/** Statistics and visibility as a server that has run for a night has them. Throws when the books do not add up. */
export async function settle(client: Client): Promise<void> {
  await runSteps(client, [{ label: 'vacuum', sql: 'VACUUM (ANALYZE)', values: [] }]);
  const { rows } = await client.query<Record<string, string>>(DIFFERENCES);
  const wrong = Object.entries(rows[0] ?? {}).filter(([, count]) => Number(count) !== 0);
  if (wrong.length > 0) {
    const list = wrong.map(([what, count]) => `${count} ${what}`);
    throw new Error(`the generated books do not add up: ${list.join(', ')}`);
  }
}

export async function runSteps(client: Client, steps: readonly LoadStep[]): Promise<void> {
  for (const { label, sql, values } of steps) {
    const started = performance.now();
    await client.query(sql, values);
    tellTime(label, performance.now() - started);
  }
}

function tellTime(label: string, ms: number): void {
  if (ms >= SLOW_MS) console.log(`  ${(ms / 1000).toFixed(1).padStart(5)} s  ${label}`);
}

export async function announce(client: Client): Promise<void> {
  const { rows } = await client.query<Record<string, string | number>>(COUNTS);
  const parts = Object.entries(rows[0] ?? {}).map(
    ([what, n]) => `${n.toLocaleString('en')} ${what}`,
  );
  console.log(`books: ${parts.join(', ')}`);
}
