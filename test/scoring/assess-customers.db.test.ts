import type { FinancialStatementRecord } from '../../src/connector-kit';
import { assessCustomers } from '../../src/scoring';
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
});
