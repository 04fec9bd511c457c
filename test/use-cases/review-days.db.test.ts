import { policyInForce, publishPolicy } from '../../src/limits';
import { reviewDaysOf } from '../../src/use-cases/review-days';
import { changed, withSegments } from '../limits/policies/policy-examples';
import { aSeller, haveCustomers, hubOf, sirenOf, useHubs } from './seller';

const opened = useHubs();
const TODAY = '2026-03-01';

async function grade(tenantId: string, siren: string, letter: string): Promise<void> {
  await opened().test.query(
    `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score,
       probability_of_default, confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision, grade_state)
     SELECT $1, gen_random_uuid(), customer_id, true, $3, 50, 0.1, 'HIGH', 'encours-3', now(), '${TODAY}', '', '{}', '{}', '{}'
     FROM customer WHERE tenant_id = $1 AND account = $2`,
    [tenantId, siren, letter],
  );
}

it('companies are read again as often as the segment and grade of their customers say', async () => {
  const hub = hubOf(opened(), { connectors: [] });
  const tenantId = await aSeller(hub);
  const [belgian = '', french = '', safe = '', ungraded = ''] = [1, 2, 3, 4].map(sirenOf);
  const sirens = [belgian, french, safe, ungraded];
  await haveCustomers(hub, tenantId, sirens);
  await opened().test.query(
    `UPDATE company SET country_code = CASE siren WHEN $2 THEN 'BE' ELSE 'FR' END WHERE tenant_id = $1`,
    [tenantId, belgian],
  );
  for (const siren of [belgian, french]) await grade(tenantId, siren, 'D');
  await grade(tenantId, safe, 'A');

  const days = async (): Promise<object> =>
    hub.database.tenant(tenantId, async (tx) => {
      const policy = await policyInForce(tx, TODAY);
      const found = await reviewDaysOf(tx, policy, { sirens, at: hub.clock.now() });
      return Object.fromEntries(found);
    });
  expect(await days()).toEqual({});

  const document = withSegments({ countries: ['BE'] });
  changed('segments[0].grades.D.refreshAfterDays', 7, document);
  changed('segments[1].grades.D.refreshAfterDays', 30, document);
  await hub.database.tenant(tenantId, (tx) =>
    publishPolicy(tx, {
      ...{ document, effectiveOn: null, publishedBy: 'Ada', comment: null },
      ...{ today: TODAY, at: hub.clock.now() },
    }),
  );
  expect(await days()).toEqual({ [belgian]: 7, [french]: 30 });
});
