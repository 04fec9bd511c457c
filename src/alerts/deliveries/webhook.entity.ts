import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf, TenantEntity } from '../../database';
import type { AlertRuleCode, Severity } from '../alert-types';
import type { EventType } from '../events';
import {
  WEBHOOK_ORDERS,
  WEBHOOK_STATUSES,
  type DisabledReason,
  type WebhookOrder,
  type WebhookStatus,
} from './webhook-types';

/** An address events are sent to. */
@Entity('webhook', {
  comment:
    'An address events are sent to. What it is owed is what lies behind its position, and its deliveries that are pending.',
})
@Check('webhook_order_check', oneOf('delivery_order', WEBHOOK_ORDERS))
@Check('webhook_status_check', oneOf('status', WEBHOOK_STATUSES))
@Check('webhook_disabled_check', `(status = 'DISABLED'::text) = (disabled_because IS NOT NULL)`)
@Check(
  'webhook_previous_check',
  `(sealed_previous_secret IS NULL) = (previous_secret_key_id IS NULL) AND (sealed_previous_secret IS NULL) = (previous_secret_until IS NULL)`,
)
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'webhook_tenant_id_fkey' })
export class WebhookEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'webhook_id' })
  webhookId!: string;

  @Column('text')
  url!: string;

  @Column('text')
  description!: string;

  @Column('text', {
    name: 'event_types',
    array: true,
    nullable: true,
    comment:
      'Only these types; NULL for all. So with rules, severities and customers: all that are given must hold.',
  })
  eventTypes!: EventType[] | null;

  @Column('text', { array: true, nullable: true })
  rules!: AlertRuleCode[] | null;

  @Column('text', { array: true, nullable: true })
  severities!: Severity[] | null;

  @Column('uuid', { name: 'customer_ids', array: true, nullable: true })
  customerIds!: string[] | null;

  @Column('text', { name: 'delivery_order' })
  deliveryOrder!: WebhookOrder;

  @Column('text')
  status!: WebhookStatus;

  @Column('text', { name: 'disabled_because', nullable: true })
  disabledBecause!: DisabledReason | null;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  @Column('bigint', {
    transformer: asBigint,
    comment: 'Events up to here have become deliveries, or were not wanted.',
  })
  position!: bigint;

  @Column('integer', {
    default: 0,
    comment:
      'How often it was taken back to an earlier position: an event has one delivery in each generation.',
  })
  generation!: number;

  @Column('text', {
    name: 'sealed_secret',
    comment:
      'What signs: AES-256-GCM, base64 of nonce, ciphertext and tag, bound to tenant and webhook.',
  })
  sealedSecret!: string;

  @Column('text', { name: 'secret_key_id' })
  secretKeyId!: string;

  @Column('text', { name: 'sealed_previous_secret', nullable: true })
  sealedPreviousSecret!: string | null;

  @Column('text', { name: 'previous_secret_key_id', nullable: true })
  previousSecretKeyId!: string | null;

  @Column('timestamptz', {
    name: 'previous_secret_until',
    nullable: true,
    comment: 'Until then deliveries are signed with the previous secret, too.',
  })
  previousSecretUntil!: Date | null;

  @Column('timestamptz', {
    name: 'failing_since',
    nullable: true,
    comment: 'When the first attempt failed that no success has followed.',
  })
  failingSince!: Date | null;

  @Column('integer', {
    default: 0,
    comment: 'Failed attempts that no success has followed.',
  })
  failures!: number;

  @Column('timestamptz', { name: 'last_delivered_at', nullable: true })
  lastDeliveredAt!: Date | null;

  @Column('timestamptz', {
    name: 'waits_until',
    nullable: true,
    comment: 'Nothing is sent before: it asked for it, or has failed several times.',
  })
  waitsUntil!: Date | null;

  @Column('text', {
    name: 'leased_by',
    nullable: true,
    comment: 'The worker that sends to it, until leased_until by the clock of the database.',
  })
  leasedBy!: string | null;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
