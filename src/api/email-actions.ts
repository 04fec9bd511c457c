import type { MailOutcome, RecipientWishes } from '../alerts';
import type { Actor } from './actor';

/** What is told of a recipient to be made or changed; of a change, what is absent stays. */
export type EmailRecipientRequest = RecipientWishes;

/** What mutations of e-mail recipients set going; refusals are thrown. */
export interface EmailActions {
  /** Whether there is a mail server to send through. */
  isMailConfigured(): boolean;
  createEmailRecipient(
    actor: Actor,
    request: EmailRecipientRequest,
  ): Promise<{ recipientId: string }>;
  updateEmailRecipient(
    actor: Actor,
    recipientId: string,
    change: Partial<EmailRecipientRequest>,
  ): Promise<void>;
  resumeEmailRecipient(actor: Actor, recipientId: string): Promise<void>;
  deleteEmailRecipient(actor: Actor, recipientId: string): Promise<void>;
  /** Sends a test now and answers what came of it; it stands in the log of mails. Throws MAIL_NOT_CONFIGURED. */
  sendTestEmail(
    actor: Actor,
    recipientId: string,
  ): Promise<{ deliveryId: string; outcome: MailOutcome }>;
  /** Whose a token is, for the page that asks; null for one that is nobody's. */
  unsubscription(token: string): Promise<{ address: string; locale: 'en' | 'fr' } | null>;
  /** Somebody without a key wants no more mails. False: the token is nobody's. Again changes nothing. */
  unsubscribeEmails(token: string): Promise<boolean>;
}
