import type { LocalDate, Locale, Money } from '../../kernel';
import type { Severity } from '../alert-types';

/** An alert as a mail tells it; what the recipient may not read is not in it. */
export interface MailAlert {
  readonly alertId: string;
  readonly severity: Severity;
  readonly customer: string;
  /** Its code in the books; empty when it is not known, and of what is of no customer. */
  readonly account: string;
  /** Null when the source forbids to pass it on to this recipient. */
  readonly title: string | null;
  readonly detail: string | null;
  readonly raisedAt: Date;
  readonly deadlineOn: LocalDate | null;
  /** Why it is told though it was raised before; null for what is new. */
  readonly again: 'WORSE' | 'BACK' | null;
}

/** Alerts a mail does not tell, since somebody wants to hear nothing of them for a while. */
export interface LeftOut {
  readonly muted: number;
  readonly snoozed: number;
}

/** Some of a list, and how many there are. */
export interface MailList<Item> {
  readonly items: readonly Item[];
  readonly count: number;
}

/** To whom and from where. */
export interface MailFrame {
  readonly locale: Locale;
  readonly timeZone: string;
  /** The seller. */
  readonly tenant: string;
  readonly now: Date;
  readonly address: string;
  /** Where the API is served, without a slash at the end; null when nobody said. */
  readonly publicUrl: string | null;
  /** Null when it cannot be reached. */
  readonly unsubscribeUrl: string | null;
  /** Some of what it should tell is no longer kept. */
  readonly hasGap: boolean;
}

export interface ImmediateContent {
  /** In the order they happened; none when all that is to be said is that something is missing. */
  readonly alerts: readonly MailAlert[];
  readonly leftOut: LeftOut;
}

export interface ExposedCustomer {
  readonly customer: string;
  readonly severity: Severity;
  readonly total: Money;
  /** Null when none was decided. */
  readonly limit: Money | null;
}

export interface DigestContent {
  readonly kind: 'DAILY' | 'WEEKLY';
  readonly today: LocalDate;
  /** Since when it tells what is new; null for the first. */
  readonly since: Date | null;
  readonly due: MailList<MailAlert>;
  readonly raised: MailList<MailAlert>;
  readonly worse: MailList<MailAlert>;
  /** Snoozed or muted until lately, and lasting. */
  readonly back: MailList<MailAlert>;
  /** On connections and webhooks. */
  readonly hub: MailList<MailAlert>;
  readonly limitsEnded: MailList<MailAlert>;
  readonly resolved: MailList<MailAlert>;
  readonly exposed: readonly ExposedCustomer[];
  readonly leftOut: LeftOut;
  /** Unresolved alerts by severity, without those left out. */
  readonly open: Readonly<Partial<Record<Severity, number>>>;
  /** Null for a recipient of some customers only. */
  readonly portfolio: { outstanding: Money; overdue: Money; customers: number } | null;
}

/** Whether a digest has nothing to say that its reader has not been told before. */
export function isNothingNew(content: DigestContent): boolean {
  const { due, raised, worse, back, hub, resolved } = content;
  return [due, raised, worse, back, hub, resolved].every(({ count }) => count === 0);
}
