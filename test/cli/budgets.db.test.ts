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
