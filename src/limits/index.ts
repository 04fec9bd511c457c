/**
 * Limits: how far. One pure function takes the minimum of named terms; the shell reads them in sets and writes active
 * limits and proposals, one of each per customer at most. People approve, reject or set limits of their own. Reads the
 * ledger's figures, the current assessment and what insurers cover; writes credit_limit, cover_request,
 * credit_reservation, supply_hold and exception_grant.
 */
export { decideBatch, type DecidedBatch, type LimitChange } from './apply-limits';
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
  MANUAL_POLICY_VERSION,
  rejectCreditLimit,
  type ProposalRuling,
} from './decide-proposal';
export { limitEntities } from './entities';
export * from './exposure';
export { limitIsFrozen } from './frozen-limit';
export { limitInputOf, limitInputText } from './limit-input-json';
export { coverAssumptionText, limitReasonText } from './limit-reason-texts';
export * from './limit-types';
export {
  policyInForce,
  policyNamed,
  policyVersionName,
  policyVersionNumber,
  versionInForce,
} from './policy-in-force';
export {
  policyHistory,
  policyRecord,
  type PolicyRecord,
  type PolicyStanding,
} from './policy-history';
export {
  PREVIEW_CHANGES_MAX,
  previewPolicy,
  type PolicyPreview,
  type PreviewQuestion,
} from './preview-policy';
export {
  PREVIEW_CHANGE_KINDS,
  type PreviewAmounts,
  type PreviewChange,
  type PreviewChangeKind,
  type PreviewCounts,
  type PreviewGroup,
} from './preview-counts';
export { REFUSAL_HOLDS_DAYS } from './read-limit-cases';
export { BUREAU_FRESH_MONTHS } from './read-opinions';
export { publishPolicy, type PolicyDraft, type Publication } from './publish-policy';
export * from './policies/credit-policy';
export { policyDifferences, type PolicyDifference } from './policies/policy-diff';
export { readPolicyDocument } from './policies/policy-document';
export { policyJsonSchema } from './policies/policy-json-schema';
export type { PolicyProblem, PolicyProblemCode } from './policies/problems';
export { repeatedMembers } from './policies/repeated-members';
export { DEFAULT_CREDIT_POLICY } from './policies/default.policy';
export { replayLimits } from './replay-limits';
export { segmentOf } from './policies/segment.policy';
export { groupsOf, type CustomerGroup, type GroupMember, type GroupReading } from './read-groups';
export { setCreditLimit, type ManualLimit } from './set-credit-limit';
export { gradedFactsOfCompanies } from './segment-facts';
export { shadowLimits, type ShadowLimits } from './shadow-limits';
export {
  CREDIT_REFUSALS,
  type CreditFigures,
  type CreditGiven,
  type CreditRefusal,
  type CreditRefusalCode,
} from './decide-reservation';
export {
  grantException,
  revokeException,
  type ExceptionChange,
  type ExceptionDraft,
} from './exception-grants';
export * from './hold-types';
export {
  checkCredit,
  reserveCredit,
  type ReservationOutcome,
  type ReservationRequest,
} from './reserve-credit';
export {
  commitReservation,
  customerOfReservation,
  releaseReservation,
  type ReservationCommit,
} from './settle-reservation';
export { markLapsed } from './mark-lapsed';
export { liftSupplyHold, placeSupplyHold, type HoldChange, type HoldDraft } from './supply-holds';
