import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

const STATUSES = ['OPEN', 'CLOSED', 'UNKNOWN'] as const;

/** A place of business of a company, as one connection tells it. */
@Entity('establishment', {
  comment: 'A place of business of a company, as one connection tells it.',
})
@Check('establishment_status_check', oneOf('status', STATUSES))
@Check('establishment_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'establishment_company_fkey',
  onDelete: 'CASCADE',
})
@Index('establishment_payload_idx', ['tenantId', 'connectionId', 'stream', 'payloadKey'])
@Index('establishment_expiry_idx', ['tenantId', 'expiresOn'], { where: '"expires_on" IS NOT NULL' })
export class EstablishmentEntity {
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
  siret!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('boolean', { name: 'is_head_office' })
  isHeadOffice!: boolean;

  @Column('text')
  status!: (typeof STATUSES)[number];

  @Column('text', { name: 'activity_code', nullable: true })
  activityCode!: string | null;

  @Column('date', { name: 'created_on', nullable: true })
  createdOn!: LocalDate | null;

  @Column('date', { name: 'closed_on', nullable: true })
  closedOn!: LocalDate | null;

  @Column('text', { name: 'address_line', nullable: true })
  addressLine!: string | null;

  @Column('text', { nullable: true })
  postcode!: string | null;

  @Column('text', { nullable: true })
  city!: string | null;

  @Column('text', { name: 'country_code', nullable: true })
  countryCode!: string | null;

  @Column('boolean', { name: 'is_diffusible' })
  isDiffusible!: boolean;

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
