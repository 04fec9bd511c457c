import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../connector-kit';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { ConnectionEntity } from './connection.entity';

const STATUSES = ['LANDED', 'STORED', 'APPLIED', 'SUPERSEDED', 'REFUSED'] as const;

/** A file as received: the same bytes are the same file, whatever their name. */
@Entity('source_file')
@Check('source_file_status_check', oneOf('status', STATUSES))
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'source_file_connection_fkey',
  onDelete: 'CASCADE',
})
@Index('source_file_period_idx', ['tenantId', 'connectionId', 'periodStart'])
export class SourceFileEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', {
    name: 'source_file_id',
    comment:
      'stable_id(connection_id, sha256): the same bytes are the same file, whatever their name.',
  })
  sourceFileId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  sha256!: string;

  @Column('bigint', { name: 'size_bytes', transformer: asBigint })
  sizeBytes!: bigint;

  @Column('text', {
    comment:
      'LANDED: bytes kept; STORED: lines read into ledger_line; APPLIED: claims computed; SUPERSEDED: exported again; REFUSED: not a ledger that can be read.',
  })
  status!: (typeof STATUSES)[number];

  @Column('timestamptz', { name: 'landed_at' })
  landedAt!: Date;

  @Column('timestamptz', { name: 'applied_at', nullable: true })
  appliedAt!: Date | null;

  @Column('text', { name: 'applied_version', nullable: true })
  appliedVersion!: string | null;

  @Column('date', { name: 'period_start', nullable: true })
  periodStart!: LocalDate | null;

  @Column('date', { name: 'period_end', nullable: true })
  periodEnd!: LocalDate | null;

  @Column('integer', { name: 'data_lines', nullable: true })
  dataLines!: number | null;

  @Column('integer', { name: 'customer_lines', nullable: true })
  customerLines!: number | null;

  @Column('integer', { nullable: true })
  quarantined!: number | null;

  @Column('jsonb', { nullable: true })
  summary!: Json | null;
}
