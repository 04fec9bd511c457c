import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ConnectionEntity } from '../../landing';

/** An invoice that another source carries as a claim. */
@Entity('document_link', {
  comment:
    'An invoice that another source carries as a claim: it makes none of its own, so that nothing is added up.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'document_link_connection_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(
  () => ConnectionEntity,
  ['tenantId', 'carrierConnectionId'],
  ['tenantId', 'connectionId'],
  {
    name: 'document_link_carrier_fkey',
    onDelete: 'CASCADE',
  },
)
@Index('document_link_carried_idx', ['tenantId', 'carrierCustomerId'])
@Index('document_link_carrier_idx', ['tenantId', 'carrierConnectionId', 'carrierKey'])
@Index('document_link_customer_idx', ['tenantId', 'customerId'])
@Index('document_link_number_idx', ['tenantId', 'numberKey'])
export class DocumentLinkEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', {
    name: 'claim_key',
    comment:
      'A document_key; of lines of the books "line:" with customer, number and day of issue.',
  })
  claimKey!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('boolean', {
    name: 'is_ledger',
    comment:
      'Its source says what is open too, and was passed over; otherwise it is only the document.',
  })
  isLedger!: boolean;

  @Column('uuid', { name: 'carrier_connection_id' })
  carrierConnectionId!: string;

  @Column('text', { name: 'carrier_key' })
  carrierKey!: string;

  @Column('uuid', { name: 'carrier_customer_id' })
  carrierCustomerId!: string;

  @Column('timestamptz', { name: 'linked_at' })
  linkedAt!: Date;

  @Column('text', {
    name: 'number_key',
    comment: 'The number it was found by, in one spelling.',
  })
  numberKey!: string;
}
