import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { oneOf } from '../database';
import { CustomerEntity } from '../unify';
import { ShadowRunEntity } from './shadow-run.entity';
import { GRADES, type Grade, type LimitEffect } from './types';

/** One customer as a tried model grades it. */
@Entity('shadow_assessment', {
  comment: 'What the tried model says of one customer; it counts for nothing.',
})
@Check('shadow_assessment_grade_check', oneOf('grade', GRADES))
@Check('shadow_assessment_before_check', oneOf('grade_before', GRADES))
@ForeignKey(() => ShadowRunEntity, ['tenantId', 'shadowRunId'], ['tenantId', 'shadowRunId'], {
  name: 'shadow_assessment_run_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'shadow_assessment_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('shadow_assessment_customer_idx', ['tenantId', 'customerId'])
export class ShadowAssessmentEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'shadow_run_id' })
  shadowRunId!: string;

  @PrimaryColumn('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('uuid', {
    name: 'credit_assessment_id',
    comment: 'The assessment whose stored inputs it was computed from.',
  })
  creditAssessmentId!: string;

  @Column('text', {
    name: 'grade_before',
    nullable: true,
    comment:
      'What the numbers of that assessment asked for, before hysteresis, so that like is compared with like.',
  })
  gradeBefore!: Grade | null;

  @Column('integer', { name: 'score_before', nullable: true })
  scoreBefore!: number | null;

  @Column('double precision', { name: 'probability_before', nullable: true })
  probabilityBefore!: number | null;

  @Column('text', { nullable: true })
  grade!: Grade | null;

  @Column('integer', { nullable: true })
  score!: number | null;

  @Column('double precision', { name: 'probability_of_default', nullable: true })
  probabilityOfDefault!: number | null;

  @Column('text', {
    name: 'limit_effect',
    nullable: true,
    comment: 'What the hard rule it found allows; NULL without one.',
  })
  limitEffect!: LimitEffect | null;

  @Column('text', {
    name: 'moved_by',
    nullable: true,
    comment:
      'Code of the reason whose points differ most from those of that assessment; NULL when none does.',
  })
  movedBy!: string | null;

  @Column('double precision', { name: 'moved_points' })
  movedPoints!: number;
}
