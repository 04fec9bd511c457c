import { ENCOURS_3 } from './encours-3';
import type { ScoringModel } from './scoring-model';

/**
 * A candidate for shadow runs: what a customer pays us overlaps least with the other sources, which all read the same
 * accounts and notices. Discounting it like them may waste the freshest facts there are; the outcomes will tell.
 */
export const ENCOURS_3_PAYMENTS: ScoringModel = {
  ...ENCOURS_3,
  version: 'encours-3-payments',
  summary: 'As encours-3, but payments to us count in full (1 instead of 0.8).',
  isCandidate: true,
  weights: { ...ENCOURS_3.weights, behaviour: 1 },
};
