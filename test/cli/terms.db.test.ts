import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryRows, fecText } from '../../connectors/fec/reading';
import { useDatabase } from '../support/postgres';
import { encours, type Ended } from './run-encours';

jest.setTimeout(120_000);

const database = useDatabase();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-terms-'));
  const path = join(folder, 'books.txt');
  const sale = { journal: 'VE', on: '20250131', reference: 'FA1' };
  writeFileSync(path, fecText(entryRows('411C1 100, 707 -100', sale)));
  await run('tenants', 'create', 'acme');
  await run('import', path, '--connector', 'fec', '--tenant', 'acme');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<Ended> {
  return encours(args, { DATABASE_URL: database().url, ENCOURS_HOME: folder });
}

const terms = (verb: string, ...args: string[]): Promise<Ended> =>
  run('terms', verb, '--tenant', 'acme', ...args);

it('records terms, dates what they are for, and shows them', async () => {
  expect((await terms('show')).stdout).toContain('No terms were agreed: 30 days are assumed');
  const from = ['--customer', 'C1', '--from', '2025-01-01'];
  const set = await terms('set', '45 jours fin de mois', ...from, '--json');
  expect(JSON.parse(set.stdout)).toMatchObject({
    paymentTerms: { terms: '45d eom', source: 'CUSTOMER_TERMS', decidedBy: 'cli' },
    redated: 1,
  });
  const [claim] = await database().query<{ due: string }>(
    'SELECT due_on::text AS due FROM receivable',
  );
  expect(claim?.due).toBe('2025-03-31');
  const shown = await terms('show', '--customer', 'C1');
  expect(shown.stdout).toContain('45 days EOM (CUSTOMER_TERMS), from 2025-01-01, by cli');
  expect((await terms('set', ...from)).stdout).toContain('Receivables given other dates: 1.');
});

it('says what to do about wording, dates and customers it does not know', async () => {
  for (const [args, code] of [
    [['set', 'whenever'], 'PAYMENT_TERMS_UNKNOWN'],
    [['set', '30 jours', '--from', '2025-02-30'], 'INVALID_DATE'],
    [['set', '30 jours', '--customer', 'C9'], 'CUSTOMER_UNKNOWN'],
  ] as const) {
    const [verb, ...rest] = args;
    const ended = await terms(verb, ...rest);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(code);
  }
});
