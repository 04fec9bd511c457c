import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { CustomerEntity } from './customer.entity';

/** What a customer was before it was renamed or matched otherwise; written by the database itself. */
@Entity('customer_version', {
  comment: 'What a customer was called, and which company it was taken for, until replaced_at.',
})
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'customer_version_customer_fkey',
  onDelete: 'CASCADE',
})
export class CustomerVersionEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'customer_id' })
  customerId!: string;

  @PrimaryColumn('timestamptz', { name: 'replaced_at' })
  replacedAt!: Date;

  @Column('text')
  name!: string;

  @Column('uuid', { name: 'company_id', nullable: true })
  companyId!: string | null;
}
