import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { asBigint } from '../database';
import type { LocalDate } from '../kernel';
import { CustomerEntity } from '../unify';

/** Credit set aside for an order. */
@Entity('credit_reservation', {
  comment:
    'Credit set aside for orders. It stops counting by time alone, or by the invoice it became: no job has to remember it.',
})
@Unique('credit_reservation_idempotency_key', ['tenantId', 'idempotencyKey'])
@Check('credit_reservation_amount_check', 'amount_minor > 0')
@Check('credit_reservation_expiry_check', 'expires_at > created_at')
@Check('credit_reservation_committed_check', '(committed_at IS NULL) = (unbilled_until IS NULL)')
@Check('credit_reservation_invoice_check', 'invoice_number IS NULL OR committed_at IS NOT NULL')
@Check(
  'credit_reservation_counts_check',
  'counts_until = COALESCE(released_at, unbilled_until, expires_at)',
)
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'credit_reservation_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('credit_reservation_counting_idx', ['tenantId', 'customerId', 'countsUntil'])
@Index('credit_reservation_recent_idx', ['tenantId', 'createdAt', 'creditReservationId'])
@Index('credit_reservation_reference_idx', ['tenantId', 'reference'])
@Index('credit_reservation_lapsing_idx', ['tenantId', 'countsUntil'], {
  where: 'lapse_seen_at IS NULL AND released_at IS NULL',
})
export class CreditReservationEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'credit_reservation_id' })
  creditReservationId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('bigint', { name: 'amount_minor', transformer: asBigint })
  amountMinor!: bigint;

  @Column('text')
  currency!: string;

  @Column('text', {
    nullable: true,
    comment:
      'The order. An invoice of the customer with this number, or with invoice_number, ends the reservation.',
  })
  reference!: string | null;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey!: string;

  @Column('date', {
    name: 'reserved_on',
    comment:
      "The day in the seller's zone: invoices issued before, and not only dated back and entered since, are of other orders.",
  })
  reservedOn!: LocalDate;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('text', { name: 'committed_by', nullable: true })
  committedBy!: string | null;

  @Column('timestamptz', { name: 'committed_at', nullable: true })
  committedAt!: Date | null;

  @Column('text', { name: 'invoice_number', nullable: true })
  invoiceNumber!: string | null;

  @Column('timestamptz', {
    name: 'unbilled_until',
    nullable: true,
    comment: 'Until when a committed one counts if its invoice never comes.',
  })
  unbilledUntil!: Date | null;

  @Column('text', { name: 'released_by', nullable: true })
  releasedBy!: string | null;

  @Column('timestamptz', { name: 'released_at', nullable: true })
  releasedAt!: Date | null;

  @Column('timestamptz', {
    name: 'counts_until',
    comment: 'Until when it counts against the limit unless its invoice comes first.',
  })
  countsUntil!: Date;

  @Column('uuid', { name: 'exception_grant_ids', array: true, default: [] })
  exceptionGrantIds!: string[];

  @Column('timestamptz', {
    name: 'lapse_seen_at',
    nullable: true,
    comment:
      'When it was noticed that it counts no more by time alone; NULL while it counts, and until then.',
  })
  lapseSeenAt!: Date | null;
}
