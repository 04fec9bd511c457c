import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint } from '../../database';
import type { LocalDate } from '../../kernel';
import { AccountingDocumentEntity } from './accounting-document.entity';

/** What a document is set against, as its source says. */
@Entity('document_allocation', {
  comment:
    'What a document is set against, as its source says; the other one may be told later or never.',
})
@ForeignKey(
  () => AccountingDocumentEntity,
  ['tenantId', 'connectionId', 'fromKey'],
  ['tenantId', 'connectionId', 'documentKey'],
  {
    name: 'document_allocation_document_fkey',
    onDelete: 'CASCADE',
  },
)
@Check('document_allocation_amount_check', 'amount_minor > 0')
@Index('document_allocation_to_idx', ['tenantId', 'connectionId', 'toKey'])
export class DocumentAllocationEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'from_key' })
  fromKey!: string;

  @PrimaryColumn('text', { name: 'to_key' })
  toKey!: string;

  @PrimaryColumn('integer', { comment: 'From 1, among the parts that go to the same document.' })
  seq!: number;

  @Column('bigint', { name: 'amount_minor', transformer: asBigint })
  amountMinor!: bigint;

  @Column('date', { name: 'allocated_on', nullable: true })
  allocatedOn!: LocalDate | null;
}
