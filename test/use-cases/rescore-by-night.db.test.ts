/** Whom the passing of time has scored again, and nobody else. */
import { createHub, type Hub } from '../../src/hub';
import { addDays, daysBetween, silentLogger } from '../../src/kernel';
import { customerFigures, type CustomerFigures } from '../../src/ledger';
import { rescoreMarked, type RescoreResult } from '../../src/pipeline';
import { advice, hit } from '../unify/company-profile';
import { company, notice, SIREN, useTenants, type Tenant } from '../unify/tenant';
import { withBooks } from './plain-books';

const newTenant = useTenants();

function hubOf({ hub: database, clock }: Tenant): Hub {
  return createHub({ database, clock, logger: silentLogger, connectors: [] });
}

function work(
  tenant: Tenant,
  kind: 'NIGHTLY' | 'PIPELINE' = 'PIPELINE',
  signal = new AbortController().signal,
): Promise<RescoreResult> {
  return rescoreMarked(hubOf(tenant), { tenantId: tenant.tenantId, kind, signal });
}

async function marked(tenant: Tenant): Promise<string[]> {
  const rows = await tenant.one<{ account: string }>(
    `SELECT DISTINCT account FROM rescore_mark JOIN customer USING (tenant_id, customer_id)
     WHERE tenant_id = $1 ORDER BY 1`,
  );
  return rows.map(({ account }) => account);
}

describe('the nightly run', () => {
  it('scores nobody while no day has come on which time changes anything, then whom it does', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 3);
    await work(tenant);
    const [check] = await tenant.one<{ on: string }>(
      `SELECT min(stale_on)::text AS on FROM customer_check WHERE tenant_id = $1`,
    );
    expect(check?.on).toBe('2026-03-23');
    tenant.clock.advanceMs(21 * 86_400_000);
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ scoringRunId: null });
    tenant.clock.advanceMs(86_400_000);
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 3 });
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
  });

  it('scores whom another model judged, and who never was', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 3);
    await work(tenant);
    await tenant.one(
      `UPDATE customer_check k SET model_version = 'earlier' FROM customer c
       WHERE k.tenant_id = $1 AND c.customer_id = k.customer_id AND c.account = 'C0'`,
    );
    await tenant.one(
      `DELETE FROM customer_check k USING customer c
       WHERE k.tenant_id = $1 AND c.customer_id = k.customer_id AND c.account = 'C2'`,
    );
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 2 });
  });
});

describe('what a provider said for a while', () => {
  it.each([
    [
      'a match with a watch list',
      `UPDATE screening_hit SET expires_on = '2026-03-09' WHERE tenant_id = $1`,
    ],
    [
      'a recommended limit',
      `UPDATE recommended_limit SET fetched_at = '2025-03-08 12:00Z' WHERE tenant_id = $1`,
    ],
    ['a notice', `UPDATE legal_event SET expires_on = '2026-03-09' WHERE tenant_id = $1`],
  ])('has its customers scored on the day it ends: %s', async (_, ends) => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme', 'C2=Other');
    await tenant.confirm('C1', SIREN);
    await tenant.hear('pappers', company(), notice({ kind: 'MODIFIED' }));
    await tenant.tell({ connectorId: 'opensanctions', types: ['screeningHit'] }, hit());
    await tenant.tell({ connectorId: 'creditsafe', types: ['recommendedLimit'] }, advice());
    await tenant.one(ends);
    await work(tenant);
    await tenant.one(`UPDATE customer_check SET stale_on = '2027-01-01' WHERE tenant_id = $1`);
    tenant.clock.advanceMs(6 * 86_400_000);
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
    tenant.clock.advanceMs(2 * 86_400_000);
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 1 });
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
  });
});

describe('a refusal of what the policy proposed', () => {
  it('has its customer scored on the day the policy may ask again', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 2);
    await work(tenant);
    await tenant.one(
      `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, policy_version,
         effective_from, binding_term, terms, reason_codes, decided_by, decided_at)
       SELECT tenant_id, gen_random_uuid(), customer_id, 100, 'EUR', 'REJECTED', 'p', '2025-12-09', 'NEED', '[]', '{}', 'marie',
         '2025-12-09 12:00Z' FROM customer WHERE tenant_id = $1 AND account = 'C0'`,
    );
    expect(await work(tenant)).toMatchObject({ customers: 1 });
    expect(await marked(tenant)).toEqual([]);
    await tenant.one(`UPDATE customer_check SET stale_on = '2027-01-01' WHERE tenant_id = $1`);
    tenant.clock.advanceMs(8 * 86_400_000);
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
    tenant.clock.advanceMs(86_400_000);
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 1 });
    expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
  });
});

describe('the day the figures of the ledger go stale', () => {
  it('is not before time alone changes one of them', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 1);
    const ids = [tenant.customerId('C0')];
    const at = (day: string): Promise<CustomerFigures | undefined> =>
      tenant.hub.tenant(tenant.tenantId, async (tx) => (await customerFigures(tx, day, ids))[0]);
    for (let day = '2026-03-01'; day < '2027-12-01';) {
      const now = await at(day);
      const staleOn = now?.staleOn ?? '2027-12-01';
      expect(staleOn > day).toBe(true);
      const last = await at(addDays(staleOn, -1));
      expect({ ...last, staleOn: null }).toEqual({ ...now, staleOn: null });
      // An overdue customer is stale every day: some of them will do.
      day = daysBetween(day, staleOn) > 1 ? staleOn : addDays(day, 40);
    }
  });
});
