import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ConnectionEntity } from '../../landing';

/** A customer whose claims must be computed again. */
@Entity('rebuild_mark', {
  comment:
    'Customers whose claims must be computed again: written with what changed, removed by the rebuild that saw it.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'rebuild_mark_connection_fkey',
  onDelete: 'CASCADE',
})
export class RebuildMarkEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('timestamptz', { name: 'marked_at' })
  markedAt!: Date;
}
