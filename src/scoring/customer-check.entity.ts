import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { LocalDate } from '../kernel';
import { CustomerEntity } from '../unify';

/** When a customer was last scored, by what, and until when that holds if nothing is learnt. */
@Entity('customer_check', {
  comment:
    'When each customer was last scored, whether or not that changed anything. Beside the assessment, which is wide and seldom changes.',
})
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'customer_check_customer_fkey',
  onDelete: 'CASCADE',
})
export class CustomerCheckEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('date', { name: 'checked_on' })
  checkedOn!: LocalDate;

  @Column('text', { name: 'model_version' })
  modelVersion!: string;

  @Column('text', { name: 'policy_version' })
  policyVersion!: string;

  @Column('text', {
    comment: 'Digest of the decision and of the accounts it rests on, to see that nothing changed.',
  })
  fingerprint!: string;

  @Column('date', {
    name: 'stale_on',
    comment: 'The first day on which time alone may change what is decided of it.',
  })
  staleOn!: LocalDate;
}
