import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type Json, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** What of a company is kept when it changes. */
export const KEPT_CHANGE_KINDS = ['SEAT', 'LEGAL_FORM', 'ACTIVITY', 'OFFICERS', 'OWNERS'] as const;
export type KeptChangeKind = (typeof KEPT_CHANGE_KINDS)[number];

/** The types of records that tell of it: whose licence a change is under. */
export const KEPT_CHANGE_TYPES = ['company', 'officer', 'owner'] as const;
export type KeptChangeType = (typeof KEPT_CHANGE_TYPES)[number];

/** That a source says something else of a company than the same source said before. */
@Entity('company_change', {
  comment:
    'That a source says something else of a company than the same source said before; what a source says first is no change.',
})
@Check('company_change_kind_check', oneOf('kind', KEPT_CHANGE_KINDS))
@Check('company_change_record_type_check', oneOf('record_type', KEPT_CHANGE_TYPES))
@Check('company_change_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'company_change_company_fkey',
  onDelete: 'CASCADE',
})
@Index('company_change_company_idx', ['tenantId', 'companyId', 'changedOn'])
@Index('company_change_expiry_idx', ['tenantId', 'expiresOn'], {
  where: '"expires_on" IS NOT NULL',
})
export class CompanyChangeEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'company_change_id' })
  companyChangeId!: string;

  @Column('uuid', { name: 'company_id' })
  companyId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text', {
    name: 'record_type',
    comment: 'The type of record that told it: whose licence it is under.',
  })
  recordType!: KeptChangeType;

  @Column('text')
  kind!: KeptChangeKind;

  @Column('date', {
    name: 'changed_on',
    comment: 'The day the source states for it, else the day the hub learnt of it.',
  })
  changedOn!: LocalDate;

  @Column('jsonb', {
    nullable: true,
    comment: 'What was so until then; NULL when there was nothing.',
  })
  before!: Json;

  @Column('jsonb', { nullable: true })
  after!: Json;

  @Column('text', { name: 'use_restriction', default: 'NONE' })
  useRestriction!: UseRestriction;

  @Column('date', {
    name: 'expires_on',
    nullable: true,
    comment: 'The first day it must not be used any more; NULL when it may be kept.',
  })
  expiresOn!: LocalDate | null;

  @Column('timestamptz', { name: 'fetched_at' })
  fetchedAt!: Date;
}
