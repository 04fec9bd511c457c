import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { Json } from '../connector-kit';
import { oneOf, TenantEntity } from '../database';
import type { LocalDate } from '../kernel';

export const SHADOW_RUN_STATUSES = ['RUNNING', 'DONE'] as const;
export type ShadowRunStatus = (typeof SHADOW_RUN_STATUSES)[number];

/** One trial of a scoring model beside the one that counts. */
@Entity('shadow_run', {
  comment:
    'A scoring model tried beside the one that counts, on the inputs of the assessments in force on a day; made again, it is the same run.',
})
@Unique('shadow_run_day_key', ['tenantId', 'modelVersion', 'asOf'])
@Check('shadow_run_status_check', oneOf('status', SHADOW_RUN_STATUSES))
@Check(
  'shadow_run_done_check',
  "(status = 'DONE') = (comparison IS NOT NULL AND finished_at IS NOT NULL)",
)
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'shadow_run_tenant_id_fkey' })
export class ShadowRunEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'shadow_run_id' })
  shadowRunId!: string;

  @Column('text', { name: 'model_version' })
  modelVersion!: string;

  @Column('date', { name: 'as_of' })
  asOf!: LocalDate;

  @Column('text', {
    comment: 'RUNNING also when it was interrupted: the same run made again ends it.',
  })
  status!: ShadowRunStatus;

  @Column('integer', { default: 0 })
  customers!: number;

  @Column('jsonb', { nullable: true })
  comparison!: Json | null;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
