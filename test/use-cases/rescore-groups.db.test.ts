/** Who is scored again because of somebody else: relatives, and rates. */
import { createHub, type Hub } from '../../src/hub';
import { silentLogger } from '../../src/kernel';
import { publishPolicy } from '../../src/limits';
import { rescore, rescoreMarked, type RescoreResult } from '../../src/pipeline';
import { changed } from '../limits/policies/policy-examples';
import { SIREN, useTenants, type Tenant } from '../unify/tenant';
import { withBooks } from './plain-books';

const newTenant = useTenants();
const signal = new AbortController().signal;

const hubOf = ({ hub: database, clock }: Tenant): Hub =>
  createHub({ database, clock, logger: silentLogger, connectors: [] });

const work = (tenant: Tenant, kind: 'NIGHTLY' | 'PIPELINE' = 'PIPELINE'): Promise<RescoreResult> =>
  rescoreMarked(hubOf(tenant), { tenantId: tenant.tenantId, kind, signal });

const TOP = '732829320';

/** Customers whose companies are children of one company at the top, which is nobody's account; scored, nobody marked. */
async function group(customers: number, { isCapped = true } = {}): Promise<Tenant> {
  const tenant = await newTenant();
  await withBooks(tenant, customers + 1);
  await tenant.one(`
    INSERT INTO company (tenant_id, company_id, siren, name, status, updated_at)
    SELECT $1::uuid, stable_id($1::uuid::text, s.siren), s.siren, s.siren, 'ACTIVE', now()
    FROM (SELECT lpad((900000000 + n)::text, 9, '0') AS siren FROM generate_series(0, ${customers - 1}) n
      UNION ALL SELECT '${TOP}') s`);
  await tenant.one(`
    UPDATE customer SET company_id = stable_id($1::uuid::text, lpad((900000000 + substr(account, 2)::int)::text, 9, '0'))
    WHERE tenant_id = $1::uuid AND account <> 'C${customers}'`);
  await tenant.one(link(`account <> 'C${customers}'`));
  const document = changed('concentration.groupRate', 0.5);
  if (isCapped) {
    await tenant.hub.tenant(tenant.tenantId, (tx) =>
      publishPolicy(tx, {
        ...{ document, effectiveOn: null, publishedBy: 'Ada', comment: null },
        ...{ today: '2026-03-01', at: tenant.clock.now() },
      }),
    );
  }
  await settle(tenant);
  return tenant;
}

const link = (which: string): string => `
  INSERT INTO group_link (tenant_id, company_id, connection_id, connector_id, stream, payload_key, source_key, relation,
    parent_siren, fetched_at)
  SELECT tenant_id, company_id, gen_random_uuid(), 'gleif', 'groups', account, account, 'DIRECT_PARENT', '${TOP}', now()
  FROM customer WHERE tenant_id = $1 AND ${which}`;

/** Until nobody is marked: relatives are the next run's, and mark nobody themselves. */
async function settle(tenant: Tenant): Promise<number> {
  for (let runs = 0; runs < 4; runs += 1) {
    if ((await work(tenant)).customers === 0) return runs;
  }
  throw new Error('marks do not come to an end');
}

const SELL_TO = (account: string): string => `
  UPDATE receivable r SET total_minor = total_minor + 100, open_minor = open_minor + 100
  FROM customer c WHERE r.tenant_id = $1 AND r.open_minor > 0 AND c.tenant_id = $1
    AND c.customer_id = r.customer_id AND c.account = '${account}'`;

async function marked(tenant: Tenant): Promise<string[]> {
  const rows = await tenant.one<{ mark: string }>(
    `SELECT DISTINCT account || ' ' || reason AS mark FROM rescore_mark JOIN customer USING (tenant_id, customer_id)
     WHERE tenant_id = $1 ORDER BY 1`,
  );
  return rows.map(({ mark }) => mark);
}

describe('what one of a group is sold', () => {
  it('has the others scored by the next run, once, where the policy caps groups', async () => {
    const tenant = await group(3);
    await tenant.one(SELL_TO('C1'));
    expect(await marked(tenant)).toEqual(['C1 LEDGER']);
    expect(await work(tenant)).toMatchObject({ customers: 1 });
    expect(await marked(tenant)).toEqual(['C0 GROUP', 'C2 GROUP']);
    expect(await work(tenant)).toMatchObject({ customers: 2 });
    expect(await marked(tenant)).toEqual([]);
  });

  it('concerns nobody else where it does not', async () => {
    const tenant = await group(3, { isCapped: false });
    await tenant.one(SELL_TO('C1'));
    await work(tenant);
    expect(await marked(tenant)).toEqual([]);
  });

  it('is told also when somebody has only that customer scored', async () => {
    const tenant = await group(3);
    await tenant.one(SELL_TO('C1'));
    const [customer] = await tenant.one<{ id: string }>(
      `SELECT customer_id AS id FROM customer WHERE tenant_id = $1::uuid AND account = 'C1'`,
    );
    const customerIds = [customer?.id ?? ''];
    await rescore(hubOf(tenant), { tenantId: tenant.tenantId, customerIds, signal });
    expect(await marked(tenant)).toEqual(['C0 GROUP', 'C2 GROUP']);
  });

  it('comes to an end when all of them are sold something at once', async () => {
    const tenant = await group(5);
    for (const account of ['C0', 'C1', 'C2', 'C3', 'C4']) await tenant.one(SELL_TO(account));
    expect(await settle(tenant)).toBe(1);
  });
});

