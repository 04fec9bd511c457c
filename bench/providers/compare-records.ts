/** Whether two syncs left the same rows: every table of records, every column that is a fact. */
import type { Client } from 'pg';

/** All that a sync learns of companies. */
const TABLES = [
  ...['company', 'company_fact', 'company_identifier', 'company_owner', 'establishment', 'officer'],
  ...['financial_statement', 'legal_event', 'group_link', 'provider_score', 'recommended_limit'],
  ...['payment_index', 'insurance_policy', 'insurance_cover', 'screening_hit', 'change_notice'],
  ...['raw_record', 'subject_reading'],
] as const;

/** By which run a row came and on which day, not what it says; instants are left out besides. */
const OF_THE_RUN = ['sync_run_id', 'seen_on'];

type Queries = Pick<Client, 'query'>;

/** Keeps the rows as they are now, in the schema `kept`. */
export async function keepRecords(client: Queries): Promise<void> {
  await client.query('DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept');
  for (const table of TABLES) {
    await client.query(`CREATE TABLE kept.${table} AS ${await factsOf(client, table)}`);
  }
}

export interface TableDifference {
  table: string;
  /** Rows that are there now, that are only kept, and that are only there now. */
  rows: number;
  missing: number;
  added: number;
  /** One row of each kind of difference. */
  example: string | null;
}

/** Compares the rows with those kept, in no order; ids are part of them. */
export async function compareRecords(client: Queries): Promise<TableDifference[]> {
  const differences: TableDifference[] = [];
  for (const table of TABLES) {
    const now = await factsOf(client, table);
    const { rows } = await client.query<Omit<TableDifference, 'table'>>(
      `WITH now AS MATERIALIZED (${now}),
         missing AS (SELECT facts FROM kept.${table} EXCEPT ALL SELECT facts FROM now),
         added AS (SELECT facts FROM now EXCEPT ALL SELECT facts FROM kept.${table})
       SELECT (SELECT count(*)::int FROM now) AS rows, (SELECT count(*)::int FROM missing) AS missing,
         (SELECT count(*)::int FROM added) AS added,
         concat_ws(E'\n', (SELECT min(facts::text) FROM missing), (SELECT min(facts::text) FROM added)) AS example`,
    );
    const [found] = rows;
    if (found === undefined) throw new Error(`${table} could not be compared`);
    differences.push({ table, ...found });
  }
  return differences;
}

async function factsOf(client: Queries, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND data_type = 'timestamp with time zone'`,
    [table],
  );
  const left = [...rows.map(({ name }) => name), ...OF_THE_RUN].join(',');
  return `SELECT to_jsonb(t) - '{${left}}'::text[] AS facts FROM public.${table} t`;
}
