import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type IdentifierScheme, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** A number under which others know a company. */
@Entity('company_identifier', { comment: 'A number under which others know a company.' })
@Check('company_identifier_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'company_identifier_company_fkey',
  onDelete: 'CASCADE',
})
@Index('company_identifier_payload_idx', ['tenantId', 'connectionId', 'stream', 'payloadKey'])
@Index('company_identifier_expiry_idx', ['tenantId', 'expiresOn'], {
  where: '"expires_on" IS NOT NULL',
})
@Index('company_identifier_scheme_idx', ['tenantId', 'companyId', 'scheme'])
export class CompanyIdentifierEntity {
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
  scheme!: IdentifierScheme;

  @Column('text')
  value!: string;

  @Column('boolean', {
    name: 'is_valid',
    nullable: true,
    comment: 'What the authority says of it; NULL when it does not say.',
  })
  isValid!: boolean | null;

  @Column('date', { name: 'checked_on', nullable: true })
  checkedOn!: LocalDate | null;

  @Column('text', { nullable: true, comment: "The provider's own word on its state." })
  status!: string | null;

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
