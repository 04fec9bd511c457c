import { entryRows, fecText } from '../../connectors/fec/reading';
import { useShelf, type Books } from './books';

const opening = entryRows('411C1 100, 110 -100', {
  number: '1',
  on: '20240101',
  journal: 'AN',
  reference: 'F1',
});
const sale = (number: string, on: string, party: string, amount: number): string[] =>
  entryRows(`411${party} ${amount}, 707 -${amount}`, {
    number,
    on,
    journal: 'VE',
    reference: `F${number}`,
  });
const FIRST_HALF = sale('2', '20240110', 'C1', 7);
const SECOND_HALF = [...sale('3', '20240810', 'C1', 10), ...sale('4', '20241210', 'C2', 10)];
const YEAR = fecText([...opening, ...FIRST_HALF, ...SECOND_HALF]);

/** What each customer owes at the end of three days. */
async function balances(books: Books): Promise<string[]> {
  const rows = await books.query<{ line: string }>(
    `SELECT d.day || ' ' || string_agg(c.account || ' ' || o.open, ', ' ORDER BY c.account) AS line
     FROM (VALUES ('2024-01-01'::date), ('2024-06-30'), ('2024-12-31')) d (day)
     CROSS JOIN LATERAL (
       SELECT customer_id, sum(r.open_minor) / 100 AS open FROM receivables_at(d.day, 'infinity') r
       WHERE r.tenant_id = $1 GROUP BY 1 HAVING sum(r.open_minor) <> 0) o
     JOIN customer c ON c.tenant_id = $1 AND c.customer_id = o.customer_id GROUP BY d.day ORDER BY d.day`,
  );
  return rows.map(({ line }) => line.replaceAll(/\.0+\b/g, ''));
}

const OWED = ['2024-01-01 C1 100', '2024-06-30 C1 107', '2024-12-31 C1 117, C2 10'];

describe('an export of the first half of a year that is in the books already', () => {
  const shelf = useShelf();

  it.each([
    ['with opening entries', fecText([...opening, ...FIRST_HALF])],
    ['without opening entries', fecText(FIRST_HALF)],
  ])('%s leaves the year as it is', async (_, half) => {
    for (const order of [
      [YEAR, half],
      [half, YEAR],
    ]) {
      const books = await shelf().openBooks();
      for (const file of order) await books.import(file);
      expect(await balances(books)).toEqual(OWED);
    }
  });

  it('corrects the half it is of', async () => {
    const books = await shelf().openBooks();
    await books.import(YEAR);
    await books.import(fecText([...opening, ...sale('2', '20240110', 'C1', 9)]));
    expect(await balances(books)).toEqual([
      '2024-01-01 C1 100',
      '2024-06-30 C1 109',
      '2024-12-31 C1 119, C2 10',
    ]);
  });
});
