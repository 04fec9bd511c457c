import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CustomerEntity } from '../../unify';
import type { AlertRuleCode } from '../alert-types';

/** Alerts that nobody wants to be told of until a day. */
@Entity('alert_mute', {
  comment:
    'Alerts somebody does not want to be told of for a while; they are raised and kept all the same.',
})
@Check('alert_mute_scope_check', 'rule IS NOT NULL OR customer_id IS NOT NULL')
@Check('alert_mute_expiry_check', 'expires_at > muted_at')
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'alert_mute_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('alert_mute_scope_key', { synchronize: false })
@Index('alert_mute_recent_idx', { synchronize: false })
export class AlertMuteEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'alert_mute_id' })
  alertMuteId!: string;

  @Column('text', { nullable: true, comment: 'NULL: every rule, of one customer.' })
  rule!: AlertRuleCode | null;

  @Column('uuid', {
    name: 'customer_id',
    nullable: true,
    comment: 'NULL: every customer, of one rule.',
  })
  customerId!: string | null;

  @Column('boolean', {
    name: 'includes_critical',
    comment: 'Said by whoever muted: else what is CRITICAL is told all the same.',
  })
  includesCritical!: boolean;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'muted_by' })
  mutedBy!: string;

  @Column('timestamptz', { name: 'muted_at' })
  mutedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text', {
    name: 'ended_by',
    nullable: true,
    comment: 'Who ended it early; NULL when it expired.',
  })
  endedBy!: string | null;
}
