import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** Somebody who runs or represents a company, as one connection tells it. */
@Entity('officer')
@Check('officer_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@Index('officer_payload_idx', ['tenantId', 'connectionId', 'stream', 'payloadKey'])
@Index('officer_expiry_idx', ['tenantId', 'expiresOn'], { where: 'expires_on IS NOT NULL' })
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'officer_company_fkey',
  onDelete: 'CASCADE',
})
export class OfficerEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'company_id' })
  companyId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'source_key' })
  sourceKey!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text')
  role!: string;

  @Column('boolean', { name: 'is_legal_person' })
  isLegalPerson!: boolean;

  @Column('text', { name: 'officer_siren', nullable: true })
  officerSiren!: string | null;

  @Column('text', { name: 'birth_month', nullable: true })
  birthMonth!: string | null;

  @Column('date', { name: 'since_on', nullable: true })
  sinceOn!: LocalDate | null;

  @Column('text', {
    name: 'use_restriction',
    default: 'NONE',
    comment: 'What the licence it came under allows: who may read it, and through which door.',
  })
  useRestriction!: UseRestriction;

  @Column('date', {
    name: 'expires_on',
    nullable: true,
    comment:
      'The first day it must not be used any more unless it is seen again; NULL when it may be kept.',
  })
  expiresOn!: LocalDate | null;

  @Column('text', { name: 'connector_id', nullable: true })
  connectorId!: string | null;

  @Column('timestamptz', {
    name: 'fetched_at',
    nullable: true,
    comment: 'When its source last said otherwise than before.',
  })
  fetchedAt!: Date | null;

  @Column('text')
  stream!: string;

  @Column('text', {
    name: 'payload_key',
    comment:
      'Key of the landed payload that tells it: what that payload no longer names is deleted.',
  })
  payloadKey!: string;
}
