import fc from 'fast-check';
import { dayAt } from '../../src/database';
import { previewPolicy } from '../../src/limits';
import { readPolicyDocument } from '../../src/limits/policies/policy-document';
import { decideByPolicyInForce, publishOnly } from '../../src/use-cases/publish-policy';
import { changed, draftDocument } from '../limits/policies/policy-examples';
import { useDemoHub, type DemoTenant } from './demo-hub';

jest.setTimeout(240_000);

const demo = useDemoHub();
const signal = new AbortController().signal;

type Change = readonly [path: string, value: unknown];

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.constant('insurance.assumedInsuredPercent'), fc.constantFrom(0, 33.3, 80, 100)),
  fc.tuple(fc.constant('insurance.assumedRunOffDays'), fc.constantFrom(0, 20, 60, 365)),
  fc.tuple(fc.constant('insurance.countsRunOff'), fc.boolean()),
  fc.tuple(fc.constant('insurance.countedKinds'), fc.subarray(['NAMED', 'DISCRETIONARY'])),
  fc.tuple(fc.constant('insurance.discretionaryShare'), fc.constantFrom(0, 0.35, 0.8)),
  fc.tuple(fc.constant('insurance.appetiteShareIfWithdrawn'), fc.constantFrom(0, 0.5)),
  fc.tuple(fc.constant('need.least'), fc.constantFrom('100', '9000')),
  fc.tuple(fc.constant('concentration.customerRate'), fc.constantFrom(0.001, 0.02, 0.3)),
  fc.tuple(fc.constant('leastChange.amount'), fc.constant('0')),
  fc.tuple(fc.constant('concentration.groupRate'), fc.constantFrom(0.05, 0.3)),
  fc.tuple(fc.constant('need.peakFactor'), fc.constantFrom(1, 3.7, 12)),
  fc.tuple(fc.constant('rounding.step'), fc.constantFrom('1', '2500')),
  fc.tuple(fc.constant('leastChange.rate'), fc.constantFrom(0, 0.4)),
  fc.tuple(fc.constant('approvals.creditManagerUpTo'), fc.constantFrom('0', '3000', '450000')),
  fc.tuple(
    fc.constantFrom(
      'segments[0].grades.A.automaticUpTo',
      'segments[0].grades.A.appetite',
      'segments[0].starterCeiling',
    ),
    fc.constantFrom('50000', '400000'),
  ),
  fc.tuple(fc.constant('segments[0].grades.A.turnoverRate'), fc.constantFrom(0.05, 0.5)),
);

interface Publication {
  of: readonly Change[];
  /** Publishes the document before once more, as somebody else would to confirm it. */
  isAgain: boolean;
  publishedBy: string;
}

const publications: fc.Arbitrary<Publication[]> = fc.array(
  fc.record({
    of: fc.array(changes, { minLength: 5, maxLength: 9 }),
    isAgain: fc.boolean(),
    publishedBy: fc.constantFrom('Ada', 'Bob'),
  }),
  { minLength: 8, maxLength: 8 },
);

/** Covers as insurers tell them: with or without a share, cut with or without a last day. */
const COVERS = `
  INSERT INTO insurance_cover (tenant_id, company_id, connection_id, connector_id, source_key, recorded_at, valid_from,
    policy_number, kind, status, amount_minor, previous_minor, announced_minor, currency, insured_percent, decided_on, notice_on,
    effective_on, run_off_until, conditions, fetched_at)
  SELECT $1, company_id, gen_random_uuid(), 'insurer', 'K' || n, now() - interval '400 days', day - 300, 'P' || n % 2,
    CASE n % 3 WHEN 0 THEN 'DISCRETIONARY' ELSE 'NAMED' END, CASE n % 4 WHEN 1 THEN 'WITHDRAWN' ELSE 'GRANTED' END, 4000000,
    CASE n % 4 WHEN 2 THEN 9000000 END, CASE n % 4 WHEN 3 THEN 100000 END, 'EUR', CASE n % 5 WHEN 0 THEN 85.5 END, day - 300,
    CASE WHEN n % 4 > 0 THEN day - 40 END, CASE WHEN n % 4 > 0 THEN day - 30 END, CASE n % 7 WHEN 0 THEN day + 30 END, '{}', now()
  FROM (SELECT DISTINCT ON (c.company_id) c.company_id, r.day, row_number() OVER (ORDER BY c.company_id) AS n
    FROM customer c CROSS JOIN (SELECT max(issued_on) AS day FROM receivable WHERE tenant_id = $1) r
    WHERE c.tenant_id = $1 AND c.company_id IS NOT NULL) k`;

