import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';

const KINDS = [
  'ISSUE',
  'PAYMENT',
  'CREDIT',
  'DISCOUNT',
  'WRITE_OFF',
  'ASSIGNMENT',
  'COMPENSATION',
  'EXCHANGE',
  'REVERSAL',
] as const;

/** One immutable movement of a claim: when it was true, and when we knew. */
@Entity('receivable_entry')
@Check('receivable_entry_amount_check', 'amount_minor <> 0')
@Check('receivable_entry_kind_check', oneOf('kind', KINDS))
@Check('receivable_entry_reversal_check', "(kind = 'REVERSAL') = (reversed_kind IS NOT NULL)")
export class ReceivableEntryEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'receivable_id' })
  receivableId!: string;

  @PrimaryColumn('bigint', {
    name: 'entry_seq',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  entrySeq!: bigint;

  @Column('text')
  kind!: (typeof KINDS)[number];

  @Column('text', { name: 'reversed_kind', nullable: true })
  reversedKind!: (typeof KINDS)[number] | null;

  @Column('bigint', { name: 'amount_minor', transformer: asBigint })
  amountMinor!: bigint;

  @Column('date', { name: 'effective_on', comment: 'When it was true in the books.' })
  effectiveOn!: LocalDate;

  @Column('timestamptz', { name: 'recorded_at', comment: 'When we knew.' })
  recordedAt!: Date;

  @Column('uuid', {
    name: 'cause_id',
    comment:
      'Identity of the accounting line that caused the entry (as receivable_id is of its own line).',
  })
  causeId!: string;

  @Column('uuid', { name: 'source_file_id' })
  sourceFileId!: string;

  @Column('integer', { name: 'source_line' })
  sourceLine!: number;
}
