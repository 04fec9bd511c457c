import type { Transaction } from '../database';
import type { Json } from '../connector-kit';
import type { Grade, LimitEffect, ShadowRun } from '../scoring';
import { decideLimit } from './decide-limit';
import { limitInputOf } from './limit-input-json';
import type { CreditPolicy } from './policies/credit-policy';
import { policyInForce } from './policy-in-force';

/** What the policy alone would give under both models, in one currency; minor units. */
export interface ShadowLimits {
  readonly currency: string;
  /** Customers with a limit a run once decided: only of those it is stored what limits are decided from. */
  customers: number;
  raised: number;
  cut: number;
  beforeMinor: bigint;
  afterMinor: bigint;
  raisedMinor: bigint;
  cutMinor: bigint;
}

interface Row {
  gradeBefore: Grade | null;
  effectBefore: LimitEffect | null;
  grade: Grade | null;
  limitEffect: LimitEffect | null;
  inputs: Json;
}

const FETCHED = 1_000;

/**
 * What the grades of a trial would do to limits: the amounts the policy in force on its day computes, before hysteresis and
 * approval, from what each customer's last limit was decided from, once with the grade of before and once with the tried
 * one. Writes nothing.
 */
export async function shadowLimits(
  tx: Transaction,
  run: ShadowRun,
  signal: AbortSignal,
): Promise<ShadowLimits[]> {
  const policy = await policyInForce(tx, run.asOf);
  const sums = new Map<string, ShadowLimits>();
  await tx.execute(`DECLARE shadowed_limits NO SCROLL CURSOR FOR ${ROWS}`, [
    tx.tenantId,
    run.shadowRunId,
    run.asOf,
  ]);
  for (;;) {
    signal.throwIfAborted();
    const rows = await tx.query<Row>(`FETCH ${FETCHED} FROM shadowed_limits`);
    for (const row of rows) add(sums, row, policy);
    if (rows.length < FETCHED) break;
  }
  await tx.execute('CLOSE shadowed_limits');
  return [...sums.values()].sort((left, right) => (left.currency < right.currency ? -1 : 1));
}

function add(sums: Map<string, ShadowLimits>, row: Row, policy: CreditPolicy): void {
  // What rules beside the first allow is not kept of a trial, so that neither side is judged by it.
  const { furtherEffects: _of, ...input } = limitInputOf(row.inputs);
  const amount = (grade: Grade | null, overrideEffect: LimitEffect | null): bigint =>
    decideLimit({ ...input, grade, overrideEffect }, policy).computedMinor ?? 0n;
  const before = amount(row.gradeBefore, row.effectBefore);
  const after = amount(row.grade, row.limitEffect);
  const sum = sums.get(input.currency) ?? nothing(input.currency);
  sums.set(input.currency, sum);
  sum.customers++;
  sum.beforeMinor += before;
  sum.afterMinor += after;
  if (after > before) {
    sum.raised++;
    sum.raisedMinor += after - before;
  } else if (after < before) {
    sum.cut++;
    sum.cutMinor += before - after;
  }
}

function nothing(currency: string): ShadowLimits {
  const zero = { beforeMinor: 0n, afterMinor: 0n, raisedMinor: 0n, cutMinor: 0n };
  return { currency, customers: 0, raised: 0, cut: 0, ...zero };
}

const ROWS = `
  SELECT s.grade_before AS "gradeBefore", a.decision #>> '{override,limitEffect}' AS "effectBefore", s.grade,
    s.limit_effect AS "limitEffect", l.inputs
  FROM shadow_assessment s
  JOIN credit_assessment a ON a.tenant_id = $1 AND a.credit_assessment_id = s.credit_assessment_id
  CROSS JOIN LATERAL (
    SELECT l.inputs FROM credit_limit l
    WHERE l.tenant_id = $1 AND l.customer_id = s.customer_id AND l.inputs IS NOT NULL
      AND (l.inputs ->> 'asOf')::date <= $3::date
    ORDER BY l.decided_at DESC LIMIT 1
  ) l
  WHERE s.tenant_id = $1 AND s.shadow_run_id = $2`;
