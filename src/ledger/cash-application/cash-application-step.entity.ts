import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../../database';
import { CashApplicationEntity } from './cash-application.entity';

/** What was proposed and decided, in order. */
@Entity('cash_application_step', { comment: 'What was proposed and decided, in order.' })
@ForeignKey(
  () => CashApplicationEntity,
  ['tenantId', 'bankTransactionId'],
  ['tenantId', 'bankTransactionId'],
  { name: 'cash_application_step_application_fkey', onDelete: 'CASCADE' },
)
@Check(
  'cash_application_step_change_check',
  oneOf('change', ['PROPOSED', 'APPLIED', 'CONFIRMED', 'CORRECTED', 'REJECTED', 'UNMATCHED']),
)
export class CashApplicationStepEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'bank_transaction_id' })
  bankTransactionId!: string;

  @PrimaryColumn('bigint', {
    name: 'written_seq',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  writtenSeq!: bigint;

  @Column('text')
  change!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text', { nullable: true, comment: 'Who did it; NULL for the hub.' })
  by!: string | null;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('real', { nullable: true })
  confidence!: number | null;

  @Column('text', { nullable: true })
  comment!: string | null;
}
