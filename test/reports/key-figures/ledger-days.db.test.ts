import fc from 'fast-check';
import type { Transaction } from '../../../src/database';
import { addDays, localDateAt, type LocalDate } from '../../../src/kernel';
import { agedBalance, refreshLedgerDays, type ReportPoint } from '../../../src/reports';
import { columnOf, contributionSql, MEASURES } from '../../../src/reports/key-figures/contribution';
import { keyFigures, type KeyFiguresQuery } from '../../../src/reports/key-figures/key-figures';
import { changesSql } from '../../../src/reports/key-figures/refresh-ledger-days';
import { useShelf, type Books } from '../../ledger/books';
import { exportYear, generatedYears, type YearBook } from '../../ledger/generated-books';

/** Each run imports whole years into a database. ENCOURS_RUNS=200 for a long look. */
const RUNS = Number(process.env['ENCOURS_RUNS'] ?? 3);
const shelf = useShelf();
const within = <T>(books: Books, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  shelf().hub.database.tenant(books.tenantId, work);
const refresh = (books: Books, isFull = false): Promise<Date> =>
  within(books, (tx) => refreshLedgerDays(tx, { clock: shelf().clock, isFull }));
/** Longer than the days kept lag behind. */
const pass = (): void => shelf().clock.advanceMs(60_000);

const COLUMNS = MEASURES.map(columnOf);

/** Days that add something, by any statement that answers them. */
async function daysOf(tx: Transaction, source: string, params: unknown[]): Promise<unknown[]> {
  return tx.query(
    `SELECT currency, day, ${COLUMNS.map((column) => `sum(${column})::text AS ${column}`).join(', ')}
     FROM (${source}) d WHERE $1::uuid IS NOT NULL GROUP BY 1, 2
     HAVING ${COLUMNS.map((column) => `sum(${column}) <> 0`).join(' OR ')} ORDER BY 1, 2`,
    [tx.tenantId, ...params],
  );
}

const KEPT = `SELECT * FROM (SELECT currency, day, ${COLUMNS.join(', ')} FROM ledger_day WHERE tenant_id = $1) kept`;
const FULL = contributionSql({ claims: 'true', knownAt: '$2::timestamptz' });
const CHANGED = `${KEPT} UNION ALL ${changesSql({ from: '$2::timestamptz', to: '$3::timestamptz' })}`;

/** The kept days, brought to what was known at an instant, are the days computed from scratch. */
async function expectDaysToBeFull(books: Books, instants: readonly Date[]): Promise<void> {
  await within(books, async (tx) => {
    const [state] = await tx.query<{ at: Date }>('SELECT known_at AS at FROM ledger_day_state');
    for (const at of instants) {
      expect(await daysOf(tx, CHANGED, [state?.at, at])).toEqual(await daysOf(tx, FULL, [at]));
    }
    expect(await daysOf(tx, KEPT, [])).toEqual(await daysOf(tx, FULL, [state?.at]));
  });
}

/** Another amount, another letter, gone, or there twice: what corrections of an export come to. */
function corrected(year: YearBook, seed: number): YearBook {
  const entries = year.entries.flatMap((entry, index) => {
    if (entry.journal === 'AN' || index === 0 || index === year.entries.length - 1) return [entry];
    switch ((index + seed) % 5) {
      case 0:
        return [{ ...entry, rows: entry.rows.map((one) => ({ ...one, amount: one.amount * 3 })) }];
      case 1:
        return [{ ...entry, rows: entry.rows.map((one) => ({ ...one, letter: '' })) }];
      case 2:
        return seed % 2 === 0 ? [] : [entry, entry];
      default:
        return [entry];
    }
  });
  return { ...year, entries };
}

function pointAt(asOf: LocalDate, knownAt: Date): ReportPoint {
  return { asOf, knownAt, isCurrent: false };
}

function figuresAt(from: LocalDate, point: ReportPoint): KeyFiguresQuery {
  return {
    period: { from, to: point.asOf, through: point.asOf },
    ...{ point, filter: {}, currency: 'EUR', booksCurrency: 'EUR' },
    parts: { concentration: true, provision: true, receipts: true, contested: true },
  };
}

describe('whatever is imported, corrected and dated anew', () => {
  it('kept days and what was learnt since are what a computation from scratch says', () =>
    fc.assert(
      fc.asyncProperty(generatedYears, fc.nat(40), async (years, seed) => {
        const books = await shelf().openBooks();
        const instants: Date[] = [];
        const step = async (isRefreshed: boolean): Promise<void> => {
          pass();
          instants.push(shelf().clock.now());
          if (isRefreshed) await refresh(books);
          if (instants.length > 1 || isRefreshed) await expectDaysToBeFull(books, instants);
        };
        await refresh(books);
        for (const [index, year] of years.entries()) {
          await books.import(exportYear(year));
          await step((index + seed) % 2 === 0);
        }
        for (const year of years) {
          await books.import(exportYear(corrected(year, seed), { prefix: 'N' }));
          await step(seed % 3 === 0);
        }
        await redate(books);
        await step(true);
        await expectFiguresToAgeAlike(books, instants.slice(-3));
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 25_000 },
    ));
});

/** Somebody agrees on another due date for a third of the claims, and disputes some. */
async function redate(books: Books): Promise<void> {
  await within(books, (tx) =>
    tx.execute(
      `UPDATE receivable SET due_on = CASE WHEN source_line % 2 = 0 THEN issued_on + 75 END,
         is_disputed = source_line % 5 = 0, changed_at = $2
       WHERE tenant_id = $1 AND source_line % 3 = 0 AND total_minor > 0`,
      [books.tenantId, shelf().clock.now()],
    ),
  );
}

/** Days on which something is first, or not yet, of an age: around the due dates of some claims, and when all is over. */
async function tellingDays(books: Books): Promise<LocalDate[]> {
  const rows = await books.query<{ due: LocalDate }>(
    `SELECT DISTINCT due_on AS due FROM receivable WHERE tenant_id = $1 AND open_minor > 0 AND due_on IS NOT NULL
     ORDER BY 1`,
  );
  const [last] = await books.query<{ day: LocalDate | null }>(
    'SELECT max(last_effective_on) AS day FROM receivable WHERE tenant_id = $1',
  );
  const dues = [rows[0], rows.at(-1)].flatMap((row) => (row === undefined ? [] : [row.due]));
  const ages = [0, 1, 30, 31, 61, 91];
  return [
    ...new Set(dues.flatMap((due) => ages.map((age) => addDays(due, age)))),
    ...(last?.day == null ? [] : [addDays(last.day, -20), last.day]),
  ];
}

/** Outstanding and overdue of the figures are those of the aged balance, at any day and instant. */
async function expectFiguresToAgeAlike(books: Books, instants: readonly Date[]): Promise<void> {
  for (const asOf of await tellingDays(books)) {
    for (const knownAt of instants) {
      const point = pointAt(asOf, knownAt);
      await within(books, async (tx) => {
        const figures = await keyFigures(tx, figuresAt(addDays(asOf, -45), point));
        const { total } = await agedBalance(tx, {
          ...{ point, basis: 'DUE_DATE', bucketDays: [30, 60, 90], groupBy: 'CURRENCY' },
          ...{ filter: {}, currency: 'EUR', booksCurrency: 'EUR', withReconciliation: false },
        });
        expect(figures.outstanding).toEqual(total.outstanding);
        expect(figures.unallocatedCredits).toEqual(total.unallocated);
        expect(figures.overdueBuckets.map(({ amount }) => amount)).toEqual(
          total.buckets.map(({ amount }) => amount),
        );
        const open = figures.provision?.lines.map((line) => line.open.amountMinor) ?? [];
        expect(open.reduce((sum, minor) => sum + minor, 0n)).toBe(figures.openClaims.amountMinor);
        const weeks = figures.receipts?.weeks.map(({ amount }) => amount.amountMinor) ?? [];
        const unscheduled = figures.receipts?.unscheduled.amountMinor ?? 0n;
        expect(weeks.reduce((sum, minor) => sum + minor, unscheduled)).toBe(
          figures.openClaims.amountMinor,
        );
      });
    }
  }
}

describe('keeping days', () => {
  let books: Books;
  let year: YearBook;
  beforeEach(async () => {
    [year] = fc.sample(generatedYears, { numRuns: 1, seed: 7 })[0] as [YearBook];
    books = await shelf().openBooks();
    await books.import(exportYear(year));
    pass();
  });
  const kept = (): Promise<unknown[]> => within(books, (tx) => daysOf(tx, KEPT, []));

  it('twice changes nothing, and from scratch comes to the same', async () => {
    await refresh(books);
    const once = await kept();
    expect(once.length).toBeGreaterThan(0);
    pass();
    await refresh(books);
    expect(await kept()).toEqual(once);
    pass();
    await refresh(books, true);
    expect(await kept()).toEqual(once);
  });

  it('by two at once comes to the same as by one', async () => {
    await refresh(books);
    await books.import(exportYear(corrected(year, 3), { prefix: 'N' }));
    pass();
    await Promise.all([refresh(books), refresh(books), refresh(books, true), refresh(books)]);
    await expectDaysToBeFull(books, [shelf().clock.now()]);
  });

  it('and being killed before the end leaves the days as they were', async () => {
    await refresh(books);
    const before = await kept();
    await books.import(exportYear(corrected(year, 3), { prefix: 'N' }));
    pass();
    const killed = within(books, async (tx) => {
      await refreshLedgerDays(tx, { clock: shelf().clock });
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    expect(await kept()).toEqual(before);
    await refresh(books);
    await expectDaysToBeFull(books, [shelf().clock.now()]);
  });

  it('lets nobody record into the past it claims to know', async () => {
    const { database } = shelf().hub;
    const opened = new Date(shelf().clock.now());
    await database.tenant(books.tenantId, async (tx) => {
      await tx.query('SELECT open_recording($1)', [opened]);
      pass();
      expect((await refresh(books)).getTime()).toBeLessThan(opened.getTime());
    });
  });

  it('of one tenant leaves another alone', async () => {
    const other = await shelf().openBooks();
    await other.import(exportYear(corrected(year, 1)));
    pass();
    await refresh(other);
    await refresh(books);
    const day = localDateAt(shelf().clock.now());
    const figures = (of: Books) =>
      within(of, (tx) =>
        keyFigures(tx, figuresAt('2020-01-01', pointAt(day, shelf().clock.now()))),
      );
    const [own, others] = [await figures(books), await figures(other)];
    expect(own.outstanding).not.toEqual(others.outstanding);
    await other.burn();
    expect((await figures(books)).outstanding).toEqual(own.outstanding);
  });
});

describe('a claim', () => {
  it('that is paid more than it is turns into a credit on the day it does', async () => {
    const books = await shelf().openBooks();
    await books.import(exportYear(fc.sample(generatedYears, { numRuns: 1, seed: 3 })[0]![0]!));
    const at = shelf().clock.now();
    await within(books, async (tx) => {
      await tx.execute(
        `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
           source_file_id, source_line)
         SELECT tenant_id, receivable_id, 'PAYMENT', -2 * total_minor, issued_on + 200, $2, receivable_id, source_file_id, 1
         FROM receivable WHERE tenant_id = $1 AND total_minor > 0`,
        [tx.tenantId, at],
      );
      await tx.execute(
        `UPDATE receivable SET changed_at = $2, open_minor = open_minor - 2 * total_minor, last_effective_on = greatest(last_effective_on, issued_on + 200)
         WHERE tenant_id = $1 AND total_minor > 0`,
        [tx.tenantId, at],
      );
    });
    pass();
    await refresh(books);
    await expectFiguresToAgeAlike(books, [shelf().clock.now()]);
  });
});
