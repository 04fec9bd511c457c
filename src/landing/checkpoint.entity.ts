import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Checkpoint } from '../connector-kit';
import { ConnectionEntity } from './connection.entity';

/** Where a stream stands: what the next run reads on from. */
@Entity('checkpoint')
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'checkpoint_connection_fkey',
  onDelete: 'CASCADE',
})
export class CheckpointEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text')
  stream!: string;

  @Column('jsonb')
  state!: Checkpoint;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
