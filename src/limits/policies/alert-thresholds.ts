import type { AlertThresholds } from './credit-policy';
import { DEFAULT_CREDIT_POLICY } from './default.policy';
import type { PolicyContent } from './policy-shape';

type AlertsContent = PolicyContent['alerts'];

/** Thresholds of a document, member by member; those it leaves out are the built-in policy's. */
export function toThresholds(
  alerts: AlertsContent,
  minor: (text: string) => bigint,
): AlertThresholds {
  const given = <Name extends keyof AlertThresholds & keyof AlertsContent>(name: Name) =>
    alerts[name] ?? DEFAULTS[name];
  return {
    utilisationRates: alerts.utilisationRates,
    overdueDays: alerts.overdueDays,
    coverEndsWithinDays: alerts.coverEndsWithinDays,
    limitEndsWithinDays: alerts.limitEndsWithinDays,
    driftScorePoints: given('driftScorePoints'),
    driftProbabilityRatio: given('driftProbabilityRatio'),
    firstLateAfterDays: given('firstLateAfterDays'),
    slowdownDays: given('slowdownDays'),
    slowdownRatio: given('slowdownRatio'),
    concentrationRate: given('concentrationRate'),
    promiseDays: given('promiseDays'),
    filingMonths: given('filingMonths'),
    changesAtLeast: given('changesAtLeast'),
    changesWithinDays: given('changesWithinDays'),
    providerScoreDropNotches: given('providerScoreDropNotches'),
    recommendedLimitCutRate: given('recommendedLimitCutRate'),
    staleAfterDays: given('staleAfterDays'),
    unmatchedExposureMinor: minor(alerts.unmatchedExposure ?? UNMATCHED_EXPOSURE),
    keepEventsDays: given('keepEventsDays'),
  };
}

/** The thresholds as a document says them, all of them: what is in force is read without knowing the defaults. */
export function thresholdsContent(
  { unmatchedExposureMinor, keepEventsDays, ...thresholds }: AlertThresholds,
  amount: (amountMinor: bigint) => string,
): AlertsContent {
  return { ...thresholds, unmatchedExposure: amount(unmatchedExposureMinor), keepEventsDays };
}

const DEFAULTS = DEFAULT_CREDIT_POLICY.alerts;
/** Of whatever currency the policy is in. */
const UNMATCHED_EXPOSURE = '10000';
