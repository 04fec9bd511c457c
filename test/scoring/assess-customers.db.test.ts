import type { FinancialStatementRecord } from '../../src/connector-kit';
import { assessCustomers } from '../../src/scoring';
import { lockCustomers } from '../../src/unify';
import { company, SIREN, useTenants } from '../unify/tenant';

const newTenant = useTenants();

function accounts(tradePayables: bigint): FinancialStatementRecord {
  return {
    ...{ type: 'financialStatement', sourceKey: 'S', siren: SIREN, closedOn: '2025-06-30' },
    ...{ months: 12, scope: 'COMPANY', confidentiality: 'PUBLIC', currency: 'EUR', filedOn: null },
    items: { turnover: 1_000_000_00n, equity: 500_000_00n, tradePayables },
  };
}

describe('assessing customers', () => {
  it('assesses anew when accounts are corrected in what only limits read, and else not', async () => {
    const tenant = await newTenant();
    const { tenantId, hub: database, clock } = tenant;
    const signal = new AbortController().signal;
    const assess = (): Promise<{ assessed: number; changed: number }> =>
      assessCustomers({ database, clock, signal }, { tenantId, customerIds: null });
    await tenant.customers('C1=Acme');
    await tenant.confirm('C1', SIREN);
    for (const payables of [100_000_00n, 1_00n]) {
      await tenant.hear('pappers', company(), accounts(payables));
      expect(await assess()).toEqual({ assessed: 1, changed: 1 });
      expect(await assess()).toEqual({ assessed: 1, changed: 0 });
    }
    const current = await tenant.one(
      `SELECT inputs #>> '{statements,0,items,tradePayables}' AS payables FROM credit_assessment
       WHERE tenant_id = $1 AND is_current`,
    );
    expect(current).toEqual([{ payables: '100' }]);
  });

  it('dates what it decides after what it waited for', async () => {
    const tenant = await newTenant();
    const { tenantId, hub: database, clock } = tenant;
    await tenant.customers('C1=Acme');
    const before = clock.now();
    let assessing: Promise<unknown> = Promise.resolve();
    await database.tenant(tenantId, async (tx) => {
      const [customer] = await tx.query<{ id: string }>(
        'SELECT customer_id AS id FROM customer WHERE tenant_id = $1',
        [tenantId],
      );
      await lockCustomers(tx, [customer?.id ?? '']);
      const signal = new AbortController().signal;
      assessing = assessCustomers({ database, clock, signal }, { tenantId, customerIds: null });
      for (let waiting = false; !waiting;) {
        const [row] = await tx.query<{ waiting: boolean }>(
          `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted) AS waiting`,
        );
        waiting = row?.waiting === true;
      }
      clock.advanceMs(60_000);
    });
    await assessing;
    const [row] = await tenant.one<{ at: Date }>(
      'SELECT assessed_at AS at FROM credit_assessment WHERE tenant_id = $1',
    );
    expect(row?.at).toEqual(new Date(before.getTime() + 60_000));
  });
});
