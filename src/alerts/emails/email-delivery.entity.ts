import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../../database';
import type { LocalDate } from '../../kernel';
import { EmailRecipientEntity } from './email-recipient.entity';
import {
  EMAIL_KINDS,
  EMAIL_STATUSES,
  type EmailKind,
  type EmailStatus,
  type MailErrorCode,
} from './email-types';

/** One mail to one recipient. */
@Entity('email_delivery', {
  comment:
    'One mail to one recipient, about the events behind from_position up to to_position; the newest attempt is what the columns tell.',
})
@Check('email_delivery_kind_check', oneOf('kind', EMAIL_KINDS))
@Check('email_delivery_status_check', oneOf('status', EMAIL_STATUSES))
@Check(
  'email_delivery_digest_check',
  `(kind = ANY (ARRAY['DAILY'::text, 'WEEKLY'::text])) = (digest_on IS NOT NULL)`,
)
@Check('email_delivery_next_check', `(status = 'PENDING'::text) = (next_attempt_at IS NOT NULL)`)
@ForeignKey(
  () => EmailRecipientEntity,
  ['tenantId', 'emailRecipientId'],
  ['tenantId', 'emailRecipientId'],
  { name: 'email_delivery_recipient_fkey', onDelete: 'CASCADE' },
)
@Index('email_delivery_log_idx', ['tenantId', 'deliverySeq'])
@Index('email_delivery_pending_idx', { synchronize: false })
@Index('email_delivery_over_idx', ['tenantId', 'createdAt'], { where: "status <> 'PENDING'" })
export class EmailDeliveryEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', {
    name: 'email_delivery_id',
    comment:
      'stable_id(recipient, kind, from_position, or when the digest was due): made twice, it is one.',
  })
  emailDeliveryId!: string;

  @Column('uuid', { name: 'email_recipient_id' })
  emailRecipientId!: string;

  @Column({
    type: 'bigint',
    name: 'delivery_seq',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  deliverySeq!: bigint;

  @Column('text')
  kind!: EmailKind;

  @Column('bigint', { name: 'from_position', transformer: asBigint })
  fromPosition!: bigint;

  @Column('bigint', { name: 'to_position', transformer: asBigint })
  toPosition!: bigint;

  @Column('date', {
    name: 'digest_on',
    nullable: true,
    comment: 'The day the digest was due on, where the recipient is; NULL for other mails.',
  })
  digestOn!: LocalDate | null;

  @Column('text', {
    name: 'message_id',
    nullable: true,
    comment: 'Given with the first attempt and kept for every other: a repeat is the same mail.',
  })
  messageId!: string | null;

  @Column('text')
  status!: EmailStatus;

  @Column('integer', {
    comment: 'How many alerts a mail sent at once tells of; 0 for others.',
  })
  alerts!: number;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: Date | null;

  @Column('timestamptz', { name: 'last_attempted_at', nullable: true })
  lastAttemptedAt!: Date | null;

  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: MailErrorCode | null;

  @Column('text', {
    nullable: true,
    comment: 'The beginning of what the mail server said when the attempt failed.',
  })
  reply!: string | null;

  @Column('text', {
    name: 'leased_by',
    nullable: true,
    comment: 'The process that sends it, until leased_until by the clock of the database.',
  })
  leasedBy!: string | null;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;
}
