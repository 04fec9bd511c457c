import type { AlertChangeCode, AlertRuleCode, Severity } from '../../alerts';
import type { AlertStatus } from '../../reports';
import { defineEnum } from '../define-enum';

export const AlertRuleEnum = defineEnum<AlertRuleCode>('AlertRule', 'What an alert is about.', {
  INSOLVENCY_NOTICE: 'Insolvency proceedings: opened, converted, a plan adopted or failed, closed.',
  COMPANY_STRUCK_OFF: 'The company was struck off the register or has ceased.',
  ACCOUNTS_NOT_FILED: 'Annual accounts were not filed when they should have been.',
  EQUITY_BELOW_HALF_CAPITAL: 'Losses have eaten more than half of the share capital.',
  SHAREHOLDERS_CHANGE_OFTEN: 'Shareholders or beneficial owners change often.',
  OFFICERS_CHANGE_OFTEN: 'Those who run the company change often.',
  SEAT_CHANGED: 'The registered office moved.',
  LEGAL_FORM_CHANGED: 'The company took another legal form.',
  ACTIVITY_CHANGED: 'The registered activity is another.',
  PROVIDER_SCORE_DROP: 'A bureau scores the company worse.',
  COVER_REDUCED: 'An insurer covers less than before.',
  COVER_WITHDRAWN: 'An insurer withdrew its cover.',
  COVER_ENDING: 'An insurer’s cover is about to end.',
  RECOMMENDED_LIMIT_CUT: 'A bureau or insurer recommends a smaller limit than before.',
  COMPANY_DATA_STALE: 'Nothing new was heard of the company for too long.',
  UNMATCHED_EXPOSURE: 'Much is owed by a customer of whom no company is known.',
  GRADE_DROP: 'The grade fell.',
  GRADE_DRIFT: 'The score worsens slowly, within its grade or notch by notch.',
  LIMIT_UTILISATION: 'Much of the credit limit is in use.',
  LIMIT_EXCEEDED: 'Exposure is above the credit limit.',
  LIMIT_EXPIRED: 'The credit limit ended, or is about to, and is owed.',
  FIRST_LATE: 'A customer who always paid in time is late.',
  SERIOUSLY_LATE: 'An invoice is more than 30 days late for the first time.',
  LATENESS_WORSENING: 'What is late gets later: the next threshold of days was passed.',
  PAYMENT_SLOWDOWN: 'The customer pays slower than its own habit.',
  RETURNED_PAYMENT: 'The bank returned a payment.',
  PROMISE_BROKEN: 'A promised payment did not come.',
  CONCENTRATION: 'One customer owes too large a share of everything.',
});

export const SeverityEnum = defineEnum<Severity>('Severity', 'How much an alert matters.', {
  INFO: 'Good to know.',
  LOW: 'Look at it some time.',
  MEDIUM: 'Look at it this week.',
  HIGH: 'Look at it today.',
  CRITICAL: 'Drop everything.',
});

export const AlertStatusEnum = defineEnum<AlertStatus>('AlertStatus', 'Where an alert stands.', {
  OPEN: 'Nobody has reacted.',
  ACKNOWLEDGED: 'Somebody has seen it and is on it.',
  RESOLVED: 'Dealt with, or its cause is over.',
});

export const ALERT_CHANGES = ['RAISED', 'UPDATED', 'RESOLVED'] as const;
export type AlertChange = (typeof ALERT_CHANGES)[number];

export const AlertChangeEnum = defineEnum<AlertChange>(
  'AlertChange',
  'What happened to an alert.',
  {
    RAISED: 'It was raised.',
    UPDATED: 'Somebody acknowledged or changed it.',
    RESOLVED: 'It was resolved.',
  },
);

export const AlertStepKindEnum = defineEnum<AlertChangeCode>(
  'AlertStepKind',
  'What was done to an alert.',
  {
    RAISED: 'It was raised.',
    ACKNOWLEDGED: 'Somebody has seen it and is on it.',
    COMMENTED: 'Somebody noted something.',
    SNOOZED: 'It was taken off the work list for a while.',
    WOKEN: 'It came back to the work list.',
    ASSIGNED: 'It was given to somebody, or to nobody any more.',
    ESCALATED: 'What it warns of got worse: it is open again.',
    REOPENED: 'It was resolved by mistake.',
    RESOLVED: 'It was dealt with, or what it warned of ended.',
  },
);
