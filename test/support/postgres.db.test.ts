import { useDatabase } from './postgres';

describe('useDatabase', () => {
  const database = useDatabase();

  it('gives the file a database of its own with the migrated schema', async () => {
    const [row] = await database().query<{ name: string }>('SELECT current_database() AS name');
    expect(row?.name).toBe(database().name);
    const tables = await database().query(
      `SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'migration'`,
    );
    expect(tables).toHaveLength(1);
  });

  it('compares accented letters as letters', async () => {
    await database().query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    const rows = await database().query(
      `SELECT cardinality(show_trgm('société')) AS trigrams, upper('é') AS capital`,
    );
    expect(rows).toEqual([{ trigrams: 8, capital: 'É' }]);
  });
});