const LIMITS = `
  SELECT customer_id AS id, max(limit_minor) FILTER (WHERE status = 'ACTIVE')::text AS active,
    max(limit_minor) FILTER (WHERE status = 'PROPOSED')::text AS proposed
  FROM credit_limit WHERE tenant_id = $1 AND status IN ('ACTIVE', 'PROPOSED') GROUP BY 1`;

type Held = Map<string, string>;

const told = (active: string | bigint | null, proposed: string | bigint | null): string =>
  `${active ?? 'none'} ${proposed ?? 'none'}`;

async function limitsOf(tenant: DemoTenant): Promise<Held> {
  const rows = await tenant.rows<{ id: string; active: string | null; proposed: string | null }>(
    LIMITS,
  );
  return new Map(rows.map(({ id, active, proposed }) => [id, told(active, proposed)]));
}

async function previewed(tenant: DemoTenant, document: object, publishedBy: string): Promise<Held> {
  const { database, clock } = demo().hub;
  const at = clock.now();
  const preview = await database.tenant(
    tenant.tenantId,
    async (tx) =>
      previewPolicy(tx, { document, asOf: await dayAt(tx, at), at, publisher: { publishedBy } }),
    { readOnly: true },
  );
  if ('problems' in preview) throw new Error(JSON.stringify(preview.problems));
  const limits = await limitsOf(tenant);
  for (const { customerId, after } of preview.changes) {
    limits.set(customerId, told(after.limitMinor, after.proposedMinor));
  }
  for (const [id, held] of limits) if (held === told(null, null)) limits.delete(id);
  return limits;
}

function documentOf({ of }: Publication): object | null {
  const document = of.reduce<object>(
    (each, [path, value]) => changed(path, value, each),
    draftDocument(),
  );
  return 'policy' in readPolicyDocument(document, 'policy-9') ? document : null;
}

it('whatever the policy, and whoever published it before, what is published is what was previewed', async () => {
  const tenant = await demo().tenant();
  await tenant.run();
  await tenant.rows(COVERS);
  await tenant.run();
  const bounds = new Set<boolean>();
  let moved = 0;
  let last: object | null = null;
  for (const each of fc.sample(publications, { numRuns: 1, seed: 5 }).flat()) {
    const document: object | null = each.isAgain && last !== null ? last : documentOf(each);
    if (document === null) continue;
    last = document;
    const before = await limitsOf(tenant);
    const expected = await previewed(tenant, document, each.publishedBy);
    const { tenantId } = tenant;
    const published = await publishOnly(demo().hub, {
      ...{ tenantId, document, effectiveOn: null, comment: null, publishedBy: each.publishedBy },
    });
    if ('problems' in published) throw new Error(JSON.stringify(published.problems));
    await decideByPolicyInForce(demo().hub, { tenantId, signal });
    const after = await limitsOf(tenant);
    expect(after).toEqual(expected);
    bounds.add(published.boundedBy !== null);
    moved += [...after].filter(([id, held]) => before.get(id) !== held).length;
  }
  expect([...bounds].sort()).toEqual([false, true]);
  expect(moved).toBeGreaterThan(5);
});
