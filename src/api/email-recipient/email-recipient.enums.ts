import type { Digest, EmailKind, EmailStatus, RecipientStatus } from '../../alerts';
import type { ApiRole } from '../../database';
import type { Locale } from '../../kernel';
import { defineEnum } from '../define-enum';

export const EmailLocaleEnum = defineEnum<Locale>('EmailLocale', 'The language of e-mails.', {
  en: 'English.',
  fr: 'French.',
});

export const EmailDigestEnum = defineEnum<Digest>('EmailDigest', 'How often a digest is sent.', {
  NONE: 'Never.',
  DAILY: 'Every day at the chosen hour.',
  WEEKLY: 'Every week on the chosen day and hour.',
});

export const EmailRecipientStatusEnum = defineEnum<RecipientStatus>(
  'EmailRecipientStatus',
  'Whether a recipient is written to.',
  {
    ACTIVE: 'It is.',
    UNSUBSCRIBED: 'Its reader wants no more mails.',
    DISABLED: 'Its address was refused three times in a row; what happens waits in the log.',
  },
);

export const EmailKindEnum = defineEnum<EmailKind>('EmailKind', 'What a mail is.', {
  IMMEDIATE: 'Alerts that were just raised or got worse.',
  DAILY: 'A daily digest.',
  WEEKLY: 'A weekly digest.',
  TEST: 'Somebody tried the address.',
});

export const EmailDeliveryStatusEnum = defineEnum<EmailStatus>(
  'EmailDeliveryStatus',
  'Where a mail stands.',
  {
    PENDING: 'It waits to be sent, or to be sent again.',
    SENT: 'The mail server took it.',
    SKIPPED:
      'It will not be sent: there was nothing to say, another digest covers its time, or its reader wants it no more.',
    FAILED: 'The mail server refused it for good.',
  },
);

export const EmailRoleEnum = defineEnum<ApiRole>(
  'EmailRole',
  'With the eyes of which role a mail is written: what its keys may not read is withheld.',
  {
    VIEWER: 'Reads what may be shown within the company.',
    ANALYST: 'Reads what may be shown within the company.',
    CREDIT_MANAGER: 'Reads everything, as those who decide on credit do.',
    APPROVER: 'Reads everything, as those who decide on credit do.',
    ADMIN: 'Reads everything.',
    INTEGRATOR: 'Reads what may leave the company: nothing that a provider restricts.',
  },
);
