import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../../database';
import { DELIVERY_STATUSES, type DeliveryStatus } from './webhook-types';
import { WebhookEntity } from './webhook.entity';

/** One event on its way to one webhook. */
@Entity('webhook_delivery', {
  comment: 'One event on its way to one webhook; the newest attempt is what the columns tell.',
})
@Check('webhook_delivery_status_check', oneOf('status', DELIVERY_STATUSES))
@Check('webhook_delivery_next_check', `(status = 'PENDING'::text) = (next_attempt_at IS NOT NULL)`)
@ForeignKey(() => WebhookEntity, ['tenantId', 'webhookId'], ['tenantId', 'webhookId'], {
  name: 'webhook_delivery_webhook_fkey',
  onDelete: 'CASCADE',
})
@Index('webhook_delivery_log_idx', ['tenantId', 'webhookId', 'deliverySeq'])
@Index('webhook_delivery_pending_idx', ['tenantId', 'webhookId', 'deliverySeq'], {
  where: `status = 'PENDING'::text`,
})
@Index('webhook_delivery_failed_idx', ['tenantId', 'webhookId', 'deliverySeq'], {
  where: `status = 'FAILED'::text`,
})
@Index('webhook_delivery_over_idx', ['tenantId', 'createdAt'], {
  where: `status <> 'PENDING'::text`,
})
export class WebhookDeliveryEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', {
    name: 'webhook_delivery_id',
    comment: 'stable_id(webhook, generation, event): made twice, it is one.',
  })
  webhookDeliveryId!: string;

  @Column('uuid', { name: 'webhook_id' })
  webhookId!: string;

  @Column({
    type: 'bigint',
    name: 'delivery_seq',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  deliverySeq!: bigint;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text', { name: 'event_type' })
  eventType!: string;

  @Column('bigint', {
    nullable: true,
    transformer: asBigint,
    comment: 'Of its event in the log; NULL for a test, which is in no log.',
  })
  position!: bigint | null;

  @Column('uuid', {
    comment:
      'Deliveries of a lane follow one another: the customer, the webhook for all or for events without a customer, or the event itself.',
  })
  lane!: string;

  @Column('integer')
  generation!: number;

  @Column('boolean', { name: 'is_test', default: false })
  isTest!: boolean;

  @Column('text')
  status!: DeliveryStatus;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: Date | null;

  @Column('timestamptz', { name: 'first_attempted_at', nullable: true })
  firstAttemptedAt!: Date | null;

  @Column('timestamptz', { name: 'last_attempted_at', nullable: true })
  lastAttemptedAt!: Date | null;

  @Column('integer', { name: 'status_code', nullable: true })
  statusCode!: number | null;

  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;

  @Column('integer', { name: 'duration_ms', nullable: true })
  durationMs!: number | null;

  @Column('text', {
    name: 'response_excerpt',
    nullable: true,
    comment: 'The beginning of what was answered to an attempt that failed.',
  })
  responseExcerpt!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;
}
