import { newId, type Clock, type LocalDate } from '../kernel';
import { dayAt, openRecording, type Database, type Transaction } from '../database';
import { customerFigures, portfolioFigures } from '../ledger';
import { lockCustomers } from '../unify';
import { assessCustomer } from './combine';
import { nextGrade, type GradeState } from './grade-history';
import { canonicalJson, inputsHash } from './inputs-hash';
import { readScoringInputs } from './read-inputs';
import type { AssessmentDecision, Grade, ScoringInput, StatementFacts } from './types';

export interface AssessmentScope {
  tenantId: string;
  /** Null for every customer. */
  customerIds: readonly string[] | null;
}

export interface AssessContext {
  database: Database;
  clock: Clock;
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** Customers assessed in one transaction. */
const BATCH = 1_000;

/**
 * Assesses customers in batches, each in its own transaction under locks on its customers, so that two workers never
 * decide one customer at once. A new assessment is written only when the decision, or the statement behind it, differs.
 */
export async function assessCustomers(
  context: AssessContext,
  scope: AssessmentScope,
): Promise<{ assessed: number; changed: number }> {
  const { database, clock } = context;
  const { asOf, ids, portfolio } = await database.tenant(scope.tenantId, async (tx) => {
    const day = await dayAt(tx, clock.now());
    return {
      asOf: day,
      ids: await customersInScope(tx, scope.customerIds),
      portfolio: await portfolioFigures(tx, day),
    };
  });
  let changed = 0;
  for (let start = 0; start < ids.length; start += BATCH) {
    context.signal.throwIfAborted();
    const batch = ids.slice(start, start + BATCH);
    changed += await database.tenant(scope.tenantId, async (tx) => {
      await lockCustomers(tx, batch);
      const at = await openRecording(tx, clock);
      return assessBatch(tx, batch, { asOf, at, portfolioLateShare: portfolio.lateShare });
    });
    context.onProgress?.(start + batch.length, ids.length);
  }
  return { assessed: ids.length, changed };
}

/** Ids in a stable order; pooled accounts are not one company and are not assessed. */
export async function customersInScope(
  tx: Transaction,
  customerIds: readonly string[] | null,
): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(
    `SELECT customer_id FROM customer
     WHERE tenant_id = $1 AND NOT is_pooled AND ($2::uuid[] IS NULL OR customer_id = ANY ($2)) ORDER BY customer_id`,
    [tx.tenantId, customerIds],
  );
  return rows.map((row) => row.customer_id);
}

interface When {
  asOf: LocalDate;
  at: Date;
  portfolioLateShare: number | null;
}

interface CurrentRow {
  customerId: string;
  grade: Grade | null;
  decision: AssessmentDecision;
  /** The one the decision rests on, as it was read. */
  statement: StatementFacts | null;
  gradeState: GradeState;
}

interface Assessed {
  customerId: string;
  input: ScoringInput;
  decision: AssessmentDecision;
  state: GradeState;
}

async function assessBatch(tx: Transaction, ids: readonly string[], when: When): Promise<number> {
  const figures = await customerFigures(tx, when.asOf, ids);
  const inputs = await readScoringInputs(tx, figures, when);
  const current = await readCurrent(tx, ids);
  const changed: Assessed[] = [];
  const pending: Assessed[] = [];
  for (const [customerId, input] of inputs) {
    const before = current.get(customerId);
    const decision = assessCustomer(input);
    const { state } = nextGrade(before?.gradeState ?? null, decision, when.asOf);
    const assessed = { customerId, input, decision, state };
    if (before === undefined || isDifferent(before, assessed)) changed.push(assessed);
    else if (isWorthRemembering(before.gradeState, state)) pending.push(assessed);
  }
  await storeAssessments(tx, changed, when);
  await storeGradeStates(tx, pending);
  return changed.length;
}

async function readCurrent(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, CurrentRow>> {
  const rows = await tx.query<CurrentRow>(
    `SELECT customer_id AS "customerId", grade, decision, grade_state AS "gradeState",
       (SELECT s FROM jsonb_array_elements(inputs -> 'statements') AS s
        WHERE s ->> 'sourceKey' = decision ->> 'statementKey' LIMIT 1) AS statement
     FROM credit_assessment
     WHERE tenant_id = $1 AND is_current AND customer_id = ANY ($2)`,
    [tx.tenantId, [...ids]],
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** Limits read items of the statement that no score depends on: corrected accounts are a new assessment. */
function isDifferent(before: CurrentRow, after: Assessed): boolean {
  const { statementKey } = after.decision;
  const statement = after.input.statements.find(({ sourceKey }) => sourceKey === statementKey);
  return (
    before.grade !== after.state.grade ||
    canonicalJson(before.decision) !== canonicalJson(after.decision) ||
    canonicalJson(before.statement) !== canonicalJson(statement ?? null)
  );
}

/** A grade asked for on one day must be known on the next, though nothing else changed. */
function isWorthRemembering(before: GradeState, after: GradeState): boolean {
  const isWaiting = before.pendingGrade !== null || after.pendingGrade !== null;
  return isWaiting && canonicalJson(before) !== canonicalJson(after);
}

async function storeAssessments(
  tx: Transaction,
  assessed: readonly Assessed[],
  when: When,
): Promise<void> {
  if (assessed.length === 0) return;
  const rows = assessed.map(({ customerId, input, decision, state }) => ({
    id: newId(),
    customer_id: customerId,
    grade: state.grade,
    score: decision.score,
    pd: decision.probabilityOfDefault,
    confidence: decision.confidence,
    model_version: decision.modelVersion,
    inputs_hash: inputsHash(input),
    inputs: input,
    decision,
    grade_state: state,
    not_scored_because: decision.notScoredBecause,
  }));
  await tx.execute(
    `UPDATE credit_assessment SET is_current = false
     WHERE tenant_id = $1 AND is_current AND customer_id = ANY ($2)`,
    [tx.tenantId, rows.map((row) => row.customer_id)],
  );
  await tx.execute(
    `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score,
       probability_of_default, confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision,
       grade_state, not_scored_because)
     SELECT $1, r.id, r.customer_id, true, r.grade, r.score, r.pd, r.confidence, r.model_version, $3, $4, r.inputs_hash,
       r.inputs, r.decision, r.grade_state, r.not_scored_because
     FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, customer_id uuid, grade text, score int, pd float8,
       confidence text, model_version text, inputs_hash text, inputs jsonb, decision jsonb, grade_state jsonb,
       not_scored_because text)`,
    [tx.tenantId, JSON.stringify(rows), when.at, when.asOf],
  );
}

async function storeGradeStates(tx: Transaction, assessed: readonly Assessed[]): Promise<void> {
  if (assessed.length === 0) return;
  await tx.execute(
    `UPDATE credit_assessment a SET grade_state = r.state
     FROM jsonb_to_recordset($2::jsonb) AS r (customer_id uuid, state jsonb)
     WHERE a.tenant_id = $1 AND a.is_current AND a.customer_id = r.customer_id`,
    [
      tx.tenantId,
      JSON.stringify(assessed.map(({ customerId, state }) => ({ customer_id: customerId, state }))),
    ],
  );
}
