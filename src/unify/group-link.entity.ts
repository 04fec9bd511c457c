import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

const RELATIONS = ['DIRECT_PARENT', 'ULTIMATE_PARENT'] as const;

/** Another company above a company, as one connection tells it. */
@Entity('group_link', { comment: 'Another company above a company, as one connection tells it.' })
@Check('group_link_relation_check', oneOf('relation', RELATIONS))
@Check('group_link_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'group_link_company_fkey',
  onDelete: 'CASCADE',
})
@Index('group_link_payload_idx', ['tenantId', 'connectionId', 'stream', 'payloadKey'])
@Index('group_link_parent_siren_idx', ['tenantId', 'parentSiren'], {
  where: 'parent_siren IS NOT NULL',
})
@Index('group_link_parent_identifier_idx', ['tenantId', 'parentIdentifier'], {
  where: 'parent_identifier IS NOT NULL',
})
@Index('group_link_expiry_idx', ['tenantId', 'expiresOn'], { where: '"expires_on" IS NOT NULL' })
export class GroupLinkEntity {
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
  relation!: (typeof RELATIONS)[number];

  @Column('text', { name: 'parent_name', nullable: true })
  parentName!: string | null;

  @Column('text', { name: 'parent_siren', nullable: true })
  parentSiren!: string | null;

  @Column('text', {
    name: 'parent_identifier',
    nullable: true,
    comment: 'Its number where it has no SIREN: "LEI:…", "DUNS:…".',
  })
  parentIdentifier!: string | null;

  @Column('text', { name: 'country_code', nullable: true })
  countryCode!: string | null;

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
