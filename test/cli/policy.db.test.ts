import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryRows, fecText } from '../../connectors/fec/reading';
import { changed, draftDocument } from '../limits/policies/policy-examples';
import { useDatabase } from '../support/postgres';
import { encours, type Ended } from './run-encours';

jest.setTimeout(180_000);

const database = useDatabase();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-policy-'));
  const books = join(folder, 'books.txt');
  const sale = { journal: 'VE', on: '20250131', reference: 'FA1' };
  writeFileSync(books, fecText(entryRows('411C1 100, 707 -100', sale)));
  await run('tenants', 'create', 'acme');
  await run('import', books, '--connector', 'fec', '--tenant', 'acme');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<Ended> {
  return encours(args, { DATABASE_URL: database().url, ENCOURS_HOME: folder });
}

const policy = (verb: string, ...args: string[]): Promise<Ended> =>
  run('policy', verb, ...args, '--tenant', 'acme');

function fileOf(name: string, content: object | string): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

it('prints the policy in force so that it can be changed, previewed and published', async () => {
  const shown = await policy('show');
  expect(JSON.parse(shown.stdout)).toEqual(draftDocument());

  const document = changed(
    'segments[0].starterCeiling',
    '2000',
    JSON.parse(shown.stdout) as object,
  );
  const file = fileOf('policy.json', `\uFEFF${JSON.stringify(document)}`);
  expect((await run('policy', 'validate', file)).stdout).toContain('is a policy');
  const preview = await policy('preview', file, '--json');
  expect(JSON.parse(preview.stdout)).toMatchObject({ customers: 1, comparedWith: 'default-1' });
  expect((await policy('preview', file)).stdout).toMatch(/of 1 customers change/);

  const published = await policy('publish', file, '--comment', 'smaller starts', '--by', 'Ada');
  expect(published.stdout).toContain('Published as version 1.');
  const again = await policy('publish', file, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ version: 1, isNew: false, isInForce: true });
  expect(JSON.parse((await policy('show', '0')).stdout)).toEqual(draftDocument());
  expect((await policy('history')).stdout).toMatch(/1 +IN_FORCE .*Ada +smaller starts/);
  const differences = await policy('diff', '0', '1');
  expect(differences.stdout.trim()).toBe(
    'segments[default].starterCeiling: "5000.00" -> "2000.00"',
  );
});

it('says everything that is wrong, on stdout by path, and fails as wrong input does', async () => {
  const wrong = changed('rounding.step', 500, changed('segments[0].grades.E', undefined));
  const ended = await run('policy', 'validate', fileOf('wrong.json', wrong), '--json');
  expect(ended.code).toBe(2);
  const { problems } = JSON.parse(ended.stdout) as { problems: { path: string }[] };
  expect(problems.map(({ path }) => path)).toEqual(['segments[0].grades.E', 'rounding.step']);
  expect(ended.stderr).toContain('CREDIT_POLICY_INVALID');
  const twice = JSON.stringify(draftDocument()).replace('"B":', '"A":{},"B":');
  const merged = await run('policy', 'validate', fileOf('twice.json', twice));
  expect([merged.code, merged.stdout]).toEqual([
    2,
    expect.stringContaining('segments[0].grades.A is written twice') as unknown,
  ]);
  for (const verb of ['preview', 'publish']) {
    const refused = await policy(verb, fileOf('wrong.json', wrong));
    expect({ code: refused.code, says: refused.stdout }).toMatchObject({
      ...{ code: 2, says: expect.stringMatching(/^segments\[0\]\.grades\.E is missing/) as string },
    });
  }
});

it.each([
  [['validate', 'no-such-file.json'], 'CREDIT_POLICY_FILE_UNREADABLE'],
  [['show', '9', '--tenant', 'acme'], 'CREDIT_POLICY_NOT_FOUND'],
  [['diff', 'one', '2', '--tenant', 'acme'], 'CREDIT_POLICY_NOT_FOUND'],
])('%j says what to do', async (args, code) => {
  const ended = await run('policy', ...args);
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(code);
});
