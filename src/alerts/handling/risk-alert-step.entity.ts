import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../../database';
import { SEVERITIES, type Severity } from '../alert-types';
import type { AlertChangeCode } from '../events';
import { RiskAlertEntity } from '../risk-alert.entity';

/** One thing that was done to an alert. */
@Entity('risk_alert_step', {
  comment:
    'What was done to each alert, in order: kept as long as the alert, while the event log is pruned.',
})
@Check('risk_alert_step_severity_check', oneOf('severity', SEVERITIES))
@ForeignKey(() => RiskAlertEntity, ['tenantId', 'riskAlertId'], ['tenantId', 'riskAlertId'], {
  name: 'risk_alert_step_alert_fkey',
  onDelete: 'CASCADE',
})
export class RiskAlertStepEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'risk_alert_id' })
  riskAlertId!: string;

  @PrimaryColumn({
    type: 'bigint',
    name: 'written_seq',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  writtenSeq!: bigint;

  @Column('text')
  change!: AlertChangeCode;

  @Column('timestamptz')
  at!: Date;

  @Column('text', { nullable: true, comment: 'Who did it; NULL for the hub.' })
  by!: string | null;

  @Column('text', { comment: 'The severity of the alert from then on.' })
  severity!: Severity;

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('timestamptz', { name: 'snoozed_until', nullable: true })
  snoozedUntil!: Date | null;

  @Column('text', { name: 'assigned_to', nullable: true })
  assignedTo!: string | null;
}
