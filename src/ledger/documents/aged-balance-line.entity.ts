import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Json } from '../../connector-kit';
import { asBigint } from '../../database';
import type { LocalDate } from '../../kernel';
import { ConnectionEntity } from '../../landing';

/** A customer's line of an imported aged balance. */
@Entity('aged_balance_line', {
  comment:
    "A customer's line of an imported aged balance: compared with ours, never made into claims.",
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'aged_balance_line_connection_fkey',
  onDelete: 'CASCADE',
})
export class AgedBalanceLineEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('date', { name: 'as_of' })
  asOf!: LocalDate;

  @PrimaryColumn('text', { name: 'line_key' })
  lineKey!: string;

  @Column('text', { name: 'party_code' })
  partyCode!: string;

  @Column('text', { name: 'party_name' })
  partyName!: string;

  @Column('text')
  currency!: string;

  @Column('bigint', { name: 'total_minor', transformer: asBigint })
  totalMinor!: bigint;

  @Column('jsonb', {
    comment: '[{fromDays, toDays, label, amountMinor (text)}] as the sheet has them.',
  })
  buckets!: Json;

  @Column('uuid', { name: 'source_file_id', nullable: true })
  sourceFileId!: string | null;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
}
