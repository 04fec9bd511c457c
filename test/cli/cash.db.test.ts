import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryRows, fecText } from '../../connectors/fec/reading';
import { useDatabase } from '../support/postgres';
import { encours, type Ended } from './run-encours';

jest.setTimeout(120_000);

const database = useDatabase();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'encours-cash-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<Ended> {
  return encours(args, { DATABASE_URL: database().url, ENCOURS_HOME: folder });
}

it('judges a statement as it is imported, shows what waits, and takes a decision', async () => {
  const day = (offset: number): string =>
    new Date(Date.now() - offset * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  const books = join(folder, 'books.txt');
  const sale = { journal: 'VE', on: day(60), reference: 'FA1' };
  writeFileSync(books, fecText(entryRows('411C1 100, 707 -100', sale)));
  const statement = join(folder, 'statement.sta');
  const on = day(3).slice(2);
  writeFileSync(
    statement,
    `:20:S\n:25:123456\n:28C:1\n:60F:C${on}EUR0,00\n:61:${on}C100,00NTRFNONREF//B1\n:86:MERCI\n:62F:C${on}EUR100,00\n`,
  );
  const acme = ['--tenant', 'acme'];
  await run('tenants', 'create', 'acme');
  await run('import', books, '--connector', 'fec', ...acme);
  const imported = await run(
    'import',
    statement,
    '--connector',
    'bank-statement',
    ...acme,
    '--json',
  );
  expect(JSON.parse(imported.stdout)).toMatchObject({ landed: 1, quarantined: 0 });
  const again = await run('import', statement, '--connector', 'bank-statement', ...acme);
  expect(again.stdout).toContain('already imported, unchanged');
  expect(again.stdout).toContain('1 movement looked at: 0 applied, 0 unmatched, 1 to be reviewed');
  const listed = await run('cash', 'list', ...acme, '--json');
  const [waiting] = JSON.parse(listed.stdout) as Record<string, unknown>[];
  expect(waiting).toMatchObject({
    ...{ amount: '100.00', status: 'PROPOSED', customer: 'C1', confidence: 0.5 },
    reasons: ['AMOUNT_ONLY', 'ONE_CLAIM'],
  });
  const id = String(waiting?.['id']);
  expect((await run('cash', 'confirm', id, ...acme)).stdout).toContain('It is applied.');
  const [claim] = await database().query<{ open: string }>(
    'SELECT sum(open_minor)::text AS open FROM receivable',
  );
  expect(claim?.open).toBe('0');
  const twice = await run('cash', 'confirm', id, ...acme);
  expect([twice.code, twice.stderr]).toEqual([
    1,
    expect.stringContaining('CASH_APPLICATION_DECIDED') as unknown,
  ]);
  expect((await run('cash', 'list', ...acme)).stdout).toContain('There is none.');
});
