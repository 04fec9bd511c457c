/** `encours scorecard`, on files as people have them: zipped, quoted, from a spreadsheet, and broken. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { evaluateFile } from '../../src/cli/scorecard/evaluate-file';
import { evaluationLines } from '../../src/cli/scorecard/evaluation-lines';
import { scoredLines } from '../../src/cli/scorecard/score-file';
import { RATIO_NAMES, scoreRatios, type RatioName, type Ratios } from '../../src/scoring';
import { encours } from './run-encours';

const folder = mkdtempSync(join(tmpdir(), 'encours-scorecard-'));
// A database that cannot be reached: these commands open none.
const env = { ENCOURS_HOME: join(folder, 'home'), DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const still = new AbortController().signal;
const HEADER = ['origin', ...RATIO_NAMES, 'failed'];

/** A line with some ratios, the others empty. */
function line(origin: string, known: Partial<Record<RatioName, string>>, failed: string): string[] {
  return [origin, ...RATIO_NAMES.map((name) => known[name] ?? ''), failed];
}

const SOUND = { net_margin: '0.1', current_ratio: '2.5', equity_to_liabilities: '1.5' };
const WEAK = { net_margin: '-0.4', current_ratio: '0.4', equity_to_liabilities: '-0.3' };
const ROWS = [
  line('us', SOUND, '0'),
  line('us', WEAK, '1'),
  line('pl', SOUND, 'false'),
  line('pl', WEAK, 'TRUE'),
  line('pl', {}, '0'),
];

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function csv(rows: readonly (readonly string[])[], lineEnd = '\n'): string {
  return rows.map((cells) => cells.join(',') + lineEnd).join('');
}

async function scored(path: string): Promise<string> {
  let text = '';
  for await (const batch of scoredLines(path, still)) text += batch;
  return text;
}

it('prints one line of JSON with --json, and opens no database', async () => {
  const path = file('plain.csv.gz', gzipSync(csv([HEADER, ...ROWS])));
  const { code, stdout } = await encours(['scorecard', 'evaluate', path, '--json'], env);
  expect(code).toBe(0);
  expect(stdout.split('\n')).toHaveLength(2);
  const answer = JSON.parse(stdout) as { total: unknown; origins: Record<string, unknown> };
  expect(answer.total).toMatchObject({ n: 5, failures: 2, auc: 1, aucHigh: 1, because: null });
  expect(Object.keys(answer.origins)).toEqual(['us', 'pl']);
  expect(answer.origins['us']).toMatchObject({ n: 2, failures: 1, auc: 1 });
}, 60_000);

it('refuses a bad cell with file, line and column, exit code 1 and no half-written file', async () => {
  const bad = line('us', { net_margin: '12 %' }, '0');
  const path = file('bad.csv', csv([HEADER, ...ROWS, bad]));
  const out = join(folder, 'scored.csv');
  const { code, stderr } = await encours(['scorecard', 'score', path, '-o', out], env);
  expect(code).toBe(1);
  expect(stderr).toMatch(/SCORECARD_CSV_VALUE.*line 7, column net_margin/);
  expect(stderr).toContain(path);
  expect(readdirSync(folder).filter((name) => name.startsWith('scored'))).toEqual([]);
}, 60_000);

it('refuses to write over the file it reads', async () => {
  const text = csv([HEADER, ...ROWS]);
  const path = file('same.csv', text);
  const { code, stderr } = await encours(['scorecard', 'score', path, '-o', path], env);
  expect([code, stderr]).toEqual([2, expect.stringContaining('SCORECARD_OUT_IS_INPUT')]);
  expect(readFileSync(path, 'utf8')).toBe(text);
}, 60_000);

it('reads columns in any order, with others between, quotes, CRLF, a byte order mark and no last line end', async () => {
  const names = ['note', 'failed', ...[...RATIO_NAMES].reverse(), 'origin'];
  const cells = (row: string[]): string[] =>
    names.map((name) => {
      if (name === 'note') return '"says ""no"", twice"';
      return `"${row[HEADER.indexOf(name)] ?? ''}"`;
    });
  const text = `\uFEFF${csv([names, ...ROWS.map(cells)], '\r\n').trimEnd()}`;
  const odd = await evaluateFile(file('odd.csv', text), still);
  expect(odd).toEqual(await evaluateFile(file('even.csv', csv([HEADER, ...ROWS])), still));
  expect(odd.origins.get('pl')).toMatchObject({ n: 3, failures: 1 });
});

it('calls rows without the column origin "all"', async () => {
  const path = file('all.csv', csv([HEADER, ...ROWS].map((row) => row.slice(1))));
  const { total, origins } = await evaluateFile(path, still);
  expect([...origins]).toEqual([['all', total]]);
});

