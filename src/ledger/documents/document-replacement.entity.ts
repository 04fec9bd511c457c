import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint } from '../../database';
import { ConnectionEntity } from '../../landing';

/** What a file said of a document before another file said another amount. */
@Entity('document_replacement', {
  comment:
    'What a file said of a document before another file with the same number said another amount.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'document_replacement_connection_fkey',
  onDelete: 'CASCADE',
})
@Index('document_replacement_found_idx', ['tenantId', 'foundAt', 'conflictId'])
export class DocumentReplacementEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'document_key' })
  documentKey!: string;

  @PrimaryColumn('uuid', { name: 'source_file_id' })
  sourceFileId!: string;

  @Column('bigint', { name: 'amount_minor', transformer: asBigint })
  amountMinor!: bigint;

  @Column('text')
  currency!: string;

  @Column('timestamptz', { name: 'found_at' })
  foundAt!: Date;

  @Column({
    type: 'uuid',
    name: 'conflict_id',
    nullable: true,
    generatedType: 'STORED',
    asExpression:
      "stable_id((connection_id)::text, document_key, 'REPLACED', (source_file_id)::text)",
    insert: false,
    update: false,
    comment: 'Its key in the list of all conflicts.',
  })
  conflictId!: string | null;
}
