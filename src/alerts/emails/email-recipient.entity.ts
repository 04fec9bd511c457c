import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { asBigint, oneOf, TenantEntity, type ApiRole } from '../../database';
import { LOCALES, type Locale } from '../../kernel';
import type { AlertRuleCode, Severity } from '../alert-types';
import { DIGESTS, RECIPIENT_STATUSES, type Digest, type RecipientStatus } from './email-types';

/** Somebody told of alerts by e-mail. */
@Entity('email_recipient', {
  comment:
    'Somebody told of alerts by e-mail. What is owed lies behind the positions, and in mails that are pending.',
})
@Unique('email_recipient_token_key', ['tokenHash'])
@Index('email_recipient_address_key', { synchronize: false })
@Check('email_recipient_locale_check', oneOf('locale', LOCALES))
@Check('email_recipient_digest_check', oneOf('digest', DIGESTS))
@Check('email_recipient_hour_check', '((digest_hour >= 0) AND (digest_hour <= 23))')
@Check('email_recipient_weekday_check', '((digest_weekday >= 1) AND (digest_weekday <= 7))')
@Check('email_recipient_due_check', `(digest = 'NONE'::text) = (next_digest_at IS NULL)`)
@Check('email_recipient_status_check', oneOf('status', RECIPIENT_STATUSES))
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], {
  name: 'email_recipient_tenant_id_fkey',
})
export class EmailRecipientEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'email_recipient_id' })
  emailRecipientId!: string;

  @Column('text')
  address!: string;

  @Column('text')
  locale!: Locale;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('text', { name: 'immediate_severities', array: true })
  immediateSeverities!: Severity[];

  @Column('text')
  digest!: Digest;

  @Column('smallint', { name: 'digest_hour' })
  digestHour!: number;

  @Column('smallint', {
    name: 'digest_weekday',
    comment: 'Monday is 1; of a weekly digest only.',
  })
  digestWeekday!: number;

  @Column('boolean', { name: 'sends_empty' })
  sendsEmpty!: boolean;

  @Column('text', {
    array: true,
    nullable: true,
    comment:
      'Only alerts of these rules; NULL for all. So with severities and customers: all that are given must hold.',
  })
  rules!: AlertRuleCode[] | null;

  @Column('text', { array: true, nullable: true })
  severities!: Severity[] | null;

  @Column('uuid', { name: 'customer_ids', array: true, nullable: true })
  customerIds!: string[] | null;

  @Column('text', {
    comment: 'What a key of this role may not read is withheld from the mails.',
  })
  role!: ApiRole;

  @Column('text')
  status!: RecipientStatus;

  @Column('text', { name: 'disabled_because', nullable: true })
  disabledBecause!: string | null;

  @Column('timestamptz', { name: 'status_at' })
  statusAt!: Date;

  @Column('text', {
    name: 'token_hash',
    comment: 'SHA-256 of what unsubscribes; the token itself is sealed like a credential.',
  })
  tokenHash!: string;

  @Column('text', { name: 'sealed_token' })
  sealedToken!: string;

  @Column('text', { name: 'secret_key_id' })
  secretKeyId!: string;

  @Column('bigint', {
    transformer: asBigint,
    comment: 'Events up to here are in mails sent at once, or were not wanted in one.',
  })
  position!: bigint;

  @Column('bigint', {
    name: 'digest_position',
    transformer: asBigint,
    comment: 'Events up to here are in digests.',
  })
  digestPosition!: bigint;

  @Column('timestamptz', {
    name: 'next_digest_at',
    nullable: true,
    comment: 'When the next digest is due: the hour in the time zone, as an instant.',
  })
  nextDigestAt!: Date | null;

  @Column('timestamptz', { name: 'last_immediate_at', nullable: true })
  lastImmediateAt!: Date | null;

  @Column('timestamptz', { name: 'last_sent_at', nullable: true })
  lastSentAt!: Date | null;

  @Column('integer', {
    default: 0,
    comment: 'How often the address was refused since a mail was last taken.',
  })
  refusals!: number;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
