import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint } from '../../database';
import type { LocalDate } from '../../kernel';
import { ConnectionEntity } from '../../landing';

/** A movement of a bank account; overlapping statements tell the same one. */
@Entity('bank_transaction', {
  comment: 'A movement of a bank account; overlapping statements tell the same one.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'bank_transaction_connection_fkey',
  onDelete: 'CASCADE',
})
@Check('bank_transaction_batch_check', 'batch_size > 0')
@Index('bank_transaction_connection_idx', ['tenantId', 'connectionId'])
@Index('bank_transaction_booked_idx', { synchronize: false })
@Index('bank_transaction_amount_idx', ['tenantId', 'amountMinor', 'bookedOn'])
export class BankTransactionEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', {
    name: 'bank_transaction_id',
    comment: 'Derived from what the bank says of it, with its own reference where it gives one.',
  })
  bankTransactionId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('uuid', { name: 'source_file_id' })
  sourceFileId!: string;

  @Column('text', { name: 'statement_key' })
  statementKey!: string;

  @Column('text')
  account!: string;

  @Column('date', { name: 'booked_on' })
  bookedOn!: LocalDate;

  @Column('date', { name: 'value_on', nullable: true })
  valueOn!: LocalDate | null;

  @Column('bigint', {
    name: 'amount_minor',
    transformer: asBigint,
    comment: 'Credits positive, debits negative.',
  })
  amountMinor!: bigint;

  @Column('text')
  currency!: string;

  @Column('text', { name: 'counterparty_name', nullable: true })
  counterpartyName!: string | null;

  @Column('text', { name: 'counterparty_account', nullable: true })
  counterpartyAccount!: string | null;

  @Column('text', { name: 'end_to_end_id', nullable: true })
  endToEndId!: string | null;

  @Column('text', { name: 'document_references', array: true })
  documentReferences!: string[];

  @Column('text', { name: 'remittance_text' })
  remittanceText!: string;

  @Column('text', { name: 'bank_reference', nullable: true })
  bankReference!: string | null;

  @Column('text', { name: 'operation_code', nullable: true })
  operationCode!: string | null;

  @Column('text', { name: 'return_reason', nullable: true })
  returnReason!: string | null;

  @Column('boolean', { name: 'is_reversal' })
  isReversal!: boolean;

  @Column('integer', {
    name: 'batch_size',
    comment: 'Movements the bank booked as one sum with it; 1 when it is one.',
  })
  batchSize!: number;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('text', {
    nullable: true,
    comment:
      'How its statement is written; NULL before it was kept: then as the summary of its file says.',
  })
  format!: string | null;
}
