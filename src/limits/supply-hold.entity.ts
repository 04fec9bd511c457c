import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { oneOf } from '../database';
import { CustomerEntity } from '../unify';
import { HOLD_REASONS, HOLD_SCOPES, type HoldReason, type HoldScope } from './hold-types';

/** A customer that is not to be supplied. */
@Entity('supply_hold', {
  comment:
    'Customers that are not to be supplied until somebody lifts the hold; no limit lifts it.',
})
@Check('supply_hold_reason_check', oneOf('reason_code', HOLD_REASONS))
@Check('supply_hold_scope_check', oneOf('scope', HOLD_SCOPES))
@Check('supply_hold_lifted_check', '(lifted_at IS NULL) = (lifted_by IS NULL)')
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'supply_hold_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('supply_hold_active_key', ['tenantId', 'customerId', 'reasonCode'], {
  unique: true,
  where: 'lifted_at IS NULL',
})
@Index('supply_hold_recent_idx', ['tenantId', 'placedAt', 'supplyHoldId'])
export class SupplyHoldEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'supply_hold_id' })
  supplyHoldId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('text', { name: 'reason_code' })
  reasonCode!: HoldReason;

  @Column('text')
  reason!: string;

  @Column('text', {
    comment: 'NEW_ORDERS: nothing new is promised; ALL: what was promised is not delivered either.',
  })
  scope!: HoldScope;

  @Column('text', { nullable: true, comment: 'Where the terms of sale allow it.' })
  clause!: string | null;

  @Column('text', { name: 'release_plan', nullable: true })
  releasePlan!: string | null;

  @Column('text', { name: 'release_steps', array: true, default: [] })
  releaseSteps!: string[];

  @Column('text', { name: 'placed_by' })
  placedBy!: string;

  @Column('timestamptz', { name: 'placed_at' })
  placedAt!: Date;

  @Column('text', { name: 'lifted_by', nullable: true })
  liftedBy!: string | null;

  @Column('timestamptz', { name: 'lifted_at', nullable: true })
  liftedAt!: Date | null;

  @Column('text', { name: 'lift_reason', nullable: true })
  liftReason!: string | null;
}
