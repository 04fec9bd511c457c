import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { generateWorld, writeDemoFiles } from '../../src/demo';
import { useDatabase } from '../support/postgres';
import { encours, startEncours, type Ended } from './run-encours';

jest.setTimeout(120_000);

const database = useDatabase();
let folder: string;
let files: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'encours-cli-'));
  const world = generateWorld({ seed: 3, today: '2026-06-30', customers: 30, invoices: 600 });
  ({ files } = await writeDemoFiles(world, join(folder, 'books')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): Promise<Ended> {
  return encours(args, { DATABASE_URL: database().url, ENCOURS_HOME: folder });
}

/** The one line that --json promises. */
function line({ stdout }: Ended): Record<string, unknown> {
  expect(stdout.match(/\n/g)).toHaveLength(1);
  return JSON.parse(stdout) as Record<string, unknown>;
}

it('creates a tenant once, and a key alone on stdout', async () => {
  expect((await run('tenants', 'create', 'acme')).code).toBe(0);
  expect((await run('tenants', 'create', 'acme')).code).toBe(0);
  const created = await run('keys', 'create', '--tenant', 'acme', '--role', 'ADMIN');
  expect(created.stdout).toMatch(/^enc_[\w-]{40}\n$/);
  const tenants = line(await run('tenants', 'list', '--json'));
  expect(tenants).toMatchObject({ tenants: [{ slug: 'acme' }] });
});

it('makes an SQL login for a key: the key alone on stdout, the connection string beside it', async () => {
  const args = ['keys', 'create', '--tenant', 'acme', '--role', 'ANALYST', '--sql'];
  const { stdout, stderr } = await run(...args);
  expect(stdout).toMatch(/^enc_[\w-]{40}\n$/);
  const url = /postgres:\/\/\S+/.exec(stderr)?.[0] ?? '';
  expect(new URL(url).password).toBe(stdout.trim());
  const made = line(await run(...args, '--json'));
  const { keys } = line(await run('keys', 'list', '--tenant', 'acme', '--json')) as {
    keys: { keyId: string; sqlLogin: string | null }[];
  };
  expect(await sellerAt(url)).toBe('acme');
  expect(await sellerAt(String(made['sqlUrl']))).toBe('acme');
  for (const { keyId } of keys.filter((key) => key.sqlLogin !== null)) {
    expect((await run('keys', 'revoke', keyId, '--tenant', 'acme')).code).toBe(0);
  }
  await expect(sellerAt(url)).rejects.toMatchObject({ code: '28P01' });
  const refused = await run('keys', 'create', '--tenant', 'acme', '--role', 'VIEWER', '--sql');
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('SQL_ROLE_NOT_ALLOWED');
});

/** Whose books a connection string leads to. */
async function sellerAt(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query<{ slug: string }>('SELECT slug FROM seller')).rows[0]?.slug;
  } finally {
    await client.end();
  }
}

