import {
  deleteRecipient,
  findUnsubscription,
  insertRecipient,
  newRecipientId,
  newUnsubscribeToken,
  recipientToTest,
  recordTestEmail,
  resumeRecipient,
  sequenceEvents,
  unknownRecipient,
  unsubscribe,
  updateRecipient,
  type MailOutcome,
} from '../alerts';
import type { Actor, EmailActions } from '../api';
import type { Database } from '../database';
import type { Hub } from '../hub';
import { domainError, newId } from '../kernel';
import { emailRecipientsById } from '../reports';
import { composeTest } from './compose-email';
import { openMailer, type MailOptions } from './mail-transport';

type EmailHub = Pick<Hub, 'database' | 'clock' | 'logger' | 'secretKeys' | 'mail' | 'publicUrl'>;

/** What people do with recipients of e-mails, over the stages. */
export function createEmailActions(hub: EmailHub, mailing: MailOptions = {}): EmailActions {
  const { database, clock, secretKeys } = hub;
  return {
    isMailConfigured: () => hub.mail !== null,
    createEmailRecipient: async ({ tenantId, label: by }, wishes) => {
      const recipientId = newRecipientId();
      const token = newUnsubscribeToken(secretKeys, { tenantId, recipientId });
      await placeEvents(database, tenantId);
      await database.tenant(tenantId, (tx) =>
        insertRecipient(tx, { recipientId, wishes, token, by, at: clock.now() }),
      );
      return { recipientId };
    },
    updateEmailRecipient: async ({ tenantId }, recipientId, change) => {
      await placeEvents(database, tenantId);
      await database.tenant(tenantId, async (tx) => {
        const [row] = await emailRecipientsById(tx, [recipientId]);
        if (row === undefined) throw unknownRecipient();
        const wishes = { ...row.wishes, ...change };
        await updateRecipient(tx, recipientId, { wishes, at: clock.now() });
      });
    },
    resumeEmailRecipient: async ({ tenantId }, recipientId) => {
      await placeEvents(database, tenantId);
      await database.tenant(tenantId, (tx) => resumeRecipient(tx, recipientId, clock.now()));
    },
    deleteEmailRecipient: ({ tenantId }, recipientId) =>
      database.tenant(tenantId, (tx) => deleteRecipient(tx, recipientId)),
    sendTestEmail: (actor, recipientId) => sendTest(hub, actor, { recipientId, mailing }),
    unsubscription: async (token) => {
      const found = await findUnsubscription(database, token);
      return found === null ? null : { address: found.address, locale: found.locale };
    },
    unsubscribeEmails: async (token) => {
      const found = await findUnsubscription(database, token);
      if (found === null) return false;
      await database.tenant(found.tenantId, (tx) =>
        unsubscribe(tx, found.recipientId, clock.now()),
      );
      return true;
    },
  };
}

/** "From now on" begins behind what is committed, whether somebody has put it in order yet or not. */
async function placeEvents(database: Database, tenantId: string): Promise<void> {
  while ((await database.tenant(tenantId, sequenceEvents)) > 0);
}

async function sendTest(
  hub: EmailHub,
  { tenantId }: Actor,
  test: { recipientId: string; mailing: MailOptions },
): Promise<{ deliveryId: string; outcome: MailOutcome }> {
  const { database, clock, mail } = hub;
  const { recipientId, mailing } = test;
  if (mail === null) {
    throw domainError('MAIL_NOT_CONFIGURED', 'there is no mail server to send through', {
      remedy: 'have whoever runs Encours set ENCOURS_SMTP_URL and ENCOURS_MAIL_FROM',
    });
  }
  const recipient = await database.tenant(tenantId, (tx) => recipientToTest(tx, recipientId));
  const composed = await composeTest(hub, tenantId, recipient);
  const mailer = openMailer(mail, mailing);
  const deliveryId = newId();
  const messageId = `<${deliveryId}@${mailer.domain}>`;
  const at = clock.now();
  const outcome = await mailer.send({ ...composed, to: recipient.address, messageId, date: at });
  await database.tenant(tenantId, (tx) =>
    recordTestEmail(tx, { deliveryId, recipientId, messageId, outcome, at }),
  );
  return { deliveryId, outcome };
}
