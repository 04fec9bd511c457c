import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../connector-kit';
import { ConnectionEntity } from './connection.entity';

/** One distinct payload a provider gave for a key, as received; the newest is current. */
@Entity('raw_record')
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'raw_record_connection_fkey',
  onDelete: 'CASCADE',
})
@Index('raw_record_unmapped_idx', ['tenantId', 'connectionId', 'stream'], {
  where: 'is_current AND (mapped_at IS NULL)',
})
export class RawRecordEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text')
  stream!: string;

  @PrimaryColumn('text', { name: 'source_key' })
  sourceKey!: string;

  @PrimaryColumn('text', { name: 'payload_hash' })
  payloadHash!: string;

  @Column('jsonb')
  payload!: Json;

  @Column('boolean', { name: 'is_current' })
  isCurrent!: boolean;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt!: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt!: Date;

  @Column('uuid', { name: 'sync_run_id' })
  syncRunId!: string;

  @Column('timestamptz', { name: 'mapped_at', nullable: true })
  mappedAt!: Date | null;
}
