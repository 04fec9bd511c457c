import { createHub, type Hub } from '../../src/hub';
import { silentLogger } from '../../src/kernel';
import { rescore, rescoreMarked, type RescoreResult } from '../../src/pipeline';
import { claimMarked, markStale } from '../../src/scoring';
import { hit } from '../unify/company-profile';
import { company, SIREN, useTenants, type Tenant } from '../unify/tenant';
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

const TOUCH = (accounts: string): string => `
  UPDATE receivable r SET open_minor = open_minor + 100, total_minor = total_minor + 100, changed_at = now()
  FROM customer c WHERE r.tenant_id = $1 AND r.open_minor > 0 AND c.tenant_id = $1
    AND c.customer_id = r.customer_id AND c.account IN (${accounts})`;

async function marked(tenant: Tenant): Promise<string[]> {
  const rows = await tenant.one<{ account: string }>(
    `SELECT DISTINCT account FROM rescore_mark JOIN customer USING (tenant_id, customer_id)
     WHERE tenant_id = $1 ORDER BY 1`,
  );
  return rows.map(({ account }) => account);
}

/** What is decided of each customer, without ids and instants. */
function decisions(tenant: Tenant): Promise<unknown[]> {
  return tenant.one(
    `SELECT c.account, a.grade, a.decision, a.inputs, l.limit_minor, l.status, k.stale_on,
       (SELECT count(*) FROM credit_assessment n WHERE n.customer_id = c.customer_id) AS assessments,
       (SELECT count(*) FROM credit_limit n WHERE n.customer_id = c.customer_id) AS limits,
       (SELECT count(*) FROM event e WHERE e.tenant_id = $1 AND e.customer_id = c.customer_id) AS events
     FROM customer c LEFT JOIN credit_assessment a ON a.customer_id = c.customer_id AND a.is_current
       LEFT JOIN credit_limit l ON l.customer_id = c.customer_id AND l.status IN ('ACTIVE', 'PROPOSED')
       LEFT JOIN customer_check k ON k.customer_id = c.customer_id
     WHERE c.tenant_id = $1 ORDER BY c.account`,
  );
}

function gradeOfC1(tenant: Tenant): Promise<unknown[]> {
  return tenant.one(
    `SELECT grade, decision #>> '{override,rule}' AS rule FROM credit_assessment JOIN customer USING (tenant_id, customer_id)
     WHERE tenant_id = $1 AND account = 'C1' AND is_current`,
  );
}

async function digestOfRuns(tenant: Tenant): Promise<string> {
  const [row] = await tenant.one<{ digest: string }>(
    'SELECT (sum(decisions_digest) % 340282366920938463463374607431768211456)::text AS digest FROM scoring_run WHERE tenant_id = $1',
  );
  return row?.digest ?? '';
}

