import { setTimeout as sleep } from 'node:timers/promises';
import { FixedClock } from '../../src/kernel';
import { usePaidHub } from './paid-hub';
import { sirens } from './paid-provider';
import { startBuyer } from './start-buyer';

jest.setTimeout(120_000);

const paid = usePaidHub();

it('killed again and again, buys nothing twice, nothing unbooked and nothing beyond the budget', async () => {
  const clock = new FixedClock(new Date());
  const buyer = await paid().buyer({ clock });
  const asked = sirens(150);
  await buyer.portfolio(asked);
  await buyer.budget({ monthlyCallsMax: 100 });
  paid().providers.setFaults('paid', { latencyMs: [20, 60] });
  for (const bought of [8, 25, 45]) {
    const { tenantId, connection } = buyer;
    const process = startBuyer(paid().database.url, 'sync', tenantId, connection.connectionId);
    while (paid().bill(asked).length < bought) await sleep(2);
    process.child.kill('SIGKILL');
    await process.ended;
  }
  const open = (await buyer.calls()).filter(({ status }) => status === 'BOOKED');
  clock.advanceMs(30 * 60_000);
  await buyer.sync();
  paid().providers.setFaults('paid', {});

  const billed = paid().bill(asked);
  expect(new Set(billed).size).toBe(billed.length);
  const calls = await buyer.calls();
  const counted = calls.filter((call) => call.counted === 1);
  expect(counted.length).toBeLessThanOrEqual(100);
  // Whatever was billed is in the ledger; what is there beside it is what nobody knows the end of.
  const ledger = new Set(counted.map(({ subject }) => subject));
  expect(billed.filter((subject) => !ledger.has(subject))).toEqual([]);
  const held = calls.filter((call) => call.held);
  expect(held.map(({ subject }) => subject).sort()).toEqual(
    open.map(({ subject }) => subject).sort(),
  );
  expect(counted.length - billed.length).toBeLessThanOrEqual(held.length);
  expect(await buyer.months()).toMatchObject([{ calls: 100 }]);
  expect(calls.filter(({ status }) => status === 'BOOKED')).toEqual([]);
  // What was bought is landed, also what the killed processes had bought and not landed.
  const settled = calls.filter(({ status }) => status === 'SETTLED');
  const scored = await paid().database.query<{ scores: number }>(
    'SELECT count(DISTINCT company_id)::int AS scores FROM provider_score WHERE tenant_id = $1',
    [buyer.tenantId],
  );
  expect(scored).toEqual([{ scores: settled.length }]);
});
