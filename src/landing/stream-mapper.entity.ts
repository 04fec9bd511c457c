import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ConnectionEntity } from './connection.entity';

/** The newest version of the connector that maps a stream. */
@Entity('stream_mapper', {
  comment:
    'The newest version of the connector that maps a stream: a newer one maps again all that was landed before it.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'stream_mapper_connection_fkey',
  onDelete: 'CASCADE',
})
export class StreamMapperEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text')
  stream!: string;

  @Column('text')
  version!: string;

  @Column('timestamptz')
  since!: Date;
}
