/** Lists of invoices cut off in the middle: each file counts whole or not at all, and once more makes it good. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importFile } from '../../src/use-cases/import-file';
import { xlsx } from '../support/xlsx';
import { useShelf, type Books } from './books';

jest.setTimeout(120_000);

const shelf = useShelf();
const LINES = 1_000;
const HEADER = [
  'N° facture',
  'Date facture',
  'Code client',
  'Client',
  'Montant TTC',
  'Reste à payer',
];

/** Every hundredth line has a day that never was. */
function rows(name: string): string[][] {
  return Array.from({ length: LINES }, (_, index) => [
    `${name}-2026-${index}`,
    index % 100 === 7 ? '31/02/2026' : '15/01/2026',
    `C${index % 50}`,
    `Client ${index % 50}`,
    `${100 + index},50`,
    index % 3 === 0 ? '0,00' : `${100 + index},50`,
  ]);
}

const GOOD = LINES - LINES / 100;
const SEMICOLONS = [HEADER, ...rows('CSV')].map((row) => row.join(';')).join('\r\n');
const WORKBOOK = xlsx([{ name: 'Factures', rows: [HEADER, ...rows('XLSX')] }]);

let files: string[];
beforeAll(() => {
  files = ['list.csv', 'list.xlsx'].map((name) => join(shelf().folder, name));
  for (const [index, content] of [SEMICOLONS, WORKBOOK].entries()) {
    writeFileSync(files[index] ?? '', content);
  }
});

async function importAll(books: Books, signal: AbortSignal): Promise<void> {
  const { hub } = shelf();
  for (const path of files) {
    await importFile(hub, { tenantId: books.tenantId, connectorId: 'ledger-file', path, signal });
  }
}

const COUNTS = `
  SELECT f.name, (SELECT count(*)::int FROM accounting_document d
      WHERE d.tenant_id = f.tenant_id AND d.source_file_id = f.source_file_id) AS documents,
    (SELECT count(*)::int FROM quarantined_record q
      WHERE q.tenant_id = f.tenant_id AND q.source_key = f.source_file_id::text) AS aside,
    (SELECT count(*)::int FROM receivable r
      WHERE r.tenant_id = f.tenant_id AND r.number LIKE upper(split_part(f.name, '.', 2)) || '-%') AS claims
  FROM source_file f WHERE f.tenant_id = $1 ORDER BY 1`;

const WHOLE = ['list.csv', 'list.xlsx'].map((name) => ({
  ...{ name, documents: GOOD, aside: LINES - GOOD, claims: GOOD },
}));

/** What was said of a file is said whole; claims are computed from it afterwards. */
async function expectAllOrNothing(books: Books): Promise<void> {
  const found = await books.query<{ documents: number; aside: number }>(COUNTS);
  for (const { documents, aside } of found) {
    expect([0, GOOD]).toContain(documents);
    expect(aside).toBe(documents === 0 ? 0 : LINES - GOOD);
  }
}

it('aborted or cut off from the database anywhere, a list counts whole or not at all', async () => {
  const books = await shelf().openBooks();
  const start = performance.now();
  await importAll(books, new AbortController().signal);
  const ms = performance.now() - start;
  expect(await books.query(COUNTS)).toEqual(WHOLE);
  for (const [index, share] of [0.1, 0.25, 0.4, 0.55, 0.75, 0.9].entries()) {
    await books.burn();
    const aborting = new AbortController();
    const running = importAll(books, aborting.signal).then(
      () => 'done',
      () => 'failed',
    );
    await sleep(ms * share);
    if (index % 2 === 0) aborting.abort();
    else await cutConnections();
    await running;
    await expectAllOrNothing(books);
  }
  await importAll(books, new AbortController().signal);
  expect(await books.query(COUNTS)).toEqual(WHOLE);
});

async function cutConnections(): Promise<void> {
  await shelf()
    .database()
    .query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'encours'`,
    );
  // The pool hears of its idle connections' end a moment later.
  await sleep(50);
}
