import { FixedClock, silentLogger } from '../../src/kernel';
import { openPurchases } from '../../src/purchasing';
import { usePaidHub } from './paid-hub';
import { sirens } from './paid-provider';

const paid = usePaidHub();

it('lands what a killed process had paid for, though the budget ends before its turn', async () => {
  const clock = new FixedClock(new Date('2026-03-10T09:00:00Z'));
  const buyer = await paid().buyer({ clock });
  const asked = sirens(6, 900);
  await buyer.portfolio(asked);
  await buyer.budget({ monthlyCallsMax: 3 });
  const [last = ''] = asked.toSorted().reverse();
  const connector = [...buyer.hub.connectors.values()][0];
  if (connector === undefined) throw new Error('no connector');
  const { tenantId, connection } = buyer;
  const purchases = openPurchases(
    { database: buyer.hub.database, clock, logger: silentLogger },
    { tenantId, connection, connector, neededSince: clock.now(), stream: 'reports' },
  );
  const begun = await purchases.begin(
    { call: 'report', subject: last },
    { method: 'GET', path: `/reports/${last}` },
  );
  if (begun.kind !== 'booked') throw new Error('was kept');
  const body = Buffer.from(JSON.stringify({ siren: last, value: '7' }));
  const answer = { status: 200, headers: {}, body };
  await begun.booked.answered(answer, { isCharged: true, units: 1 });
  // And the process that bought it is gone before it landed it.

  clock.advanceMs(60_000);
  await buyer.sync();

  const calls = await buyer.calls();
  expect(calls.filter(({ status }) => status === 'SETTLED')).toHaveLength(3);
  expect(calls.filter(({ consumed }) => !consumed)).toEqual([]);
  const scored = await paid().database.query<{ siren: string }>(
    'SELECT DISTINCT siren FROM provider_score JOIN company USING (tenant_id, company_id) WHERE tenant_id = $1',
    [tenantId],
  );
  expect(scored.map(({ siren }) => siren)).toContain(last);
});
