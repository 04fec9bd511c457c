import type { TextParams } from '../../kernel';
import { termsBeside } from '../../scoring';
import type { CompanyChangeView } from '../company-signals';
import type {
  AlertDraft,
  AlertFacts,
  AlertRuleCode,
  CustomerRiskView,
  Severity,
} from '../alert-types';
import type { AlertTextKey } from '../texts';
import { isNews } from './news';

/** Changes of a kind that are news today: learnt of lately, however long ago they were made. */
export function newChanges(
  kind: CompanyChangeView['kind'],
  { company, today }: CustomerRiskView,
): readonly CompanyChangeView[] {
  return company.changes.filter((each) => each.kind === kind && isNews(each.learntOn, today));
}

/** What a change says of one thing before or after; null when it does not say. */
export function saysOf(side: CompanyChangeView['before'], name: string): string | null {
  if (side === null || typeof side !== 'object' || Array.isArray(side)) return null;
  const value = side[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The alert of one registered change, keyed by the change. */
export function changeDraft(
  change: CompanyChangeView,
  view: CustomerRiskView,
  told: {
    readonly rule: AlertRuleCode & AlertTextKey;
    readonly severity: Severity;
    readonly before: AlertFacts;
    readonly after: AlertFacts;
    readonly textParams: TextParams;
  },
): AlertDraft {
  const { rule, severity, before, after } = told;
  return {
    ...{ rule, severity, customerId: view.customerId },
    dedupKey: `${rule}:${view.customerId}:${change.changeId}`,
    before,
    after: { ...after, changedOn: change.changedOn },
    evidence: [
      { kind: 'company', sourceKey: view.company.siren ?? '', ...termsBeside(change.terms) },
    ],
    deadlineOn: null,
    textKey: rule,
    textParams: {
      customer: view.customerName,
      changedOn: { date: change.changedOn },
      ...told.textParams,
    },
  };
}
