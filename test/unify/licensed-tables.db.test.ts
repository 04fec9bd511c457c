import { LICENSED_TABLES } from '../../src/unify';
import { useDatabase } from '../support/postgres';

const database = useDatabase();

it('holds every table of what providers say to its terms, and every such row says them', async () => {
  const columns = await database().query<{ table: string; names: string[] }>(
    `SELECT table_name AS table, array_agg(column_name::text ORDER BY column_name) AS names
     FROM information_schema.columns WHERE table_schema = 'public'
       AND column_name IN ('use_restriction', 'expires_on', 'connection_id', 'fetched_at')
     GROUP BY 1 HAVING bool_or(column_name = 'expires_on') AND bool_or(column_name = 'use_restriction') ORDER BY 1`,
  );
  const all = ['connection_id', 'expires_on', 'fetched_at', 'use_restriction'];
  expect(columns).toEqual(
    [...Object.values(LICENSED_TABLES), 'company_change']
      .sort()
      .map((table) => ({ table, names: all })),
  );
});
