import type { ApiRole } from '../../database';
import type { Locale } from '../../kernel';
import type { AlertRuleCode, Severity } from '../alert-types';

export const DIGESTS = ['NONE', 'DAILY', 'WEEKLY'] as const;
export type Digest = (typeof DIGESTS)[number];

export const RECIPIENT_STATUSES = ['ACTIVE', 'UNSUBSCRIBED', 'DISABLED'] as const;
export type RecipientStatus = (typeof RECIPIENT_STATUSES)[number];

export const EMAIL_KINDS = ['IMMEDIATE', 'DAILY', 'WEEKLY', 'TEST'] as const;
export type EmailKind = (typeof EMAIL_KINDS)[number];

export const EMAIL_STATUSES = ['PENDING', 'SENT', 'SKIPPED', 'FAILED'] as const;
export type EmailStatus = (typeof EMAIL_STATUSES)[number];

/** Which alerts a recipient is told of: conditions that are null do not restrict, all others must hold. */
export interface RecipientFilter {
  readonly rules: readonly AlertRuleCode[] | null;
  readonly severities: readonly Severity[] | null;
  readonly customerIds: readonly string[] | null;
}

/** When a digest is due, where the recipient is. */
export interface DigestTimes {
  readonly timeZone: string;
  readonly digest: Digest;
  readonly digestHour: number;
  /** Monday is 1. */
  readonly digestWeekday: number;
}

/** What somebody wants to be told, and how. */
export interface RecipientWishes extends DigestTimes {
  readonly address: string;
  readonly locale: Locale;
  readonly immediateSeverities: readonly Severity[];
  /** Digests are sent when there is nothing to say, too. */
  readonly sendsEmpty: boolean;
  readonly filter: RecipientFilter;
  /** What a key of this role may not read is withheld. */
  readonly role: ApiRole;
}

/** Why an attempt to send failed, as the log of mails tells it. */
export const MAIL_ERROR_CODES = [
  'MAIL_NOT_CONFIGURED',
  'MAIL_UNREACHABLE',
  'MAIL_TIMED_OUT',
  'MAIL_TLS_FAILED',
  'MAIL_LOGIN_REFUSED',
  'MAIL_DEFERRED',
  'MAIL_REFUSED',
  'MAIL_ADDRESS_REFUSED',
  'MAIL_SUPERSEDED',
  'MAIL_NOTHING_TO_SAY',
  'MAIL_NOT_WANTED',
] as const;
export type MailErrorCode = (typeof MAIL_ERROR_CODES)[number];

/** What came of one attempt to send. */
export type MailOutcome =
  | { readonly isSent: true }
  | { readonly isSent: false; readonly errorCode: MailErrorCode; readonly reply: string | null };
