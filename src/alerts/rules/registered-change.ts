import type { TextParams } from '../../kernel';
import { termsBeside } from '../../scoring';
import type { CompanyChangeView } from '../company-signals';
import type {
  AlertDraft,
  AlertFacts,
  AlertRuleCode,
  CustomerRiskView,
  KnownAlert,
  Severity,
} from '../alert-types';
import type { AlertTextKey } from '../texts';
import { isNews, isPastNews } from './news';

/** Rules whose alerts tell a change once, and are over when it is news no more. */
export const AGEING_RULES: readonly AlertRuleCode[] = [
  'SEAT_CHANGED',
  'LEGAL_FORM_CHANGED',
  'ACTIVITY_CHANGED',
];

type Side = CompanyChangeView['before'];

/** Kinds of change that are told one by one, with what makes two states of each the same. */
const SAME_BY = {
  SEAT: ['addressLine', 'postcode', 'city', 'countryCode'],
  LEGAL_FORM: ['code'],
  ACTIVITY: ['code'],
} as const;

/**
 * Changes of a kind that are news today: learnt of lately, however long ago they were made. One that leads back to where an
 * earlier one came from is none: a source that says now this, now that is told of once.
 */
export function newChanges(
  kind: keyof typeof SAME_BY,
  { company, today }: CustomerRiskView,
): readonly CompanyChangeView[] {
  const lately = company.changes.filter(
    (each) => each.kind === kind && isNews(each.learntOn, today),
  );
  return lately.filter((change, place) => {
    const earlier = lately.slice(0, place);
    return !earlier.some(({ before }) => isSame(kind, before, change.after));
  });
}

function isSame(kind: keyof typeof SAME_BY, one: Side, other: Side): boolean {
  const said = (side: Side): string =>
    JSON.stringify(SAME_BY[kind].map((part) => saysOf(side, part)?.toUpperCase() ?? null));
  return said(one) === said(other);
}

/** An alert of a change is over when a later change of its kind is known, or when it has been news for long enough. */
export function changeIsOver(
  kind: keyof typeof SAME_BY,
  alert: KnownAlert,
  { company, today }: CustomerRiskView,
): 'OVERTAKEN' | 'CHANGE_AGED' | null {
  const changes = company.changes.filter((each) => each.kind === kind);
  const place = changes.findIndex(({ changeId }) => alert.dedupKey.endsWith(`:${changeId}`));
  if (place >= 0 && place < changes.length - 1) return 'OVERTAKEN';
  const learntOn = alert.after['learntOn'] ?? alert.after['changedOn'];
  return typeof learntOn === 'string' && isPastNews(learntOn, today) ? 'CHANGE_AGED' : null;
}

/** What a change says of one thing before or after; null when it does not say. */
export function saysOf(side: Side, name: string): string | null {
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
    after: { ...after, changedOn: change.changedOn, learntOn: change.learntOn },
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
