import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';

export const CALL_STATUSES = [
  'BOOKED',
  'SETTLED',
  'NOT_CHARGED',
  'RELEASED',
  'UNANSWERED',
] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** One paid call, booked before it was sent. */
@Entity('provider_call', {
  comment:
    'Every paid call, booked before it was sent: what it was about, how it ended, what it cost, and its answer until what it says is landed.',
})
@Check('provider_call_status_check', oneOf('status', CALL_STATUSES))
@Check('provider_call_counted_check', 'counted_calls BETWEEN 0 AND 1')
@Check('provider_call_amounts_check', 'units >= 0 AND cost_minor >= 0')
@ForeignKey('connection', ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'provider_call_connection_fkey',
})
@Index('provider_call_live_key', ['tenantId', 'requestKey'], {
  unique: true,
  where: "status = 'BOOKED'",
})
@Index('provider_call_answer_idx', ['tenantId', 'requestKey', 'endedAt'], {
  where: 'answer_body IS NOT NULL',
})
@Index('provider_call_unsure_idx', ['tenantId', 'connectionId', 'subject'], {
  where: "status = ANY (ARRAY['BOOKED'::text, 'UNANSWERED'::text])",
})
@Index('provider_call_subject_idx', ['tenantId', 'connectionId', 'subject', 'call', 'bookedAt'])
@Index('provider_call_booked_idx', ['tenantId', 'bookedAt', 'providerCallId'])
@Index('provider_call_month_idx', ['tenantId', 'connectionId', 'monthOn', 'bookedAt'])
export class ProviderCallEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'provider_call_id' })
  providerCallId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text', { nullable: true })
  stream!: string | null;

  @Column('text')
  call!: string;

  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('text', { nullable: true })
  variant!: string | null;

  @Column('uuid', {
    name: 'request_key',
    comment:
      'stable_id(connection, call, subject, variant): the answers of one key stand for each other.',
  })
  requestKey!: string;

  @Column('text')
  method!: string;

  @Column('text')
  path!: string;

  @Column('date', { name: 'month_on' })
  monthOn!: LocalDate;

  @Column('numeric', { precision: 12, scale: 2 })
  units!: string;

  @Column('bigint', { name: 'unit_price_minor', nullable: true, transformer: asBigint })
  unitPriceMinor!: bigint | null;

  @Column('bigint', { name: 'cost_minor', nullable: true, transformer: asBigint })
  costMinor!: bigint | null;

  @Column('integer', {
    name: 'counted_calls',
    comment:
      '1 while the call counts against the budget, 0 when it was given back or is a repetition that is free.',
  })
  countedCalls!: number;

  @Column('boolean', { name: 'is_repeat' })
  isRepeat!: boolean;

  @Column('text', {
    comment:
      'BOOKED: sent or about to be; SETTLED: answered and billed; NOT_CHARGED: answered, free; RELEASED: refused or never sent; UNANSWERED: may have been billed, so it stays counted.',
  })
  status!: CallStatus;

  @Column('integer', { name: 'http_status', nullable: true })
  httpStatus!: number | null;

  @Column('timestamptz', { name: 'booked_at' })
  bookedAt!: Date;

  @Column('timestamptz', { name: 'lease_until' })
  leaseUntil!: Date;

  @Column('integer', { name: 'hold_days' })
  holdDays!: number;

  @Column('timestamptz', {
    name: 'held_until',
    nullable: true,
    comment:
      'Whoever sent it died or was stopped before the answer: until then nobody buys the same again unasked.',
  })
  heldUntil!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb', { name: 'answer_headers', nullable: true })
  answerHeaders!: Record<string, string> | null;

  @Column('bytea', { name: 'answer_body', nullable: true })
  answerBody!: Buffer | null;

  @Column('timestamptz', { name: 'consumed_at', nullable: true })
  consumedAt!: Date | null;

  @Column('uuid', { name: 'sync_run_id', nullable: true })
  syncRunId!: string | null;
}
