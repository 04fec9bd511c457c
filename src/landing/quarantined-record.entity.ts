import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ConnectionEntity } from './connection.entity';

/** A part that could not be read: with the code, the place and the payload as it came. */
@Entity('quarantined_record')
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'quarantined_record_connection_fkey',
  onDelete: 'CASCADE',
})
@Index('quarantined_record_recent_idx', { synchronize: false })
export class QuarantinedRecordEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'quarantined_record_id' })
  quarantinedRecordId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('uuid', { name: 'sync_run_id' })
  syncRunId!: string;

  @Column('text')
  stream!: string;

  @Column('text', { name: 'source_key', nullable: true })
  sourceKey!: string | null;

  @Column('integer', { nullable: true })
  line!: number | null;

  @Column('text', { nullable: true })
  path!: string | null;

  @Column('text')
  code!: string;

  @Column('text')
  reason!: string;

  @Column('text')
  payload!: string;

  @Column('timestamptz', { name: 'quarantined_at' })
  quarantinedAt!: Date;
}
