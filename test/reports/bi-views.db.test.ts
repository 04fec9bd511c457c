/** Schema bi: what it says of itself, that its amounts are exact, and that it stays fast however much there is. */
import { Client } from 'pg';
import { createSqlLogin, type Database } from '../../src/database';
import { currencyDecimals, formatDecimal } from '../../src/kernel';
import { useDatabase } from '../support/postgres';
import { connectApp, createSeller, describeCustomer, SIREN, type Seller } from './seller-fixture';

let app: Database;
let seller: Seller;
let bi: Client;
let roleName: string;

afterAll(async () => {
  await bi.end();
  await database().query('DELETE FROM sql_login');
  await database().query(`DROP ROLE ${roleName}`);
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'ours', customers: 3 });
  await describeCustomer(database(), seller, {
    account: 'C001',
    siren: SIREN.first,
    limitMinor: 10_000,
  });
  const login = await createSqlLogin(app, { tenantId: seller.tenantId, key: seller.keys.ANALYST });
  ({ roleName } = login);
  bi = new Client({ connectionString: login.url });
  await bi.connect();
});

/** As the login, on the day the fixtures are told on. */
async function rows<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
  await bi.query(`SET app.today = '2026-06-30'`);
  return (await bi.query<Row>(sql, params)).rows;
}

test('every view, column and function says what it means', async () => {
  const silent = await database().query<{ name: string }>(
    `SELECT format('%s.%s', c.relname, a.attname) AS name FROM pg_class c
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'bi'::regnamespace
       AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, a.attnum) IS NULL)
     UNION ALL
     SELECT p.proname FROM pg_proc p
     WHERE p.pronamespace = 'bi'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL`,
  );
  expect(silent).toEqual([]);
});

test('every view asks as whoever asks it, and has no column of a tenant or of minor units', async () => {
  const odd = await database().query(
    `SELECT c.relname FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'bi'::regnamespace AND c.relkind = 'v'
       AND (NOT 'security_invoker=true' = ANY (coalesce(c.reloptions, '{}'))
         OR a.attname = 'tenant_id' OR a.attname LIKE '%minor')`,
  );
  expect(odd).toEqual([]);
});

test('major_units has the decimals of every currency of the kernel', async () => {
  const currencies = Intl.supportedValuesOf('currency');
  const amounts = ['0', '1', '-5', '123456789012345678'];
  const [row] = await database().query<{ all: string[] }>(
    `SELECT array_agg(major_units(minor, currency)::text ORDER BY place, minor_place) AS all
     FROM unnest($1::text[]) WITH ORDINALITY c (currency, place),
       unnest($2::bigint[]) WITH ORDINALITY m (minor, minor_place)`,
    [currencies, amounts],
  );
  expect(row?.all).toEqual(
    currencies.flatMap((currency) =>
      amounts.map((minor) => formatDecimal(BigInt(minor), currencyDecimals(currency))),
    ),
  );
});

test('a customer has the figures its receivables give', async () => {
  const [first] = await rows(
    `SELECT account, siren, grade, credit_limit, outstanding, open_receivables, unallocated, overdue, oldest_due_on::text,
       exposure, headroom, utilisation, open_items_in_other_currencies AS other FROM bi.customers WHERE account = 'C001'`,
  );
  expect(first).toEqual({
    account: 'C001',
    siren: SIREN.first,
    grade: 'D',
    credit_limit: '100.00',
    outstanding: '295.00',
    open_receivables: '325.00',
    unallocated: '30.00',
    overdue: '120.00',
    oldest_due_on: '2026-03-02',
    exposure: '295.00',
    headroom: '-195.00',
    utilisation: '2.9500',
    other: '0',
  });
  const [second] = await rows(
    `SELECT grade, not_scored_because, credit_limit, headroom, utilisation FROM bi.customers WHERE account = 'C002'`,
  );
  expect(second).toEqual({
    grade: null,
    not_scored_because: 'NOT_ASSESSED',
    credit_limit: null,
    headroom: null,
    utilisation: null,
  });
});

test('the parts of the aged balance sum to the outstanding, as open receivables do', async () => {
  const [all] = await rows(
    `SELECT sum(not_due + overdue_1_30 + overdue_31_60 + overdue_61_90 + overdue_over_90 + undated + unallocated) AS parts,
       sum(outstanding) AS outstanding, sum(overdue) AS overdue FROM bi.aged_balance`,
  );
  expect(all).toEqual({ parts: '1770.00', outstanding: '1770.00', overdue: '720.00' });
  const buckets = await rows<{ age_bucket: string; open: string }>(
    `SELECT age_bucket, sum(open_amount) AS open FROM bi.open_receivables GROUP BY 1 ORDER BY 1`,
  );
  expect(buckets).toEqual([
    { age_bucket: '31-60', open: '600.00' },
    { age_bucket: '91+', open: '120.00' },
    { age_bucket: 'NOT_DUE', open: '1200.00' },
    { age_bucket: 'UNALLOCATED', open: '-180.00' },
    { age_bucket: 'UNDATED', open: '30.00' },
  ]);
  const today = `('2026-06-30', '2026-07-01T00:00:00Z')`;
  expect(
    await rows(
      `SELECT part, sum(amount) AS open FROM bi.aged_balance_at${today} GROUP BY 1 ORDER BY 1`,
    ),
  ).toEqual(buckets.map(({ age_bucket, open }) => ({ part: age_bucket, open })));
});

