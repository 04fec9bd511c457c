import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { BankTransactionEntity } from './bank-transaction.entity';

/** Movements told again by a statement in another format; they are no movements of their own. */
@Entity('bank_transaction_repeat', {
  comment:
    'Movements told again by a statement in another format; they are no movements of their own.',
})
@ForeignKey(
  () => BankTransactionEntity,
  ['tenantId', 'repeatsId'],
  ['tenantId', 'bankTransactionId'],
  { name: 'bank_transaction_repeat_transaction_fkey', onDelete: 'CASCADE' },
)
@Unique('bank_transaction_repeat_once', ['tenantId', 'repeatsId', 'format'])
export class BankTransactionRepeatEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', {
    name: 'bank_transaction_id',
    comment: 'The id it would have in its own format.',
  })
  bankTransactionId!: string;

  @Column('uuid', {
    name: 'repeats_id',
    comment: 'The movement it is; each is told once by a format.',
  })
  repeatsId!: string;

  @Column('text')
  format!: string;

  @Column('uuid', { name: 'source_file_id' })
  sourceFileId!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
}
