/** A run computed again from its snapshots: the same after everything else has changed, and not after tampering. */
import { publishPolicy } from '../../src/limits';
import { changed } from '../limits/policies/policy-examples';
import { rescore, rescoreMarked } from '../../src/pipeline';
import { CURRENT_MODEL, SCORING_MODELS } from '../../src/scoring';
import { useModel } from '../../src/use-cases/choose-model';
import { recentRuns, replayRun, type Replay } from '../../src/use-cases/replay-run';
import { useDemoHub, type DemoTenant } from '../pipeline/demo-hub';

const demo = useDemoHub();
const signal = new AbortController().signal;
const DAY_MS = 86_400_000;

let tenant: DemoTenant;
let first: string;

beforeAll(async () => {
  tenant = await demo().tenant();
  first = (await tenant.run()).scoringRunId ?? '';
}, 120_000);

function replay(scoringRunId: string | null): Promise<Replay> {
  return replayRun(demo().hub, { tenantId: tenant.tenantId, scoringRunId, signal });
}

/** Rows as they were are put back: what one test breaks, the next finds whole. */
async function tampered(change: string, ids: 'assessment' | 'limit'): Promise<Replay> {
  const table = `credit_${ids}`;
  await tenant.rows(`CREATE TEMP TABLE untouched AS SELECT * FROM ${table} WHERE tenant_id = $1`);
  try {
    await tenant.rows(change);
    return await replay(first);
  } finally {
    const columns = await demo().database.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1`,
      [table],
    );
    const set = [...new Set(columns.map(({ name }) => `${name} = u.${name}`))].join(', ');
    await tenant.rows(
      `UPDATE ${table} t SET ${set} FROM untouched u
       WHERE t.tenant_id = $1 AND t.${table}_id = u.${table}_id`,
    );
    await demo().database.query('DROP TABLE untouched');
  }
}

const ONE_ASSESSMENT = `credit_assessment_id = (SELECT credit_assessment_id FROM credit_assessment
  WHERE tenant_id = $1 AND decision ->> 'statementKey' IS NOT NULL AND grade <> 'E' ORDER BY customer_id LIMIT 1)`;
const ONE_LIMIT = `credit_limit_id = (SELECT credit_limit_id FROM credit_limit
  WHERE tenant_id = $1 AND inputs IS NOT NULL AND binding_term <> 'NEED' ORDER BY customer_id LIMIT 1)`;

describe('computing a run again', () => {
  it('proves what it decided, row by row and as a whole', async () => {
    const answer = await replay(first);
    expect(answer.differences).toEqual([]);
    const [stored] = await tenant.rows<{ assessments: number; limits: number }>(
      `SELECT (SELECT count(*)::int FROM credit_assessment WHERE tenant_id = $1) AS assessments,
         (SELECT count(*)::int FROM credit_limit WHERE tenant_id = $1) AS limits`,
    );
    const none = { different: 0, notReplayable: 0 };
    expect(answer.assessments).toEqual({ equal: stored?.assessments, ...none });
    expect(answer.limits).toEqual({ equal: stored?.limits, ...none });
    expect(stored?.assessments).toBeGreaterThan(20);
    expect(stored?.limits).toBeGreaterThan(10);
    expect(answer.recomputedDigest).toBe(answer.run.decisionsDigest);
    expect(answer.isEqual).toBe(true);
    expect((await replay(null)).run.scoringRunId).toBe(first);
  });

  it.each([
    [
      'the decision',
      'assessment',
      `decision = jsonb_set(decision, '{score}', '99')`,
      'decision.score',
    ],
    [
      'a reason',
      'assessment',
      `decision = jsonb_set(decision, '{reasons,0,contribution}', '1')`,
      'decision.reasons',
    ],
    ['the score alone', 'assessment', `score = 99`, 'score'],
    ['the grade that held', 'assessment', `grade = 'E'`, 'grade'],
    [
      'the state of the grade',
      'assessment',
      `grade_state = jsonb_set(grade_state, '{lastDowngradeOn}', '"2020-01-01"')`,
      'gradeState.lastDowngradeOn',
    ],
    [
      'an input',
      'assessment',
      `inputs = jsonb_set(inputs, '{company,createdOn}', '"1900-01-01"')`,
      'inputsHash',
    ],
    ['an input into nonsense', 'assessment', `inputs = '{}'`, 'inputs'],
    ['the hash', 'assessment', `inputs_hash = repeat('0', 64)`, 'inputsHash'],
    ['the instant', 'assessment', `assessed_at = assessed_at + interval '1 hour'`, 'assessedAt'],
    ['the day', 'assessment', `assessed_on = assessed_on - 1`, 'assessedOn'],
    ['the amount', 'limit', `limit_minor = limit_minor + 1`, 'limit'],
    ['the reasons', 'limit', `reason_codes = '{RAISED,GRADE_E}'`, 'reasonCodes'],
    ['the review', 'limit', `review_on = review_on + 1`, 'reviewOn'],
    [
      'what it was decided from, without effect',
      'limit',
      `inputs = jsonb_set(inputs, '{averageDaysLate}', '-3.5')`,
      'decisionsDigest',
    ],
    ['its input into nonsense', 'limit', `inputs = '[]'`, 'inputs'],
  ] as const)('finds out who changed %s', async (_what, table, set, field) => {
    const row = table === 'assessment' ? ONE_ASSESSMENT : ONE_LIMIT;
    const change = `UPDATE credit_${table} SET ${set} WHERE tenant_id = $1 AND ${row}`;
    const answer = await tampered(change, table);
    expect(answer.isEqual).toBe(false);
    expect(answer.differences.map((difference) => difference.field)).toContain(field);
    expect((await replay(first)).isEqual).toBe(true);
  });

  it('finds out who made a proposal active without approving it', async () => {
    const isProposal = `status = 'PROPOSED' AND inputs IS NOT NULL`;
    const [proposals] = await tenant.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM credit_limit WHERE tenant_id = $1 AND ${isProposal}
         AND NOT EXISTS (SELECT FROM credit_limit o WHERE o.tenant_id = $1
           AND o.customer_id = credit_limit.customer_id AND o.status = 'ACTIVE')`,
    );
    expect(proposals?.n).toBeGreaterThan(0);
    const answer = await tampered(
      `UPDATE credit_limit l SET status = 'ACTIVE' WHERE tenant_id = $1 AND ${isProposal}
         AND NOT EXISTS (SELECT FROM credit_limit o WHERE o.tenant_id = $1 AND o.customer_id = l.customer_id
           AND o.status = 'ACTIVE')`,
      'limit',
    );
    expect(answer.differences.map(({ field }) => field)).toContain('status');
  });

  it('finds out that a decision is gone', async () => {
    const table = 'credit_assessment';
    const { database } = demo();
    await tenant.rows(
      `CREATE TEMP TABLE gone AS SELECT * FROM ${table} WHERE tenant_id = $1 AND ${ONE_ASSESSMENT}`,
    );
    await tenant.rows(`DELETE FROM ${table} WHERE tenant_id = $1 AND ${ONE_ASSESSMENT}`);
    const answer = await replay(first);
    await database.query(`INSERT INTO ${table} SELECT * FROM gone`);
    await database.query('DROP TABLE gone');
    expect(answer.differences.map(({ of, field }) => [of, field])).toEqual([
      ['RUN', 'decisionsDigest'],
    ]);
  });

  it('neither proves nor disproves what a model or policy decided that this build has not', async () => {
    const answer = await tampered(
      `UPDATE credit_assessment SET model_version = 'encours-1' WHERE tenant_id = $1 AND ${ONE_ASSESSMENT}`,
      'assessment',
    );
    expect(answer.assessments).toMatchObject({ different: 0, notReplayable: 1 });
    expect(answer).toMatchObject({
      ...{ isEqual: false, recomputedDigest: null, differenceCount: 0 },
      unknownVersions: [{ version: 'encours-1', rows: 1 }],
    });
    const limits = await tampered(
      `UPDATE credit_limit SET policy_version = 'policy-77' WHERE tenant_id = $1 AND ${ONE_LIMIT}`,
      'limit',
    );
    expect(limits.limits).toMatchObject({ different: 0, notReplayable: 1 });
  });

  it('gives the same after books were corrected, time has passed and everybody was scored anew', async () => {
    const { hub, clock, database } = demo();
    // The next day's numbers, then a corrected past: claims grow old, and accounts and notices are other ones.
    clock.advanceMs(20 * DAY_MS);
    const later = await tenant.run();
    await database.query(
      `UPDATE receivable SET due_on = due_on - 200 WHERE tenant_id = $1 AND open_minor > 0`,
      [tenant.tenantId],
    );
    await database.query(
      `UPDATE financial_statement SET items = jsonb_set(items, '{equity}', '"-1"') WHERE tenant_id = $1`,
      [tenant.tenantId],
    );
    clock.advanceMs(DAY_MS);
    const corrected = await rescore(hub, { tenantId: tenant.tenantId, customerIds: null, signal });
    clock.advanceMs(DAY_MS);
    await rescore(hub, { tenantId: tenant.tenantId, customerIds: null, signal });
    expect(corrected.gradesChanged + corrected.limitsChanged).toBeGreaterThan(0);
    for (const id of [first, later.scoringRunId, corrected.scoringRunId, null]) {
      const answer = await replay(id);
      expect({ id, differences: answer.differences }).toEqual({ id, differences: [] });
      expect(answer.isEqual).toBe(true);
    }
  });

  it('decides by the policy and the model that the run had, whatever came into force since', async () => {
    const { hub, clock, database } = demo();
    const candidate = SCORING_MODELS.find(({ isCandidate }) => isCandidate)?.version ?? '';
    const publish = (document: unknown): Promise<unknown> =>
      hub.database.tenant(tenant.tenantId, (tx) =>
        publishPolicy(tx, {
          ...{ document, effectiveOn: null, publishedBy: 'Ada', comment: null },
          ...{ today: clock.now().toISOString().slice(0, 10), at: clock.now() },
        }),
      );
    const again = async (): Promise<string | null> => {
      clock.advanceMs(DAY_MS);
      const everybody = { tenantId: tenant.tenantId, customerIds: null, signal };
      return (await rescore(hub, everybody)).scoringRunId;
    };
    await publish(changed('rounding.step', '2500.00'));
    const first = await again();
    const choice = {
      ...{ modelVersion: candidate, effectiveFrom: null },
      ...{ chosenBy: 'Ada', comment: 'tried' },
    };
    await useModel(hub, tenant.tenantId, choice);
    const second = await again();
    await publish(changed('rounding.step', '20000.00'));
    await again();
    const [versions] = await database.query(
      `SELECT array_agg(DISTINCT model_version) AS models FROM scoring_run WHERE tenant_id = $1`,
      [tenant.tenantId],
    );
    expect(versions).toEqual({ models: [CURRENT_MODEL.version, candidate] });
    for (const id of [first, second, null]) {
      const answer = await replay(id);
      expect({ id, differences: answer.differences }).toEqual({ id, differences: [] });
      expect(answer.isEqual).toBe(true);
      expect(answer.run.policyVersion).toBe(id === null ? 'policy-2' : 'policy-1');
      expect(answer.limits.equal).toBeGreaterThan(id === second ? -1 : 0);
    }
  });

  it('takes the last run of a kind, and lists those there are', async () => {
    const { hub } = demo();
    const all = await recentRuns(hub, tenant.tenantId, null);
    expect(all.at(-1)).toMatchObject({ scoringRunId: first, status: 'DONE' });
    const pipeline = await recentRuns(hub, tenant.tenantId, 'PIPELINE');
    expect(pipeline.map(({ kind }) => kind)).toEqual(pipeline.map(() => 'PIPELINE'));
    const of = { tenantId: tenant.tenantId, scoringRunId: null, signal };
    const { run } = await replayRun(hub, { ...of, kind: 'PIPELINE' });
    expect(run.scoringRunId).toBe(pipeline[0]?.scoringRunId);
    await expect(replayRun(hub, { ...of, kind: 'POLICY' })).rejects.toMatchObject({
      ...{ code: 'SCORING_RUN_NOT_FOUND', place: { field: 'kind' } },
    });
  });

  it('takes the last whole night when none is named, not what one file brought after it', async () => {
    const { hub, clock } = demo();
    const of = { tenantId: tenant.tenantId, scoringRunId: null, signal };
    expect((await replayRun(hub, of)).choice).toBe('LAST');
    clock.advanceMs(40 * DAY_MS);
    const scope = { tenantId: tenant.tenantId, signal };
    const night = await rescoreMarked(hub, { ...scope, kind: 'NIGHTLY' });
    await tenant.rows('UPDATE receivable SET changed_at = changed_at WHERE tenant_id = $1');
    clock.advanceMs(1_000);
    const after = await rescoreMarked(hub, { ...scope, kind: 'PIPELINE' });
    expect(after.scoringRunId).not.toBeNull();
    const latest = await replayRun(hub, of);
    expect(latest).toMatchObject({
      ...{ choice: 'LAST_NIGHTLY', isEqual: true },
      run: { scoringRunId: night.scoringRunId, kind: 'NIGHTLY' },
    });
    const named = await replayRun(hub, { ...of, scoringRunId: after.scoringRunId });
    expect(named).toMatchObject({ choice: 'NAMED', run: { kind: 'PIPELINE' } });
    await tenant.rows(
      `UPDATE scoring_run SET status = 'FAILED' WHERE tenant_id = $1 AND kind = 'NIGHTLY'`,
    );
    expect((await replayRun(hub, of)).run.scoringRunId).toBe(after.scoringRunId);
  });

  it('knows the runs of its own tenant only', async () => {
    const other = await demo().tenant();
    const { hub } = demo();
    const of = { tenantId: other.tenantId, signal };
    const unknown = { code: 'SCORING_RUN_NOT_FOUND' };
    await expect(replayRun(hub, { ...of, scoringRunId: first })).rejects.toMatchObject(unknown);
    await expect(replayRun(hub, { ...of, scoringRunId: null })).rejects.toMatchObject(unknown);
    expect(await recentRuns(hub, other.tenantId, null)).toEqual([]);
    await expect(replayRun(hub, { ...of, scoringRunId: "x' OR 1=1" })).rejects.toMatchObject(
      unknown,
    );
  });
});
