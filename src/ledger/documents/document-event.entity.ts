import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { LIFECYCLE_STATUSES } from '../../connector-kit';
import { asBigint, oneOf } from '../../database';
import type { LocalDate } from '../../kernel';
import { ConnectionEntity } from '../../landing';

/** What happened to a document after it was issued; appended, never changed. */
@Entity('document_event', {
  comment:
    'What happened to a document after it was issued (life cycle of e-invoices): appended, never changed.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'document_event_connection_fkey',
  onDelete: 'CASCADE',
})
@Check('document_event_status_check', oneOf('status', LIFECYCLE_STATUSES))
@Index('document_event_number_idx', ['tenantId', 'numberKey'])
export class DocumentEventEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'event_key' })
  eventKey!: string;

  @Column('text', { name: 'document_number' })
  documentNumber!: string;

  @Column('date', { name: 'document_issued_on', nullable: true })
  documentIssuedOn!: LocalDate | null;

  @Column('text')
  status!: (typeof LIFECYCLE_STATUSES)[number];

  @Column('text')
  code!: string;

  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('bigint', { name: 'amount_minor', nullable: true, transformer: asBigint })
  amountMinor!: bigint | null;

  @Column('text', { nullable: true })
  currency!: string | null;

  @Column('timestamptz')
  at!: Date;

  @Column('text', { nullable: true })
  stream!: string | null;

  @Column('text', { name: 'payload_key', nullable: true })
  payloadKey!: string | null;

  @Column('uuid', { name: 'source_file_id', nullable: true })
  sourceFileId!: string | null;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column({
    type: 'text',
    name: 'number_key',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'number_key(document_number)',
    insert: false,
    update: false,
    comment: 'The number of the document in one spelling.',
  })
  numberKey!: string | null;
}
