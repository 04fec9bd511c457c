/** What is judged by restricted facts, and what is told of them. */
import { raiseAlerts } from '../../src/alerts';
import { assessCustomers } from '../../src/scoring';
import { company, notice, SIREN, useTenants, type Tenant } from '../unify/tenant';
import { hearUnder } from '../unify/terms';

const newTenant = useTenants();
const BUREAU = { connectorId: 'creditsafe', useRestriction: 'NO_REDISTRIBUTION' } as const;
const TERMS = { restriction: 'NO_REDISTRIBUTION', connector: 'creditsafe' };

interface Told {
  grade: string;
  override: { rule: string; evidence: { terms?: unknown }[] } | null;
}

async function judge(tenant: Tenant): Promise<Told> {
  const { tenantId, hub: database, clock } = tenant;
  const signal = new AbortController().signal;
  await assessCustomers({ database, clock, signal }, { tenantId, customerIds: null });
  await raiseAlerts({ database, clock, signal }, { tenantId, customerIds: null });
  const [row] = await tenant.one<Told>(
    `SELECT grade, decision -> 'override' AS override FROM credit_assessment WHERE tenant_id = $1 AND is_current`,
  );
  if (row === undefined) throw new Error('nobody was assessed');
  return row;
}

const alerts = (tenant: Tenant): Promise<Record<string, unknown>[]> =>
  tenant.one(
    `SELECT rule, use_restriction, evidence -> 0 -> 'terms' AS terms FROM risk_alert WHERE tenant_id = $1`,
  );

async function matched(): Promise<Tenant> {
  const tenant = await newTenant();
  await tenant.customers('C1=Acme');
  await hearUnder(tenant, { connectorId: 'recherche-entreprises' }, company());
  await tenant.confirm('C1', SIREN);
  return tenant;
}

it('a liquidation only a bureau tells of counts, and is marked as what it may not be told', async () => {
  const tenant = await matched();
  await hearUnder(tenant, BUREAU, company(), notice({ sourceKey: 'CS-1' }));
  expect(await judge(tenant)).toMatchObject({
    grade: 'E',
    override: { rule: 'LIQUIDATION', evidence: [{ terms: TERMS }] },
  });
  expect(await alerts(tenant)).toEqual([
    { rule: 'INSOLVENCY_NOTICE', use_restriction: 'NO_REDISTRIBUTION', terms: TERMS },
  ]);
});

it('one the gazette tells of too is told to everybody', async () => {
  const tenant = await matched();
  await hearUnder(tenant, BUREAU, company(), notice({ sourceKey: 'CS-1' }));
  await hearUnder(tenant, { connectorId: 'bodacc' }, notice({ publishedOn: '2026-01-20' }));
  const { override } = await judge(tenant);
  expect(override?.evidence[0]).not.toHaveProperty('terms');
  expect(await alerts(tenant)).toEqual([
    { rule: 'INSOLVENCY_NOTICE', use_restriction: 'NONE', terms: null },
  ]);
});

it('a company only a bureau says has ceased is judged so, under its terms', async () => {
  const tenant = await newTenant();
  await tenant.customers('C1=Acme');
  await hearUnder(tenant, BUREAU, company({ status: 'CEASED', ceasedOn: '2026-02-01' }));
  await tenant.confirm('C1', SIREN);
  expect(await tenant.company()).toMatchObject({ status: 'UNKNOWN', ceased_on: null });
  await judge(tenant);
  expect(await alerts(tenant)).toEqual([
    { rule: 'COMPANY_STRUCK_OFF', use_restriction: 'NO_REDISTRIBUTION', terms: TERMS },
  ]);
});
