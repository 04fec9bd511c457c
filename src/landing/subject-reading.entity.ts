import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ReadSubject, RecordType } from '../connector-kit';
import { ConnectionEntity } from './connection.entity';

/** When a stream last read a company, and with what outcome. */
@Entity('subject_reading', {
  comment:
    'When a stream last read a company and with what outcome: what decides whether it is due.',
})
@Check(
  'subject_reading_outcome_check',
  `outcome IN ('FOUND', 'UNKNOWN', 'INCOMPLETE') AND read_at IS NOT NULL
    OR outcome IS NULL AND read_at IS NULL`,
)
@Index('subject_reading_siren_idx', ['tenantId', 'siren'])
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'subject_reading_connection_fkey',
  onDelete: 'CASCADE',
})
export class SubjectReadingEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text')
  stream!: string;

  @PrimaryColumn('text')
  siren!: string;

  @Column('timestamptz', { name: 'read_at', nullable: true })
  readAt!: Date | null;

  @Column('text', { nullable: true })
  outcome!: ReadSubject['outcome'] | null;

  @Column('text', {
    array: true,
    default: [],
    comment: 'Types of the records that this reading gave.',
  })
  told!: RecordType[];

  @Column('timestamptz', {
    name: 'noticed_at',
    nullable: true,
    comment:
      'When the provider last reported a change of the company: newer than the reading, it makes it due.',
  })
  noticedAt!: Date | null;
}
