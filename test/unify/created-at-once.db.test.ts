/** Rows with two unique indexes over the same values, created by several in the same moment: once, and nobody fails. */
import { createApiKey } from '../../src/database';
import { openShadowRun } from '../../src/scoring/shadow';
import { CURRENT_MODEL } from '../../src/scoring';
import { stableId } from '../../src/kernel';
import { ensureCustomers } from '../../src/unify';
import { ensureCompanies } from '../../src/unify/match-customers';
import { useTenants, type Tenant } from './tenant';

const newTenant = useTenants();
const AT_ONCE = 6;
const ROUNDS = 40;

/** Rows that all of them made together in one round, and nothing thrown. */
async function atOnce(
  tenant: Tenant,
  make: (round: number, tx: Parameters<typeof createApiKey>[0]) => Promise<unknown>,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        tenant.hub.tenant(tenant.tenantId, (tx) => make(round, tx)),
      ),
    );
  }
}

const count = async (tenant: Tenant, table: string): Promise<number | undefined> =>
  (
    await tenant.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE tenant_id = $1`)
  )[0]?.n;

it('customers of the same books', async () => {
  const tenant = await newTenant();
  await tenant.customers('C=Known');
  const [books] = await tenant.one<{ id: string }>(
    'SELECT connection_id AS id FROM customer WHERE tenant_id = $1',
  );
  const connectionId = books?.id ?? '';
  await atOnce(tenant, (round, tx) => {
    const account = `R${round}`;
    const customerId = stableId(connectionId, account);
    const at = tenant.clock.now();
    return ensureCustomers(tx, { connectionId, currency: 'EUR', at, isLatest: true }, [
      { customerId, account, name: `Customer ${round}`, isPooled: false },
    ]);
  });
  expect(await count(tenant, 'customer')).toBe(ROUNDS + 1);
});

it('companies that several sources tell of', async () => {
  const tenant = await newTenant();
  await atOnce(tenant, (round, tx) =>
    ensureCompanies(tx, [String(300_000_000 + round)], tenant.clock.now()),
  );
  expect(await count(tenant, 'company')).toBe(ROUNDS);
});

it('a fixed key, which is nobody else’s', async () => {
  const tenant = await newTenant();
  const before = (await count(tenant, 'api_key')) ?? 0;
  const draft = { label: 'shop', role: 'VIEWER' as const };
  await atOnce(tenant, (round, tx) => createApiKey(tx, { ...draft, key: `fixed-key-${round}` }));
  expect(await count(tenant, 'api_key')).toBe(before + ROUNDS);
  const other = await newTenant();
  await expect(
    other.hub.tenant(other.tenantId, (tx) => createApiKey(tx, { ...draft, key: 'fixed-key-0' })),
  ).rejects.toMatchObject({ code: 'API_KEY_TAKEN' });
});

it('the trial of a model on a day', async () => {
  const tenant = await newTenant();
  const { version: modelVersion } = CURRENT_MODEL;
  await atOnce(tenant, (round, tx) => {
    const asOf = `2026-02-${String((round % 28) + 1).padStart(2, '0')}`;
    return openShadowRun(tx, { modelVersion, asOf, at: tenant.clock.now() });
  });
  expect(await count(tenant, 'shadow_run')).toBe(28);
});
