import { configError, type LocalDate } from '../kernel';
import { dayAt } from '../database';
import type { Hub } from '../hub';
import { chooseModel, wasCompared } from '../scoring';

export interface ModelChosen {
  readonly modelVersion: string;
  readonly effectiveFrom: LocalDate;
  /** False when it was chosen already: nothing was written, its comment neither. */
  readonly isNew: boolean;
  /** Whether a trial in shadow was ever made with it. */
  readonly wasCompared: boolean;
}

/**
 * Has a model count from a day on (null: today). Customers are scored with it by the next run from that day. Throws
 * MODEL_CHOICE_UNEXPLAINED, SCORING_MODEL_UNKNOWN and MODEL_CHOICE_IN_THE_PAST.
 */
export async function useModel(
  hub: Hub,
  tenantId: string,
  choice: {
    modelVersion: string;
    effectiveFrom: LocalDate | null;
    chosenBy: string;
    comment: string | null;
  },
): Promise<ModelChosen> {
  const comment = choice.comment?.trim() ?? '';
  if (comment === '') {
    throw configError(
      'MODEL_CHOICE_UNEXPLAINED',
      'a model is to count without anybody saying why',
      {
        remedy:
          'say why in the comment; those who read the grades later have nothing else to go by',
        place: { field: 'comment' },
      },
    );
  }
  return hub.database.tenant(tenantId, async (tx) => {
    const today = await dayAt(tx, hub.clock.now());
    const effectiveFrom = choice.effectiveFrom ?? today;
    const { modelVersion } = choice;
    const isNew = await chooseModel(tx, hub.clock, { ...choice, comment, effectiveFrom, today });
    return { modelVersion, effectiveFrom, isNew, wasCompared: await wasCompared(tx, modelVersion) };
  });
}
