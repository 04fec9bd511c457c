import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../connector-kit';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CustomerEntity } from '../unify';

const STATUSES = ['ACTIVE', 'PROPOSED', 'SUPERSEDED', 'REJECTED'] as const;

/** How much a customer may owe, from when on, and which term made it so. */
@Entity('credit_limit')
@Check('credit_limit_amount_check', 'limit_minor >= 0')
@Check('credit_limit_approvals_check', 'approvals_needed = ANY (ARRAY[1, 2])')
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
@Index('credit_limit_due_idx', { synchronize: false })
@Index('credit_limit_history_idx', { synchronize: false })
@Index('credit_limit_proposed_key', ['tenantId', 'customerId'], {
  unique: true,
  where: "status = 'PROPOSED'",
})
@Index('credit_limit_refused_idx', ['tenantId', 'decidedAt'], { where: "status = 'REJECTED'" })
@Index('credit_limit_run_idx', ['tenantId', 'scoringRunId'], {
  where: 'scoring_run_id IS NOT NULL',
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

  @Column('uuid', {
    name: 'scoring_run_id',
    nullable: true,
    comment: 'The run that decided it; NULL for what a person decided.',
  })
  scoringRunId!: string | null;

  @Column('jsonb', {
    nullable: true,
    comment:
      'Everything a run decided it from, amounts as decimal strings of minor units; NULL for what a person decided.',
  })
  inputs!: Json | null;

  @Column('bigint', {
    name: 'computed_minor',
    nullable: true,
    transformer: asBigint,
    comment:
      'What the policy alone gave when this was decided; NULL when it gave nothing, or when nobody asked it.',
  })
  computedMinor!: bigint | null;

  @Column('text', {
    name: 'proposed_by',
    nullable: true,
    comment:
      'Whose proposal it was, when it was one; decided_by is then who approved or refused it.',
  })
  proposedBy!: string | null;

  @Column('uuid', {
    name: 'proposed_by_key',
    nullable: true,
    comment: 'The key the author used; NULL for the policy.',
  })
  proposedByKey!: string | null;

  @Column('integer', {
    name: 'approvals_needed',
    default: 1,
    comment: 'How many people other than the author must approve it while it is a proposal.',
  })
  approvalsNeeded!: 1 | 2;

  @Column('date', {
    name: 'frozen_from',
    nullable: true,
    comment:
      'The first day nothing new goes on credit under it, unless it is decided anew before; NULL for never.',
  })
  frozenFrom!: LocalDate | null;

  @Column('text', {
    name: 'rejected_because',
    nullable: true,
    comment: 'Why an approver refused it; NULL for what nobody refused.',
  })
  rejectedBecause!: string | null;
}
