import type { TextParams } from '../../kernel';
import type { ReasonCode } from '../reason-codes';
import type { EvidenceRef } from '../types';

/** One argument for or against the customer: above 0 speaks for a failure, below 0 against it. */
export interface Evidence {
  readonly code: ReasonCode;
  readonly logLikelihoodRatio: number;
  readonly params: TextParams;
  readonly evidence: readonly EvidenceRef[];
}

/** What one source has to say; no parts = the source is silent, which moves nothing and lowers confidence. */
export interface SourceEvidence {
  readonly parts: readonly Evidence[];
  /** Facts worth telling that move no points. */
  readonly notes: readonly ReasonCode[];
}
