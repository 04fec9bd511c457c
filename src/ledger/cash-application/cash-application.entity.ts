import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../../connector-kit';
import { oneOf } from '../../database';
import { BankTransactionEntity } from './bank-transaction.entity';
import { CustomerEntity } from '../../unify';

/** Whose payment a movement is: proposed, applied by rule or by a person, or nobody’s. */
@Entity('cash_application', {
  comment: "Whose payment a movement is: proposed, applied by rule or by a person, or nobody's.",
})
@ForeignKey(
  () => BankTransactionEntity,
  ['tenantId', 'bankTransactionId'],
  ['tenantId', 'bankTransactionId'],
  { name: 'cash_application_transaction_fkey', onDelete: 'CASCADE' },
)
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'cash_application_customer_fkey',
  onDelete: 'CASCADE',
})
@Check(
  'cash_application_status_check',
  oneOf('status', ['PROPOSED', 'APPLIED', 'UNMATCHED', 'REJECTED']),
)
@Check(
  'cash_application_customer_check',
  "customer_id IS NOT NULL OR status IN ('UNMATCHED', 'REJECTED')",
)
@Check('cash_application_confidence_check', 'confidence BETWEEN 0 AND 1')
@Index('cash_application_elsewhere_idx', ['tenantId', 'bankTransactionId'], {
  where: 'ledger_customer_id IS NOT NULL',
})
@Index('cash_application_customer_idx', ['tenantId', 'customerId', 'status'])
@Index('cash_application_status_idx', { synchronize: false })
@Index('cash_application_unbooked_idx', ['tenantId', 'bankTransactionId'], {
  where: "status = 'APPLIED' AND (ledger_cause_id IS NULL OR ledger_customer_id IS NOT NULL)",
})
@Index('cash_application_cause_idx', ['tenantId', 'ledgerCauseId'], {
  where: 'ledger_cause_id IS NOT NULL',
})
export class CashApplicationEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'bank_transaction_id' })
  bankTransactionId!: string;

  @Column('text')
  status!: string;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('real', { nullable: true })
  confidence!: number | null;

  @Column('text', { array: true })
  reasons!: string[];

  @Column('jsonb', {
    comment:
      'Other proposals: [{customerId, confidence, reasons, parts: [{receivableId, amountMinor (text)}]}].',
  })
  alternatives!: Json;

  @Column('boolean', { name: 'is_automatic' })
  isAutomatic!: boolean;

  @Column('uuid', {
    name: 'ledger_cause_id',
    nullable: true,
    comment:
      'The payment of the books that is this one: while it is there the books count, not the movement. NULL: the books do not show it yet.',
  })
  ledgerCauseId!: string | null;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  @Column('uuid', {
    name: 'ledger_customer_id',
    nullable: true,
    comment:
      'Whose payment the books have it as, where that is another customer than it was applied to; found by amount and day. NULL: nobody else.',
  })
  ledgerCustomerId!: string | null;
}