describe('scoring whom something was learnt of', () => {
  it('scores exactly the customers that were touched, and then nobody', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 6);
    expect(await work(tenant)).toMatchObject({
      ...{ customers: 6, assessmentsStored: 6, gradesChanged: 0 },
    });
    expect(await work(tenant)).toMatchObject({ scoringRunId: null, customers: 0 });
    await tenant.one(TOUCH(`'C1', 'C4'`));
    expect(await marked(tenant)).toEqual(['C1', 'C4']);
    expect(await work(tenant)).toMatchObject({ customers: 2 });
    expect(await marked(tenant)).toEqual([]);
  });

  it('counts grades that changed, not assessments that say more than before', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 2);
    await work(tenant);
    await tenant.confirm('C0', SIREN);
    await tenant.hear('pappers', company({ createdOn: '1990-01-01' }));
    expect(await work(tenant)).toMatchObject({ customers: 1, gradesChanged: 0 });
    const [row] = await tenant.one(
      `SELECT count(*)::int AS assessments, count(DISTINCT grade)::int AS grades FROM credit_assessment a
       JOIN customer c USING (tenant_id, customer_id) WHERE a.tenant_id = $1 AND account = 'C0'`,
    );
    expect(row).toEqual({ assessments: 2, grades: 1 });
  });

  it('notes what a run did and which run decided what', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 3);
    const { scoringRunId } = await work(tenant);
    expect(
      await tenant.one(`SELECT kind, status, customers_total, customers_done, as_of::text, finished_at IS NOT NULL AS ended,
        (SELECT count(*)::int FROM credit_assessment a WHERE a.scoring_run_id = s.scoring_run_id) AS assessments,
        (SELECT count(*)::int FROM credit_limit l WHERE l.scoring_run_id = s.scoring_run_id AND l.inputs ->> 'asOf' = '2026-03-01') AS limits
        FROM scoring_run s WHERE tenant_id = $1 AND scoring_run_id = '${scoringRunId}'`),
    ).toEqual([
      {
        ...{ kind: 'PIPELINE', status: 'DONE', customers_total: 3, customers_done: 3 },
        ...{ as_of: '2026-03-01', ended: true, assessments: 3, limits: 3 },
      },
    ]);
  });

  it('marks the customers of a company that a registry tells something new of, and only then', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme', 'C2=Other');
    await tenant.confirm('C1', SIREN);
    await tenant.hear('pappers', company());
    await work(tenant);
    await tenant.hear('pappers', company());
    expect(await marked(tenant)).toEqual([]);
    await tenant.one(`UPDATE company SET updated_at = now() WHERE tenant_id = $1`);
    expect(await marked(tenant)).toEqual([]);
    await tenant.one(`UPDATE company SET activity_code = '43.99A' WHERE tenant_id = $1`);
    expect(await marked(tenant)).toEqual(['C1']);
  });

  it('marks whom a watch list names, and whom it no longer does', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme', 'C2=Other');
    await tenant.confirm('C1', SIREN);
    await tenant.hear('pappers', company());
    await work(tenant);
    const watched = { connectorId: 'opensanctions', types: ['screeningHit'] } as const;
    await tenant.tell(watched, hit());
    expect(await marked(tenant)).toEqual(['C1']);
    await work(tenant);
    expect(await gradeOfC1(tenant)).toEqual([{ grade: 'E', rule: 'SANCTIONS_HIT' }]);
    await tenant.tell(watched);
    expect(await marked(tenant)).toEqual(['C1']);
  });

  it('marks who owes in a currency of which a rate is known at last, once', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme', 'C2=Other');
    await tenant.one(
      `UPDATE customer SET currency = 'USD' WHERE tenant_id = $1 AND account = 'C1'`,
    );
    await work(tenant);
    const publish = (...days: string[]): Promise<unknown> =>
      tenant.one(
        `INSERT INTO exchange_rate SELECT $1, day::date, 'USD', gen_random_uuid(), clock_timestamp(), 'ecb', 1.1
         FROM unnest('{${days.join(',')}}'::text[]) AS day`,
      );
    await publish('2026-02-25', '2026-02-26');
    expect(await marked(tenant)).toEqual(['C1']);
    await work(tenant);
    await publish('2026-02-27');
    expect(await marked(tenant)).toEqual([]);
    await publish('2026-03-20');
    expect(await marked(tenant)).toEqual(['C1']);
  });

  it('never looks at pooled accounts, and drops marks of customers that are gone', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=Acme', 'D1*=Divers', 'C2=Gone');
    await tenant.one(`DELETE FROM customer WHERE tenant_id = $1 AND account = 'C2'`);
    expect(await work(tenant)).toMatchObject({ customers: 1 });
    expect(await tenant.one('SELECT 1 FROM rescore_mark WHERE tenant_id = $1')).toEqual([]);
  });

  it('leaves other tenants alone', async () => {
    const tenant = await newTenant();
    const other = await newTenant();
    await withBooks(tenant, 2);
    await withBooks(other, 2);
    await work(tenant, 'NIGHTLY');
    expect(await marked(other)).toEqual(['C0', 'C1']);
    expect(await other.one('SELECT 1 FROM scoring_run WHERE tenant_id = $1')).toEqual([]);
  });
});

