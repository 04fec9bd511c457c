import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** One line of a version of a tenant's provision matrix. */
@Entity('provision_rate', {
  comment:
    'Provision matrices: the share of open claims expected never to be paid, by days past due. Versions replace each other and stay.',
})
@Check('provision_rate_from_days_check', 'from_days >= 0')
@Check('provision_rate_rate_check', 'rate >= 0 AND rate <= 1')
@Check('provision_rate_version_check', 'version > 0')
export class ProvisionRateEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('integer')
  version!: number;

  @PrimaryColumn('integer', {
    name: 'from_days',
    comment: 'Least days past the due date; 0 is what is not due yet or has no due date.',
  })
  fromDays!: number;

  @Column('numeric', { precision: 12, scale: 10 })
  rate!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('text', { comment: 'Where the rates come from, for the reader of the report.' })
  note!: string;
}
