/**
 * Every block of docs/bi that a user would paste, run as it stands against a live hub with the demo's data. What comes
 * out is compared with what the tables hold, read past the API and the views.
 */
import { filledSheet } from './apps-script';
import { parseYaml } from './block-yaml';
import { MONTH_END, TODAY, useDemoBooks } from './demo-books';
import { DOCUMENTED_URL, fencedBlocks, recipes } from './fenced-blocks';
import { recipe, recipeTests } from './recipe-tests';
import {
  expectOverdue,
  minorOf,
  openItems,
  overdueByAccount,
  overdueItems,
  sorted,
  type OpenItem,
} from './open-items';
import { panelRows, type FrameRow, type Panel } from './infinity';
import { runQuery } from './power-query/run-query';
import { MDate, type MTable, type Value } from './power-query/values';
import { runShell, type ShellRun, type Tools } from './run-shell';

const demo = useDemoBooks({ customers: 60, invoices: 1_400 });
test('every block a user would paste is a recipe or an answer of the cookbook, named once', () => {
  const unmarked = fencedBlocks().filter(
    ({ marks, language }) =>
      marks['recipe'] === undefined && marks['cookbook'] === undefined && language !== 'text',
  );
  expect(unmarked.map(({ page, text }) => [page, text.slice(0, 60)])).toEqual([]);
  const names = recipes().flatMap(({ marks }) => marks['recipe'] ?? []);
  expect(new Set(names).size).toBe(names.length);
});

test('the demo has what a recipe could get wrong', async () => {
  const items = await openItems(demo().database);
  const isPart = ({ openMinor, totalMinor }: OpenItem): boolean => openMinor !== totalMinor;
  const overdue = items.filter(({ status }) => status === 'OVERDUE');
  expect(overdue.filter(isPart).length).toBeGreaterThan(0);
  expect(items.filter(({ status }) => status === 'CREDIT').length).toBeGreaterThan(0);
  expect(items.filter(({ isDoubtful }) => isDoubtful).length).toBeGreaterThan(0);
});

const runs = recipeTests(({ language }) => language !== 'sql');

