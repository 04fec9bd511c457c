import { dayAt } from '../../src/database';
import { localDateAt } from '../../src/kernel';
import { previewPolicy, versionInForce, type PolicyPreview } from '../../src/limits';
import { decideByPolicyInForce, publishOnly } from '../../src/use-cases/publish-policy';
import { changed, withSegments } from '../limits/policies/policy-examples';
import { useDemoHub, type DemoTenant } from './demo-hub';

jest.setTimeout(240_000);

const demo = useDemoHub();
const signal = new AbortController().signal;

interface StoredLimit {
  customerId: string;
  activeMinor: string | null;
  proposedMinor: string | null;
}

/** What each customer has: the limit in force, and what the policy proposes. */
function limitsOf(tenant: DemoTenant): Promise<StoredLimit[]> {
  return tenant.rows<StoredLimit>(
    `SELECT c.customer_id AS "customerId", a.limit_minor AS "activeMinor", p.limit_minor AS "proposedMinor"
     FROM customer c
     LEFT JOIN credit_limit a ON a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.status = 'ACTIVE'
     LEFT JOIN credit_limit p ON p.tenant_id = c.tenant_id AND p.customer_id = c.customer_id AND p.status = 'PROPOSED'
     WHERE c.tenant_id = $1 AND NOT c.is_pooled ORDER BY c.customer_id`,
  );
}

async function previewOf(tenant: DemoTenant, document: object): Promise<PolicyPreview> {
  const { database, clock } = demo().hub;
  const preview = await database.tenant(
    tenant.tenantId,
    async (tx) => {
      const at = clock.now();
      return previewPolicy(tx, { document, asOf: await dayAt(tx, at), at });
    },
    { readOnly: true },
  );
  if ('problems' in preview) throw new Error(JSON.stringify(preview.problems));
  return preview;
}

/** The stored limits with what the preview says will be instead. */
function expected(stored: readonly StoredLimit[], preview: PolicyPreview): StoredLimit[] {
  const changes = new Map(preview.changes.map((each) => [each.customerId, each.after]));
  return stored.map((limit) => {
    const after = changes.get(limit.customerId);
    if (after === undefined) return limit;
    const { limitMinor, proposedMinor } = after;
    return {
      customerId: limit.customerId,
      activeMinor: limitMinor?.toString() ?? null,
      proposedMinor: proposedMinor?.toString() ?? null,
    };
  });
}

async function publish(tenant: DemoTenant, document: object, effectiveOn: string | null = null) {
  const { tenantId } = tenant;
  const draft = { tenantId, document, effectiveOn, comment: null, publishedBy: 'Ada' };
  const published = await publishOnly(demo().hub, draft);
  if ('problems' in published) throw new Error(JSON.stringify(published.problems));
  return published;
}

/** Stricter where money is, laxer where it is not: limits rise, fall, are proposed and are withdrawn. */
function candidate(): object {
  const document = withSegments({ sectors: ['G', 'F'] });
  const grades = 'segments[0].grades';
  changed(`${grades}.A.turnoverRate`, 0.2, document);
  changed(`${grades}.A.appetite`, '900000', document);
  changed(`${grades}.A.automaticUpTo`, '20000', document);
  for (const grade of ['B', 'C', 'D', 'E']) {
    changed(`${grades}.${grade}.appetite`, grade === 'E' ? '0' : '4000', document);
    changed(`${grades}.${grade}.automaticUpTo`, '0', document);
    changed(`${grades}.${grade}.paymentRecordCeiling`, '2000', document);
  }
  changed('segments[1].grades.B.equityRate', 0.2, document);
  changed('need.peakFactor', 3, document);
  return document;
}

