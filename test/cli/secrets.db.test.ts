import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useDatabase } from '../support/postgres';
import { encours, type Ended } from './run-encours';

const SECRET = 'planted-cli-secret-5533';
const [OLD, FRESH] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'encours-secrets-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const database = useDatabase();

const run = (args: string[], env: Record<string, string> = {}): Promise<Ended> =>
  encours(args, {
    DATABASE_URL: database().url,
    ENCOURS_HOME: folder,
    LOG_LEVEL: 'debug',
    PORT: '0',
    ...env,
  });

const keyIds = async (): Promise<unknown[]> => {
  const rows = await database().query<{ id: string | null }>(
    `SELECT secret_key_id AS id FROM connection WHERE connector_id = 'pappers'`,
  );
  return rows.map(({ id }) => id);
};

it('connects, lists, looks after and rotates without a word of the secret', async () => {
  const file = join(folder, 'pappers.key');
  writeFileSync(file, `${SECRET}\n`);
  const ended: Ended[] = [];
  const said = async (args: string[], env: Record<string, string> = {}): Promise<Ended> => {
    const one = await run(args, env);
    ended.push(one);
    return one;
  };
  await said(['tenants', 'create', 'acme']);
  const tenant = ['--tenant', 'acme'];
  const create = ['connections', 'create', 'pappers', ...tenant, '--set-from', `apiKey=${file}`];

  const refused = await said([...create, '--json']);
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'SECRET_KEY_MISSING' } });

  expect((await said(create, { ENCOURS_SECRET_KEY: OLD })).code).toBe(0);
  const before = await keyIds();
  expect((await said(['connections', 'list', ...tenant, '--json'])).code).toBe(0);
  const keyless = await said(['doctor', '--json']);
  expect(keyless.code).toBe(1);
  expect(keyless.stdout).toContain(`sealed with keys that are not given: ${String(before[0])}`);
  expect((await said(['doctor', '--json'], { ENCOURS_SECRET_KEY: OLD })).code).toBe(0);
  const rotated = await said(['secrets', 'rotate', '--json'], {
    ENCOURS_SECRET_KEYS: `${FRESH} ${OLD}`,
  });
  expect(JSON.parse(rotated.stdout)).toMatchObject({ sealed: 1, unreadable: [] });
  expect(await keyIds()).not.toEqual(before);

  const lost = await said(['secrets', 'rotate', '--json'], { ENCOURS_SECRET_KEY: OLD });
  expect(lost.code).toBe(1);
  expect(JSON.parse(lost.stdout)).toMatchObject({ sealed: 0, unreadable: [{}] });
  await said(['sync', ...tenant, '--json'], { ENCOURS_SECRET_KEY: OLD });
  const [state] = await database().query(
    `SELECT status, status_code FROM connection WHERE connector_id = 'pappers'`,
  );
  expect(state).toEqual({ status: 'PAUSED', status_code: 'SECRET_UNREADABLE' });
  const resumed = await said(['connections', 'resume', 'pappers', ...tenant, '--json']);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ isResumed: true });

  const text = ended.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  for (const secret of [SECRET, OLD, FRESH]) expect(text).not.toContain(secret);
  const rows = await database().query<{ row: string }>(
    'SELECT to_jsonb(c)::text AS row FROM connection c',
  );
  expect(JSON.stringify(rows)).not.toContain(SECRET);
}, 120_000);
