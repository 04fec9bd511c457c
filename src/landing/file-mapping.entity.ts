import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Json } from '../connector-kit';
import { ConnectionEntity } from './connection.entity';

/** What the columns of files with a certain header are. */
@Entity('file_mapping', {
  comment:
    'What the columns of files with a certain header are, as somebody said; checked by the connector before it is used.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'file_mapping_connection_fkey',
  onDelete: 'CASCADE',
})
export class FileMappingEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', {
    comment: "Of the header's titles, without case, accents and punctuation.",
  })
  fingerprint!: string;

  @Column('jsonb')
  mapping!: Json;

  @Column('text', { name: 'saved_by' })
  savedBy!: string;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt!: Date;
}
