import type { LocalDate } from '../kernel';
import type { PolicyProblem } from '../limits';
import type { Actor } from './actor';

export interface PolicyRequest {
  document: unknown;
  /** First day in force; null: today. */
  effectiveOn: LocalDate | null;
  comment: string | null;
}

/** What mutations of the credit policy set going; refusals are thrown, what is wrong with a document is answered. */
export interface PolicyActions {
  /** Publishes and, when it is in force at once, has all limits decided by it. Answers its version. */
  publishCreditPolicy(
    actor: Actor,
    request: PolicyRequest,
  ): Promise<{ version: number } | { problems: readonly PolicyProblem[] }>;
}
