import { createTenant, Database } from '../../src/database';
import { silentLogger } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { useDatabase } from '../support/postgres';
import { encours, type Ended } from './run-encours';

jest.setTimeout(120_000);

const database = useDatabase();
const TENANT = ['--tenant', 'acme'];

beforeAll(async () => {
  const connected = await Database.connect({ url: database().url, logger: silentLogger });
  const { tenantId } = await createTenant(connected, { slug: 'acme' });
  await connected.tenant(tenantId, async (tx) => {
    await ensureConnection(tx, { connectorId: 'recherche-entreprises', name: 'main', config: {} });
    await ensureConnection(tx, {
      ...{ connectorId: 'pappers', name: 'main' },
      config: { apiToken: 'a-token-of-nobody' },
    });
  });
  await connected.close();
});

function run(...args: string[]): Promise<Ended> {
  return encours([...args, ...TENANT], { DATABASE_URL: database().url });
}

it('says what a refresh would cost, free sources first, and sends nothing', async () => {
  const ended = await run('refresh', '356 000 000', '--estimate', '--json');
  const answer = JSON.parse(ended.stdout) as { connections: { connectorId: string }[] };
  expect(answer.connections[0]).toMatchObject({
    ...{ connectorId: 'recherche-entreprises', euros: '0.00', obstacle: null, calls: [] },
    streams: [{ due: 1 }],
  });
  expect(answer.connections[1]).toMatchObject({ connectorId: 'pappers' });
  expect(ended.code).toBe(0);
  expect(await database().query('SELECT 1 FROM sync_run')).toEqual([]);
});

it.each([
  [['refresh', '123456789', '--estimate'], 'INVALID_SIREN', 2],
  [['refresh', '356000000', '--estimate', '--connector', 'nobody'], 'CONNECTOR_UNKNOWN', 1],
  [['refresh', '356000000', '--connector', 'nobody'], 'REFRESH_INCOMPLETE', 1],
  [['spend', '--from', '2026-03-02', '--to', '2026-03-01'], 'BAD_PERIOD', 2],
  [['spend', '--from', 'yesterday'], 'INVALID_DATE', 2],
])('refuses %j', async (args, code, exit) => {
  const ended = await run(...args, '--json');
  expect(ended.stdout + ended.stderr).toContain(code);
  expect(ended.code).toBe(exit);
});

it('shows what was spent, also when it is nothing', async () => {
  const period = ['--from', '2026-01-01', '--to', '2026-03-31'];
  const json = await run('spend', ...period, '--calls', '--json');
  expect(JSON.parse(json.stdout)).toEqual({
    ...{ from: '2026-01-01', to: '2026-03-31', euros: '0.00', months: [] },
    ...{ calls: 0, unansweredCalls: 0, unpricedCalls: 0, everyCall: [] },
  });
  const said = await run('spend', ...period);
  expect(said.stdout).toContain('2026-01-01 to 2026-03-31: 0.00 EUR for 0 calls.');
});
