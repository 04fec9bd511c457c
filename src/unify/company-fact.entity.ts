import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type Json, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** What one connection says of one field of a company: the provenance of the chosen value. */
@Entity('company_fact')
@Check('company_fact_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@Index('company_fact_expiry_idx', ['tenantId', 'expiresOn'], { where: 'expires_on IS NOT NULL' })
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'company_fact_company_fkey',
  onDelete: 'CASCADE',
})
export class CompanyFactEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'company_id' })
  companyId!: string;

  @PrimaryColumn('text')
  field!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text')
  stream!: string;

  @Column('text', { name: 'source_key' })
  sourceKey!: string;

  @Column('jsonb')
  value!: Json;

  @Column('date', { name: 'observed_on', nullable: true })
  observedOn!: LocalDate | null;

  @Column('timestamptz', { name: 'fetched_at' })
  fetchedAt!: Date;

  @Column('boolean', { name: 'is_chosen' })
  isChosen!: boolean;

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
}
