/** The statements of docs/bi that a user would paste, run as they stand; the other recipes are in recipes.api.test.ts. */
import { MONTH_END, TODAY, useDemoBooks } from './demo-books';
import { minorOf, monthEndItems, sorted } from './open-items';
import { recipe, recipeTests } from './recipe-tests';

const demo = useDemoBooks({ customers: 60, invoices: 1_400 });
const runs = recipeTests(({ language }) => language === 'sql');

describe('SQL', () => {
  const rowsOf = <Row extends object>(id: string): Promise<Row[]> => demo().select<Row>(recipe(id));

  runs('sql-documented', 'tells what every view is', async () => {
    const views = await rowsOf<{ view: string; meaning: string | null }>('sql-documented');
    expect(views.length).toBeGreaterThan(10);
    expect(views.filter(({ meaning }) => meaning === null)).toEqual([]);
  });

  runs('sql-month-end', 'is what the entries known then sum to', async () => {
    const parts = await rowsOf<{ part: string; amount: string }>('sql-month-end');
    const items = await monthEndItems(demo().database, '2026-06-30T18:00:00Z');
    const total = items.reduce((sum, { open }) => sum + BigInt(open), 0n);
    const told = parts.reduce((sum, { amount }) => sum + BigInt(minorOf(amount)), 0n);
    expect(told).toBe(total);
    const owed = items.filter(({ open, due }) => BigInt(open) > 0n && due < MONTH_END);
    const late = parts.filter(({ part }) => /^\d/.test(part));
    expect(late.reduce((sum, { amount }) => sum + BigInt(minorOf(amount)), 0n)).toBe(
      owed.reduce((sum, { open }) => sum + BigInt(open), 0n),
    );
  });

  runs('sql-learnt-since', 'finds what was booked into the month after its end', async () => {
    const rows =
      await rowsOf<Record<'account' | 'number' | 'known_then' | 'known_now', string>>(
        'sql-learnt-since',
      );
    const then = new Map(
      (await monthEndItems(demo().database, '2026-06-30T18:00:00Z')).map((one) => [one.id, one]),
    );
    const now = new Map(
      (await monthEndItems(demo().database, '2026-07-03T09:00:00Z')).map((one) => [one.id, one]),
    );
    const changed = [...new Set([...then.keys(), ...now.keys()])]
      .map((id) => ({ then: then.get(id), now: now.get(id) }))
      .filter((both) => both.then?.open !== both.now?.open)
      .map((both) => [
        ...[both.then?.account ?? both.now?.account, both.then?.number ?? both.now?.number],
        ...[both.then?.open ?? null, both.now?.open ?? null],
      ]);
    expect(changed).toContainEqual(['C00001', 'RB260629', null, '-2500000']);
    const cents = (amount: string | null): string | null =>
      amount === null ? null : minorOf(amount);
    expect(
      sorted(
        rows.map((row) => [row.account, row.number, cents(row.known_then), cents(row.known_now)]),
      ),
    ).toEqual(sorted(changed));
  });

  runs('sql-known-until', 'gives an instant that is over', async () => {
    const [row] = await rowsOf<{ as_of: string; known_at: string }>('sql-known-until');
    expect(row?.as_of).toBe(TODAY);
    expect(Date.parse(row?.known_at ?? '')).toBeLessThanOrEqual(Date.now());
  });

  runs('sql-unapplied', 'gives cash that counts and settles no claim', async () => {
    const rows = await rowsOf<{ currency: string; unapplied: string; receipts: string }>(
      'sql-unapplied',
    );
    const [known] = await demo().database.query<{ minor: string }>(
      `SELECT coalesce(sum(b.amount_minor - coalesce(p.minor, 0)), 0)::text AS minor
       FROM cash_application a JOIN bank_transaction b USING (tenant_id, bank_transaction_id)
       LEFT JOIN (SELECT bank_transaction_id, sum(amount_minor) AS minor FROM cash_application_part GROUP BY 1) p
         USING (bank_transaction_id)
       WHERE a.status = 'APPLIED' AND a.ledger_cause_id IS NULL AND b.amount_minor > coalesce(p.minor, 0)`,
    );
    const sum = rows.reduce((total, { unapplied }) => total + BigInt(minorOf(unapplied)), 0n);
    expect(sum.toString()).toBe(known?.minor);
  });

  runs('sql-changed', 'gives what the hub learnt since, and nothing else', async () => {
    const rows = await rowsOf<{ receivable_id: string }>('sql-changed');
    const learnt = await demo().database.query<{ id: string }>(
      `SELECT DISTINCT receivable_id AS id FROM receivable_entry JOIN receivable r USING (receivable_id)
       WHERE recorded_at > '2026-06-30T18:00:00Z' AND NOT (r.open_minor = 0 AND r.total_minor = 0)`,
    );
    const ids = rows.map(({ receivable_id: id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(learnt.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual([]);
    const all = await demo().database.query('SELECT FROM receivable');
    expect(ids.length).toBeLessThan(all.length);
  });
});