it.each([
  ['no rows', csv([HEADER]), 'no rows'],
  ['no failures', csv([HEADER, line('us', SOUND, '0')]), 'no failures'],
  ['failures only', csv([HEADER, line('us', WEAK, '1')]), 'failures only'],
])('says why there is no area in a file with %s', async (_, text, said) => {
  const evaluation = await evaluateFile(file('few.csv', text), still);
  expect(evaluation.total.auc).toBeNull();
  expect(evaluationLines(evaluation).join('\n')).toContain(said);
});

it.each([
  ['an empty file', '', 'SCORECARD_CSV_COLUMN_MISSING'],
  ['no column failed', csv([HEADER.slice(0, -1)]), 'SCORECARD_CSV_COLUMN_MISSING'],
  ['semicolons', [HEADER.join(';')].join('\n'), 'SCORECARD_CSV_COLUMN_MISSING'],
  ['a column twice', csv([[...HEADER, 'net_margin']]), 'SCORECARD_CSV_COLUMN_TWICE'],
  ['inf', csv([HEADER, line('us', { net_margin: 'inf' }, '0')]), 'SCORECARD_CSV_VALUE'],
  ['infinity', csv([HEADER, line('us', { net_margin: '1e999' }, '0')]), 'SCORECARD_CSV_VALUE'],
  ['hexadecimal', csv([HEADER, line('us', { net_margin: '0x1' }, '0')]), 'SCORECARD_CSV_VALUE'],
  ['an unknown outcome', csv([HEADER, line('us', SOUND, '')]), 'SCORECARD_CSV_VALUE'],
  ['outcome 2', csv([HEADER, line('us', SOUND, '2')]), 'SCORECARD_CSV_VALUE'],
  ['a short line', csv([HEADER, ['us', '1']]), 'SCORECARD_CSV_VALUE'],
  ['an open quote', `${csv([HEADER])}"us,${'1,'.repeat(30)}`, 'SCORECARD_CSV_INVALID'],
  [
    'more origins than names',
    csv([HEADER, ...Array.from({ length: 1001 }, (_, index) => line(`o${index}`, {}, '0'))]),
    'SCORECARD_CSV_VALUE',
  ],
])('refuses %s', async (_, text, code) => {
  await expect(evaluateFile(file('refused.csv', text), still)).rejects.toMatchObject({ code });
});

it('refuses a file that is not there and one whose compression breaks off', async () => {
  const half = gzipSync(csv([HEADER, ...ROWS])).subarray(0, 60);
  for (const path of [join(folder, 'absent.csv'), file('half.csv.gz', half)]) {
    await expect(evaluateFile(path, still)).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
  }
});

it('appends score, probability and grade, and leaves the cells as they were', async () => {
  const path = file(
    'to-score.csv',
    csv([['name', ...HEADER], ...ROWS.map((row) => ['"A, ""B"""', ...row])]),
  );
  const [header, first, second] = (await scored(path)).split('\n');
  expect(header).toBe(['name', ...HEADER, 'score', 'probability', 'grade'].join(','));
  const none = Object.fromEntries(RATIO_NAMES.map((name) => [name, null])) as Ratios;
  const sound = { net_margin: 0.1, current_ratio: 2.5, equity_to_liabilities: 1.5 };
  const { probability } = scoreRatios({ ...none, ...sound });
  const [score, stated, grade] = first?.split(',').slice(-3) ?? [];
  expect(first).toMatch(/^"A, ""B""",us,/);
  expect(Number(stated)).toBeCloseTo(probability, 6);
  expect(Number(score)).toBe(Math.round(-12.5 * Math.log(probability / (1 - probability))));
  expect(grade).toMatch(/^[A-E]$/);
  expect(Number(score)).toBeGreaterThan(Number(second?.split(',').at(-3)));
});

it.each(['NA', 'NaN', 'nan', 'null', 'NULL', ' NA '])(
  'takes %j for a missing value, as an empty cell',
  async (missing) => {
    const file1 = file('missing.csv', csv([HEADER, line('us', { net_margin: missing }, '0')]));
    const file2 = file('empty.csv', csv([HEADER, line('us', {}, '0')]));
    const figures = async (path: string) => (await scored(path)).trimEnd().split(',').slice(-3);
    expect(await figures(file1)).toEqual(await figures(file2));
  },
);

it('scores a file without outcomes, and not one that has been scored', async () => {
  const path = file('fateless.csv', csv([HEADER, ...ROWS].map((row) => row.slice(0, -1))));
  const text = await scored(path);
  expect(text.trimEnd().split('\n')).toHaveLength(6);
  await expect(scored(file('again.csv', text))).rejects.toMatchObject({
    code: 'SCORECARD_CSV_COLUMN_TAKEN',
  });
});