/** A portfolio with proposals, a person's limit, one that has ended, and one whose review is due. */
async function livedIn(): Promise<DemoTenant> {
  const tenant = await demo().tenant();
  await tenant.run();
  const [first, second, third] = (await limitsOf(tenant)).filter(
    ({ activeMinor }) => activeMinor !== null,
  );
  await tenant.rows(
    `UPDATE credit_limit SET policy_version = 'manual', limit_minor = 1234500, effective_to = '2027-01-01'
     WHERE tenant_id = $1 AND status = 'ACTIVE' AND customer_id = '${first?.customerId}'`,
  );
  await tenant.rows(
    `UPDATE credit_limit SET policy_version = 'manual', limit_minor = 777700, effective_to = '2026-02-01',
       effective_from = '2026-01-01'
     WHERE tenant_id = $1 AND status = 'ACTIVE' AND customer_id = '${second?.customerId}'`,
  );
  await tenant.rows(
    `UPDATE credit_limit SET review_on = '2026-02-01'
     WHERE tenant_id = $1 AND status = 'ACTIVE' AND customer_id = '${third?.customerId}'`,
  );
  return tenant;
}

it('what is published is what was previewed, to the cent, and previewing writes nothing', async () => {
  const tenant = await livedIn();
  const document = candidate();
  const untouched = await tenant.digest();
  const preview = await previewOf(tenant, document);
  expect(await tenant.digest()).toEqual(untouched);
  const stored = await limitsOf(tenant);
  expect(stored.some(({ proposedMinor }) => proposedMinor !== null)).toBe(true);

  expect(await publish(tenant, document)).toMatchObject({ version: 1, isInForce: true });
  await publish(tenant, document);
  const told = await tenant.rows(
    `SELECT data FROM event WHERE tenant_id = $1 AND type = 'CREDIT_POLICY_PUBLISHED'`,
  );
  expect(told).toMatchObject([{ data: { version: 1, publishedBy: 'Ada' } }]);
  await decideByPolicyInForce(demo().hub, { tenantId: tenant.tenantId, signal });
  expect(await limitsOf(tenant)).toEqual(expected(stored, preview));

  const { counts, customers, amounts } = preview;
  expect(counts.CUT).toBeGreaterThan(0);
  expect(counts.RAISED + counts.PROPOSED + counts.PROPOSAL_CHANGED).toBeGreaterThan(0);
  expect(customers).toBe(stored.length);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(customers);
  for (const sums of amounts) {
    const moved = sums.freedMinor - sums.blockedMinor;
    expect(sums.limitsAfterMinor - sums.limitsBeforeMinor).toBe(moved);
  }
  for (const groups of [preview.byGrade, preview.bySegment]) {
    expect(groups.reduce((sum, group) => sum + group.customers, 0)).toBe(customers);
    expect(groups.reduce((sum, group) => sum + group.counts.CUT, 0)).toBe(counts.CUT);
  }
});

it('previewed again once it is in force, it changes nothing', async () => {
  const tenant = await livedIn();
  const document = candidate();
  await publish(tenant, document);
  await decideByPolicyInForce(demo().hub, { tenantId: tenant.tenantId, signal });
  const again = await previewOf(tenant, document);
  expect(again).toMatchObject({ dueAnyway: 0, changes: [], comparedWith: 'policy-1' });
  const second = await decideByPolicyInForce(demo().hub, { tenantId: tenant.tenantId, signal });
  expect(second.customers).toBe(0);
});

it('a policy for a later day decides nothing before it, and all limits on that day', async () => {
  const tenant = await livedIn();
  const { hub, clock } = demo();
  const document = candidate();
  const { tenantId } = tenant;
  const tomorrow = localDateAt(new Date(clock.now().getTime() + 86_400_000));
  expect(await publish(tenant, document, tomorrow)).toMatchObject({ isInForce: false });
  await decideByPolicyInForce(hub, { tenantId, signal });
  const versions = `SELECT DISTINCT policy_version AS version FROM credit_limit WHERE tenant_id = $1 AND status = 'ACTIVE'`;
  expect(await tenant.rows(versions)).not.toContainEqual({ version: 'policy-1' });

  clock.advanceMs(86_400_000);
  const preview = await previewOf(tenant, document);
  expect(preview.comparedWith).toBe('policy-1');
  await decideByPolicyInForce(hub, { tenantId, signal });
  expect(await tenant.rows(versions)).toContainEqual({ version: 'policy-1' });
  expect(await hub.database.tenant(tenantId, (tx) => versionInForce(tx, tomorrow))).toBe(1);
});
