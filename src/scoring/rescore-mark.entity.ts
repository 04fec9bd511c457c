import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../database';

/** Why a customer is to be scored again. */
export const MARK_REASONS = [
  'LEDGER',
  'CUSTOMER',
  'COMPANY',
  'TIME',
  'NEVER_SCORED',
  'MODEL',
  'POLICY',
  'GROUP',
  'REQUESTED',
  'RESERVATION',
  'PORTFOLIO',
] as const;
export type MarkReason = (typeof MARK_REASONS)[number];

/** One customer to score again, once for each thing that made it so. */
@Entity('rescore_mark', {
  comment:
    'Customers to score again. Only inserted, and without a key on the customer, so that no writer waits for another; whoever scores a customer deletes its marks before it reads.',
})
@Check('rescore_mark_reason_check', oneOf('reason', MARK_REASONS))
@Index('rescore_mark_customer_idx', ['tenantId', 'customerId', 'markId'])
export class RescoreMarkEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('bigint', {
    name: 'mark_id',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  markId!: bigint;

  @Column('uuid', {
    name: 'customer_id',
    comment: 'No foreign key: a mark may outlive its customer and is then dropped.',
  })
  customerId!: string;

  @Column('text')
  reason!: MarkReason;

  @Column('timestamptz', { name: 'marked_at', default: () => 'clock_timestamp()' })
  markedAt!: Date;
}
