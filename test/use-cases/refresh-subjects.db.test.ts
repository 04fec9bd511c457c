import { setTimeout as sleep } from 'node:timers/promises';
import { FixedClock, isEncoursError } from '../../src/kernel';
import { NOW, usePaidHub } from '../purchasing/paid-hub';
import { sirens, UNKNOWN } from '../purchasing/paid-provider';

const paid = usePaidHub();

async function codeOf(running: Promise<unknown>): Promise<string> {
  const error: unknown = await running.then(
    () => 'done',
    (caught: unknown) => caught,
  );
  return isEncoursError(error) ? error.code : String(error);
}

it('buys exactly the budget when two hundred ask at once, as the bill says', async () => {
  const buyer = await paid().buyer();
  await buyer.budget({ monthlyCallsMax: 50 });
  const asked = sirens(200);
  const codes = await Promise.all(asked.map((siren) => codeOf(buyer.refresh([siren]))));
  expect(codes.filter((code) => code === 'done')).toHaveLength(50);
  expect(codes.filter((code) => code === 'BUDGET_EXHAUSTED')).toHaveLength(150);
  const billed = paid().bill(asked);
  expect(billed).toHaveLength(50);
  const calls = await buyer.calls();
  expect(calls.map(({ subject }) => subject).sort()).toEqual(billed);
  expect(new Set(calls.map(({ status, consumed }) => `${status} ${consumed}`))).toEqual(
    new Set(['SETTLED true']),
  );
  expect(await buyer.months()).toEqual([{ month: '2026-03', minor: '12500', calls: 50 }]);
}, 60_000);

it('buys one company once for all who ask for it at the same time', async () => {
  const buyer = await paid().buyer();
  await buyer.budget({ monthlyCallsMax: 100 });
  const [siren = ''] = sirens(1, 1_000);
  const codes = await Promise.all(Array.from({ length: 60 }, () => codeOf(buyer.refresh([siren]))));
  expect(new Set(codes)).toEqual(new Set(['done']));
  expect(paid().bill([siren])).toEqual([siren]);
  expect(await buyer.calls()).toHaveLength(1);
}, 60_000);

it('buys again for a need that arose later, and not what is fresh unless asked to', async () => {
  const clock = new FixedClock(NOW);
  const buyer = await paid().buyer({ clock });
  await buyer.budget({ monthlyCallsMax: 100 });
  const [siren = ''] = sirens(1, 1_010);
  await buyer.refresh([siren]);
  clock.advanceMs(60_000);
  await buyer.refresh([siren], { evenIfFresh: false });
  expect(paid().bill([siren])).toHaveLength(1);
  await buyer.refresh([siren]);
  expect(paid().bill([siren])).toHaveLength(2);
});

it('gives back what an unknown company would have cost', async () => {
  const buyer = await paid().buyer();
  await buyer.budget({ monthlyCallsMax: 1 });
  const [siren = ''] = sirens(1, 1_020);
  await buyer.refresh([UNKNOWN]);
  await buyer.refresh([siren]);
  expect((await buyer.calls()).map(({ status, cost }) => `${status} ${cost}`).sort()).toEqual([
    'NOT_CHARGED 0',
    'SETTLED 250',
  ]);
  expect(await buyer.months()).toEqual([{ month: '2026-03', minor: '250', calls: 1 }]);
});

it('answers when what was asked for is in the tables, though others map at the same time', async () => {
  const buyer = await paid().buyer();
  await buyer.budget({ monthlyCallsMax: 100 });
  const asked = sirens(40, 1_200);
  const missing = await Promise.all(
    asked.map(async (siren) => {
      await buyer.refresh([siren]);
      const rows = await paid().database.query(
        `SELECT 1 FROM provider_score s JOIN company c USING (tenant_id, company_id)
         WHERE s.tenant_id = $1 AND c.siren = $2`,
        [buyer.tenantId, siren],
      );
      return rows.length === 1 ? [] : [siren];
    }),
  );
  expect(missing.flat()).toEqual([]);
}, 60_000);

it('lets two tenants share a credential: one pace, but each pays for itself', async () => {
  const [one, other] = [await paid().buyer(), await paid().buyer()];
  await one.budget({ monthlyCallsMax: 5 });
  await other.budget({ monthlyCallsMax: 5 });
  const asked = sirens(5, 1_300);
  await Promise.all([one.refresh(asked), other.refresh(asked)]);
  expect(paid().bill(asked)).toEqual([...asked, ...asked].sort());
  for (const buyer of [one, other]) expect(await buyer.months()).toMatchObject([{ calls: 5 }]);
  expect(await paid().database.query('SELECT count(*)::int AS paces FROM provider_pace')).toEqual([
    { paces: 1 },
  ]);
});

it('needs few connections of the database: all who wait for the provider hold none', async () => {
  const buyer = await paid().buyer();
  await buyer.budget({ monthlyCallsMax: 1_000 });
  const asked = sirens(30, 1_100);
  paid().providers.setFaults('paid', { latencyMs: [3_000, 3_000] });
  const running = Promise.all(asked.map((siren) => codeOf(buyer.refresh([siren]))));
  const waiting = (): number =>
    paid()
      .providers.log('paid')
      .filter(({ path, status }) => status === null && asked.includes(path.split('/')[2] ?? ''))
      .length;
  // More than the pool has connections are under way at the provider at the same time.
  while (waiting() < asked.length) await sleep(20);
  const [row] = await paid().database.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = current_database()
       AND state LIKE 'idle in transaction%'`,
  );
  expect(row?.open).toBe(0);
  expect(new Set(await running)).toEqual(new Set(['done']));
  paid().providers.setFaults('paid', {});
  expect(paid().bill(asked)).toEqual([...asked].sort());
}, 60_000);
