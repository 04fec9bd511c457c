import { hash } from 'node:crypto';
import { newId, type Clock, type LocalDate } from '../kernel';
import { dayAt, openRecording, type Database, type Transaction } from '../database';
import { customerFigures, portfolioFigures, type CustomerFigures } from '../ledger';
import { lockCustomers } from '../unify';
import { assessCustomer } from './combine';
import { assessmentDigest, sumDigests } from './decisions-digest';
import { nextGrade, type GradeState } from './grade-history';
import { canonicalJson, inputTextHash } from './inputs-hash';
import { CURRENT_MODEL, type ScoringModel } from './models';
import { nextStaleDay } from './next-stale-day';
import { effectsOf, type HeldEffects } from './overrides-held';
import { readScoringInputs } from './read-inputs';
import type { Portfolio } from './scoring-runs';
import type { AssessmentDecision, Grade, ScoringInput, StatementFacts } from './types';

/** Customers that one transaction decides about: locked by it, their figures read once for all stages. */
export interface CustomerBatch {
  readonly customerIds: readonly string[];
  readonly figures: ReadonlyMap<string, CustomerFigures>;
  readonly asOf: LocalDate;
  /** The instant of the decision, taken under the locks. */
  readonly at: Date;
  readonly portfolio: Portfolio;
  readonly model: ScoringModel;
  readonly policyVersion: string;
  /** Null outside a run. */
  readonly scoringRunId: string | null;
}

/** A grade that is another than before, to be told. */
export interface GradeChange {
  readonly creditAssessmentId: string;
  readonly customerId: string;
  readonly grade: Grade | null;
  readonly previousGrade: Grade | null;
}

/** What holds of a customer once it is assessed, as it is stored. */
export interface HeldAssessment extends HeldEffects {
  readonly grade: Grade | null;
  /** What the decision rests on; null when no accounts were usable. */
  readonly statement: StatementFacts | null;
}

export interface AssessedBatch {
  /** Assessments stored. */
  readonly changed: number;
  /** Of every customer of the batch, changed or not. */
  readonly held: ReadonlyMap<string, HeldAssessment>;
  readonly gradeChanges: readonly GradeChange[];
  /** Sum of the digests of what was stored. */
  readonly digest: bigint;
}

interface CurrentRow {
  customerId: string;
  grade: Grade | null;
  gradeState: GradeState;
  /** Null when it was stored before fingerprints were kept. */
  fingerprint: string | null;
}

/** What is kept of an assessment until its batch is stored: texts, since objects by the thousand are dear to keep. */
interface Assessed {
  id: string;
  customerId: string;
  held: HeldAssessment;
  state: GradeState;
  fingerprint: string;
  staleOn: LocalDate;
  before: CurrentRow | undefined;
  /** Null when nothing is different from before. */
  stored: StoredAssessment | null;
}

type Figures = 'score' | 'probabilityOfDefault' | 'confidence' | 'notScoredBecause';
interface StoredAssessment extends Pick<AssessmentDecision, Figures> {
  inputsHash: string;
  inputs: string;
  decision: string;
}

/**
 * Assesses the customers of a batch, which the transaction holds. A new assessment is written only when the decision, or
 * the statement behind it, differs. Telling of the changes is the caller's: they count as told.
 */
export async function assessBatch(tx: Transaction, batch: CustomerBatch): Promise<AssessedBatch> {
  const inputs = await readScoringInputs(tx, [...batch.figures.values()], {
    asOf: batch.asOf,
    portfolioLateShare: batch.portfolio.lateShare,
  });
  const current = await readCurrent(tx, batch.customerIds);
  const all: Assessed[] = [];
  for (const [customerId, input] of inputs) {
    all.push(assess(batch, { customerId, input, before: current.get(customerId) }));
  }
  const changed = all.filter(isChanged);
  const digests = await storeAssessments(tx, changed, batch);
  await storeGradeStates(tx, all.filter(isWorthRemembering));
  await storeChecks(tx, all, batch);
  return {
    changed: changed.length,
    held: new Map(all.map(({ customerId, held }) => [customerId, held])),
    gradeChanges: changed.flatMap(gradeChange),
    digest: sumDigests(digests),
  };
}

