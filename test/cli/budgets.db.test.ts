import { createTenant, Database } from '../../src/database';
import { silentLogger } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { useDatabase } from '../support/postgres';
import { encours, type Ended } from './run-encours';

jest.setTimeout(120_000);

const database = useDatabase();

beforeAll(async () => {
  const connected = await Database.connect({ url: database().url, logger: silentLogger });
  const { tenantId } = await createTenant(connected, { slug: 'acme' });
  await connected.tenant(tenantId, async (tx) => {
    for (const name of ['main', 'other'])
      await ensureConnection(tx, { connectorId: 'bodacc', name, config: {} });
    await ensureConnection(tx, { connectorId: 'pappers', name: 'main', config: {} });
  });
  await connected.close();
});

function run(...args: string[]): Promise<Ended> {
  return encours(args, { DATABASE_URL: database().url });
}

async function answerOf(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(...args, '--json');
  return JSON.parse(stdout) as Record<string, unknown>;
}

it('sets budgets and prices and shows where they stand', async () => {
  const tenant = ['--tenant', 'acme'];
  const set = await run('budgets', 'set', 'pappers', ...tenant, '--calls', '500', '--euros', '20');
  expect(set.stdout).toContain('may buy 500 calls, 20.00 EUR a month');
  expect(await answerOf('prices', 'set', 'pappers', 'token', '0.05', ...tenant)).toEqual({
    ...{ connectorId: 'pappers', call: 'token', euros: '0.05' },
  });
  const { budgets } = await answerOf('budgets', ...tenant);
  expect(budgets).toMatchObject([
    {
      ...{ connectorId: 'pappers', held: 0 },
      budget: { calls: 500, euros: '20.00', bookedCalls: 0, bookedEuros: '0.00', leftCalls: 500 },
    },
  ]);
  const { prices } = await answerOf('prices', ...tenant);
  expect(prices).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ connectorId: 'pappers', call: 'token', agreedEuros: '0.05' }),
    ]),
  );
  expect(await answerOf('budgets', 'repeat', 'pappers', ...tenant)).toEqual({ released: 0 });
});

it.each([
  [['budgets', 'set', 'pappers'], 'BUDGET_INVALID'],
  [['budgets', 'set', 'bodacc', '--calls', '1'], 'CONNECTION_AMBIGUOUS'],
  [['prices', 'set', 'pappers', 'coffee', '1'], 'CALL_UNKNOWN'],
])('refuses %j', async (args, code) => {
  const ended = await run(...args, '--tenant', 'acme', '--json');
  expect(ended.code).toBe(2);
  expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code } });
});

it('switches maintenance on and off for the installation', async () => {
  const until = '2099-03-02T04:00Z';
  await answerOf('maintenance', 'pappers', '--until', until, '--reason', 'announced');
  const { maintenance } = await answerOf('maintenance');
  expect(maintenance).toMatchObject([
    { connectorId: 'pappers', reason: 'announced', endsAt: '2099-03-02T04:00:00.000Z' },
  ]);
  expect(await answerOf('maintenance', 'pappers', '--end')).toEqual({ ended: 'pappers' });
  expect(await answerOf('maintenance')).toEqual({ maintenance: [] });
  const wrong = await run('maintenance', 'pappers', '--until', '2099-03-02', '--json');
  expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'INVALID_INSTANT' } });
});

it('changes one setting and keeps the others, says what to do next, and why a run failed', async () => {
  const tenant = ['--tenant', 'acme'];
  const set = (...settings: string[]): Promise<Ended> =>
    run('connections', 'create', 'bodacc', ...tenant, ...settings.flatMap((one) => ['--set', one]));
  await set('requestsPerSecond=2', 'historyYears=3');
  expect((await set('historyYears=6')).stdout).not.toContain('budget');
  const config = async (): Promise<unknown> => {
    const [row] = await database().query<{ config: unknown }>(
      `SELECT config FROM connection WHERE connector_id = 'bodacc' AND name = 'main'`,
    );
    return row?.config;
  };
  expect(await config()).toEqual({ requestsPerSecond: 2, historyYears: 6 });
  await run('connections', 'create', 'bodacc', ...tenant, '--replace', '--set', 'historyYears=9');
  expect(await config()).toEqual({ historyYears: 9 });

  await database().query(
    `INSERT INTO sync_run (tenant_id, sync_run_id, connection_id, stream, status, started_at, heartbeat_at, finished_at,
       error_code, error_message)
     SELECT tenant_id, gen_random_uuid(), connection_id, 'notices', 'FAILED', now(), now(), now(), 'PROVIDER_UNAVAILABLE',
       'no answer in time' FROM connection WHERE connector_id = 'bodacc' AND name = 'main'`,
  );
  const listed = await run('connections', 'list', ...tenant);
  expect(listed.stdout).toContain('notices: PROVIDER_UNAVAILABLE: no answer in time');
  const gone = await answerOf('connections', 'disconnect', 'bodacc', '--name', 'other', ...tenant);
  expect(gone).toMatchObject({ name: 'other', status: 'DISCONNECTED' });
});

it('says that a price is unknown, not that it is nothing, and counts as held what a dead process had sent', async () => {
  await database().query(
    `INSERT INTO provider_call (tenant_id, provider_call_id, connection_id, connector_id, call, request_key, method, path,
       month_on, units, counted_calls, is_repeat, status, booked_at, lease_until, hold_days)
     SELECT tenant_id, gen_random_uuid(), connection_id, connector_id, 'token', gen_random_uuid(), 'GET', '/x',
       date_trunc('month', now() AT TIME ZONE 'Europe/Paris')::date, 1, 1, false, 'BOOKED', now(), now() - interval '1 hour', 30
     FROM connection WHERE connector_id = 'pappers'`,
  );
  const tenant = ['--tenant', 'acme'];
  await run('budgets', 'set', 'pappers', ...tenant, '--calls', '1');
  expect(await answerOf('budgets', ...tenant)).toMatchObject({
    budgets: [{ connectorId: 'pappers', held: 1, budget: { bookedEuros: null } }],
  });
  const listed = await run('budgets', ...tenant);
  expect(listed.stdout).toContain('price unknown');
  expect(listed.stdout).toContain('1 call ');
  expect(await answerOf('budgets', 'repeat', 'pappers', ...tenant)).toEqual({ released: 1 });
});
