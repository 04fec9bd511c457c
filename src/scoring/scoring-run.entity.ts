import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';

/** What set a run going. */
export const SCORING_RUN_KINDS = ['NIGHTLY', 'PIPELINE', 'REQUESTED', 'POLICY'] as const;
export type ScoringRunKind = (typeof SCORING_RUN_KINDS)[number];

export const SCORING_RUN_STATUSES = ['RUNNING', 'DONE', 'FAILED', 'ABANDONED'] as const;
export type ScoringRunStatus = (typeof SCORING_RUN_STATUSES)[number];

/** One run that scores customers, decides limits and raises alerts, as far as it has come. */
@Entity('scoring_run', {
  comment:
    'Runs that score customers, decide limits and raise alerts. Several at once share the marks between them.',
})
@Check('scoring_run_finished_check', "(status = 'RUNNING') = (finished_at IS NULL)")
@Check('scoring_run_kind_check', oneOf('kind', SCORING_RUN_KINDS))
@Check('scoring_run_status_check', oneOf('status', SCORING_RUN_STATUSES))
@Index('scoring_run_recent_idx', ['tenantId', 'startedAt', 'scoringRunId'])
export class ScoringRunEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'scoring_run_id' })
  scoringRunId!: string;

  @Column('text')
  kind!: ScoringRunKind;

  @Column('date', { name: 'as_of' })
  asOf!: LocalDate;

  @Column('text', { name: 'model_version' })
  modelVersion!: string;

  @Column('text', { name: 'policy_version' })
  policyVersion!: string;

  @Column('text')
  status!: ScoringRunStatus;

  @Column('integer', {
    name: 'customers_total',
    comment: 'Customers that were to be scored when it began; another run may have taken some.',
  })
  customersTotal!: number;

  @Column('integer', {
    name: 'customers_done',
    default: 0,
    comment: 'Customers it has scored, written with each batch.',
  })
  customersDone!: number;

  @Column('integer', { name: 'grades_changed', default: 0 })
  gradesChanged!: number;

  @Column('integer', { name: 'limits_changed', default: 0 })
  limitsChanged!: number;

  @Column('integer', { name: 'alerts_raised', default: 0 })
  alertsRaised!: number;

  @Column('integer', { name: 'alerts_resolved', default: 0 })
  alertsResolved!: number;

  @Column('numeric', {
    name: 'decisions_digest',
    precision: 39,
    scale: 0,
    default: 0,
    comment:
      'Sum modulo 2^128 of the digests of the assessments and limits it stored: the same for the same decisions in any order.',
  })
  decisionsDigest!: string;

  @Column('bigint', {
    name: 'portfolio_sales_minor',
    transformer: asBigint,
    comment: 'Sales of the whole portfolio in 12 months that it judged concentration by.',
  })
  portfolioSalesMinor!: bigint;

  @Column('double precision', {
    name: 'portfolio_late_share',
    nullable: true,
    comment:
      'Share of claims paid more than 10 days late that it held customers against; NULL when too few.',
  })
  portfolioLateShare!: number | null;

  @Column('text', { comment: 'Host and process that did it.' })
  worker!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', {
    name: 'progressed_at',
    comment: 'When its last batch was stored: long ago means that its process is gone.',
  })
  progressedAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column('text', { name: 'error_code', nullable: true })
  errorCode!: string | null;
}