function assess(
  batch: CustomerBatch,
  customer: Pick<Assessed, 'customerId' | 'before'> & { input: ScoringInput },
): Assessed {
  const { model, asOf } = batch;
  const { customerId, input, before } = customer;
  const decision = assessCustomer(input, model);
  const decisionText = JSON.stringify(decision);
  const { statementKey } = decision;
  const statement = input.statements.find(({ sourceKey }) => sourceKey === statementKey) ?? null;
  const { state } = nextGrade(before?.gradeState ?? null, decision, asOf);
  const ledgerStaleOn = batch.figures.get(customerId)?.staleOn ?? null;
  const fingerprint = fingerprintOf(decisionText, statement);
  const isSame = before?.grade === state.grade && before.fingerprint === fingerprint;
  return {
    ...{ id: newId(), customerId, before, state, fingerprint },
    held: { grade: state.grade, ...effectsOf(decision), statement },
    staleOn: nextStaleDay({ input, state, model, ledgerStaleOn }),
    stored: isSame ? null : toStored(input, decision, decisionText),
  };
}

function toStored(
  input: ScoringInput,
  decision: AssessmentDecision,
  decisionText: string,
): StoredAssessment {
  const { score, probabilityOfDefault, confidence, notScoredBecause, modelVersion } = decision;
  const inputs = canonicalJson(input);
  return {
    ...{ score, probabilityOfDefault, confidence, notScoredBecause },
    ...{ inputsHash: inputTextHash(inputs, modelVersion), inputs, decision: decisionText },
  };
}

/** Limits read items of the statement that no score depends on: corrected accounts are a new assessment. */
function fingerprintOf(decisionText: string, statement: StatementFacts | null): string {
  // Both are put together in one order, by this code and by the database: sorting their keys would tell nothing more.
  const told = `[${decisionText},${JSON.stringify(statement)}]`;
  return hash('sha256', told, 'base64url').slice(0, 22);
}

type Changed = Assessed & { stored: StoredAssessment };
function isChanged(assessed: Assessed): assessed is Changed {
  return assessed.stored !== null;
}

/** A grade asked for on one day must be known on the next, though nothing else changed. */
function isWorthRemembering(assessed: Assessed): boolean {
  const before = assessed.before?.gradeState;
  if (before === undefined || isChanged(assessed)) return false;
  const isWaiting = before.pendingGrade !== null || assessed.state.pendingGrade !== null;
  return isWaiting && canonicalJson(before) !== canonicalJson(assessed.state);
}

function gradeChange({ id, customerId, state, before }: Assessed): GradeChange[] {
  const previousGrade = before?.grade ?? null;
  if (state.grade === previousGrade) return [];
  return [{ creditAssessmentId: id, customerId, grade: state.grade, previousGrade }];
}

