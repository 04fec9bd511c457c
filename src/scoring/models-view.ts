import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { choiceInForce, modelChoices, type ModelChoice } from './model-in-force';
import { modelDifferences, type ModelDifference } from './model-differences';
import { CURRENT_MODEL, SCORING_MODELS, type ScoringModel } from './models';

/** A model of this build, as a tenant sees it. */
export interface ModelView extends Pick<ScoringModel, 'version' | 'summary' | 'isCandidate'> {
  readonly isInForce: boolean;
  /** Its parameters that are not those of the model that counts. */
  readonly differences: readonly ModelDifference[];
  /** The latest day it was tried on in shadow; null when it never was, or when the trial was forgotten. */
  readonly comparedOn: LocalDate | null;
}

/** The models of this build and the choices of a tenant. */
export interface ModelsView {
  readonly models: readonly ModelView[];
  /** The version that counts that day; one this build has not when it was chosen with another build. */
  readonly inForce: string;
  /** Newest first. */
  readonly choices: readonly ModelChoice[];
}

/** Reads which models there are and which counts on a day. */
export async function viewModels(tx: Transaction, today: LocalDate): Promise<ModelsView> {
  const choice = await choiceInForce(tx, today);
  const inForce = choice?.modelVersion ?? CURRENT_MODEL.version;
  const counted = SCORING_MODELS.find(({ version }) => version === inForce) ?? CURRENT_MODEL;
  const trials = await tx.query<{ version: string; day: LocalDate }>(
    `SELECT model_version AS version, max(as_of) AS day FROM shadow_run
     WHERE tenant_id = $1 AND status = 'DONE' GROUP BY 1`,
    [tx.tenantId],
  );
  const comparedOn = new Map(trials.map(({ version, day }) => [version, day]));
  const models = SCORING_MODELS.map((model) => ({
    ...{ version: model.version, summary: model.summary, isCandidate: model.isCandidate },
    isInForce: model.version === inForce,
    differences: modelDifferences(counted, model),
    comparedOn: comparedOn.get(model.version) ?? null,
  }));
  return { models, inForce, choices: await modelChoices(tx) };
}
