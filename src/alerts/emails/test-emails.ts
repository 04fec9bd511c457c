import type { Transaction } from '../../database';
import type { MailOutcome } from './email-types';
import { unknownRecipient } from './recipients';
import { MAIL_COLUMNS, noteHealth, type ClaimedMail } from './send-queue';

/** What a test is sent with. */
export type TestMail = Pick<
  ClaimedMail,
  'recipientId' | 'address' | 'locale' | 'timeZone' | 'role' | 'token'
>;

/** Whatever the state of the recipient is: it is tried before it is resumed. Throws NOT_FOUND. */
export async function recipientToTest(tx: Transaction, recipientId: string): Promise<TestMail> {
  const [row] = await tx.query<TestMail>(
    `SELECT ${MAIL_COLUMNS} FROM email_recipient r WHERE r.tenant_id = $1 AND r.email_recipient_id = $2`,
    [tx.tenantId, recipientId],
  );
  if (row === undefined) throw unknownRecipient();
  return row;
}

/** Keeps what came of a test in the log of mails. One that arrives shows that the address is well. */
export async function recordTestEmail(
  tx: Transaction,
  test: {
    deliveryId: string;
    recipientId: string;
    messageId: string;
    outcome: MailOutcome;
    at: Date;
  },
): Promise<void> {
  const { deliveryId, recipientId, messageId, outcome, at } = test;
  const failure = outcome.isSent ? null : outcome;
  await tx.execute(
    `INSERT INTO email_delivery (tenant_id, email_delivery_id, email_recipient_id, kind, from_position, to_position,
       message_id, status, alerts, attempts, last_attempted_at, error_code, reply, created_at, sent_at)
     SELECT $1, $2, $3, 'TEST', position, position, $4, $5, 0, 1, $6, $7, $8, $6,
       CASE WHEN $5 = 'SENT' THEN $6::timestamptz END
     FROM email_recipient WHERE tenant_id = $1 AND email_recipient_id = $3`,
    [
      ...[tx.tenantId, deliveryId, recipientId, messageId, outcome.isSent ? 'SENT' : 'FAILED', at],
      ...[failure?.errorCode ?? null, failure?.reply ?? null],
    ],
  );
  if (outcome.isSent) await noteHealth(tx, { recipientId, outcome, at });
}