test('age from the issue day begins at zero; no buckets are one bucket', async () => {
  const parts = (args: string) =>
    rows(`SELECT part, from_days AS "from", to_days AS "to", sum(amount) AS amount
      FROM bi.aged_balance_at('2026-06-30', '2026-07-01T00:00:00Z', ${args}) GROUP BY 1, 2, 3 ORDER BY 2 NULLS LAST`);
  expect(await parts(`'ISSUE_DATE', '{30}'`)).toEqual([
    { part: '0-30', from: 0, to: 30, amount: '1230.00' },
    { part: '31+', from: 31, to: null, amount: '720.00' },
    { part: 'UNALLOCATED', from: null, to: null, amount: '-180.00' },
  ]);
  expect(await parts(`'DUE_DATE', '{}'`)).toContainEqual({
    part: '1+',
    from: 1,
    to: null,
    amount: '720.00',
  });
  await expect(parts(`'DUE_DATE', '{30,20}'`)).rejects.toThrow('BAD_BUCKETS');
  await expect(parts(`'DUE', '{30}'`)).rejects.toThrow('BAD_BASIS');
});

test('what the books hold of days to come is not true yet', async () => {
  const future = [
    `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
       source_file_id, source_line)
     SELECT tenant_id, receivable_id, 'PAYMENT', -open_minor, '2026-07-10', '2026-06-29T00:00:00Z', receivable_id,
       source_file_id, 1 FROM receivable WHERE tenant_id = $1 AND number = 'LATE-C003'`,
    `UPDATE receivable SET open_minor = 0, last_effective_on = '2026-07-10' WHERE tenant_id = $1 AND number = 'LATE-C003'`,
  ];
  const figures = `SELECT (SELECT sum(outstanding) FROM bi.customers) AS outstanding,
    (SELECT status FROM bi.receivables WHERE number = 'LATE-C003') AS status,
    (SELECT sum(open_amount) FROM bi.open_receivables) AS open,
    (SELECT sum(outstanding) FROM bi.aged_balance) AS aged`;
  const before = await rows(figures);
  expect(before).toEqual([
    { outstanding: '1770.00', status: 'OVERDUE', open: '1770.00', aged: '1770.00' },
  ]);
  for (const sql of future) await database().query(sql, [seller.tenantId]);
  expect(await rows(figures)).toEqual(before);
  await bi.query(`SET app.today = '2026-07-10'`);
  expect((await bi.query(figures)).rows).toEqual([
    { outstanding: '1470.00', status: 'SETTLED', open: '1470.00', aged: '1470.00' },
  ]);
});

describe('with many receivables', () => {
  beforeAll(async () => {
    await database().query(
      `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
         due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful,
         source_file_id, source_line)
       SELECT $1, stable_id('many', n::text), stable_id('someone', (n % 2000)::text), $2, 'INVOICE', 'M' || n, '', '411', day, day + 30,
         'DOCUMENT', 'EUR', 1000, CASE WHEN n % 10 = 0 THEN 1000 ELSE 0 END, day, now(), false, stable_id('f'), n
       FROM generate_series(1, 100000) n, LATERAL (SELECT date '2025-01-01' + n % 300 AS day) d`,
      [seller.tenantId, seller.connectionId],
    );
    await database().query('ANALYZE receivable');
  });

  interface Plan {
    'Node Type': string;
    'Relation Name'?: string;
    'Actual Rows': number;
    'Actual Loops': number;
    Plans?: Plan[];
  }

  /** Rows of receivables that the statement looked at, as the login. */
  async function looked(sql: string): Promise<number> {
    const [row] = await rows<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
    );
    const count = (plan: Plan): number =>
      (plan['Relation Name'] === 'receivable' ? plan['Actual Rows'] * plan['Actual Loops'] : 0) +
      (plan.Plans ?? []).reduce((sum, child) => sum + count(child), 0);
    const plan = row?.['QUERY PLAN'][0].Plan;
    return plan === undefined ? NaN : count(plan);
  }

  test.each([
    [`SELECT * FROM bi.receivables WHERE customer_id = $id`, 20],
    [`SELECT * FROM bi.receivables ORDER BY issued_on DESC LIMIT 50`, 400],
    [`SELECT * FROM bi.receivables LIMIT 50`, 60],
    [`SELECT * FROM bi.open_receivables WHERE customer_id = $id`, 20],
    [`SELECT * FROM bi.customers WHERE account = 'C001'`, 20],
    [`SELECT account, name, grade FROM bi.customers`, 0],
    [`SELECT * FROM bi.aged_balance WHERE customer_account = 'C001'`, 20],
    [`SELECT * FROM bi.receivables_at('2026-06-30', now()) WHERE customer_id = $id`, 20],
    [`SELECT count(*) FROM bi.open_receivables`, 10_100],
  ])('%s looks at %i of them at most', async (sql, most) => {
    const id = seller.customerId('C002');
    expect(await looked(sql.replace('$id', `'${id}'`))).toBeLessThanOrEqual(most);
  });
});
