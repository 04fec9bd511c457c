/**
 * Asks every question of docs/bi/cookbook.md through each door it names, and compares the answers with each other and with
 * what the page prints. WRITE_COOKBOOK=1 prints them anew.
 */
import { data } from '../api/api-harness';
import { parseCsv } from '../api/export-reader';
import { ANSWERS, Found, type Row } from './cookbook-answers';
import { markdownTable, printAnswers, printedAnswers } from './cookbook-page';
import { useDemoBooks } from './demo-books';
import { fencedBlocks } from './fenced-blocks';

const demo = useDemoBooks();
const blocks = fencedBlocks().filter(({ page }) => page === 'cookbook.md');
const questions = [...printedAnswers().keys()];

function textOf(id: string, language: string): string | null {
  const found = blocks.filter((one) => one.marks['cookbook'] === id && one.language === language);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0]?.text ?? null;
}

async function byGraphql(id: string): Promise<Row[] | null> {
  const query = textOf(id, 'graphql');
  if (query === null) return null;
  return ANSWERS[id]?.rows?.(new Found(await data(demo().api, demo().key, query))) ?? null;
}

async function bySql(id: string): Promise<{ headings: string[]; rows: Row[] } | null> {
  const statement = textOf(id, 'sql');
  if (statement === null) return null;
  const found = await demo().select<Record<string, string | null>>(statement);
  return {
    headings: Object.keys(found[0] ?? {}),
    rows: found.map((row) => Object.values(row).map((value) => value ?? '')),
  };
}

/** The records of the export at an address of the page. */
async function records(address: string): Promise<Record<string, string>[]> {
  const response = await fetch(`${demo().api.url}${address}`, {
    headers: { authorization: `Bearer ${demo().key}` },
  });
  const body = await response.text();
  expect([address, response.status, response.ok ? '' : body]).toEqual([address, 200, '']);
  const [header = [], ...rows] = parseCsv(body);
  return rows.map((row) =>
    Object.fromEntries(header.map((name, place) => [name, row[place] ?? ''])),
  );
}

async function answer(id: string): Promise<Row[]> {
  const [api, sql] = [await byGraphql(id), await bySql(id)];
  if (sql !== null) {
    expect(sql.headings).toEqual(ANSWERS[id]?.headings);
    if (api !== null) expect(sql.rows).toEqual(api);
  }
  const rows = api ?? sql?.rows ?? [];
  expect(rows.length).toBeGreaterThan(0);
  return rows;
}

test('every question has an answer printed, and every answer a question', () => {
  const asked = new Set(blocks.flatMap(({ marks }) => marks['cookbook'] ?? []));
  expect([...asked].sort()).toEqual([...questions].sort());
  expect(Object.keys(ANSWERS).sort()).toEqual([...questions].sort());
  const headings = blocks.filter(({ language }) => language === 'graphql');
  expect(headings).toHaveLength(10);
});

if (process.env['WRITE_COOKBOOK'] === '1') {
  test('prints the answers', async () => {
    const tables = new Map<string, string>();
    for (const id of questions) {
      tables.set(id, markdownTable(ANSWERS[id]?.headings ?? [], await answer(id)));
    }
    printAnswers(tables);
  });
}

test.each(questions)('%s is answered as printed, through every door it names', async (id) => {
  const rows = await answer(id);
  expect(printedAnswers().get(id)).toBe(markdownTable(ANSWERS[id]?.headings ?? [], rows));
});

test.each(questions.filter((id) => textOf(id, 'http') !== null))(
  '%s is in the file too',
  async (id) => {
    const [, address = ''] = /^GET (\S+)\n$/.exec(textOf(id, 'http') ?? '') ?? [];
    const found = await records(address);
    const { headings, file } = ANSWERS[id] ?? {};
    const places = file?.headings.map((heading) => headings?.indexOf(heading) ?? -1) ?? [];
    const told = file?.rows(found).map((row) => row.join('|')) ?? [];
    // The file goes on where the table stops, or is one of its lines.
    const rows = (await answer(id)).slice(0, told.length);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(told).toContain(places.map((place) => row[place]).join('|'));
    }
  },
);

test('the rank of late payers is what key figures tell of each of them', async () => {
  const { rows = [] } = (await bySql('late-payers')) ?? {};
  const query = textOf('late-payers', 'graphql') ?? '';
  const [, slowest = ''] = /accounts: \["(\w+)"\]/.exec(query) ?? [];
  expect(slowest).toBe(rows[0]?.[0]);
  for (const [account = '', , , days] of rows) {
    const asked = query.replace(slowest, account);
    const told = new Found(await data(demo().api, demo().key, asked));
    expect([account, told.rounded('keyFigures.daysLate.value', 1)]).toEqual([account, days]);
  }
});
