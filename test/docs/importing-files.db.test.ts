/** docs/importing-files.md: its files are imported by its commands, and print what it shows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encours } from '../cli/run-encours';
import { useDatabase } from '../support/postgres';
import { blocksOfPage, type FencedBlock } from './fenced-blocks';

jest.setTimeout(180_000);

const database = useDatabase();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'encours-page-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the commands of a block print, one after the other. */
async function printed({ text }: FencedBlock): Promise<string> {
  let out = '';
  for (const line of text.trim().split('\n')) {
    const words = line.replace(/\s+#.*$/, '').split(' ');
    expect(words.slice(0, 2)).toEqual(['npx', 'encours']);
    const env = { DATABASE_URL: database().url, ENCOURS_HOME: folder };
    const ended = await encours(words.slice(2), env, { cwd: folder });
    out += ended.stdout;
    expect({ line, code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 });
  }
  return out;
}

it('every command of the page prints what the page shows', async () => {
  const env = { DATABASE_URL: database().url, ENCOURS_HOME: folder };
  await encours(['tenants', 'create', 'acme'], env);
  const blocks = blocksOfPage('importing-files.md');
  for (const { marks, text } of blocks) {
    if (marks['file'] !== undefined) writeFileSync(join(folder, marks['file']), text);
  }
  const runs = blocks.filter(({ language }) => language === 'sh' || language === 'text');
  expect(runs.map(({ language }) => language)).toEqual(
    runs.map((_, index) => (index % 2 === 0 ? 'sh' : 'text')),
  );
  for (let index = 0; index + 1 < runs.length; index += 2) {
    const [command, shown] = runs.slice(index, index + 2);
    if (command === undefined || shown === undefined) throw new Error('a command shows its output');
    expect(`${command.text}${await printed(command)}`).toBe(`${command.text}${shown.text}`);
  }
});
