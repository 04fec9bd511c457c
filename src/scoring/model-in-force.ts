import { configError, newId, type Clock, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { CURRENT_MODEL, modelOf, type ScoringModel } from './models';

/** Somebody's decision on which model counts. */
export interface ModelChoice {
  readonly modelVersion: string;
  readonly effectiveFrom: LocalDate;
  readonly chosenBy: string;
  readonly chosenAt: Date;
  readonly comment: string | null;
}

export interface ModelChoiceDraft {
  readonly modelVersion: string;
  /** The first day it counts, today or later. */
  readonly effectiveFrom: LocalDate;
  readonly chosenBy: string;
  readonly comment: string | null;
  readonly today: LocalDate;
}

/**
 * The model that counts on a day: of the choices whose first day has come the one made last, else the one the build brings.
 * Throws SCORING_MODEL_UNKNOWN when it was chosen with another build and this one cannot compute it.
 */
export async function modelInForce(tx: Transaction, asOf: LocalDate): Promise<ScoringModel> {
  const choice = await choiceInForce(tx, asOf);
  return choice === null ? CURRENT_MODEL : modelOf(choice.modelVersion);
}

/** The choice behind modelInForce; null when nobody ever chose. */
export async function choiceInForce(tx: Transaction, asOf: LocalDate): Promise<ModelChoice | null> {
  const [choice] = await tx.query<ModelChoice>(
    `${CHOICES} WHERE tenant_id = $1 AND effective_from <= $2 ${LAST_FIRST} LIMIT 1`,
    [tx.tenantId, asOf],
  );
  return choice ?? null;
}

const CHOICES_SHOWN = 100;

/** The choices made last, newest first; at most a hundred. */
export async function modelChoices(tx: Transaction): Promise<ModelChoice[]> {
  return tx.query<ModelChoice>(
    `${CHOICES} WHERE tenant_id = $1 ${LAST_FIRST} LIMIT ${CHOICES_SHOWN}`,
    [tx.tenantId],
  );
}

/**
 * Has a model count from a day on. It supersedes every earlier choice from that day, announced ones too. Choosing what is
 * chosen already writes nothing and answers false. Throws SCORING_MODEL_UNKNOWN and MODEL_CHOICE_IN_THE_PAST.
 */
export async function chooseModel(
  tx: Transaction,
  clock: Clock,
  draft: ModelChoiceDraft,
): Promise<boolean> {
  modelOf(draft.modelVersion);
  if (draft.effectiveFrom < draft.today) {
    throw configError(
      'MODEL_CHOICE_IN_THE_PAST',
      `a model cannot count from ${draft.effectiveFrom} on: what was decided since stays decided`,
      { remedy: `give ${draft.today} or a later day`, place: { field: 'effectiveFrom' } },
    );
  }
  // One chooser at a time: of two the later sees what the earlier wrote.
  await tx.query('SELECT 1 FROM tenant WHERE tenant_id = $1 FOR NO KEY UPDATE', [tx.tenantId]);
  const [last] = await tx.query<ModelChoice>(
    `${CHOICES} WHERE tenant_id = $1 ${LAST_FIRST} LIMIT 1`,
    [tx.tenantId],
  );
  if (last !== undefined && saysTheSame(last, draft)) return false;
  const now = clock.now().getTime();
  // The last one counts, also when clocks of two servers differ.
  const at = new Date(last === undefined ? now : Math.max(now, last.chosenAt.getTime() + 1));
  await tx.execute(
    `INSERT INTO scoring_model_choice (tenant_id, scoring_model_choice_id, model_version, effective_from, chosen_by,
       chosen_at, comment)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[tx.tenantId, newId(), draft.modelVersion, draft.effectiveFrom, draft.chosenBy],
      ...[at, draft.comment],
    ],
  );
  return true;
}

/** A choice in force stays the same when it is made again later, from a later day or from the same. */
function saysTheSame(last: ModelChoice, draft: ModelChoiceDraft): boolean {
  return last.modelVersion === draft.modelVersion && last.effectiveFrom <= draft.effectiveFrom;
}

const CHOICES = `
  SELECT model_version AS "modelVersion", effective_from AS "effectiveFrom", chosen_by AS "chosenBy",
    chosen_at AS "chosenAt", comment
  FROM scoring_model_choice`;
const LAST_FIRST = 'ORDER BY chosen_at DESC, scoring_model_choice_id DESC';
