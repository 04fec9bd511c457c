import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { CompanyChangeView } from '../company-signals';
import { moneyText } from '../money-text';
import { changeDraft, changeIsOver, newChanges, saysOf } from './registered-change';

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
          from: formOf(change.before, change.after),
          to: formOf(change.after, change.before),
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      }),
    );
  },
  isOver: (alert, view) => changeIsOver('LEGAL_FORM', alert, view),
};

/** By its label, else by what the form is called; with the code where both sides have the same name, which many codes share. */
function formOf(
  side: CompanyChangeView['before'],
  other: CompanyChangeView['before'],
): string | null {
  const [name, code] = [nameOf(side), saysOf(side, 'code')];
  return name !== null && code !== null && name === nameOf(other) && name !== code
    ? `${name} (${code})`
    : name;
}

function nameOf(side: CompanyChangeView['before']): string | null {
  const code = saysOf(side, 'code');
  const known = NAMES.find(([family]) => code?.startsWith(family) === true);
  return saysOf(side, 'label') ?? known?.[1] ?? code;
}

/** What people call the forms of INSEE's nomenclature that a seller meets: for registers that tell the code alone. */
const NAMES: readonly (readonly [family: string, name: string])[] = [
  ['1', 'entreprise individuelle'],
  ['5202', 'SNC'],
  ['5306', 'société en commandite simple'],
  ['5308', 'société en commandite par actions'],
  ['5498', 'EURL'],
  ['54', 'SARL'],
  ['55', 'SA'],
  ['56', 'SA'],
  ['5710', 'SAS'],
  ['5720', 'SASU'],
  ['5785', 'SELAS'],
  ['5800', 'société européenne'],
  ['62', 'GIE'],
  ['6540', 'SCI'],
  ['6598', 'EARL'],
  ['65', 'société civile'],
  ['92', 'association'],
];

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
