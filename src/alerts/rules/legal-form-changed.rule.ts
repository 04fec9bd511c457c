import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { CompanyChangeView } from '../company-signals';
import { moneyText } from '../money-text';
import { changeDraft, newChanges, saysOf } from './registered-change';

/** The company took another legal form: one alert per change. */
export const legalFormChanged: AlertRule = {
  code: 'LEGAL_FORM_CHANGED',
  isEpisodic: false,
  evaluate(view) {
    return newChanges('LEGAL_FORM', view).map((change) =>
      changeDraft(change, view, {
        rule: 'LEGAL_FORM_CHANGED',
        severity: severityOf(change, view),
        before: { code: saysOf(change.before, 'code'), label: saysOf(change.before, 'label') },
        after: { code: saysOf(change.after, 'code'), label: saysOf(change.after, 'label') },
        textParams: {
          from: formOf(change.before),
          to: formOf(change.after),
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      }),
    );
  },
};

function formOf(side: CompanyChangeView['before']): string | null {
  return saysOf(side, 'label') ?? saysOf(side, 'code');
}

/** INSEE's families of forms whose members answer with all they have: persons, partnerships, civil companies. */
const WITHOUT_LIMIT = ['1', '51', '52', '65'];

/** Those who answered with all they had do not any more: what was granted on their names rests on less now. */
function severityOf({ before, after }: CompanyChangeView, view: CustomerRiskView): Severity {
  if (view.exposureMinor <= 0n) return 'INFO';
  return isUnlimited(before) && !isUnlimited(after) ? 'MEDIUM' : 'LOW';
}

function isUnlimited(side: CompanyChangeView['before']): boolean {
  const code = saysOf(side, 'code');
  return code !== null && WITHOUT_LIMIT.some((family) => code.startsWith(family));
}
