import { FixedClock, silentLogger } from '../../src/kernel';
import { noticeSubjects, readWaterfall, setWaterfall } from '../../src/landing';
import { recordReadings } from '../../src/landing/subject-readings';
import { openPurchases, releaseHeld } from '../../src/purchasing';
import { NOW, usePaidHub, type Buyer } from '../purchasing/paid-hub';
import { sirens, UNKNOWN } from '../purchasing/paid-provider';

const paid = usePaidHub();
const DAY = 24 * 3_600_000;
const [ONE = '', TWO = '', THREE = ''] = sirens(3, 5_000);

async function buyerOf(
  portfolio: readonly string[],
  options: { callsMax?: number; refreshAfterDays?: number } = {},
): Promise<{ buyer: Buyer; clock: FixedClock; sync: () => Promise<string[]> }> {
  const clock = new FixedClock(NOW);
  const buyer = await paid().buyer({ clock, ...options });
  await buyer.budget({ monthlyCallsMax: options.callsMax ?? 1_000 });
  await buyer.portfolio(portfolio);
  // The bill is the provider's, of all tests: each asks of what it bought since it began.
  let before = paid().providers.bill('paid').length;
  const sync = async (): Promise<string[]> => {
    clock.advanceMs(60_000);
    await buyer.sync();
    const all = paid().providers.bill('paid');
    const bought = all.slice(before).map(({ subject }) => subject ?? '');
    before = all.length;
    return bought.sort();
  };
  return { buyer, clock, sync };
}

it('buys a company once for the two streams that need it, and again when it is old', async () => {
  const { buyer, clock, sync } = await buyerOf([ONE, TWO], { refreshAfterDays: 30 });
  expect(await sync()).toEqual([ONE, TWO]);
  expect(await sync()).toEqual([]);
  clock.advanceMs(29 * DAY);
  expect(await sync()).toEqual([]);
  clock.advanceMs(DAY);
  expect(await sync()).toEqual([ONE, TWO]);
  expect((await buyer.runs()).every(({ status }) => status === 'SUCCEEDED')).toBe(true);
});

it('reads a company the provider does not know as seldom as any other', async () => {
  const { buyer, sync } = await buyerOf([UNKNOWN]);
  await sync();
  const asked = (): number =>
    paid()
      .providers.log('paid')
      .filter(({ path }) => path.endsWith(UNKNOWN)).length;
  const before = asked();
  await sync();
  expect(asked()).toBe(before);
  expect(
    await paid().database.query(
      'SELECT DISTINCT outcome FROM subject_reading WHERE tenant_id = $1',
      [buyer.tenantId],
    ),
  ).toEqual([{ outcome: 'UNKNOWN' }]);
});

it('reads what the provider has reported as changed, and does not take an older answer for it', async () => {
  const { buyer, clock, sync } = await buyerOf([ONE, TWO]);
  await sync();
  const { connectionId } = buyer.connection;
  await buyer.hub.database.tenant(buyer.tenantId, (tx) =>
    noticeSubjects(tx, {
      ...{ connectionId, streams: ['reports', 'details'], sirens: [ONE] },
      at: new Date(clock.now().getTime() + 1_000),
    }),
  );
  expect(await sync()).toEqual([ONE]);
  expect(await sync()).toEqual([]);
});

it('reads again what was reported as changed between its fetch and its landing', async () => {
  const { buyer, clock, sync } = await buyerOf([ONE]);
  const { connectionId } = buyer.connection;
  const { tenantId, hub } = buyer;
  const asked = (): Promise<unknown> =>
    hub.database.tenant(tenantId, async (tx) => {
      const begunAt = clock.now();
      clock.advanceMs(1_000);
      const notice = { connectionId, streams: ['reports'], sirens: [ONE] };
      await noticeSubjects(tx, { ...notice, at: clock.now() });
      clock.advanceMs(1_000);
      const place = { connectionId, stream: 'reports', begunAt, at: clock.now() };
      await recordReadings(tx, place, [{ siren: ONE, outcome: 'FOUND', told: [] }]);
    });
  await sync();
  await asked();
  expect(await sync()).toEqual([ONE]);
  expect(await sync()).toEqual([]);
});

it('stops at the end of the budget, keeps what was bought and says why', async () => {
  const { buyer, sync } = await buyerOf([ONE, TWO, THREE], { callsMax: 2 });
  expect(await sync()).toHaveLength(2);
  expect(await buyer.runs()).toMatchObject([
    { stream: 'reports', status: 'FAILED', code: 'BUDGET_EXHAUSTED', landed: 2 },
  ]);
  expect(
    await paid().database.query(
      'SELECT count(*)::int AS scores FROM provider_score WHERE tenant_id = $1',
      [buyer.tenantId],
    ),
  ).toEqual([{ scores: 2 }]);
  expect(await sync()).toEqual([]);
  await buyer.budget({ monthlyCallsMax: 3 });
  expect(await sync()).toHaveLength(1);
});

it('leaves alone what a process that died was buying', async () => {
  const { buyer, clock, sync } = await buyerOf([ONE, TWO]);
  const [connector] = [...buyer.hub.connectors.values()];
  if (connector === undefined) throw new Error('no connector');
  const context = { database: buyer.hub.database, clock, logger: silentLogger };
  const { tenantId, connection } = buyer;
  const neededSince = clock.now();
  // Books and is never heard of again.
  await openPurchases(context, {
    ...{ tenantId, connection, connector, neededSince, stream: 'reports' },
  }).begin({ call: 'report', subject: ONE }, { method: 'GET', path: `/reports/${ONE}` });
  clock.advanceMs(10 * 60_000);
  // Neither this stream nor the other one that needs the same report buys it, and both go on with the rest.
  expect(await sync()).toEqual([TWO]);
  expect((await buyer.runs()).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(await buyer.calls()).toMatchObject([
    { subject: ONE, status: 'UNANSWERED', held: true },
    { subject: TWO, status: 'SETTLED' },
  ]);
  expect(await buyer.refresh([ONE])).toMatchObject({
    streams: [{ stream: 'reports', asked: 0, skipped: { HELD: 1 } }],
  });
  await buyer.hub.database.tenant(tenantId, (tx) => releaseHeld(tx, connection.connectionId, null));
  expect(await sync()).toEqual([ONE]);
});

it('the waterfall is the default until a tenant sets its own', async () => {
  const { buyer } = await buyerOf([]);
  await buyer.hub.database.tenant(buyer.tenantId, async (tx) => {
    expect((await readWaterfall(tx)).company?.[0]).toBe('insee-sirene');
    const order = { type: 'company', setBy: 'test', at: NOW } as const;
    await setWaterfall(tx, { ...order, connectorIds: ['pappers'] });
    expect((await readWaterfall(tx)).company).toEqual(['pappers']);
    await setWaterfall(tx, { ...order, connectorIds: null });
    expect((await readWaterfall(tx)).company?.[0]).toBe('insee-sirene');
  });
});