it('says what to do about an unknown tenant', async () => {
  const { code, stdout, stderr } = await run(
    'keys',
    'create',
    '--tenant',
    'nobody',
    '--role',
    'ADMIN',
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('TENANT_UNKNOWN');
  expect(stderr).toContain('npx encours tenants create nobody');
});

it('imports several files, twice with the same answer', async () => {
  const args = ['import', ...files, '--connector', 'fec', '--tenant', 'acme', '--json'];
  const first = await run(...args);
  expect(first.code).toBe(0);
  const answer = line(first);
  expect(Object.keys(answer)).toEqual(['landed', 'quarantined', 'receivables', 'customers']);
  expect(answer).toMatchObject({ quarantined: 0 });
  expect(line(await run(...args))).toEqual(answer);
  const [row] = await database().query<{ receivables: number; unscored: number }>(
    `SELECT (SELECT count(*)::int FROM receivable) AS receivables,
       (SELECT count(*)::int FROM customer WHERE NOT is_pooled AND NOT EXISTS (SELECT 1 FROM credit_assessment a
         WHERE a.customer_id = customer.customer_id)) AS unscored`,
  );
  expect(row).toEqual({ receivables: answer['receivables'], unscored: 0 });
});

it('keeps the good files when one is bad, names the bad one, and fails', async () => {
  const bad = join(folder, 'letter.txt');
  writeFileSync(bad, 'Dear customer,\nplease pay.\n');
  await run('tenants', 'create', 'mixed');
  const missing = join(folder, 'missing.txt');
  const ended = await run('import', bad, files[0]!, missing, '-c', 'fec', '-t', 'mixed', '--json');
  expect(ended.code).toBe(1);
  expect(line(ended)['receivables']).toBeGreaterThan(0);
  expect(ended.stderr).toContain(`${bad}: FEC_NOT_RECOGNISED`);
  expect(ended.stderr).toContain(`${missing}: FILE_NOT_READABLE`);
  expect(ended.stderr).toContain('2 of 3 files were not imported');
});

it.each([
  ['an unknown connector', ['-c', 'sage', '-t', 'acme'], 'CONNECTOR_UNKNOWN'],
  ['a connector of no files', ['-c', 'bodacc', '-t', 'acme'], 'CONNECTOR_NOT_FILE'],
])('refuses %s before it reads a file', async (_case, options, code) => {
  const ended = await run('import', files[0]!, ...options, '--json');
  expect(ended.code).toBe(2);
  expect(line(ended)).toMatchObject({ error: { code } });
});

it('re-scores everybody, and changes nothing the second time', async () => {
  await run('rescore', '--tenant', 'acme');
  const again = line(await run('rescore', '--tenant', 'acme', '--json'));
  expect(again).toMatchObject({ gradesChanged: 0, limitsChanged: 0, alertsRaised: 0 });
});

it('shows the alerts, and follows them from a cursor', async () => {
  const shown = line(await run('alerts', '--tenant', 'acme', '--json', '--first', '1000'));
  const alerts = shown['alerts'] as unknown[];
  expect(alerts.length).toBeGreaterThan(0);
  const following = startEncours(
    ['alerts', '--tenant', 'acme', '--follow', '--after', '0', '--json'],
    {
      DATABASE_URL: database().url,
    },
  );
  while (following.stdout().split('\n').length <= alerts.length) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  following.child.kill('SIGINT');
  const ended = await following.ended;
  expect(ended.code).toBe(0);
  const told = ended.stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as { cursor: string; riskAlertId: string });
  expect(new Set(told.map(({ riskAlertId }) => riskAlertId)).size).toBe(told.length);
  const [first, second] = told;
  const resumed = startEncours(
    ['alerts', '--tenant', 'acme', '--follow', '--after', first?.cursor ?? '', '--json'],
    { DATABASE_URL: database().url },
  );
  while (!resumed.stdout().includes('\n')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  resumed.child.kill('SIGINT');
  const { stdout } = await resumed.ended;
  expect(JSON.parse(stdout.split('\n')[0] ?? '')).toEqual(second);
});

it('finds nothing to complain of, and says so in one line', async () => {
  const answer = line(await run('doctor', '--json'));
  const findings = answer['findings'] as { state: string; subject: string }[];
  expect(findings.filter(({ state }) => state === 'problem')).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toContain('acme: ledger');
});

it('connects a folder, and refuses a wrong setting by its name', async () => {
  await run('tenants', 'create', 'shop');
  const wrong = await run(
    'connections',
    'create',
    'fec',
    '-t',
    'shop',
    '--set',
    'foldr=/x',
    '--json',
  );
  expect(line(wrong)).toMatchObject({ error: { code: 'CONNECTOR_CONFIG_INVALID' } });
  const setting = `folder=${join(folder, 'books')}`;
  await run('connections', 'create', 'fec', '-t', 'shop', '--set', setting);
  const synced = await run('sync', '-t', 'shop', '--json');
  expect(synced.code).toBe(0);
  const listed = line(await run('connections', 'list', '-t', 'shop', '--json'));
  expect(listed).toMatchObject({ connections: [{ connectorId: 'fec', status: 'ACTIVE' }] });
});

it('names a wrong environment variable', async () => {
  const env = { DATABASE_URL: 'mysql://x/y' };
  const { code, stderr } = await encours(['tenants', 'list'], env);
  expect(code).toBe(2);
  expect(stderr).toContain('CONFIG_INVALID: DATABASE_URL');
});

it('says that a database is down', async () => {
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const { code, stderr } = await encours(['tenants', 'list'], env);
  expect(code).toBe(1);
  expect(stderr).toContain('DATABASE_UNREACHABLE');
  expect(stderr).toContain('What to do:');
});

it('tells of a taken port before it does anything else', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  const { code, stderr } = await run('serve', '--port', String(port));
  await new Promise((resolve) => taken.close(resolve));
  expect(code).toBe(2);
  expect(stderr).toContain(`PORT_TAKEN: port ${port}`);
});

it('serves until it is asked to stop, with an error code of 0', async () => {
  const serving = startEncours(['serve', '--port', '0'], { DATABASE_URL: database().url });
  while (!serving.stderr().includes('serving http')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const url = /serving (http:\S+)/.exec(serving.stderr())?.[1] ?? '';
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  serving.child.kill('SIGTERM');
  expect((await serving.ended).code).toBe(0);
});
