import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { asBigint, TenantEntity } from '../database';

/** How far back a tenant's event log is kept. */
@Entity('event_log', {
  comment: 'How far back the event log of a tenant is kept; without a row, from the beginning.',
})
@Check('event_log_floor_check', 'floor_position >= 0')
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'event_log_tenant_id_fkey' })
export class EventLogEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @Column('bigint', {
    name: 'floor_position',
    transformer: asBigint,
    comment: 'Events up to here are deleted: a cursor before it has missed some, and is refused.',
  })
  floorPosition!: bigint;

  @Column('timestamptz', { name: 'pruned_at' })
  prunedAt!: Date;
}
