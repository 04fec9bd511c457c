import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { asBigint } from '../database';
import type { LocalDate } from '../kernel';

/** What a connection may buy in a month. */
@Entity('provider_budget', {
  comment: 'What a connection may buy in a month: cents of EUR, calls, or both.',
})
@Check(
  'provider_budget_check',
  `monthly_limit_minor >= 0 AND monthly_calls_max IS NULL
    OR monthly_calls_max >= 0 AND monthly_limit_minor IS NULL
    OR monthly_limit_minor >= 0 AND monthly_calls_max >= 0`,
)
@Check('provider_budget_warn_check', 'warn_share > 0 AND warn_share <= 1')
@ForeignKey('connection', ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'provider_budget_connection_fkey',
  onDelete: 'CASCADE',
})
export class ProviderBudgetEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('bigint', { name: 'monthly_limit_minor', nullable: true, transformer: asBigint })
  monthlyLimitMinor!: bigint | null;

  @Column('integer', { name: 'monthly_calls_max', nullable: true })
  monthlyCallsMax!: number | null;

  @Column('numeric', { name: 'warn_share', precision: 3, scale: 2, default: () => '0.80' })
  warnShare!: string;

  @Column('text', { name: 'set_by' })
  setBy!: string;

  @Column('timestamptz', { name: 'set_at' })
  setAt!: Date;
}

/** What is booked in a month: the row that is locked when a call is booked. */
@Entity('provider_budget_month', {
  comment:
    "Sum of the calls booked in a month of the seller's time zone: the one row that is locked when a call is booked.",
})
@Check('provider_budget_month_check', 'booked_minor >= 0 AND booked_calls >= 0')
@Check('provider_budget_month_on_check', 'EXTRACT(day FROM month_on) = 1')
@ForeignKey('connection', ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'provider_budget_month_connection_fkey',
})
export class ProviderBudgetMonthEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('date', { name: 'month_on' })
  monthOn!: LocalDate;

  @Column('bigint', { name: 'booked_minor', transformer: asBigint })
  bookedMinor!: bigint;

  @Column('integer', { name: 'booked_calls' })
  bookedCalls!: number;

  @Column('timestamptz', { name: 'warned_at', nullable: true })
  warnedAt!: Date | null;

  @Column('timestamptz', {
    name: 'exhausted_at',
    nullable: true,
    comment: 'When the budget first kept a call from being made: it is told once.',
  })
  exhaustedAt!: Date | null;
}