describe('runs that are interrupted or meet others', () => {
  it('killed half-way and run again decides what one run decides', async () => {
    const [whole, killed] = [await newTenant(), await newTenant()];
    for (const tenant of [whole, killed]) await withBooks(tenant, 40);
    await work(whole);
    await holdingSome(killed, async () => {
      const giveUp = new AbortController();
      const run = work(killed, 'PIPELINE', giveUp.signal);
      await untilWaiting(killed);
      giveUp.abort();
      await killed.one(TERMINATE_WAITING);
      await expect(run).rejects.toThrow();
    });
    expect((await marked(killed)).length).toBeGreaterThan(0);
    await work(killed);
    expect(await decisions(killed)).toEqual(await decisions(whole));
    expect(await marked(killed)).toEqual([]);
  }, 60_000);

  it('two at once share the customers and decide each once', async () => {
    const [alone, shared] = [await newTenant(), await newTenant()];
    for (const tenant of [alone, shared]) await withBooks(tenant, 60);
    await work(alone);
    const results = await Promise.all([work(shared, 'NIGHTLY'), work(shared, 'NIGHTLY')]);
    expect(results.reduce((sum, { customers }) => sum + customers, 0)).toBe(60);
    expect(await decisions(shared)).toEqual(await decisions(alone));
  }, 60_000);

  it('the same decisions have the same digest, whoever made them in whatever order', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 10);
    await work(tenant);
    const digest = await digestOfRuns(tenant);
    expect(BigInt(digest)).toBeGreaterThan(0n);
    for (const table of ['credit_assessment', 'credit_limit', 'customer_check', 'scoring_run']) {
      await tenant.one(`DELETE FROM ${table} WHERE tenant_id = $1`);
    }
    const signal = new AbortController().signal;
    const ids = ['C7', 'C3', 'C9'].map((account) => tenant.customerId(account));
    await rescore(hubOf(tenant), { tenantId: tenant.tenantId, customerIds: ids, signal });
    await rescore(hubOf(tenant), { tenantId: tenant.tenantId, customerIds: null, signal });
    expect(await digestOfRuns(tenant)).toBe(digest);
  });

  it('keeps a mark that is set while its customer is being scored', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 1);
    await tenant.hub.tenant(tenant.tenantId, async (tx) => {
      const window = { after: ZERO, upTo: '9000000000', size: 10, isWaiting: false };
      expect((await claimMarked(tx, window)).customerIds).toHaveLength(1);
      await tenant.one(TOUCH(`'C0'`));
      expect((await claimMarked(tx, window)).customerIds).toHaveLength(1);
      await tenant.one(TOUCH(`'C0'`));
    });
    expect(await marked(tenant)).toEqual(['C0']);
  });

  it('leaves what was marked after it began to a run that knows why', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 1);
    const claim = (upTo: string): Promise<string[]> =>
      tenant.hub.tenant(tenant.tenantId, async (tx) => {
        const window = { after: ZERO, upTo, size: 10, isWaiting: true };
        return (await claimMarked(tx, window)).customerIds;
      });
    const [began] = await tenant.one<{ upTo: string }>(
      `SELECT max(mark_id)::text AS "upTo" FROM rescore_mark WHERE tenant_id = $1`,
    );
    await tenant.one(
      `INSERT INTO rescore_mark (tenant_id, customer_id, reason)
       SELECT tenant_id, customer_id, 'POLICY' FROM customer WHERE tenant_id = $1`,
    );
    expect(await claim(began?.upTo ?? '')).toHaveLength(1);
    expect(await claim(began?.upTo ?? '')).toEqual([]);
    expect(await marked(tenant)).toEqual(['C0']);
  });

  it('marks for another policy whom a run by the old one may be about to score', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 2);
    await work(tenant);
    await tenant.one(`UPDATE customer_check SET policy_version = 'earlier' WHERE tenant_id = $1`);
    await tenant.one(TOUCH(`'C0'`));
    const standard = {
      ...{ asOf: '2026-03-01', modelVersion: 'encours-3', policyVersion: 'default-1' },
      ...{ closingAges: [], bureauMonths: 12, refusalDays: 90 },
      alertDays: { limitEnds: 14, coverEnds: 30, promise: 30, stale: 180 },
    };
    await tenant.hub.tenant(tenant.tenantId, (tx) => markStale(tx, standard));
    expect(
      await tenant.one(
        `SELECT account, reason FROM rescore_mark JOIN customer USING (tenant_id, customer_id)
         WHERE tenant_id = $1 ORDER BY account, reason`,
      ),
    ).toEqual([
      { account: 'C0', reason: 'LEDGER' },
      { account: 'C0', reason: 'POLICY' },
      { account: 'C1', reason: 'POLICY' },
    ]);
  });

  it('leaves its marks when it fails', async () => {
    const tenant = await newTenant();
    await withBooks(tenant, 2);
    const failing = tenant.hub.tenant(tenant.tenantId, async (tx) => {
      await claimMarked(tx, { after: ZERO, upTo: '9000000000', size: 10, isWaiting: true });
      throw new Error('killed');
    });
    await expect(failing).rejects.toThrow('killed');
    expect(await marked(tenant)).toEqual(['C0', 'C1']);
  });
});

const ZERO = '00000000-0000-0000-0000-000000000000';
const WAITING = `SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND $1::uuid IS NOT NULL`;
const TERMINATE_WAITING = `SELECT pg_terminate_backend(pid) FROM (${WAITING}) w`;

/** While another transaction holds the last customer, a run does the others and waits for it. */
async function holdingSome(tenant: Tenant, meanwhile: () => Promise<void>): Promise<void> {
  await tenant.hub.tenant(tenant.tenantId, async (tx) => {
    await tx.query(
      `SELECT 1 FROM customer WHERE tenant_id = $1 ORDER BY customer_id DESC LIMIT 5 FOR NO KEY UPDATE`,
      [tenant.tenantId],
    );
    await meanwhile();
  });
}

async function untilWaiting(tenant: Tenant): Promise<void> {
  for (let rows: unknown[] = []; rows.length === 0;) rows = await tenant.one(WAITING);
}
