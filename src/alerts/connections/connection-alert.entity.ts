import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { oneOf } from '../../database';
import type { TextParams } from '../../kernel';
import { SEVERITIES, type Severity } from '../alert-types';
import type { ConnectionAlertRule } from '../events';
import {
  CONNECTION_ALERT_STATUSES,
  type ConnectionAlertStatus,
  type ConnectionResolution,
  type ConnectionTextKey,
} from './connection-alert-types';

/** Something wrong with a connection, and what was done about it. */
@Entity('connection_alert', {
  comment: 'What is wrong with a connection for longer than a run; of no customer.',
})
@Check('connection_alert_severity_check', oneOf('severity', SEVERITIES))
@Check('connection_alert_status_check', oneOf('status', CONNECTION_ALERT_STATUSES))
@ForeignKey('connection', ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'connection_alert_connection_fkey',
  onDelete: 'CASCADE',
})
@Index('connection_alert_lasting_key', ['tenantId', 'connectionId', 'rule'], {
  unique: true,
  where: 'over_at IS NULL',
})
@Index('connection_alert_recent_idx', { synchronize: false })
export class ConnectionAlertEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_alert_id' })
  connectionAlertId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text')
  rule!: ConnectionAlertRule;

  @Column('text')
  severity!: Severity;

  @Column('text')
  status!: ConnectionAlertStatus;

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt!: Date;

  @Column('text', { name: 'text_key' })
  textKey!: ConnectionTextKey;

  @Column('jsonb')
  params!: TextParams;

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
  overBecause!: ConnectionResolution | null;

  @Column('text', { name: 'resolved_by', nullable: true })
  resolvedBy!: string | null;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt!: Date | null;

  @Column('text', { nullable: true })
  comment!: string | null;
}
