import { Column, Entity, PrimaryColumn } from 'typeorm';
import { asBigint } from '../database';
import type { LocalDate } from '../kernel';

/** What a receivable said before a correction; written by the database itself. */
@Entity('receivable_version', {
  comment: 'What a receivable said until replaced_at, when it was corrected.',
})
export class ReceivableVersionEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'receivable_id' })
  receivableId!: string;

  @PrimaryColumn('timestamptz', { name: 'replaced_at' })
  replacedAt!: Date;

  @Column('text')
  kind!: string;

  @Column('text')
  number!: string;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: LocalDate | null;

  @Column('text', { name: 'due_date_source' })
  dueDateSource!: string;

  @Column('boolean', { name: 'is_disputed' })
  isDisputed!: boolean;

  @Column('boolean', { name: 'is_doubtful' })
  isDoubtful!: boolean;

  @Column('date', { name: 'doubtful_on', nullable: true })
  doubtfulOn!: LocalDate | null;

  @Column('date', { name: 'bill_on', nullable: true })
  billOn!: LocalDate | null;

  @Column('date', { name: 'discount_on', nullable: true })
  discountOn!: LocalDate | null;

  @Column('bigint', { name: 'discount_minor', nullable: true, transformer: asBigint })
  discountMinor!: bigint | null;

  @Column('text', { name: 'document_currency', nullable: true })
  documentCurrency!: string | null;

  @Column('bigint', { name: 'document_total_minor', nullable: true, transformer: asBigint })
  documentTotalMinor!: bigint | null;
}
