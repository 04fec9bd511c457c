/**
 * Scoring: how risky. One pure function grades a customer from a plain input; the shell reads inputs in sets, keeps the
 * grade steady where a move may be noise, and stores an assessment only when it differs, with everything it was computed
 * from. Marks say who is to be scored again, runs what came of it. Reads the ledger's figures and the companies' facts; writes
 * rescore_mark, scoring_run, customer_check and credit_assessment.
 */
export {
  assessBatch,
  assessCustomers,
  customersInScope,
  openBatch,
  type AssessContext,
  type AssessedBatch,
  type AssessmentScope,
  type CustomerBatch,
  type GradeChange,
  type HeldAssessment,
} from './assess-customers';
export {
  limitDigest,
  sumDigests,
  type DigestedAssessment,
  type DigestedLimit,
} from './decisions-digest';
export { counterfactuals, type Counterfactual, type CounterfactualCode } from './counterfactuals';
export { scoringEntities } from './entities';
export {
  gradeHoldOf,
  gradeHoldText,
  waitsUntil,
  type GradeHold,
  type GradeHoldCode,
} from './grade-hold';
export type { GradeState } from './grade-history';
export { counterfactualText, statementCheckText } from './explanation-texts';
export {
  choiceInForce,
  chooseModel,
  modelInForce,
  type ModelChoice,
  type ModelChoiceDraft,
} from './model-in-force';
export { CURRENT_MODEL, SCORING_MODELS, type ScoringModel } from './models';
export { isDisagreement, opinionsOf, spreadOf, type Opinion, type OpinionSource } from './opinions';
export { viewModels, type ModelsView, type ModelView } from './models-view';
export * from './reason-codes';
export { reasonText } from './reason-texts';
export { canonicalJson } from './inputs-hash';
export { replayAssessments } from './replay';
export {
  differenceOf,
  ReplayFindings,
  type FieldDifference,
  type Recomputed,
  type ReplayDifference,
  type ReplayTally,
} from './replay-findings';
export {
  finishShadowRun,
  openShadowRun,
  pruneShadowRuns,
  shadowBatch,
  wasCompared,
  type ShadowRun,
} from './shadow';
export {
  compareShadow,
  GRADES_OR_NONE,
  type GradeMove,
  type GradeOrNone,
  type ShadowComparison,
  type ShadowMover,
} from './shadow-comparison';
export {
  claimMarked,
  dropMarks,
  isEverybodyMarked,
  isLedgerMoved,
  lookAgainOn,
  markCustomers,
  markRelatives,
  markStale,
  openMarks,
  type ClaimedWindow,
  type DroppedMarks,
  type MarkWindow,
  type Standard,
} from './rescore-marks';
export type { MarkReason } from './rescore-mark.entity';
export { type ScoringRunKind, type ScoringRunStatus } from './scoring-run.entity';
export {
  closeScoringRun,
  noteBatch,
  openScoringRun,
  portfolioOfDay,
  pruneScoringRuns,
  type BatchCounts,
  type Portfolio,
  type RunDraft,
} from './scoring-runs';
export { overridesIn, type HeldEffects } from './overrides-held';
export { strictestTerms, termsBeside } from './source-terms';
export { closureReason } from './closure-reason';
export { isOnScale, scoreFall, type ScaledValue, type ScoreFall } from './score-fall';
export { checkStatement } from './scorecards/statement-checks';
export { scoreOf } from './explain';
export { gradeOf } from './grade';
export { logit } from './log-odds';
export { judgeScores, type CalibrationBand, type ScoreQuality } from './judge-scores';
export {
  RATIO_TABLE,
  scoreRatios,
  type RatioPart,
  type RatioScore,
} from './scorecards/ratio.scorecard';
export {
  checkedRatioTable,
  type OriginCalibration,
  type RatioBin,
  type RatioDirection,
  type RatioScale,
  type RatioTable,
} from './scorecards/ratio-table';
export { RATIO_NAMES, type RatioName, type Ratios } from './scorecards/ratios';
export * from './types';
export { LOOK_AGAIN_DAYS } from './next-stale-day';
