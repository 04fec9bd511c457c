import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../connector-kit';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CustomerEntity } from '../unify';

const STATUSES = ['ACTIVE', 'PROPOSED', 'SUPERSEDED', 'REJECTED'] as const;

/** How much a customer may owe, from when on, and which term made it so. */
@Entity('credit_limit')
@Check('credit_limit_amount_check', 'limit_minor >= 0')
@Check('credit_limit_status_check', oneOf('status', STATUSES))
@Check('credit_limit_replaced_check', "replaced_at IS NULL OR status = 'SUPERSEDED'")
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'credit_limit_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('credit_limit_active_key', ['tenantId', 'customerId'], {
  unique: true,
  where: "status = 'ACTIVE'",
})
@Index('credit_limit_history_idx', { synchronize: false })
@Index('credit_limit_proposed_key', ['tenantId', 'customerId'], {
  unique: true,
  where: "status = 'PROPOSED'",
})
@Index('credit_limit_untold_idx', ['tenantId'], { where: 'told_at IS NULL' })
export class CreditLimitEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'credit_limit_id' })
  creditLimitId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('bigint', { name: 'limit_minor', transformer: asBigint })
  limitMinor!: bigint;

  @Column('text')
  currency!: string;

  @Column('text')
  status!: (typeof STATUSES)[number];

  @Column('date', { name: 'effective_from' })
  effectiveFrom!: LocalDate;

  @Column('date', { name: 'effective_to', nullable: true })
  effectiveTo!: LocalDate | null;

  @Column('date', { name: 'review_on', nullable: true })
  reviewOn!: LocalDate | null;

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column('timestamptz', { name: 'decided_at' })
  decidedAt!: Date;

  @Column('text', { name: 'binding_term' })
  bindingTerm!: string;

  @Column('text', { name: 'next_term', nullable: true })
  nextTerm!: string | null;

  @Column('jsonb')
  terms!: Json;

  @Column('text', { name: 'reason_codes', array: true, default: [] })
  reasonCodes!: string[];

  @Column('text', { name: 'policy_version' })
  policyVersion!: string;

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('timestamptz', { name: 'told_at', nullable: true })
  toldAt!: Date | null;

  @Column('timestamptz', {
    name: 'replaced_at',
    nullable: true,
    comment:
      'When we learnt that another limit replaces this one, which was in force; NULL for a proposal that never was.',
  })
  replacedAt!: Date | null;

  @Column('date', {
    name: 'replaced_effective_to',
    nullable: true,
    comment: 'The end it was to have until it was replaced.',
  })
  replacedEffectiveTo!: LocalDate | null;
}
