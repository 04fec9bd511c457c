/**
 * Deliveries by e-mail: each recipient has a place in the event log for mails sent at once and one for digests; the mail
 * and the move of the place are one transaction. Promises: what happened to an alert is in one mail, and while it is muted
 * or snoozed in none; a mail has one Message-ID in every attempt, a server that is down loses nothing, what is no longer
 * kept is never passed over in silence, a recipient is never written to after unsubscribing. Sending is the use case's.
 */
export * from './email-types';
export { instantAt, nextDigestAt } from './digest-times';
export { isServerDown, judgeMail, mailErrorOf, replyOf, type MailFault } from './judge-mail';
export { positionEmailsNeed, pruneEmails, sealRecipients } from './keep-emails';
export {
  isNothingNew,
  type DigestContent,
  type ExposedCustomer,
  type MailFrame,
} from './mail-content';
export type { RenderedMail } from './mail-document';
export { hasActiveRecipients, makeEmails } from './make-emails';
export { hasGap, readDigest, type DigestAlerts, type DigestRange } from './read-digest';
export { readImmediate, type ImmediateAlerts, type MailRange } from './read-immediate';
export {
  deleteRecipient,
  findUnsubscription,
  insertRecipient,
  newRecipientId,
  resumeRecipient,
  unknownRecipient,
  unsubscribe,
  updateRecipient,
} from './recipients';
export { escaped, renderMail } from './render-mail';
export {
  claimEmails,
  noteUnconfigured,
  recordEmail,
  returnEmails,
  skipEmail,
  type ClaimedMail,
} from './send-queue';
export { recordTestEmail, recipientToTest } from './test-emails';
export { newUnsubscribeToken, openUnsubscribeToken } from './unsubscribe-token';
export { digestMail, immediateMail, testMail } from './write-mail';
