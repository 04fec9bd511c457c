/** A model tried in shadow: compared on the same inputs, without anything that counts noticing. */
import { rescore } from '../../src/pipeline';
import { CURRENT_MODEL, SCORING_MODELS } from '../../src/scoring';
import { SHADOW_RUNS_KEPT } from '../../src/scoring/shadow';
import { tryModel, type ModelTrial } from '../../src/use-cases/try-model';
import { useDemoHub, type DemoTenant } from '../pipeline/demo-hub';

const demo = useDemoHub();
const signal = new AbortController().signal;
const DAY_MS = 86_400_000;
const CANDIDATE = SCORING_MODELS.find(({ isCandidate }) => isCandidate)?.version ?? '';

let tenant: DemoTenant;
let today: string;

beforeAll(async () => {
  tenant = await demo().tenant();
  await tenant.run();
  today = demo().clock.now().toISOString().slice(0, 10);
}, 120_000);

function attempt(modelVersion: string, asOf: string | null = null): Promise<ModelTrial> {
  return tryModel(demo().hub, { tenantId: tenant.tenantId, modelVersion, asOf, signal });
}

const shadowRows = () =>
  tenant.rows(
    `SELECT * FROM shadow_assessment WHERE tenant_id = $1 ORDER BY shadow_run_id, customer_id`,
  );

/** All tables of the tenant but those of trials. */
async function whatCounts(): Promise<Record<string, string>> {
  const { shadow_run: _run, shadow_assessment: _rows, ...counts } = await tenant.digest();
  return counts;
}

describe('trying a model in shadow', () => {
  it('finds nothing to differ in the model that counts', async () => {
    const trial = await attempt(CURRENT_MODEL.version);
    const [assessed] = await tenant.rows<{ n: number; scored: number }>(
      `SELECT count(*)::int AS n, count(score)::int AS scored FROM credit_assessment
       WHERE tenant_id = $1 AND is_current`,
    );
    expect(trial).toMatchObject({
      ...{ asOf: today, customers: assessed?.n, scoredByBoth: assessed?.scored },
      ...{ movedShare: 0, movedTwoShare: 0, better: 0, worse: 0, meanScoreDifference: 0 },
      ...{ rankCorrelation: 1, movers: [] },
    });
    expect(trial.expectedFailures).toBe(trial.expectedFailuresBefore);
    const [limits] = trial.limits;
    expect(limits?.customers).toBeGreaterThan(10);
    expect(limits).toMatchObject({ raised: 0, cut: 0, after: limits?.before });
  });

  it('says whom another model moves, by what, and what limits would come to', async () => {
    const trial = await attempt(CANDIDATE);
    const moved = trial.moves.filter(({ before, after }) => before !== after);
    expect(moved.reduce((sum, { customers }) => sum + customers, 0)).toBe(
      trial.better + trial.worse,
    );
    expect(trial.movers.length).toBeGreaterThan(0);
    for (const { movedBy, movedPoints, score, scoreBefore } of trial.movers) {
      expect(movedBy).not.toBeNull();
      const points = (score ?? 0) - (scoreBefore ?? 0);
      // The candidate weighs one source otherwise, so that its reasons alone move the score.
      if (Math.abs(points) > 1) expect(Math.sign(movedPoints)).toBe(Math.sign(points));
    }
    expect(trial.rankCorrelation).toBeLessThanOrEqual(1);
    expect(trial.rankCorrelation).toBeGreaterThan(0.8);
    const [run] = await tenant.rows(
      `SELECT status, customers, comparison -> 'better' AS better FROM shadow_run
       WHERE tenant_id = $1 AND model_version = '${CANDIDATE}'`,
    );
    expect(run).toEqual({ status: 'DONE', customers: trial.customers, better: trial.better });
  });

  it('touches nothing that counts, and made again is the same trial', async () => {
    const before = await whatCounts();
    const first = await attempt(CANDIDATE);
    const rows = await shadowRows();
    expect(await attempt(CANDIDATE)).toEqual(first);
    expect(await shadowRows()).toEqual(rows);
    expect(await whatCounts()).toEqual(before);
  });

  it('is one trial when two make it at once, also beside a run that scores everybody', async () => {
    const { hub } = demo();
    const expected = await attempt(CANDIDATE);
    await tenant.rows('DELETE FROM shadow_run WHERE tenant_id = $1');
    const everybody = { tenantId: tenant.tenantId, customerIds: null, signal };
    const [one, two] = await Promise.all([
      attempt(CANDIDATE),
      attempt(CANDIDATE),
      rescore(hub, everybody),
    ]);
    expect(one).toEqual(expected);
    expect(two).toEqual(expected);
    const runs = await tenant.rows('SELECT status FROM shadow_run WHERE tenant_id = $1');
    expect(runs).toEqual([{ status: 'DONE' }]);
  });

  it('takes up again what was interrupted', async () => {
    const expected = await attempt(CANDIDATE);
    const stop = new AbortController();
    stop.abort();
    const { hub } = demo();
    const of = { tenantId: tenant.tenantId, modelVersion: CANDIDATE, asOf: null };
    await expect(tryModel(hub, { ...of, signal: stop.signal })).rejects.toThrow();
    const status = 'SELECT status FROM shadow_run WHERE tenant_id = $1';
    expect(await tenant.rows(status)).toEqual([{ status: 'RUNNING' }]);
    expect(await attempt(CANDIDATE)).toEqual(expected);
    expect(await tenant.rows(status)).toEqual([{ status: 'DONE' }]);
  });

  it('judges the assessments in force on the day it is asked for', async () => {
    const { hub, clock } = demo();
    const then = await attempt(CANDIDATE);
    clock.advanceMs(40 * DAY_MS);
    await rescore(hub, { tenantId: tenant.tenantId, customerIds: null, signal });
    const now = await attempt(CANDIDATE);
    expect(now.moves).not.toEqual(then.moves);
    expect(await attempt(CANDIDATE, today)).toEqual(then);
    const nobody = await attempt(CANDIDATE, '2020-01-01');
    expect(nobody).toMatchObject({
      customers: 0,
      movedShare: null,
      rankCorrelation: null,
      limits: [],
    });
  });

  it('refuses a model it has not and a day that has not come', async () => {
    await expect(attempt('encours-99')).rejects.toMatchObject({ code: 'SCORING_MODEL_UNKNOWN' });
    await expect(attempt(CANDIDATE, '2099-01-01')).rejects.toMatchObject({
      code: 'SHADOW_DAY_IN_FUTURE',
    });
  });

  it('keeps the last trials only, and those of other tenants', async () => {
    const other = await demo().tenant();
    const { hub } = demo();
    const trial = { tenantId: other.tenantId, modelVersion: CANDIDATE, asOf: null, signal };
    expect(await tryModel(hub, trial)).toMatchObject({ customers: 0, moves: [] });
    for (let day = 10; day < 12 + SHADOW_RUNS_KEPT; day++)
      await attempt(CANDIDATE, `2026-01-${day}`);
    const count = 'SELECT count(*)::int AS n FROM shadow_run WHERE tenant_id = $1';
    expect(await tenant.rows(count)).toEqual([{ n: SHADOW_RUNS_KEPT }]);
    expect(await other.rows(count)).toEqual([{ n: 1 }]);
  });
});
