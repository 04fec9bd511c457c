import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { RiskAlertEntity } from '../risk-alert.entity';
import { EmailDeliveryEntity } from './email-delivery.entity';
import { EmailRecipientEntity } from './email-recipient.entity';

/** An alert that a mail left out. */
@Entity('email_kept_back', {
  comment:
    'An alert that was muted or snoozed when the mail on it went out: owed until it is heard again, or resolved.',
})
@ForeignKey(
  () => EmailRecipientEntity,
  ['tenantId', 'emailRecipientId'],
  ['tenantId', 'emailRecipientId'],
  { name: 'email_kept_back_recipient_fkey', onDelete: 'CASCADE' },
)
@ForeignKey(() => RiskAlertEntity, ['tenantId', 'riskAlertId'], ['tenantId', 'riskAlertId'], {
  name: 'email_kept_back_alert_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(
  () => EmailDeliveryEntity,
  ['tenantId', 'emailDeliveryId'],
  ['tenantId', 'emailDeliveryId'],
  { name: 'email_kept_back_delivery_fkey', onDelete: 'CASCADE' },
)
@Index('email_kept_back_delivery_idx', ['tenantId', 'emailDeliveryId'], {
  where: 'email_delivery_id IS NOT NULL',
})
@Index('email_kept_back_alert_idx', ['tenantId', 'riskAlertId'])
export class EmailKeptBackEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'email_recipient_id' })
  emailRecipientId!: string;

  @PrimaryColumn('uuid', { name: 'risk_alert_id' })
  riskAlertId!: string;

  @Column('timestamptz', { name: 'kept_at' })
  keptAt!: Date;

  @Column('uuid', {
    name: 'email_delivery_id',
    nullable: true,
    comment: 'The mail that is to tell it now; NULL while it waits.',
  })
  emailDeliveryId!: string | null;
}
