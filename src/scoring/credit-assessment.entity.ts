import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CustomerEntity } from '../unify';
import type { GradeState } from './grade-history';
import {
  type AssessmentDecision,
  type Confidence,
  CONFIDENCES,
  type Grade,
  GRADES,
  type NotScoredCode,
} from './types';

/** One decision on how risky a customer is, with everything it was computed from. */
@Entity('credit_assessment')
@Check('credit_assessment_confidence_check', oneOf('confidence', CONFIDENCES))
@Check('credit_assessment_grade_check', oneOf('grade', GRADES))
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'credit_assessment_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('credit_assessment_current_key', ['tenantId', 'customerId'], {
  unique: true,
  where: 'is_current',
})
@Index('credit_assessment_history_idx', { synchronize: false })
@Index('credit_assessment_run_idx', ['tenantId', 'scoringRunId'], {
  where: 'scoring_run_id IS NOT NULL',
})
@Index('credit_assessment_untold_idx', ['tenantId'], { where: 'told_at IS NULL' })
export class CreditAssessmentEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'credit_assessment_id' })
  creditAssessmentId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('boolean', { name: 'is_current' })
  isCurrent!: boolean;

  @Column('text', {
    nullable: true,
    comment: 'The grade that holds after hysteresis; decision has the one the numbers asked for.',
  })
  grade!: Grade | null;

  @Column('integer', { nullable: true })
  score!: number | null;

  @Column('double precision', { name: 'probability_of_default', nullable: true })
  probabilityOfDefault!: number | null;

  @Column('text')
  confidence!: Confidence;

  @Column('text', { name: 'model_version' })
  modelVersion!: string;

  @Column('timestamptz', { name: 'assessed_at' })
  assessedAt!: Date;

  @Column('date', { name: 'assessed_on' })
  assessedOn!: LocalDate;

  @Column('text', { name: 'inputs_hash' })
  inputsHash!: string;

  @Column('jsonb', {
    comment: 'Everything the decision was computed from: replaying it gives the decision again.',
  })
  inputs!: Json;

  @Column('jsonb')
  decision!: AssessmentDecision;

  @Column('text', { name: 'not_scored_because', nullable: true })
  notScoredBecause!: NotScoredCode | null;

  @Column('timestamptz', {
    name: 'told_at',
    nullable: true,
    comment: 'When the event log got to know of it; NULL = not yet.',
  })
  toldAt!: Date | null;

  @Column('jsonb', { name: 'grade_state' })
  gradeState!: GradeState;

  @Column('uuid', {
    name: 'scoring_run_id',
    nullable: true,
    comment: 'The run that stored it; NULL for what was decided before runs were kept.',
  })
  scoringRunId!: string | null;
}
