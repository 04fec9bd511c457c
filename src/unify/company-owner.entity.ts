import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

const KINDS = ['SHAREHOLDER', 'BENEFICIAL_OWNER'] as const;

/** Who owns a company or in the end benefits from it, as one connection tells it. */
@Entity('company_owner', {
  comment: 'Who owns a company or in the end benefits from it, as one connection tells it.',
})
@Check('company_owner_kind_check', oneOf('kind', KINDS))
@Check('company_owner_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'company_owner_company_fkey',
  onDelete: 'CASCADE',
})
@Index('company_owner_payload_idx', ['tenantId', 'connectionId', 'stream', 'payloadKey'])
@Index('company_owner_expiry_idx', ['tenantId', 'expiresOn'], { where: '"expires_on" IS NOT NULL' })
export class CompanyOwnerEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'company_id' })
  companyId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text')
  stream!: string;

  @Column('text', {
    name: 'payload_key',
    comment:
      'Key of the landed payload that tells it: what that payload no longer names is deleted.',
  })
  payloadKey!: string;

  @PrimaryColumn('text', { name: 'source_key' })
  sourceKey!: string;

  @Column('text')
  kind!: (typeof KINDS)[number];

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('boolean', { name: 'is_legal_person' })
  isLegalPerson!: boolean;

  @Column('text', { name: 'owner_siren', nullable: true })
  ownerSiren!: string | null;

  @Column('text', { name: 'country_code', nullable: true })
  countryCode!: string | null;

  @Column('text', { name: 'birth_month', nullable: true })
  birthMonth!: string | null;

  @Column('numeric', { name: 'share_percent', nullable: true })
  sharePercent!: string | null;

  @Column('numeric', { name: 'vote_percent', nullable: true })
  votePercent!: string | null;

  @Column('date', { name: 'since_on', nullable: true })
  sinceOn!: LocalDate | null;

  @Column('text', { name: 'use_restriction', default: 'NONE' })
  useRestriction!: UseRestriction;

  @Column('date', {
    name: 'expires_on',
    nullable: true,
    comment:
      'The first day it must not be used any more unless it is seen again; NULL when it may be kept.',
  })
  expiresOn!: LocalDate | null;

  @Column('timestamptz', { name: 'fetched_at' })
  fetchedAt!: Date;
}
