import fc from 'fast-check';
import { useShelf, type Books } from './books';
import { balanceAt, exportYear, firstDay, generatedYears, type YearBook } from './generated-books';

/** Each run imports whole years into a database. ENCOURS_RUNS=200 for a long look. */
const RUNS = Number(process.env['ENCOURS_RUNS'] ?? 8);
const check = (law: (years: YearBook[]) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(generatedYears, law), {
    numRuns: RUNS,
    interruptAfterTimeLimit: 25_000,
  });

describe('whatever the books', () => {
  const shelf = useShelf();

  async function imported(years: readonly YearBook[]): Promise<Books> {
    const books = await shelf().openBooks();
    for (const year of years) await books.import(exportYear(year));
    return books;
  }

  it('sums hold on every day: of open items, of entries, of the lines behind them', () =>
    check(async (years) => {
      const books = await imported(years);
      await expectOpenToBeTheBalance(books, years);
      await expectEntriesToFollowLines(books, years);
      const wrong = await books.query(
        `SELECT r.number, r.total_minor, r.open_minor, sum(e.amount_minor) AS entries
         FROM receivable r LEFT JOIN receivable_entry e USING (tenant_id, receivable_id)
         WHERE r.tenant_id = $1 GROUP BY r.receivable_id, 1, 2, 3
         HAVING r.open_minor <> coalesce(sum(e.amount_minor), 0)
           OR sign(r.total_minor) * r.open_minor < 0 OR abs(r.open_minor) > abs(r.total_minor)`,
      );
      expect(wrong).toEqual([]);
    }));

  it('the sum of open items is the balance of the accounts on any day, as the books said at any moment', () =>
    fc.assert(
      fc.asyncProperty(
        generatedYears,
        fc.array(fc.nat(), { maxLength: 2 }),
        async (years, seeds) => {
          const books = await shelf().openBooks();
          const { clock } = shelf();
          const known: { at: Date; years: YearBook[] }[] = [];
          for (const said of [
            years,
            ...seeds.map((seed) => years.map((one) => correct(one, seed))),
          ]) {
            clock.advanceMs(60_000);
            for (const year of said) await books.import(exportYear(year));
            known.push({ at: clock.now(), years: said });
          }
          for (const { at, years: said } of known) await expectPastToBeTheBalance(books, at, said);
        },
      ),
      { numRuns: RUNS, interruptAfterTimeLimit: 25_000 },
    ));

  it('importing the same files again appends nothing', () =>
    check(async (years) => {
      const books = await imported(years);
      const before = await books.entries();
      for (const year of years) {
        expect((await books.import(exportYear(year))).isUnchanged).toBe(true);
      }
      expect(await books.entries()).toEqual(before);
    }));

  it('the order in which years are imported does not matter', () =>
    check(async (years) => {
      const books = await imported(years);
      const inOrder = await books.state();
      for (const order of [[...years].reverse(), [...years.slice(1), ...years.slice(0, 1)]]) {
        await books.burn();
        for (const year of order) await books.import(exportYear(year));
        expect(await books.state()).toEqual(inOrder);
      }
    }));

  it('an export with other numbers, letters and order of lines changes nothing', () =>
    check(async (years) => {
      const books = await imported(years);
      const before = await books.entries();
      for (const year of years) {
        const options = { prefix: 'N', isReversed: true, letterPrefix: 'X' };
        const again = await books.import(exportYear(year, options));
        expect(again.isUnchanged).toBe(false);
      }
      expect(await books.entries()).toEqual(before);
    }));

  it('a corrected export is told by reversals and new entries, and ends like a fresh import', () =>
    fc.assert(
      fc.asyncProperty(generatedYears, fc.nat(), fc.boolean(), async (years, seed, isReversed) => {
        const books = await imported(years);
        const before = await books.entries();
        const corrected = years.map((year) => correct(year, seed));
        for (const year of corrected)
          await books.import(exportYear(year, { prefix: 'N', isReversed }));
        const after = await books.entries();
        expect(after.slice(0, before.length)).toEqual(before);
        const corrections = await books.state();
        await books.burn();
        for (const year of corrected) await books.import(exportYear(year));
        expect(corrections).toEqual(await books.state());
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 25_000 },
    ));
});

async function expectOpenToBeTheBalance(books: Books, years: readonly YearBook[]): Promise<void> {
  const open = await books.query<{ account: string; open: string }>(
    `SELECT c.account, coalesce(sum(r.open_minor), 0)::text AS open FROM customer c
     LEFT JOIN receivable r USING (tenant_id, customer_id) WHERE c.tenant_id = $1 GROUP BY 1`,
  );
  const last = years.at(-1);
  for (const { account, open: sum } of open) {
    const balance = last === undefined ? 0n : balanceAt(last, account, '9');
    expect([account, BigInt(sum)]).toEqual([account, balance]);
  }
}

/** On a day of a year, what receivables_at says is open adds up to the lines that the books of then had up to it. */
async function expectPastToBeTheBalance(
  books: Books,
  at: Date,
  years: readonly YearBook[],
): Promise<void> {
  for (const [index, year] of years.entries()) {
    const next = years[index + 1];
    const until = next === undefined ? '9' : firstDay(next);
    const days = [...new Set(year.entries.map(({ on }) => on))].filter(
      (on) => on >= firstDay(year) && on < until,
    );
    const open = await books.query<{ day: string; account: string; open: string }>(
      `SELECT d.day::date::text AS day, c.account, sum(r.open_minor)::text AS open
       FROM unnest('{${days.join()}}'::date[]) AS d (day), receivables_at(d.day, '${at.toISOString()}') r
       JOIN customer c USING (tenant_id, customer_id) WHERE r.tenant_id = $1 GROUP BY 1, 2`,
    );
    const sums = new Map(open.map(({ day, account, open: sum }) => [`${day} ${account}`, sum]));
    for (const day of days) {
      for (const party of ['C1', 'C2', 'C3']) {
        const sum = BigInt(sums.get(`${day} ${party}`) ?? '0');
        expect([at, day, party, sum]).toEqual([at, day, party, balanceAt(year, party, day)]);
      }
    }
  }
}

/** On a day of a year, entries up to it add up to the lines of that year's file up to it. */
async function expectEntriesToFollowLines(books: Books, years: readonly YearBook[]): Promise<void> {
  const entries = await books.query<{ account: string; on: string; amount: string }>(
    `SELECT c.account, e.effective_on::text AS on, sum(e.amount_minor)::text AS amount
     FROM receivable_entry e JOIN receivable r USING (tenant_id, receivable_id)
     JOIN customer c USING (tenant_id, customer_id) WHERE e.tenant_id = $1 GROUP BY 1, 2`,
  );
  for (const [index, year] of years.entries()) {
    const next = years[index + 1];
    const until = next === undefined ? '9' : firstDay(next);
    const days = new Set(year.entries.map(({ on }) => on));
    for (const day of [...days].filter((on) => on >= firstDay(year) && on < until)) {
      for (const party of ['C1', 'C2', 'C3']) {
        const known = entries
          .filter(({ account, on }) => account === party && on <= day)
          .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
        expect([day, party, known]).toEqual([day, party, balanceAt(year, party, day)]);
      }
    }
  }
}

/** One entry of some date is gone, another has its letter taken off, a third has another amount. */
function correct(year: YearBook, seed: number): YearBook {
  const changes = [
    (entry: YearBook['entries'][number]) => [{ ...entry, reference: `${entry.reference}X` }],
    (entry: YearBook['entries'][number]) => [
      { ...entry, rows: entry.rows.map((one) => ({ ...one, letter: '' })) },
    ],
    (entry: YearBook['entries'][number]) => [
      { ...entry, rows: entry.rows.map((one) => ({ ...one, amount: one.amount * 2 })) },
    ],
    (entry: YearBook['entries'][number]) => [entry, entry],
    () => [],
  ];
  const change = changes[seed % changes.length];
  const first = firstDay(year);
  const last = year.entries.length - 1;
  const entries = year.entries.flatMap((entry, index) => {
    // The first and last day say which period the export is for; openings repeat another year.
    const isFixed = entry.journal === 'AN' || entry.on === first || index === last;
    if (isFixed || change === undefined || index % 3 !== seed % 3) return [entry];
    return change(entry);
  });
  return { ...year, entries };
}