async function readCurrent(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, CurrentRow>> {
  const rows = await tx.query<CurrentRow>(
    `SELECT a.customer_id AS "customerId", a.grade, a.grade_state AS "gradeState", k.fingerprint
     FROM credit_assessment a LEFT JOIN customer_check k USING (tenant_id, customer_id)
     WHERE a.tenant_id = $1 AND a.is_current AND a.customer_id = ANY ($2)`,
    [tx.tenantId, [...ids]],
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** Answers the digests of what it stored. */
async function storeAssessments(
  tx: Transaction,
  assessed: readonly Changed[],
  batch: CustomerBatch,
): Promise<bigint[]> {
  if (assessed.length === 0) return [];
  const customerIds = assessed.map(({ customerId }) => customerId);
  await tx.execute(
    `UPDATE credit_assessment SET is_current = false
     WHERE tenant_id = $1 AND is_current AND customer_id = ANY ($2)`,
    [tx.tenantId, customerIds],
  );
  const { at, asOf, scoringRunId } = batch;
  const toldAt = scoringRunId === null ? null : at;
  await tx.executePrepared(INSERT, [
    ...[tx.tenantId, at, asOf, toldAt, scoringRunId, batch.model.version],
    ...[assessed.map(({ id }) => id), customerIds, assessed.map(({ state }) => state.grade)],
    assessed.map(({ stored }) => stored.score),
    assessed.map(({ stored }) => stored.probabilityOfDefault),
    assessed.map(({ stored }) => stored.confidence),
    assessed.map(({ stored }) => stored.notScoredBecause),
    assessed.map(({ stored }) => stored.inputsHash),
    assessed.map(({ stored }) => stored.inputs).join('\n'),
    assessed.map(({ stored }) => stored.decision).join('\n'),
    assessed.map(({ state }) => JSON.stringify(state)).join('\n'),
  ]);
  return assessed.map(({ customerId, state, stored }) =>
    assessmentDigest({ ...stored, customerId, grade: state.grade }),
  );
}

/** Documents come as lines, which JSON text never breaks: each is parsed once, into the column it is for. */
const INSERT = `
  INSERT INTO credit_assessment (tenant_id, assessed_at, assessed_on, told_at, scoring_run_id, model_version, is_current,
    credit_assessment_id, customer_id, grade, score, probability_of_default, confidence, not_scored_because, inputs_hash,
    inputs, decision, grade_state)
  SELECT $1, $2, $3, $4, $5, $6, true, r.id, r.customer_id, r.grade, r.score, r.pd, r.confidence, r.not_scored_because,
    r.inputs_hash, r.inputs::jsonb, r.decision::jsonb, r.grade_state::jsonb
  FROM ROWS FROM (
    unnest($7::uuid[], $8::uuid[], $9::text[], $10::int[], $11::float8[], $12::text[], $13::text[], $14::text[]),
    string_to_table($15, E'\\n'), string_to_table($16, E'\\n'), string_to_table($17, E'\\n')
  ) AS r (id, customer_id, grade, score, pd, confidence, not_scored_because, inputs_hash, inputs, decision, grade_state)`;

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

async function storeChecks(
  tx: Transaction,
  assessed: readonly Assessed[],
  batch: CustomerBatch,
): Promise<void> {
  await tx.executePrepared(CHECKED, [
    ...[tx.tenantId, batch.asOf, batch.model.version, batch.policyVersion],
    assessed.map(({ customerId }) => customerId),
    assessed.map(({ fingerprint }) => fingerprint),
    assessed.map(({ staleOn }) => staleOn),
  ]);
}

const CHECKED = `
  INSERT INTO customer_check AS k (tenant_id, customer_id, checked_on, model_version, policy_version, fingerprint, stale_on)
  SELECT $1, r.customer_id, $2, $3, $4, r.fingerprint, r.stale_on
  FROM unnest($5::uuid[], $6::text[], $7::date[]) AS r (customer_id, fingerprint, stale_on)
  ON CONFLICT (tenant_id, customer_id) DO UPDATE SET checked_on = EXCLUDED.checked_on,
    model_version = EXCLUDED.model_version, policy_version = EXCLUDED.policy_version,
    fingerprint = EXCLUDED.fingerprint, stale_on = EXCLUDED.stale_on
  WHERE (k.checked_on, k.model_version, k.policy_version, k.fingerprint, k.stale_on) IS DISTINCT FROM
    (EXCLUDED.checked_on, EXCLUDED.model_version, EXCLUDED.policy_version, EXCLUDED.fingerprint, EXCLUDED.stale_on)`;

/** The batch of customers this transaction decides about: locks them, takes the instant and reads their figures. */
export async function openBatch(
  tx: Transaction,
  customerIds: readonly string[],
  run: Omit<CustomerBatch, 'customerIds' | 'figures' | 'at'> & { readonly clock: Clock },
): Promise<CustomerBatch> {
  const { clock, ...judged } = run;
  await lockCustomers(tx, customerIds);
  const at = await openRecording(tx, clock);
  const figures = await customerFigures(tx, run.asOf, customerIds);
  return {
    ...judged,
    customerIds,
    at,
    figures: new Map(figures.map((row) => [row.customerId, row])),
  };
}

/** Ids in a stable order; pooled accounts are not one company and are not assessed. */
export async function customersInScope(
  tx: Transaction,
  customerIds: readonly string[] | null,
): Promise<string[]> {
  const rows = await tx.query<{ customer_id: string }>(
    `SELECT customer_id FROM customer
     WHERE tenant_id = $1 AND NOT is_pooled AND ($2::uuid[] IS NULL OR customer_id = ANY ($2)) ORDER BY customer_id`,
    [tx.tenantId, customerIds === null ? null : [...customerIds]],
  );
  return rows.map((row) => row.customer_id);
}

export interface AssessContext {
  database: Database;
  clock: Clock;
  signal: AbortSignal;
}

export interface AssessmentScope {
  tenantId: string;
  /** Null for every customer. */
  customerIds: readonly string[] | null;
}

/** Customers assessed in one transaction. */
const BATCH = 1_000;

/** Assesses customers and nothing more: neither limits nor alerts follow, and no run is noted. */
export async function assessCustomers(
  { database, clock, signal }: AssessContext,
  { tenantId, customerIds }: AssessmentScope,
): Promise<{ assessed: number; changed: number }> {
  const { ids, ...judged } = await database.tenant(tenantId, async (tx) => {
    const asOf = await dayAt(tx, clock.now());
    const portfolio = await portfolioFigures(tx, asOf);
    return { asOf, portfolio, ids: await customersInScope(tx, customerIds) };
  });
  const run = { ...judged, model: CURRENT_MODEL, policyVersion: '', scoringRunId: null, clock };
  let changed = 0;
  for (let start = 0; start < ids.length; start += BATCH) {
    signal.throwIfAborted();
    const batch = ids.slice(start, start + BATCH);
    changed += await database.tenant(tenantId, async (tx) => {
      const assessed = await assessBatch(tx, await openBatch(tx, batch, run));
      return assessed.changed;
    });
  }
  return { assessed: ids.length, changed };
}
