import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { AccountingDocumentEntity } from './accounting-document.entity';

/** A number that a debtor may quote of a document. */
@Entity('document_reference', {
  comment:
    'What a debtor may quote of a document, in one spelling: kept with accounting_document.quoted_references by the database.',
})
@ForeignKey(
  () => AccountingDocumentEntity,
  ['tenantId', 'connectionId', 'documentKey'],
  ['tenantId', 'connectionId', 'documentKey'],
  { name: 'document_reference_document_fkey', onDelete: 'CASCADE' },
)
@Index('document_reference_key_idx', ['tenantId', 'referenceKey'])
export class DocumentReferenceEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'document_key' })
  documentKey!: string;

  @PrimaryColumn('text', { name: 'reference_key' })
  referenceKey!: string;
}
