import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { asBigint } from '../database';
import type { LocalDate } from '../kernel';
import { CustomerEntity } from '../unify';

/** A promise to pay that a customer did not keep, as a CRM or a collector reported it. */
@Entity('broken_promise', {
  comment: 'Promises to pay that were not kept: reported once each, never changed.',
})
@Unique('broken_promise_idempotency_key', ['tenantId', 'idempotencyKey'])
@Check('broken_promise_amount_check', 'amount_minor > 0')
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'broken_promise_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('broken_promise_customer_idx', ['tenantId', 'customerId', 'promisedOn'])
export class BrokenPromiseEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'broken_promise_id' })
  brokenPromiseId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('date', {
    name: 'promised_on',
    comment: 'The day by which the customer said it would have paid.',
  })
  promisedOn!: LocalDate;

  @Column('bigint', {
    name: 'amount_minor',
    nullable: true,
    transformer: asBigint,
    comment: 'What it said it would pay; NULL when it named no amount.',
  })
  amountMinor!: bigint | null;

  @Column('text', { comment: 'That of the customer, also of a promise without an amount.' })
  currency!: string;

  @Column('text', {
    nullable: true,
    comment: 'What it said it would pay for, in the words of who reports: an invoice, a call.',
  })
  reference!: string | null;

  @Column('text', { nullable: true })
  note!: string | null;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey!: string;

  @Column('text', { name: 'reported_by' })
  reportedBy!: string;

  @Column('timestamptz', { name: 'reported_at' })
  reportedAt!: Date;
}
