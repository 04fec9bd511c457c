import { configError } from '../../kernel';
import { ENCOURS_3 } from './encours-3';
import { ENCOURS_3_PAYMENTS } from './encours-3-payments';
import type { ScoringModel } from './scoring-model';

export type { OverrideEffect, ScoringModel } from './scoring-model';

/** The model that counts where nobody chose another. */
export const CURRENT_MODEL: ScoringModel = ENCOURS_3;

/** Every version this build can compute, the oldest first. */
export const SCORING_MODELS: readonly ScoringModel[] = [ENCOURS_3, ENCOURS_3_PAYMENTS];

const BY_VERSION: ReadonlyMap<string, ScoringModel> = new Map(
  SCORING_MODELS.map((model) => [model.version, model]),
);

/** The model of this version; throws SCORING_MODEL_UNKNOWN for one this build does not have. */
export function modelOf(version: string): ScoringModel {
  const model = BY_VERSION.get(version);
  if (model !== undefined) return model;
  throw configError('SCORING_MODEL_UNKNOWN', `this build has no scoring model "${version}"`, {
    remedy: `Use one of ${SCORING_MODELS.map((known) => known.version).join(', ')}.`,
    place: { field: 'modelVersion' },
  });
}
