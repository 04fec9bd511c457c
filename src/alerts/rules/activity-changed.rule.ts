import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { CompanyChangeView } from '../company-signals';
import { moneyText } from '../money-text';
import { changeDraft, changeIsOver, newChanges, saysOf } from './registered-change';

/** The registered activity is another: one alert per change. */
export const activityChanged: AlertRule = {
  code: 'ACTIVITY_CHANGED',
  isEpisodic: false,
  evaluate(view) {
    return newChanges('ACTIVITY', view).map((change) =>
      changeDraft(change, view, {
        rule: 'ACTIVITY_CHANGED',
        severity: severityOf(change, view),
        before: { code: saysOf(change.before, 'code') },
        after: { code: saysOf(change.after, 'code') },
        textParams: {
          from: saysOf(change.before, 'code'),
          to: saysOf(change.after, 'code'),
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      }),
    );
  },
  isOver: (alert, view) => changeIsOver('ACTIVITY', alert, view),
};

/** Another class of the same division is a correction of detail; another division is another trade. */
function severityOf({ before, after }: CompanyChangeView, view: CustomerRiskView): Severity {
  const [was, is] = [saysOf(before, 'code'), saysOf(after, 'code')];
  const isOtherTrade = was === null || was.slice(0, 2) !== is?.slice(0, 2);
  return isOtherTrade && view.exposureMinor > 0n ? 'LOW' : 'INFO';
}
