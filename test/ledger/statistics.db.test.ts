import { join } from 'node:path';
import { writeBenchFec } from '../../src/demo';
import { useShelf } from './books';

describe('books of many lines', () => {
  const shelf = useShelf();

  it('are known to the planner as soon as they are in, also those of a second tenant', async () => {
    const path = join(shelf().folder, '732829320FEC20251231.txt');
    await writeBenchFec(path, 6_000, 1);
    for (const known of [1, 2]) {
      const books = await shelf().openBooks();
      await books.importPath(path);
      // Without it, a tenant the statistics do not know is planned for as if it had one row.
      const [row] = await books.query<{ tenants: number }>(
        `SELECT cardinality(most_common_vals::text::uuid[]) AS tenants FROM pg_stats
         WHERE tablename = 'receivable_entry' AND attname = 'tenant_id' AND $1::uuid IS NOT NULL`,
      );
      expect(row?.tenants).toBe(known);
    }
  });
});
