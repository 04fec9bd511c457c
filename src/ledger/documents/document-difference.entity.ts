import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { oneOf } from '../../database';
import { ConnectionEntity } from '../../landing';

export const DIFFERENCE_CODES = [
  'OVER_ALLOCATED',
  'CURRENCIES_DIFFER',
  'SAME_SIDE',
  'OPEN_EXCEEDS_TOTAL',
] as const;

/** Where what a source says does not fit together, and what was counted. */
@Entity('document_difference', {
  comment:
    'Where what a source says does not fit together, and what was counted; kept by the rebuild of the customer.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'document_difference_connection_fkey',
  onDelete: 'CASCADE',
})
@Check('document_difference_code_check', oneOf('code', DIFFERENCE_CODES))
@Index('document_difference_found_idx', ['tenantId', 'foundAt', 'conflictId'])
@Index('document_difference_customer_idx', ['tenantId', 'customerId'])
export class DocumentDifferenceEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'document_key' })
  documentKey!: string;

  @PrimaryColumn('text')
  code!: (typeof DIFFERENCE_CODES)[number];

  @PrimaryColumn('text', { name: 'other_key' })
  otherKey!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('text')
  currency!: string;

  @Column('text', { comment: 'What the source says; amounts in minor units.' })
  said!: string;

  @Column('text')
  counted!: string;

  @Column('timestamptz', { name: 'found_at' })
  foundAt!: Date;

  @Column({
    type: 'uuid',
    name: 'conflict_id',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'stable_id((connection_id)::text, document_key, code, other_key)',
    insert: false,
    update: false,
    comment: 'Its key in the list of all conflicts.',
  })
  conflictId!: string | null;
}
