import type { AlertRuleCode, Severity } from '../../alerts';
import type { AlertStatus } from '../../reports';
import { defineEnum } from '../define-enum';

export const AlertRuleEnum = defineEnum<AlertRuleCode>('AlertRule', 'What an alert is about.', {
  INSOLVENCY_NOTICE: 'Insolvency proceedings were opened or converted, or a plan failed.',
  COMPANY_STRUCK_OFF: 'The company was struck off the register or has ceased.',
  GRADE_DROP: 'The grade fell.',
  LIMIT_EXCEEDED: 'Exposure is above the credit limit.',
  SERIOUSLY_LATE: 'An invoice is more than 30 days late for the first time.',
  ACCOUNTS_NOT_FILED: 'Annual accounts were not filed when they should have been.',
  RETURNED_PAYMENT: 'The bank returned a payment.',
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
