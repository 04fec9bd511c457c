import type { AlertRule } from '../alert-types';
import { accountsNotFiled } from './accounts-not-filed.rule';
import { activityChanged } from './activity-changed.rule';
import { companyDataStale } from './company-data-stale.rule';
import { companyStruckOff } from './company-struck-off.rule';
import { concentration } from './concentration.rule';
import { coverEnding } from './cover-ending.rule';
import { coverReduced } from './cover-reduced.rule';
import { coverWithdrawn } from './cover-withdrawn.rule';
import { equityBelowHalfCapital } from './equity-below-half-capital.rule';
import { firstLate } from './first-late.rule';
import { gradeDrift } from './grade-drift.rule';
import { gradeDrop } from './grade-drop.rule';
import { insolvencyNotice } from './insolvency-notice.rule';
import { latenessWorsening } from './lateness-worsening.rule';
import { legalFormChanged } from './legal-form-changed.rule';
import { limitExceeded } from './limit-exceeded.rule';
import { limitExpired } from './limit-expired.rule';
import { limitUtilisation } from './limit-utilisation.rule';
import { officersChangeOften } from './officers-change-often.rule';
import { paymentSlowdown } from './payment-slowdown.rule';
import { promiseBroken } from './promise-broken.rule';
import { providerScoreDrop } from './provider-score-drop.rule';
import { recommendedLimitCut } from './recommended-limit-cut.rule';
import { returnedPayment } from './returned-payment.rule';
import { seatChanged } from './seat-changed.rule';
import { seriouslyLate } from './seriously-late.rule';
import { shareholdersChangeOften } from './shareholders-change-often.rule';
import { unmatchedExposure } from './unmatched-exposure.rule';

/** Every rule that runs, in the order of their codes. To add one: a file here, its code and texts, a table test. */
export const ALERT_RULES: readonly AlertRule[] = [
  insolvencyNotice,
  companyStruckOff,
  accountsNotFiled,
  equityBelowHalfCapital,
  shareholdersChangeOften,
  officersChangeOften,
  seatChanged,
  legalFormChanged,
  activityChanged,
  providerScoreDrop,
  coverReduced,
  coverWithdrawn,
  coverEnding,
  recommendedLimitCut,
  companyDataStale,
  unmatchedExposure,
  gradeDrop,
  gradeDrift,
  limitUtilisation,
  limitExceeded,
  limitExpired,
  firstLate,
  seriouslyLate,
  latenessWorsening,
  paymentSlowdown,
  returnedPayment,
  promiseBroken,
  concentration,
];
