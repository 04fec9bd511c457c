import { USE_RESTRICTIONS } from '../../connector-kit';
import { ALERT_RULE_CODES, SEVERITIES } from '../alert-types';
import { eventType } from './event-type';
import {
  choice,
  code,
  day,
  facts,
  id,
  instant,
  nullable,
  object,
  text,
  type ValueOfMembers,
} from './shape';

/** What can happen to an alert. The first is told as raised, the last as resolved, all others as updated. */
export const ALERT_CHANGES = [
  'RAISED',
  'ACKNOWLEDGED',
  'COMMENTED',
  'SNOOZED',
  'WOKEN',
  'ASSIGNED',
  'ESCALATED',
  'REOPENED',
  'RESOLVED',
] as const;
export type AlertChangeCode = (typeof ALERT_CHANGES)[number];

const WITHHELD =
  'Null when `restriction` is not NONE: ask riskAlert by its id, with a key that may read it.';

const RISK_ALERT = {
  alertId: id('The alert.'),
  rule: code('What it is about: an AlertRule.', ALERT_RULE_CODES),
  severity: choice('How much it matters, now.', SEVERITIES),
  status: code<string>('Where it stands after this change: an AlertStatus.', [
    'OPEN',
    'ACKNOWLEDGED',
    'RESOLVED',
  ]),
  change: code('What happened to it.', ALERT_CHANGES),
  customer: object('Whose risk it is.', {
    id: id('The customer.'),
    account: text('Its code in the accounting software.'),
    name: text('As the books name it.'),
  }),
  raisedAt: instant('When it was raised.'),
  deadlineOn: nullable(day('Last day to act, by law; null when there is none.')),
  snoozedUntil: nullable(instant('Out of the work list until then; null when it is not snoozed.')),
  assignedTo: nullable(text('Who looks after it, in the words of who said so; null for nobody.')),
  title: nullable(bothLanguages(`What happened, in one line. ${WITHHELD}`)),
  detail: nullable(bothLanguages(`What it means and what to do. ${WITHHELD}`)),
  before: nullable(facts(`How it was; null also when there was nothing before. ${WITHHELD}`)),
  after: nullable(facts(`How it is; amounts in minor units. ${WITHHELD}`)),
  restriction: choice(
    'Who may read the texts and the values; of several terms the strictest.',
    USE_RESTRICTIONS,
  ),
  by: nullable(text('Who did it; null when nobody but the hub.')),
  comment: nullable(text(`What was noted with it. ${WITHHELD}`)),
} as const;

export type RiskAlertEventData = ValueOfMembers<typeof RISK_ALERT>;

export const ALERT_EVENTS = {
  RISK_ALERT_RAISED: eventType({
    name: 'risk-alert.raised',
    says: 'An alert was raised.',
    subject: 'RiskAlert',
    data: RISK_ALERT,
  }),
  RISK_ALERT_UPDATED: eventType({
    name: 'risk-alert.updated',
    says: 'An alert was acknowledged, escalated or changed: `change` says how.',
    subject: 'RiskAlert',
    data: RISK_ALERT,
  }),
  RISK_ALERT_RESOLVED: eventType({
    name: 'risk-alert.resolved',
    says: 'An alert was resolved.',
    subject: 'RiskAlert',
    data: RISK_ALERT,
  }),
} as const;

function bothLanguages(says: string) {
  return object(says, { en: text('In English.'), fr: text('In French.') });
}
