import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** How a company pays its suppliers, as a bureau measures it, day after day. */
@Entity('payment_index', {
  comment: 'How a company pays its suppliers, as a bureau measures it, day after day.',
})
@Check('payment_index_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'payment_index_company_fkey',
  onDelete: 'CASCADE',
})
@Index('payment_index_expiry_idx', ['tenantId', 'expiresOn'], { where: '"expires_on" IS NOT NULL' })
export class PaymentIndexEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'company_id' })
  companyId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @PrimaryColumn('text', { name: 'source_key' })
  sourceKey!: string;

  @PrimaryColumn('date', {
    name: 'seen_on',
    comment: 'The day it is of: computed_on, else the day it was first seen.',
  })
  seenOn!: LocalDate;

  @Column('text')
  scale!: string;

  @Column('text', { nullable: true })
  value!: string | null;

  @Column('text', { name: 'absent_because', nullable: true })
  absentBecause!: string | null;

  @Column('boolean', { name: 'higher_is_better' })
  higherIsBetter!: boolean;

  @Column('numeric', { name: 'days_beyond_terms', nullable: true })
  daysBeyondTerms!: string | null;

  @Column('date', { name: 'computed_on', nullable: true })
  computedOn!: LocalDate | null;

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
