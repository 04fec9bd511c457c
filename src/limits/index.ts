/**
 * Limits: how far. One pure function takes the minimum of named terms; the shell reads them in sets and writes active
 * limits and proposals, one of each per customer at most. People approve, reject or set limits of their own. Reads the
 * ledger's figures, the current assessment and what insurers cover; writes credit_limit and cover_request.
 */
export { applyLimits, type LimitContext } from './apply-limits';
export type { CoverRequestStatus } from './cover-request.entity';
export {
  answerCoverRequest,
  claimCoverRequest,
  openCoverRequest,
  settleByCovers,
  settleCoverRequest,
  type ClaimedCoverRequest,
  type CoverAnswer,
  type CoverRequestDraft,
} from './cover-requests';
export {
  approveCreditLimit,
  rejectCreditLimit,
  setCreditLimit,
  type ManualLimit,
  type ProposalRuling,
} from './decide-proposal';
export { limitEntities } from './entities';
export * from './limit-types';
export type { CreditPolicy } from './policies/credit-policy';
export { DEFAULT_CREDIT_POLICY } from './policies/default.policy';
