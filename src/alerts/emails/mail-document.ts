import type { Locale } from '../../kernel';
import type { Severity } from '../alert-types';

/** What a mail says, before it is text or HTML. Every string in it is plain text, whoever wrote it. */
export interface MailDocument {
  readonly locale: Locale;
  readonly subject: string;
  readonly title: string;
  readonly intro: readonly string[];
  readonly sections: readonly MailSection[];
  readonly footer: readonly string[];
  readonly links: readonly MailLink[];
}

export interface MailSection {
  readonly title: string;
  readonly items: readonly MailItem[];
  /** What is left out at its end; null when nothing is. */
  readonly more: string | null;
}

export interface MailItem {
  readonly severity: Severity | null;
  /** The severity in words; empty without one. */
  readonly label: string;
  readonly head: string;
  readonly body: string | null;
  readonly notes: readonly string[];
}

export interface MailLink {
  readonly text: string;
  readonly url: string;
}

/** A mail as it is handed to the mail server. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
