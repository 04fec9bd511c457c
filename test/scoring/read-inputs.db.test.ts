import type { FinancialStatementRecord } from '../../src/connector-kit';
import { assessCustomers } from '../../src/scoring';
import { company, SIREN, useTenants } from '../unify/tenant';

const newTenant = useTenants();

type Items = FinancialStatementRecord['items'];

function accounts(sourceKey: string, closedOn: string, items: Items): FinancialStatementRecord {
  return {
    ...{ type: 'financialStatement', sourceKey, siren: SIREN, closedOn },
    ...{ months: 12, scope: 'COMPANY', confidentiality: 'PUBLIC', currency: 'EUR', filedOn: null },
    items,
  };
}

const FEW: Items = { turnover: 1_000_000_00n };
const MORE: Items = { turnover: 1_000_000_00n, equity: 500_000_00n };
const MOST: Items = { turnover: 1_000_000_00n, equity: 500_000_00n, cash: 1_00n };

describe('the accounts a customer is scored by', () => {
  it('are the fullest of each year, the latest year first', async () => {
    const tenant = await newTenant();
    const { tenantId, hub: database, clock } = tenant;
    await tenant.customers('C1=Acme');
    await tenant.confirm('C1', SIREN);
    await tenant.hear(
      'pappers',
      company(),
      ...[accounts('A', '2025-06-30', FEW), accounts('B', '2024-06-30', MOST)],
    );
    await tenant.hear(
      'societe-com',
      company(),
      ...[accounts('Y', '2025-06-30', MORE), accounts('Z', '2024-06-30', FEW)],
      accounts('X', '2023-06-30', FEW),
    );
    const { signal } = new AbortController();
    await assessCustomers({ database, clock, signal }, { tenantId, customerIds: null });
    const [current] = await tenant.one<{ keys: string[] }>(
      `SELECT jsonb_path_query_array(inputs, '$.statements[*].sourceKey') AS keys FROM credit_assessment
       WHERE tenant_id = $1 AND is_current`,
    );
    expect(current?.keys).toEqual(['Y', 'B', 'X']);
  });

  it('are the first source of those that tell as much', async () => {
    const tenant = await newTenant();
    const { tenantId, hub: database, clock } = tenant;
    await tenant.customers('C1=Acme');
    await tenant.confirm('C1', SIREN);
    await tenant.hear('societe-com', company(), accounts('S', '2025-06-30', MORE));
    await tenant.hear('pappers', company(), accounts('P', '2025-06-30', MORE));
    const { signal } = new AbortController();
    await assessCustomers({ database, clock, signal }, { tenantId, customerIds: null });
    const [current] = await tenant.one<{ keys: string[] }>(
      `SELECT jsonb_path_query_array(inputs, '$.statements[*].sourceKey') AS keys FROM credit_assessment
       WHERE tenant_id = $1 AND is_current`,
    );
    expect(current?.keys).toEqual(['P']);
  });
});
