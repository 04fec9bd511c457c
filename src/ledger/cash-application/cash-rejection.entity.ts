import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { BankTransactionEntity } from './bank-transaction.entity';

/** Pairs a person said no to; they are not proposed again. */
@Entity('cash_rejection', { comment: 'Pairs a person said no to; they are not proposed again.' })
@ForeignKey(
  () => BankTransactionEntity,
  ['tenantId', 'bankTransactionId'],
  ['tenantId', 'bankTransactionId'],
  { name: 'cash_rejection_transaction_fkey', onDelete: 'CASCADE' },
)
export class CashRejectionEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'bank_transaction_id' })
  bankTransactionId!: string;

  @PrimaryColumn('uuid', {
    name: 'rejected_id',
    comment: 'The customer, or the receivable, that it is not.',
  })
  rejectedId!: string;

  @Column('text', { name: 'rejected_by' })
  rejectedBy!: string;

  @Column('timestamptz', { name: 'rejected_at' })
  rejectedAt!: Date;
}
