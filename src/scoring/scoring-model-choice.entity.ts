import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TenantEntity } from '../database';
import type { LocalDate } from '../kernel';

/** Somebody's decision on which scoring model counts from a day on. */
@Entity('scoring_model_choice', {
  comment:
    'Which scoring model counts. On a day it is the choice made last of those whose first day has come; before any, the model the build brings.',
})
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], {
  name: 'scoring_model_choice_tenant_id_fkey',
})
@Index('scoring_model_choice_order_idx', ['tenantId', 'chosenAt', 'scoringModelChoiceId'])
export class ScoringModelChoiceEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'scoring_model_choice_id' })
  scoringModelChoiceId!: string;

  @Column('text', { name: 'model_version' })
  modelVersion!: string;

  @Column('date', { name: 'effective_from' })
  effectiveFrom!: LocalDate;

  @Column('text', { name: 'chosen_by' })
  chosenBy!: string;

  @Column('timestamptz', { name: 'chosen_at' })
  chosenAt!: Date;

  @Column('text', { nullable: true })
  comment!: string | null;
}
