import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate, TextParams } from '../kernel';
import type { EvidenceRef } from '../scoring';
import { CustomerEntity } from '../unify';
import { type AlertFacts, type AlertRuleCode, SEVERITIES, type Severity } from './alert-types';
import type { AlertTextKey } from './texts';

const STATUSES = ['OPEN', 'ACKNOWLEDGED', 'RESOLVED'] as const;

/** Something about a customer that somebody should look at, and what was done about it. */
@Entity('risk_alert')
@Unique('risk_alert_dedup_key', ['tenantId', 'customerId', 'dedupKey'])
@Check('risk_alert_severity_check', oneOf('severity', SEVERITIES))
@Check('risk_alert_status_check', oneOf('status', STATUSES))
@Check('risk_alert_untold_check', oneOf('untold', ['RAISED', 'ESCALATED']))
@Check('risk_alert_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'risk_alert_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('risk_alert_recent_idx', { synchronize: false })
@Index('risk_alert_assigned_idx', { synchronize: false })
@Index('risk_alert_work_idx', { synchronize: false })
@Index('risk_alert_rule_idx', { synchronize: false })
@Index('risk_alert_lasting_idx', ['tenantId', 'customerId', 'rule'], { where: 'over_at IS NULL' })
@Index('risk_alert_snoozed_idx', ['tenantId', 'snoozedUntil'], {
  where: 'snoozed_until IS NOT NULL',
})
@Index('risk_alert_muted_idx', ['tenantId', 'mutedUntil'], { where: 'muted_until IS NOT NULL' })
@Index('risk_alert_untold_idx', ['tenantId', 'riskAlertId'], {
  where: "untold IS NOT NULL AND muted_until IS NULL AND status <> 'RESOLVED'",
})
@Index('risk_alert_unresolved_idx', ['tenantId', 'customerId'], { where: "status <> 'RESOLVED'" })
export class RiskAlertEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'risk_alert_id' })
  riskAlertId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('text')
  rule!: AlertRuleCode;

  @Column('text')
  severity!: Severity;

  @Column('text')
  status!: (typeof STATUSES)[number];

  @Column('text', { name: 'dedup_key' })
  dedupKey!: string;

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt!: Date;

  @Column('jsonb', { nullable: true })
  before!: AlertFacts | null;

  @Column('jsonb', { nullable: true })
  after!: AlertFacts | null;

  @Column('text', { name: 'text_key' })
  textKey!: AlertTextKey;

  @Column('jsonb')
  params!: TextParams;

  @Column('jsonb')
  evidence!: readonly EvidenceRef[];

  @Column('date', { name: 'deadline_on', nullable: true })
  deadlineOn!: LocalDate | null;

  @Column('text', { name: 'acknowledged_by', nullable: true })
  acknowledgedBy!: string | null;

  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt!: Date | null;

  @Column('timestamptz', {
    name: 'over_at',
    nullable: true,
    comment: 'When its condition was seen to have ended, which also resolves it.',
  })
  overAt!: Date | null;

  @Column('text', { name: 'over_because', nullable: true })
  overBecause!: string | null;

  @Column('text', { name: 'resolved_by', nullable: true })
  resolvedBy!: string | null;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt!: Date | null;

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('text', {
    name: 'use_restriction',
    default: 'NONE',
    comment: 'The strictest terms of what it was raised for.',
  })
  useRestriction!: UseRestriction;

  @Column('timestamptz', {
    name: 'snoozed_until',
    nullable: true,
    comment: 'Out of the work list until then; emptied when it wakes, escalates or is resolved.',
  })
  snoozedUntil!: Date | null;

  @Column('text', {
    name: 'assigned_to',
    nullable: true,
    comment: 'A name or address of who looks after it, in the words of who said so.',
  })
  assignedTo!: string | null;

  @Column('timestamptz', {
    name: 'muted_until',
    nullable: true,
    comment:
      'The latest end of the mutes that cover it; emptied when they have ended. While set, the log hears neither that it was raised nor that it got worse.',
  })
  mutedUntil!: Date | null;

  @Column('text', {
    nullable: true,
    comment:
      'What the log has not heard of it, being muted; told when the mutes end and it still lasts.',
  })
  untold!: 'RAISED' | 'ESCALATED' | null;

  @Column('timestamptz', {
    name: 'first_response_at',
    nullable: true,
    comment:
      'When a person first did anything with it; kept when it escalates or is reopened, which empties acknowledged_at.',
  })
  firstResponseAt!: Date | null;

  @Column('text', { name: 'first_response_by', nullable: true, comment: 'Who did.' })
  firstResponseBy!: string | null;
}
