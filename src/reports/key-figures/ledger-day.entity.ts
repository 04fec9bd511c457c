import { Column, Entity, PrimaryColumn } from 'typeorm';
import { asBigint } from '../../database';
import type { LocalDate } from '../../kernel';

/** What one day adds to the figures of a portfolio; summed up to a day, its balances. */
@Entity('ledger_day', {
  comment:
    'What one day adds to the figures of the whole portfolio, as known at ledger_day_state.known_at. A balance on a day is the sum of all days up to it.',
})
export class LedgerDayEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  currency!: string;

  @PrimaryColumn('date')
  day!: LocalDate;

  @Column('bigint', {
    name: 'outstanding_minor',
    transformer: asBigint,
    comment: 'Change of what is open, credits deducted.',
  })
  outstandingMinor!: bigint;

  @Column('bigint', {
    name: 'claims_minor',
    transformer: asBigint,
    comment: 'Change of what is open of claims; less outstanding_minor, the change of credits.',
  })
  claimsMinor!: bigint;

  @Column('bigint', {
    name: 'undated_minor',
    transformer: asBigint,
    comment: 'Change of open claims without a due date.',
  })
  undatedMinor!: bigint;

  @Column('bigint', {
    name: 'matured_minor',
    transformer: asBigint,
    comment: 'Change of open claims whose due date has come, that day included.',
  })
  maturedMinor!: bigint;

  @Column('bigint', {
    name: 'overdue_minor',
    transformer: asBigint,
    comment: 'Change of open claims past their due date; from the day after it.',
  })
  overdueMinor!: bigint;

  @Column('bigint', {
    name: 'overdue_30_minor',
    transformer: asBigint,
    comment: 'Change of open claims more than 30 days past their due date; likewise 60 and 90.',
  })
  overdue30Minor!: bigint;

  @Column('bigint', { name: 'overdue_60_minor', transformer: asBigint })
  overdue60Minor!: bigint;

  @Column('bigint', { name: 'overdue_90_minor', transformer: asBigint })
  overdue90Minor!: bigint;

  @Column('bigint', {
    name: 'sales_minor',
    transformer: asBigint,
    comment: 'Invoices less credit notes issued that day, tax included.',
  })
  salesMinor!: bigint;

  @Column('bigint', {
    name: 'collected_minor',
    transformer: asBigint,
    comment: 'Cash that came in, returned payments and refunds deducted.',
  })
  collectedMinor!: bigint;

  @Column('bigint', {
    name: 'paid_minor',
    transformer: asBigint,
    comment: 'Settled on claims by payments; the columns after it by the other kinds of entry.',
  })
  paidMinor!: bigint;

  @Column('bigint', { name: 'credited_minor', transformer: asBigint })
  creditedMinor!: bigint;

  @Column('bigint', { name: 'discounted_minor', transformer: asBigint })
  discountedMinor!: bigint;

  @Column('bigint', { name: 'written_off_minor', transformer: asBigint })
  writtenOffMinor!: bigint;

  @Column('bigint', { name: 'assigned_minor', transformer: asBigint })
  assignedMinor!: bigint;

  @Column('bigint', { name: 'compensated_minor', transformer: asBigint })
  compensatedMinor!: bigint;

  @Column('bigint', { name: 'exchanged_minor', transformer: asBigint })
  exchangedMinor!: bigint;

  @Column('bigint', {
    name: 'due_minor',
    transformer: asBigint,
    comment:
      'Claims that fell due, at their full amount, or were issued that day with a due date that had passed.',
  })
  dueMinor!: bigint;

  @Column('bigint', {
    name: 'due_paid_minor',
    transformer: asBigint,
    comment:
      'Payments and compensations, on the later of their day and the due date of what they settled.',
  })
  duePaidMinor!: bigint;

  @Column('bigint', { name: 'due_written_off_minor', transformer: asBigint })
  dueWrittenOffMinor!: bigint;

  @Column('bigint', {
    name: 'timed_minor',
    transformer: asBigint,
    comment: 'Payments of invoices whose time is known, deposits left out.',
  })
  timedMinor!: bigint;

  @Column('numeric', {
    name: 'timed_days',
    comment:
      'Sum of amount x days from issue to payment of timed_minor; negative for what was paid before.',
  })
  timedDays!: string;

  @Column('bigint', {
    name: 'late_minor',
    transformer: asBigint,
    comment: 'The part of timed_minor that had a due date.',
  })
  lateMinor!: bigint;

  @Column('numeric', {
    name: 'late_days',
    comment:
      'Sum of amount x days from due date to payment of late_minor; negative for what was paid early.',
  })
  lateDays!: string;
}
