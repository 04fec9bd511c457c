import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint } from '../database';
import { ConnectionEntity } from '../landing';

/** Somebody who owes, as one source of accounting records knows it. */
@Entity('party', {
  comment: 'Somebody who owes, as one source of accounting records knows it.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'party_connection_fkey',
  onDelete: 'CASCADE',
})
@Check(
  'party_origin_check',
  '(stream IS NULL) = (payload_key IS NULL) AND (stream IS NULL) <> (source_file_id IS NULL)',
)
@Index('party_customer_idx', ['tenantId', 'customerId'])
@Index('party_payload_idx', ['tenantId', 'connectionId', 'stream', 'payloadKey'])
@Index('party_merged_idx', ['tenantId', 'connectionId', 'mergedIntoKey'], {
  where: 'merged_into_key IS NOT NULL',
})
export class PartyEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', {
    name: 'party_key',
    comment: 'What documents of the connection name; the account of its customer.',
  })
  partyKey!: string;

  @Column('uuid', {
    name: 'customer_id',
    comment: 'Who owes what its documents claim: itself, or the party it was merged into.',
  })
  customerId!: string;

  @Column('text', { nullable: true })
  code!: string | null;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  siren!: string | null;

  @Column('text', { nullable: true })
  siret!: string | null;

  @Column('text', { name: 'vat_number', nullable: true })
  vatNumber!: string | null;

  @Column('text', { name: 'country_code', nullable: true })
  countryCode!: string | null;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  phone!: string | null;

  @Column('text', { name: 'payment_terms', nullable: true })
  paymentTerms!: string | null;

  @Column('bigint', {
    name: 'credit_limit_minor',
    nullable: true,
    transformer: asBigint,
    comment: 'The limit the source itself keeps; shown beside ours.',
  })
  creditLimitMinor!: bigint | null;

  @Column('text', { nullable: true })
  currency!: string | null;

  @Column('boolean', { name: 'is_pooled' })
  isPooled!: boolean;

  @Column('boolean', { name: 'is_active' })
  isActive!: boolean;

  @Column('text', { name: 'parent_key', nullable: true })
  parentKey!: string | null;

  @Column('text', { name: 'merged_into_key', nullable: true })
  mergedIntoKey!: string | null;

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
    comment: 'When we learnt that the source knows it no more.',
  })
  goneAt!: Date | null;
}