describe('a link between companies', () => {
  it('that is new has both ends of it scored, and all that hang together with them', async () => {
    const tenant = await group(3);
    await tenant.one(
      `INSERT INTO company (tenant_id, company_id, siren, name, status, updated_at)
       SELECT $1::uuid, stable_id($1::uuid::text, '900000003'), '900000003', 'x', 'ACTIVE', now()`,
    );
    await tenant.one(
      `UPDATE customer SET company_id = stable_id($1::uuid::text, '900000003') WHERE tenant_id = $1::uuid AND account = 'C3'`,
    );
    await settle(tenant);
    await tenant.one(link(`account = 'C3'`));
    expect(await marked(tenant)).toEqual(['C0 GROUP', 'C1 GROUP', 'C2 GROUP', 'C3 COMPANY']);
  });

  it('that is gone, or names another parent, has those it leaves behind scored', async () => {
    const tenant = await group(3);
    const all = ['C0 COMPANY', 'C1 GROUP', 'C2 GROUP'];
    const one = `tenant_id = $1 AND payload_key = 'C0'`;
    await tenant.one(`UPDATE group_link SET parent_siren = '552100554' WHERE ${one}`);
    expect(await marked(tenant)).toEqual(all);
    await settle(tenant);
    await tenant.one(`UPDATE group_link SET parent_siren = '${TOP}' WHERE ${one}`);
    expect(await marked(tenant)).toEqual(all);
    await settle(tenant);
    await tenant.one(`DELETE FROM group_link WHERE ${one}`);
    expect(await marked(tenant)).toEqual(all);
  });

  it('that is seen again unchanged is no news', async () => {
    const tenant = await group(3);
    await tenant.one(
      `UPDATE group_link SET fetched_at = now() + interval '1 day' WHERE tenant_id = $1`,
    );
    expect(await marked(tenant)).toEqual([]);
  });

  it('of another tenant marks nobody', async () => {
    const [mine, theirs] = [await group(2), await group(2)];
    await theirs.one('DELETE FROM group_link WHERE tenant_id = $1');
    expect(await marked(mine)).toEqual([]);
  });

  it('keeps the relatives of a company that a customer is found not to be', async () => {
    const tenant = await group(3);
    await tenant.one(
      `UPDATE customer SET company_id = NULL WHERE tenant_id = $1::uuid AND account = 'C0'`,
    );
    expect(await marked(tenant)).toEqual(['C0 CUSTOMER', 'C1 GROUP', 'C2 GROUP']);
  });
});

it('a new rate has customers with books in its currency scored by the night, and no others', async () => {
  const tenant = await newTenant();
  await withBooks(tenant, 3);
  await tenant.one(
    `UPDATE customer SET currency = 'USD' WHERE tenant_id = $1::uuid AND account = 'C1'`,
  );
  const publish = (day: string): Promise<unknown> =>
    tenant.one(
      `INSERT INTO exchange_rate SELECT $1, '${day}'::date, 'USD', gen_random_uuid(), clock_timestamp(), 'ecb', 1.1`,
    );
  await publish('2026-02-27');
  await work(tenant, 'NIGHTLY');
  expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
  await publish('2026-03-02');
  expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
  tenant.clock.advanceMs(86_400_000);
  expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 1 });
  expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
});

it('of books in another currency than the euro, its rate has those scored who owe euros, or have accounts in them', async () => {
  const tenant = await newTenant();
  await tenant.customers('C1=Euros', 'C2=Francs', 'C3=Company');
  await tenant.confirm('C3', SIREN);
  await tenant.one(`UPDATE tenant SET books_currency = 'CHF' WHERE tenant_id = $1::uuid`);
  await tenant.one(
    `UPDATE customer SET currency = CASE account WHEN 'C1' THEN 'EUR' ELSE 'CHF' END WHERE tenant_id = $1::uuid`,
  );
  await work(tenant, 'NIGHTLY');
  const publish = (day: string): Promise<unknown> =>
    tenant.one(
      `INSERT INTO exchange_rate SELECT $1, '${day}'::date, 'CHF', gen_random_uuid(), clock_timestamp(), 'ecb', 0.9`,
    );
  await publish('2026-02-27');
  expect(await work(tenant)).toMatchObject({ customers: 3 });
  await publish('2026-03-02');
  tenant.clock.advanceMs(86_400_000);
  expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 2 });
  expect(await work(tenant, 'NIGHTLY')).toMatchObject({ customers: 0 });
});