describe('Power Query', () => {
  const run = (source: string): Promise<MTable> =>
    runQuery(
      source,
      { documented: DOCUMENTED_URL, url: demo().api.url },
      { EncoursKey: demo().key },
    );
  const plain = (value: Value): unknown =>
    value instanceof MDate ? value.day : typeof value === 'bigint' ? value.toString() : value;
  const cellsOf = (table: MTable, names: readonly string[]): unknown[][] =>
    table.rows.map((row) => names.map((name) => plain(row[table.columns.indexOf(name)] ?? null)));

  test.each(['power-query-pages', 'power-query-csv', 'power-query-report'])(
    '%s has a fixed address, so that it refreshes in the Service',
    (id) => {
      const calls = [...recipe(id).matchAll(/Web\.Contents\(\s*([^,]*),/g)];
      expect(calls.map(([, address]) => address)).toEqual([`"${DOCUMENTED_URL}"`]);
      expect(recipe(id)).not.toContain(demo().key);
    },
  );

  for (const size of [5_000, 50]) {
    runs('power-query-pages', `loads every open item ${size} a page`, async () => {
      const source = recipe('power-query-pages').replace('PageSize = 5000', `PageSize = ${size}`);
      const names = [
        ...['Account', 'Customer', 'Number', 'Kind', 'Issued', 'Due', 'Status', 'Days overdue'],
        'Open',
      ];
      const items = await openItems(demo().database);
      expect(items.length).toBeGreaterThan(2 * 50);
      expect(sorted(cellsOf(await run(source), names))).toEqual(
        sorted(
          items.map((item) => [
            ...[item.account, item.customer, item.number, item.kind, item.issued, item.due],
            ...[item.status, item.daysOverdue, `${item.openMinor}00`],
          ]),
        ),
      );
    });
  }

  runs('power-query-pages', 'fails with the code of the hub', async () => {
    const broken = recipe('power-query-pages').replace('PageSize = 5000', 'PageSize = 1000000');
    await expect(run(broken)).rejects.toThrow('QUERY_TOO_COSTLY: ');
  });

  runs('power-query-csv', 'loads the same from the export', async () => {
    const names = [
      ...['customer_account', 'customer_name', 'number', 'issued_on', 'due_on', 'status'],
      ...['days_overdue', 'is_doubtful', 'open_amount'],
    ];
    expect(sorted(cellsOf(await run(recipe('power-query-csv')), names))).toEqual(
      sorted(
        (await openItems(demo().database)).map((item) => [
          ...[item.account, item.customer, item.number, item.issued, item.due, item.status],
          ...[item.daysOverdue, item.isDoubtful, `${item.openMinor}00`],
        ]),
      ),
    );
  });

  runs('power-query-report', 'has the parts of every grade, and they sum up', async () => {
    const table = await run(recipe('power-query-report'));
    const items = await openItems(demo().database);
    const total = items.reduce((sum, { openMinor }) => sum + BigInt(openMinor), 0n);
    let told = 0n;
    for (const row of table.rows) {
      const [asOf, grade, ...parts] = row;
      expect(plain(asOf ?? null)).toBe(TODAY);
      expect([null, 'A', 'B', 'C', 'D', 'E']).toContain(grade);
      const amounts = parts.filter((part) => typeof part === 'bigint');
      const outstanding = amounts.pop() ?? 0n;
      expect(amounts).toHaveLength(6);
      expect(amounts.reduce((sum, part) => sum + part, 0n)).toBe(outstanding);
      told += outstanding;
    }
    expect(told).toBe(total * 100n);
  });
});

describe('Grafana Infinity', () => {
  const dashboard = () => ({
    source: parseYaml(recipe('grafana-source')),
    url: demo().api.url,
    environment: { ENCOURS_KEY: demo().key },
    variables: { '__from:date:YYYY-MM-DD': '2026-01-10', '__to:date:YYYY-MM-DD': MONTH_END },
  });
  const rowsOf = (id: string): Promise<FrameRow[]> =>
    panelRows(JSON.parse(recipe(id)) as Panel, dashboard());

  runs('grafana-source', 'names what the panels ask', async () => {
    const source = parseYaml(recipe('grafana-source'));
    expect(source).toMatchObject({
      datasources: [{ uid: 'encours', type: 'yesoreyeram-infinity-datasource' }],
    });
    const [, path = ''] =
      /customHealthCheckUrl: http:\/\/localhost:4000(\S+)/.exec(recipe('grafana-source')) ?? [];
    expect((await fetch(`${demo().api.url}${path}`)).status).toBe(200);
    for (const id of ['grafana-overdue', 'grafana-dso', 'grafana-csv']) {
      const { datasource } = JSON.parse(recipe(id)) as { datasource: unknown };
      expect(datasource).toEqual({ type: 'yesoreyeram-infinity-datasource', uid: 'encours' });
    }
  });

  runs('grafana-overdue', 'shows the customers that are most overdue, worst first', async () => {
    const owed = await overdueByAccount(demo().database);
    const rows = await rowsOf('grafana-overdue');
    expect(rows.map((row) => row['Account'])).toEqual(
      owed.slice(0, 10).map(({ account }) => account),
    );
    const grades = await demo().database.query<{ account: string; grade: string; score: number }>(
      `SELECT account, grade, score FROM customer JOIN credit_assessment USING (tenant_id, customer_id)
       WHERE is_current AND grade IS NOT NULL`,
    );
    const known = new Map(grades.map(({ account, grade, score }) => [account, { grade, score }]));
    for (const row of rows) {
      const { grade = null, score = null } = known.get(String(row['Account'])) ?? {};
      expect([row['Grade'], row['Score']]).toEqual([grade, score]);
      expect(row['Exposure']).toBeGreaterThanOrEqual(0);
    }
  });

  runs('grafana-dso', 'has a point at the end of every month of the time range', async () => {
    const rows = await rowsOf('grafana-dso');
    const ends = ['01-31', '02-28', '03-31', '04-30', '05-31', '06-30'];
    expect(rows.map((row) => row['Month'])).toEqual(ends.map((end) => Date.parse(`2026-${end}`)));
    // The last one by its formula: outstanding / sales × days.
    const [row] = await demo().database.query<{ dso: string }>(
      `SELECT round(sum(amount_minor) * 30 / sum(amount_minor) FILTER (
         WHERE r.kind IN ('INVOICE', 'CREDIT_NOTE') AND coalesce(e.reversed_kind, e.kind) = 'ISSUE'
           AND r.issued_on BETWEEN '2026-06-01' AND $1), 4) AS dso
       FROM receivable_entry e JOIN receivable r USING (receivable_id) WHERE e.effective_on <= $1`,
      [MONTH_END],
    );
    expect(rows.at(-1)?.['DSO']).toBeCloseTo(Number(row?.dso), 3);
    for (const month of rows) {
      expect(Number(month['Best possible'])).toBeLessThanOrEqual(Number(month['DSO']));
    }
  });

  runs('grafana-csv', 'shows every overdue receivable', async () => {
    const rows = await rowsOf('grafana-csv');
    expect(
      sorted(
        rows.map((row) => [
          ...[row['Customer'], row['Invoice'], row['Due'], row['Days late'], row['Open']],
        ]),
      ),
    ).toEqual(
      sorted(
        (await overdueItems(demo().database)).map((item) => [
          ...[item.customer, item.number, Date.parse(item.due ?? ''), item.daysOverdue],
          Number(item.openMinor) / 100,
        ]),
      ),
    );
  });
});

describe.each<Tools>(['of the machine', 'stand-ins'])('in a shell with tools: %s', (tools) => {
  const run = async (id: string, changes: [string, string][] = []): Promise<ShellRun> => {
    let script = recipe(id).replaceAll(DOCUMENTED_URL, demo().api.url);
    for (const [from, to] of changes) {
      expect(script).toContain(from);
      script = script.replaceAll(from, to);
    }
    const env = {
      ENCOURS_KEY: demo().key,
      ENCOURS_SQL_URL: demo().sqlUrl,
      DATABASE_URL: demo().database.url,
      PGOPTIONS: `-c app.today=${TODAY}`,
    };
    const ended = await runShell(script, { env, tools });
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: ended.stderr });
    return ended;
  };
  const lines = (text: string): string[] => text.split('\n').slice(0, -1);

  runs('key', 'makes a key that opens every door', async () => {
    const shown = 'echo "$ENCOURS_KEY $ENCOURS_SQL_URL"';
    const { stdout } = await run('key', [['.sqlUrl)', `.sqlUrl)\n${shown}`]]);
    const [key = '', url = ''] = stdout.trim().split(' ');
    expect(key).toMatch(/^enc_/);
    const { username, password } = new URL(url);
    expect([username.startsWith('encours_bi_'), decodeURIComponent(password)]).toEqual([true, key]);
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${demo().api.url}/export/companies.csv`, { headers });
    expect([response.status, (await response.text()).length > 0]).toEqual([200, true]);
  });

  runs('curl-overdue', 'lists the customers that are most overdue', async () => {
    const { stdout } = await run('curl-overdue');
    const owed = await overdueByAccount(demo().database);
    const rows = lines(stdout).map((line) => line.split('\t'));
    expect(rows.map(([account]) => account)).toEqual(owed.slice(0, 10).map((one) => one.account));
    for (const [, , , exposure, currency] of rows) {
      expect([exposure, currency]).toEqual([expect.stringMatching(/^\d+\.\d{2}$/), 'EUR']);
    }
  });

  for (const size of [5_000, 50]) {
    runs('curl-pages', `writes every open receivable ${size} a page`, async () => {
      const { stdout, files } = await run('curl-pages', [['first: 5000', `first: ${size}`]]);
      const written = lines(files.get('open.jsonl')?.toString() ?? '').map((line) => {
        const { number, dueOn, open, customer } = JSON.parse(line) as {
          number: string;
          dueOn: string | null;
          open: { amount: string };
          customer: { account: string };
        };
        return [customer.account, number, dueOn, minorOf(open.amount)];
      });
      const items = (await openItems(demo().database)).filter(({ status }) => status !== 'CREDIT');
      expect(sorted(written)).toEqual(
        sorted(items.map((item) => [item.account, item.number, item.due, item.openMinor])),
      );
      expect(Number(stdout)).toBe(items.length);
    });
  }

  runs('curl-export', 'sums what is overdue to the cent', async () => {
    const { stdout } = await run('curl-export');
    const items = await overdueItems(demo().database);
    const sum = items.reduce((total, { openMinor }) => total + BigInt(openMinor), 0n);
    expect(stdout).toBe(`EUR\t${items.length}\t${sum}\n`);
  });

  runs('curl-again', 'gets the same bytes, and they add up', async () => {
    const { stdout, files } = await run('curl-again');
    expect(files.get('again.json')).toEqual(files.get('today.json'));
    const total = (await openItems(demo().database)).reduce(
      (sum, item) => sum + BigInt(item.openMinor),
      0n,
    );
    const told = JSON.parse(stdout) as Record<string, { amount: string }>;
    expect(Object.values(told).map(({ amount }) => minorOf(amount))).toEqual([
      ...[String(total), String(total), '0'],
    ]);
  });

  runs('curl-refused', 'prints the status and the code', async () => {
    expect((await run('curl-refused')).stdout).toBe('400\nINVALID_DATE\n');
  });

  runs('spreadsheet-file', 'has a mark for Excel and a row per overdue receivable', async () => {
    const file = (await run('spreadsheet-file')).files.get('overdue.csv') ?? Buffer.alloc(0);
    expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    await expectOverdue(file.subarray(3).toString(), demo().database);
  });

  runs('psql-overdue', 'answers as the login of the key', async () => {
    const [header, ...rows] = lines((await run('psql-overdue')).stdout).map((line) =>
      line.split(','),
    );
    expect(header?.[2]).toBe('overdue');
    expect(rows.map(([, , overdue = '']) => minorOf(overdue))).toEqual(
      (await overdueByAccount(demo().database)).slice(0, 10).map((one) => String(one.minor)),
    );
  });

  runs('readme-query', 'answers a report that adds up', async () => {
    const { data } = JSON.parse((await run('readme-query')).stdout) as {
      data: { agedBalance: { reconciliation: Record<string, { amount: string }> } };
    };
    const { sumOfBuckets, ledgerDifference } = data.agedBalance.reconciliation;
    const items = await openItems(demo().database);
    const total = items.reduce((sum, { openMinor }) => sum + BigInt(openMinor), 0n);
    expect(minorOf(sumOfBuckets?.amount ?? '')).toBe(String(total));
    expect(ledgerDifference?.amount).toBe('0.00');
  });

  runs('readme-export', 'writes every overdue receivable', async () => {
    const file = (await run('readme-export')).files.get('overdue.csv');
    await expectOverdue(file?.toString() ?? '', demo().database);
  });

  runs('readme-sql', 'lists every customer that is overdue', async () => {
    const [, ...rows] = lines((await run('readme-sql')).stdout);
    const owed = await overdueByAccount(demo().database);
    expect(rows.map((row) => minorOf(row.split(',')[2] ?? ''))).toEqual(
      owed.map((one) => String(one.minor)),
    );
  });

  runs('psql-copy', 'writes every overdue receivable', async () => {
    const csv = (await run('psql-copy')).files.get('overdue.csv')?.toString() ?? '';
    await expectOverdue(csv.replaceAll('\n', '\r\n'), demo().database);
  });
});

runs('spreadsheet-google', 'fills the sheet with every overdue receivable', async () => {
  // Apps Script waits for an answer where it stands; here it is fetched beforehand.
  const script = recipe('spreadsheet-google');
  const [, address = ''] = /fetch\(\s*'([^']+)'/.exec(script) ?? [];
  const { key, api, database } = demo();
  const response = await fetch(address.replace(DOCUMENTED_URL, api.url), {
    headers: { authorization: `Bearer ${key}` },
  });
  const answer = { address, status: response.status, body: await response.text() };
  const [header, ...rows] = filledSheet(script, 'pullOverdue', { key, answer });
  expect(header).toContain('open_amount');
  expect(rows.length).toBe((await overdueItems(database)).length);
});
