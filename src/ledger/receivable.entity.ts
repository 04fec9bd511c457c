import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';

const DUE_DATE_SOURCES = [
  'DOCUMENT',
  'EXTRA_COLUMN',
  'CUSTOMER_TERMS',
  'TENANT_DEFAULT',
  'LEGAL_DEFAULT',
  'IMMEDIATE',
  'NONE',
] as const;
const KINDS = [
  'INVOICE',
  'CREDIT_NOTE',
  'PAYMENT_ON_ACCOUNT',
  'DEPOSIT',
  'OPENING',
  'RETURNED_PAYMENT',
  'REFUND',
  'BILL',
  'ADJUSTMENT',
] as const;

/** One claim on a customer; its open amount is the sum of its entries. */
@Entity('receivable', {
  comment:
    'One claim: an invoice or instalment, a credit note, a payment on account, an opening item.',
})
@Check('receivable_bill_check', 'is_bill = (bill_on IS NOT NULL)')
@Check('receivable_discount_check', '(discount_on IS NULL) = (discount_minor IS NULL)')
@Check('receivable_document_check', '(document_currency IS NULL) = (document_total_minor IS NULL)')
@Check('receivable_due_date_source_check', oneOf('due_date_source', DUE_DATE_SOURCES))
@Check('receivable_kind_check', oneOf('kind', KINDS))
@Index('receivable_amount_idx', ['tenantId', 'openMinor'], { where: 'open_minor <> 0' })
@Index('receivable_changed_idx', { synchronize: false })
@Index('receivable_contested_idx', { synchronize: false })
@Index('receivable_customer_idx', { synchronize: false })
@Index('receivable_document_idx', ['tenantId', 'connectionId', 'documentKey'], {
  where: 'document_key IS NOT NULL',
})
@Index('receivable_effective_idx', { synchronize: false })
@Index('receivable_number_idx', ['tenantId', 'openNumberKey'], { where: 'open_minor <> 0' })
@Index('receivable_open_idx', { synchronize: false })
@Index('receivable_recent_idx', { synchronize: false })
export class ReceivableEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', {
    name: 'receivable_id',
    comment:
      'Derived from what the claim says (party, dates, reference, amount), not from entry or file numbers.',
  })
  receivableId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text')
  kind!: (typeof KINDS)[number];

  @Column('text')
  number!: string;

  @Column('text')
  label!: string;

  @Column('text')
  account!: string;

  @Column('date', { name: 'issued_on' })
  issuedOn!: LocalDate;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: LocalDate | null;

  @Column('text', { name: 'due_date_source' })
  dueDateSource!: (typeof DUE_DATE_SOURCES)[number];

  @Column('text')
  currency!: string;

  @Column('bigint', { name: 'total_minor', transformer: asBigint })
  totalMinor!: bigint;

  @Column('bigint', {
    name: 'open_minor',
    transformer: asBigint,
    comment: 'Sum of all its entries: maintained with them in the same transaction.',
  })
  openMinor!: bigint;

  @Column('boolean', { name: 'is_disputed', default: false })
  isDisputed!: boolean;

  @Column('boolean', { name: 'is_doubtful' })
  isDoubtful!: boolean;

  @Column('uuid', {
    name: 'source_file_id',
    comment: 'The file that told it; the id of the connection for what came through an API.',
  })
  sourceFileId!: string;

  @Column('integer', {
    name: 'source_line',
    comment: 'Line of the file; of a document the number of the instalment.',
  })
  sourceLine!: number;

  @Column('date', {
    name: 'last_effective_on',
    comment:
      'Latest effective day of the entries that make its open amount: from that day on it is open_minor.',
  })
  lastEffectiveOn!: LocalDate;

  @Column('timestamptz', {
    name: 'changed_at',
    comment: 'When we last learnt anything of it: as known since then, the row is as it stands.',
  })
  changedAt!: Date;

  @Column('date', {
    name: 'doubtful_on',
    nullable: true,
    comment: 'Since when the books carry it, or a part of it, as doubtful (account 416).',
  })
  doubtfulOn!: LocalDate | null;

  @Column('boolean', { name: 'is_bill', default: false })
  isBill!: boolean;

  @Column('date', {
    name: 'bill_on',
    nullable: true,
    comment: 'Since when a bill of exchange stands for it, or for a part of it (account 413).',
  })
  billOn!: LocalDate | null;

  @Column('date', {
    name: 'discount_on',
    nullable: true,
    comment: 'Last day a cash discount is granted, by the terms that held on the day of issue.',
  })
  discountOn!: LocalDate | null;

  @Column('bigint', {
    name: 'discount_minor',
    nullable: true,
    transformer: asBigint,
    comment: 'The cash discount on the whole claim.',
  })
  discountMinor!: bigint | null;

  @Column('text', {
    name: 'document_currency',
    nullable: true,
    comment: 'Currency of the document when it is not that of the books.',
  })
  documentCurrency!: string | null;

  @Column('bigint', {
    name: 'document_total_minor',
    nullable: true,
    transformer: asBigint,
    comment: 'Total of the document in its own currency; signed as total_minor.',
  })
  documentTotalMinor!: bigint | null;

  @Column('text', {
    name: 'document_key',
    nullable: true,
    comment:
      'Of the accounting_document of its connection that makes the claim; NULL for a line of the books.',
  })
  documentKey!: string | null;

  @Column('date', {
    name: 'disputed_on',
    nullable: true,
    comment: 'Since when it is disputed; NULL when it is not, or nobody said since when.',
  })
  disputedOn!: LocalDate | null;

  @Column({
    type: 'text',
    name: 'open_number_key',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'CASE WHEN open_minor <> 0 THEN number_key(number) END',
    insert: false,
    update: false,
    comment: 'The number in one spelling while something is open; NULL when nothing is.',
  })
  openNumberKey!: string | null;
}
