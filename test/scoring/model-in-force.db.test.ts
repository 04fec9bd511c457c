import { FixedClock } from '../../src/kernel';
import type { Transaction } from '../../src/database';
import { choiceInForce, chooseModel, CURRENT_MODEL, modelInForce } from '../../src/scoring';
import { SCORING_MODELS } from '../../src/scoring/models';
import { useTenants, type Tenant } from '../unify/tenant';

const newTenant = useTenants();
const OTHER =
  SCORING_MODELS.find(({ version }) => version !== CURRENT_MODEL.version)?.version ?? '';
const TODAY = '2026-03-01';

async function inForce(tenant: Tenant, ...days: string[]): Promise<string[]> {
  const versions: string[] = [];
  for (const day of days) {
    const model = await tenant.hub.tenant(tenant.tenantId, (tx) => modelInForce(tx, day));
    versions.push(model.version);
  }
  return versions;
}

function choose(
  tenant: Tenant,
  modelVersion: string,
  effectiveFrom: string,
  clock = tenant.clock,
): Promise<boolean> {
  const draft = { modelVersion, effectiveFrom, chosenBy: 'marie', comment: null, today: TODAY };
  return tenant.hub.tenant(tenant.tenantId, (tx: Transaction) => chooseModel(tx, clock, draft));
}

describe('the model that counts', () => {
  it('is the one the build brings until somebody chooses, and another from the day chosen', async () => {
    const tenant = await newTenant();
    expect(await inForce(tenant, TODAY)).toEqual([CURRENT_MODEL.version]);
    expect(await choose(tenant, OTHER, '2026-04-01')).toBe(true);
    const days = [TODAY, '2026-03-31', '2026-04-01', '2027-01-01'];
    const own = CURRENT_MODEL.version;
    expect(await inForce(tenant, ...days)).toEqual([own, own, OTHER, OTHER]);
    const another = await newTenant();
    expect(await inForce(another, '2027-01-01')).toEqual([own]);
  });

  it('follows the choice made last, which supersedes those announced before', async () => {
    const tenant = await newTenant();
    const own = CURRENT_MODEL.version;
    await choose(tenant, OTHER, '2026-06-01');
    // Made in the same millisecond, and by a server whose clock is behind: still the later one.
    const behind = new FixedClock(new Date(tenant.clock.now().getTime() - 60_000));
    await choose(tenant, own, '2026-05-01', behind);
    expect(await inForce(tenant, '2026-05-01', '2026-06-01')).toEqual([own, own]);
  });

  it('writes a choice once, though it is made again or by two at once', async () => {
    const tenant = await newTenant();
    const both = await Promise.all([
      choose(tenant, OTHER, '2026-04-01'),
      choose(tenant, OTHER, '2026-04-01'),
    ]);
    expect(both.sort()).toEqual([false, true]);
    expect(await choose(tenant, OTHER, '2026-05-01')).toBe(false);
    // Earlier than it was to be is another decision.
    expect(await choose(tenant, OTHER, TODAY)).toBe(true);
    expect(await inForce(tenant, TODAY)).toEqual([OTHER]);
  });

  it('is refused when this build has not got it, or for days that have passed', async () => {
    const tenant = await newTenant();
    await expect(choose(tenant, 'encours-99', TODAY)).rejects.toMatchObject({
      code: 'SCORING_MODEL_UNKNOWN',
    });
    await expect(choose(tenant, OTHER, '2026-02-28')).rejects.toMatchObject({
      ...{ code: 'MODEL_CHOICE_IN_THE_PAST', place: { field: 'effectiveFrom' } },
    });
    expect(await inForce(tenant, TODAY)).toEqual([CURRENT_MODEL.version]);
  });

  it('is never replaced in silence when it was chosen with another build', async () => {
    const tenant = await newTenant();
    await tenant.one(
      `INSERT INTO scoring_model_choice (tenant_id, scoring_model_choice_id, model_version, effective_from, chosen_by,
         chosen_at) VALUES ($1, gen_random_uuid(), 'encours-99', '2026-01-01', 'paul', now())`,
    );
    await expect(inForce(tenant, TODAY)).rejects.toMatchObject({ code: 'SCORING_MODEL_UNKNOWN' });
    const choice = await tenant.hub.tenant(tenant.tenantId, (tx) => choiceInForce(tx, TODAY));
    expect(choice?.modelVersion).toBe('encours-99');
  });
});
