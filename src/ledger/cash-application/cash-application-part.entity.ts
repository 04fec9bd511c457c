import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint } from '../../database';
import { CashApplicationEntity } from './cash-application.entity';

/** What an application settles of a claim; negative for a credit note used up with it. */
@Entity('cash_application_part', {
  comment: 'What an application settles of a claim; negative for a credit note used up with it.',
})
@ForeignKey(
  () => CashApplicationEntity,
  ['tenantId', 'bankTransactionId'],
  ['tenantId', 'bankTransactionId'],
  { name: 'cash_application_part_application_fkey', onDelete: 'CASCADE' },
)
@Check('cash_application_part_amount_check', 'amount_minor <> 0')
@Index('cash_application_part_receivable_idx', ['tenantId', 'receivableId'])
export class CashApplicationPartEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'bank_transaction_id' })
  bankTransactionId!: string;

  @PrimaryColumn('uuid', { name: 'receivable_id' })
  receivableId!: string;

  @Column('bigint', { name: 'amount_minor', transformer: asBigint })
  amountMinor!: bigint;
}
