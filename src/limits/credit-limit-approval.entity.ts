import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { CreditLimitEntity } from './credit-limit.entity';

/** One person's approval of a proposed limit. */
@Entity('credit_limit_approval', {
  comment:
    'Who approved a proposed limit: one row per person, never changed. The limit comes into force with the last one it needs.',
})
@ForeignKey(() => CreditLimitEntity, ['tenantId', 'creditLimitId'], ['tenantId', 'creditLimitId'], {
  name: 'credit_limit_approval_limit_fkey',
  onDelete: 'CASCADE',
})
export class CreditLimitApprovalEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'credit_limit_id' })
  creditLimitId!: string;

  @PrimaryColumn('text', { name: 'approved_by' })
  approvedBy!: string;

  @Column('uuid', {
    name: 'approved_by_key',
    nullable: true,
    comment: 'The key the person used; NULL when it is not known.',
  })
  approvedByKey!: string | null;

  @Column('timestamptz', { name: 'approved_at' })
  approvedAt!: Date;

  @Column('text', { nullable: true })
  comment!: string | null;
}
