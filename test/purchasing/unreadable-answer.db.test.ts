import { FixedClock } from '../../src/kernel';
import { releaseHeld } from '../../src/purchasing';
import { NOW, usePaidHub } from './paid-hub';
import { sirens } from './paid-provider';

const paid = usePaidHub();
const DAY = 24 * 3_600_000;

afterEach(() => paid().providers.setFaults('paid', {}));

it('an answer that was paid for and cannot be read is not bought again before its age', async () => {
  const clock = new FixedClock(NOW);
  const buyer = await paid().buyer({ clock, refreshAfterDays: 30 });
  const { connectionId } = buyer.connection;
  await buyer.budget({ monthlyCallsMax: 100 });
  const [siren = ''] = sirens(1, 60_000);
  await buyer.portfolio([siren]);
  paid().providers.setFaults('paid', { script: [{ kind: 'truncated-json' }] });
  await buyer.sync();
  expect(await buyer.calls()).toMatchObject([{ subject: siren, status: 'UNANSWERED', held: true }]);
  clock.advanceMs(DAY);
  await buyer.sync();
  clock.advanceMs(28 * DAY);
  await buyer.sync();
  expect(await buyer.calls()).toHaveLength(1);
  clock.advanceMs(2 * DAY);
  await buyer.sync();
  expect(await buyer.calls()).toMatchObject([{ held: true }, { status: 'SETTLED' }]);
  expect(
    await buyer.hub.database.tenant(buyer.tenantId, (tx) => releaseHeld(tx, connectionId, null)),
  ).toBe(1);
});

it('one that came too late is held where the connection says that such are billed', async () => {
  const buyer = await paid().buyer({ holdUnanswered: true });
  await buyer.budget({ monthlyCallsMax: 100 });
  const [siren = ''] = sirens(1, 60_020);
  await buyer.portfolio([siren]);
  paid().providers.setFaults('paid', { script: [{ kind: 'reset' }] });
  await buyer.sync();
  await buyer.sync();
  expect(await buyer.calls()).toMatchObject([{ status: 'UNANSWERED', held: true }]);
});

it('one that did not come is asked for again by the next run', async () => {
  const clock = new FixedClock(NOW);
  const buyer = await paid().buyer({ clock });
  await buyer.budget({ monthlyCallsMax: 100 });
  const [siren = ''] = sirens(1, 60_010);
  await buyer.portfolio([siren]);
  paid().providers.setFaults('paid', { script: [{ kind: 'reset' }] });
  await buyer.sync().catch(() => null);
  clock.advanceMs(60_000);
  await buyer.sync();
  expect(await buyer.calls()).toMatchObject([
    { status: 'UNANSWERED', held: false },
    { status: 'SETTLED' },
  ]);
});
