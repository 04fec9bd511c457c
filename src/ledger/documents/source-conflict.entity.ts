import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { oneOf } from '../../database';
import { ConnectionEntity } from '../../landing';

export const CONFLICT_CODES = ['AMOUNT', 'CURRENCY', 'DUE_DATE', 'DEBTOR'] as const;
export type ConflictCode = (typeof CONFLICT_CODES)[number];

/** Where two sources of one invoice differ. */
@Entity('source_conflict', {
  comment:
    'Where two sources of one invoice differ: what this one says, and what the one that carries it says and counts.',
})
@Check('source_conflict_code_check', oneOf('code', CONFLICT_CODES))
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'source_conflict_connection_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(
  () => ConnectionEntity,
  ['tenantId', 'carrierConnectionId'],
  ['tenantId', 'connectionId'],
  {
    name: 'source_conflict_carrier_fkey',
    onDelete: 'CASCADE',
  },
)
@Index('source_conflict_customer_idx', ['tenantId', 'carrierCustomerId'])
@Index('source_conflict_found_idx', ['tenantId', 'foundAt', 'conflictId'])
@Index('source_conflict_number_idx', ['tenantId', 'numberKey'])
export class SourceConflictEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'claim_key' })
  claimKey!: string;

  @PrimaryColumn('text')
  code!: (typeof CONFLICT_CODES)[number];

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('text')
  number!: string;

  @Column('text', {
    comment: 'What the source that does not carry it says; amounts in minor units of the currency.',
  })
  said!: string;

  @Column('uuid', { name: 'carrier_connection_id' })
  carrierConnectionId!: string;

  @Column('text', { name: 'carrier_key' })
  carrierKey!: string;

  @Column('uuid', { name: 'carrier_customer_id' })
  carrierCustomerId!: string;

  @Column('text')
  counted!: string;

  @Column('text')
  currency!: string;

  @Column('timestamptz', { name: 'found_at' })
  foundAt!: Date;

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

  @Column({
    type: 'uuid',
    name: 'conflict_id',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'stable_id((connection_id)::text, claim_key, code)',
    insert: false,
    update: false,
    comment: 'Its key in the list of all conflicts.',
  })
  conflictId!: string | null;
}
