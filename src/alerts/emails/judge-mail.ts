import type { MailErrorCode, MailOutcome } from './email-types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is waited for after the first, second … failure; after the last, always as long: a server may be down for days. */
const PAUSES_MS: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE];
/** An address that was refused is tried again when somebody may have corrected it. */
const REFUSED_PAUSES_MS: readonly number[] = [HOUR, 6 * HOUR];
/** A pause is drawn from this much less to this much more. */
const JITTER = 0.2;
/** So often refused since it last took a mail, an address is not written to any more. */
export const REFUSALS_MAX = 3;
/** A server that takes others but refuses this mail so often has something against its content. */
export const REFUSED_MAILS_MAX = 5;

export type MailVerdict =
  | { readonly status: 'SENT' }
  | { readonly status: 'FAILED' }
  | { readonly status: 'PENDING'; readonly nextAttemptAt: Date };

/** A mail and its recipient before an attempt. */
export interface AttemptedMail {
  readonly attempts: number;
  /** How often the address was refused since it last took one. */
  readonly refusals: number;
}

/**
 * What becomes of a mail after an attempt. A server that is down, busy or refuses our login is owed no mail less: it is
 * tried until it takes them. `chance` from 0 to 1 draws the jitter.
 */
export function judgeMail(
  mail: AttemptedMail,
  { outcome, at, chance }: { outcome: MailOutcome; at: Date; chance: number },
): MailVerdict {
  if (outcome.isSent) return { status: 'SENT' };
  const { errorCode } = outcome;
  if (errorCode === 'MAIL_REFUSED' && mail.attempts + 1 >= REFUSED_MAILS_MAX)
    return { status: 'FAILED' };
  const isRefused = errorCode === 'MAIL_ADDRESS_REFUSED';
  const pauses = isRefused ? REFUSED_PAUSES_MS : PAUSES_MS;
  const pause = pauses[isRefused ? mail.refusals : mail.attempts] ?? pauses.at(-1) ?? HOUR;
  const drawn = pause * (1 - JITTER + 2 * JITTER * chance);
  return { status: 'PENDING', nextAttemptAt: new Date(at.getTime() + Math.round(drawn)) };
}

/** Whether a failure says that nothing can be sent now, to whomever. */
export function isServerDown(errorCode: MailErrorCode): boolean {
  return (
    errorCode === 'MAIL_UNREACHABLE' ||
    errorCode === 'MAIL_TIMED_OUT' ||
    errorCode === 'MAIL_TLS_FAILED' ||
    errorCode === 'MAIL_LOGIN_REFUSED'
  );
}

/** What the mail library says of a failure. */
export interface MailFault {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
  readonly message?: string | undefined;
}

/** What the library calls a broken connection may be a certificate that is not believed. */
const TLS_FAULT = /certificate|self[- ]signed|\bSSL\b|\bTLS\b|altnames/i;

const BY_CODE: Readonly<Record<string, MailErrorCode>> = {
  EAUTH: 'MAIL_LOGIN_REFUSED',
  ENOAUTH: 'MAIL_LOGIN_REFUSED',
  ETLS: 'MAIL_TLS_FAILED',
  EREQUIRETLS: 'MAIL_TLS_FAILED',
  ETIMEDOUT: 'MAIL_TIMED_OUT',
};

/** Which failure it was. A reply of 4xx asks to come again; of 5xx, it is the recipient's when it answers to RCPT TO. */
export function mailErrorOf(fault: MailFault): MailErrorCode {
  const { responseCode: reply = 0, command = '' } = fault;
  const known = BY_CODE[fault.code ?? ''];
  if (known !== undefined && !(known === 'MAIL_LOGIN_REFUSED' && isTemporary(reply))) return known;
  if (isTemporary(reply)) return 'MAIL_DEFERRED';
  if (reply >= 500) return command === 'RCPT TO' ? 'MAIL_ADDRESS_REFUSED' : 'MAIL_REFUSED';
  return TLS_FAULT.test(fault.message ?? '') ? 'MAIL_TLS_FAILED' : 'MAIL_UNREACHABLE';
}

function isTemporary(reply: number): boolean {
  return reply >= 400 && reply < 500;
}

const REPLY_MAX = 300;

/** The beginning of what a server said, on one line; null for nothing. */
export function replyOf(text: string | undefined): string | null {
  const line = (text ?? '')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, REPLY_MAX);
  return line === '' ? null : line;
}
