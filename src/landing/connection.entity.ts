import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { oneOf, TenantEntity } from '../database';
import type { ConnectionStatus } from './connections';

const STATUSES = [
  'ACTIVE',
  'PAUSED',
  'DISCONNECTED',
] as const satisfies readonly ConnectionStatus[];

/** One configured use of a connector by a tenant. */
@Entity('connection')
@Unique('connection_name_key', ['tenantId', 'connectorId', 'name'])
@Check('connection_status_check', oneOf('status', STATUSES))
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'connection_tenant_id_fkey' })
export class ConnectionEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text')
  name!: string;

  @Column('jsonb', { default: {} })
  config!: Record<string, unknown>;

  @Column('text', { default: 'ACTIVE' })
  status!: ConnectionStatus;

  @Column('text', { name: 'status_code', nullable: true })
  statusCode!: string | null;

  @Column('text', { name: 'status_reason', nullable: true })
  statusReason!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_succeeded_at', nullable: true })
  lastSucceededAt!: Date | null;
}
