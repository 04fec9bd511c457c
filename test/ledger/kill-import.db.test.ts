import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { useShelf, type Books } from './books';
import { exportYear, generatedYears } from './generated-books';

/** Books large enough to be caught in the middle. */
const [years = []] = fc.sample(
  generatedYears.filter(
    (all) => all.length === 3 && all.every(({ entries }) => entries.length > 9),
  ),
  { seed: 7, numRuns: 1 },
);
const files = years.map((year, index) =>
  exportYear(
    { ...year, entries: Array.from({ length: 50 }, () => year.entries).flat() },
    {
      prefix: `Y${index}-`,
    },
  ),
);

/** What an import leaves, without when it happened. */
const TABLES = {
  customer: `customer_id, account, name, folded_name, is_pooled, match_status`,
  ledger_line: `*`,
  receivable: `*`,
  receivable_entry: `receivable_id, kind, reversed_kind, amount_minor, effective_on, cause_id, source_file_id, source_line`,
  source_file: `source_file_id, name, sha256, status, period_start, period_end, data_lines, customer_lines, quarantined, summary`,
  raw_chunk: `*`,
};

async function digest(books: Books): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const [table, columns] of Object.entries(TABLES)) {
    const [row] = await books.query<{ digest: string }>(
      `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS digest
       FROM (SELECT ${columns} FROM ${table} WHERE tenant_id = $1) t`,
    );
    digests[table] = row?.digest ?? '';
  }
  return digests;
}

describe('an import that is killed', () => {
  const shelf = useShelf();

  async function importAll(books: Books): Promise<void> {
    for (const file of files) await books.import(file);
  }

  /** Digest of an undisturbed import, and how long one takes. */
  async function cleanRun(books: Books): Promise<{ clean: Record<string, string>; ms: number }> {
    await importAll(books);
    const clean = await digest(books);
    await books.burn();
    const start = performance.now();
    await importAll(books);
    expect(await digest(books)).toEqual(clean);
    return { clean, ms: performance.now() - start };
  }

  it('leaves, once repeated, what an undisturbed one leaves, wherever it was aborted', async () => {
    const books = await shelf().openBooks();
    const { clean, ms } = await cleanRun(books);
    for (const share of [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
      await books.burn();
      await abortedAfter(books, share * ms);
      await importAll(books);
      expect([share, await digest(books)]).toEqual([share, clean]);
    }
  });

  async function abortedAfter(books: Books, ms: number): Promise<void> {
    const aborting = new AbortController();
    const timer = setTimeout(() => aborting.abort(), ms);
    try {
      for (const file of files) await books.import(file, aborting.signal);
    } catch (error) {
      expect(aborting.signal.aborted).toBe(true);
      expect(error).toMatchObject({ name: 'AbortError' });
    } finally {
      clearTimeout(timer);
    }
  }

  it('leaves the same when its connections are cut', async () => {
    const books = await shelf().openBooks();
    const { clean, ms } = await cleanRun(books);
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      await books.burn();
      const running = importAll(books).then(
        () => 'done',
        () => 'failed',
      );
      await sleep(share * ms);
      await shelf()
        .database()
        .query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'encours'`,
        );
      await running;
      // The pool hears of its idle connections' end a moment later.
      await sleep(50);
      await importAll(books);
      expect([share, await digest(books)]).toEqual([share, clean]);
    }
  });

  it('is one import when it runs twice at once', async () => {
    const books = await shelf().openBooks();
    const { clean } = await cleanRun(books);
    await books.burn();
    for (const file of files) await Promise.all([books.import(file), books.import(file)]);
    expect(await digest(books)).toEqual(clean);
  });

  it('ends the same when all years are imported at once', async () => {
    const books = await shelf().openBooks();
    await importAll(books);
    const inOrder = await books.state();
    await books.burn();
    await Promise.all(files.map((file) => books.import(file)));
    expect(await books.state()).toEqual(inOrder);
  });

  it('cannot rewrite entries: the app may only add to them', async () => {
    const { database } = shelf().hub;
    const books = await shelf().openBooks();
    await books.import(files[0] ?? '');
    for (const change of [
      'UPDATE receivable_entry SET amount_minor = 1',
      'DELETE FROM receivable_entry',
    ]) {
      const running = database.tenant(books.tenantId, (tx) => tx.execute(change));
      await expect(running).rejects.toMatchObject({ code: '42501' });
    }
    const truncating = database.tenant(books.tenantId, (tx) =>
      tx.execute('TRUNCATE receivable_entry'),
    );
    await expect(truncating).rejects.toMatchObject({ code: '42501' });
  });
});
