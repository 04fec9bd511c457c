import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint } from '../../database';
import type { LocalDate } from '../../kernel';
import { ConnectionEntity } from '../../landing';

/** A statement of a bank account; the same one in another file is the same row. */
@Entity('bank_statement', {
  comment: 'A statement of a bank account; the same one in another file is the same row.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'bank_statement_connection_fkey',
  onDelete: 'CASCADE',
})
@Index('bank_statement_connection_idx', ['tenantId', 'connectionId'])
export class BankStatementEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text', { name: 'statement_key' })
  statementKey!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('uuid', { name: 'source_file_id' })
  sourceFileId!: string;

  @Column('text')
  account!: string;

  @Column('text')
  currency!: string;

  @Column('text', { nullable: true })
  number!: string | null;

  @Column('date', { name: 'opening_on', nullable: true })
  openingOn!: LocalDate | null;

  @Column('bigint', {
    name: 'opening_minor',
    nullable: true,
    transformer: asBigint,
    comment: 'The booked balance before its movements; NULL when the statement has none.',
  })
  openingMinor!: bigint | null;

  @Column('date', { name: 'closing_on', nullable: true })
  closingOn!: LocalDate | null;

  @Column('bigint', { name: 'closing_minor', nullable: true, transformer: asBigint })
  closingMinor!: bigint | null;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
}
