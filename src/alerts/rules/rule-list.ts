import type { AlertRule } from '../alert-types';
import { accountsNotFiled } from './accounts-not-filed.rule';
import { companyStruckOff } from './company-struck-off.rule';
import { gradeDrop } from './grade-drop.rule';
import { insolvencyNotice } from './insolvency-notice.rule';
import { limitExceeded } from './limit-exceeded.rule';
import { returnedPayment } from './returned-payment.rule';
import { seriouslyLate } from './seriously-late.rule';

/** Every rule that runs. To add one: a file here, its code and texts, a table test. */
export const ALERT_RULES: readonly AlertRule[] = [
  insolvencyNotice,
  companyStruckOff,
  gradeDrop,
  limitExceeded,
  seriouslyLate,
  accountsNotFiled,
  returnedPayment,
];
