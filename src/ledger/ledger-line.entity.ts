import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EntryNature } from '../connector-kit';
import { asBigint } from '../database';
import type { LocalDate } from '../kernel';

/** What the books say now on a customer account; replaced when the period is exported again. */
@Entity('ledger_line')
@Index('ledger_line_entry_idx', { synchronize: false })
export class LedgerLineEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'source_file_id' })
  sourceFileId!: string;

  @PrimaryColumn('integer')
  line!: number;

  @Column('date', { name: 'entry_on' })
  entryOn!: LocalDate;

  @Column('date', { name: 'document_on', nullable: true })
  documentOn!: LocalDate | null;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: LocalDate | null;

  @Column('bigint', {
    name: 'amount_minor',
    transformer: asBigint,
    comment: "Debit - credit in minor units of the books' currency.",
  })
  amountMinor!: bigint;

  @Column('bigint', { name: 'discount_minor', transformer: asBigint })
  discountMinor!: bigint;

  @Column('bigint', { name: 'exchange_minor', transformer: asBigint })
  exchangeMinor!: bigint;

  @Column('bigint', { name: 'write_off_minor', transformer: asBigint })
  writeOffMinor!: bigint;

  @Column('boolean', { name: 'is_return' })
  isReturn!: boolean;

  @Column('text')
  nature!: EntryNature;

  @Column('text')
  account!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('text')
  journal!: string;

  @Column('text', { name: 'entry_number' })
  entryNumber!: string;

  @Column('text')
  reference!: string;

  @Column('text')
  label!: string;

  @Column('text', { nullable: true })
  letter!: string | null;

  @Column('date', { name: 'lettered_on', nullable: true })
  letteredOn!: LocalDate | null;

  @Column('bigint', { name: 'foreign_amount_minor', nullable: true, transformer: asBigint })
  foreignAmountMinor!: bigint | null;

  @Column('text', { name: 'foreign_currency', nullable: true })
  foreignCurrency!: string | null;

  @Column('uuid', {
    comment:
      'md5 of what the line says, without entry number, validation date and lettering: it survives a renumbered export.',
  })
  identity!: string;
}
