import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CustomerEntity } from '../../unify';

/** Accounts customers have paid from, as confirmed by people or told by the payer’s name. */
@Entity('debtor_account', {
  comment: "Accounts customers have paid from, as confirmed by people or told by the payer's name.",
})
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'debtor_account_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('debtor_account_customer_idx', ['tenantId', 'customerId'])
export class DebtorAccountEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  account!: string;

  @PrimaryColumn('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('uuid', { name: 'bank_transaction_id' })
  bankTransactionId!: string;

  @Column('timestamptz', { name: 'learnt_at' })
  learntAt!: Date;
}
