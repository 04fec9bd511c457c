import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { DOCUMENT_KINDS, DOCUMENT_STATES, type Json } from '../../connector-kit';
import { asBigint, oneOf } from '../../database';
import type { LocalDate } from '../../kernel';
import { ConnectionEntity } from '../../landing';

/** A document as a source says it now. */
@Entity('accounting_document', {
  comment:
    'A document as a source says it now: a claim, or what settles claims. History is kept by receivable_entry.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'accounting_document_connection_fkey',
  onDelete: 'CASCADE',
})
@Check('accounting_document_kind_check', oneOf('kind', DOCUMENT_KINDS))
@Check('accounting_document_state_check', oneOf('state', DOCUMENT_STATES))
@Check(
  'accounting_document_origin_check',
  '(stream IS NULL) = (payload_key IS NULL) AND (stream IS NULL) <> (source_file_id IS NULL)',
)
@Index('accounting_document_customer_idx', ['tenantId', 'customerId'])
@Index('accounting_document_party_idx', ['tenantId', 'connectionId', 'partyKey'])
@Index('accounting_document_payload_idx', ['tenantId', 'connectionId', 'stream', 'payloadKey'])
@Index('accounting_document_file_idx', ['tenantId', 'sourceFileId'], {
  where: 'source_file_id IS NOT NULL',
})
@Index('accounting_document_number_idx', ['tenantId', 'numberKey'])
@Index('accounting_document_open_idx', ['tenantId', 'connectionId'], {
  where: '((open_minor IS NOT NULL) AND (stream IS NULL))',
})
@Index('accounting_document_told_idx', { synchronize: false })
export class AccountingDocumentEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'document_key' })
  documentKey!: string;

  @Column('uuid', {
    name: 'customer_id',
    comment: 'Who owes it: the customer of party_key, or of what that party was merged into.',
  })
  customerId!: string;

  @Column('text')
  kind!: (typeof DOCUMENT_KINDS)[number];

  @Column('text', { name: 'party_key' })
  partyKey!: string;

  @Column('text')
  number!: string;

  @Column('text')
  label!: string;

  @Column('date', { name: 'issued_on' })
  issuedOn!: LocalDate;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: LocalDate | null;

  @Column('text')
  currency!: string;

  @Column('bigint', {
    name: 'amount_minor',
    transformer: asBigint,
    comment: 'What falls due at issue; positive adds to what is owed.',
  })
  amountMinor!: bigint;

  @Column('bigint', {
    name: 'open_minor',
    nullable: true,
    transformer: asBigint,
    comment:
      'What the source says is open, signed alike; it decides over the allocations. NULL: not said.',
  })
  openMinor!: bigint | null;

  @Column('date', { name: 'open_on', nullable: true })
  openOn!: LocalDate | null;

  @Column('jsonb', {
    comment:
      'Parts with days of their own: [{dueOn, amountMinor (text)}], adding up to amount_minor; empty for one day.',
  })
  instalments!: Json;

  @Column('text')
  state!: (typeof DOCUMENT_STATES)[number];

  @Column('boolean', { name: 'is_disputed' })
  isDisputed!: boolean;

  @Column('boolean', { name: 'is_doubtful' })
  isDoubtful!: boolean;

  @Column('boolean', { name: 'is_assigned' })
  isAssigned!: boolean;

  @Column('text', { name: 'quoted_references', array: true })
  quotedReferences!: string[];

  @Column('text', { name: 'preceding_number', nullable: true })
  precedingNumber!: string | null;

  @Column('text', { nullable: true })
  stream!: string | null;

  @Column('text', { name: 'payload_key', nullable: true })
  payloadKey!: string | null;

  @Column('uuid', { name: 'source_file_id', nullable: true })
  sourceFileId!: string | null;

  @Column('timestamptz', { name: 'fetched_at' })
  fetchedAt!: Date;

  @Column('timestamptz', {
    name: 'gone_at',
    nullable: true,
    comment: 'When we learnt that the source has it no more: then it is no claim.',
  })
  goneAt!: Date | null;

  @Column({
    type: 'text',
    name: 'number_key',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'number_key(number)',
    insert: false,
    update: false,
    comment: 'The number in one spelling.',
  })
  numberKey!: string | null;
}
