import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import {
  SCORE_MEASURES,
  USE_RESTRICTIONS,
  type ScoreMeasure,
  type UseRestriction,
} from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** A provider's own score of a company, raw and with its scale. */
@Entity('provider_score')
@Check('provider_score_measures_check', oneOf('measures', SCORE_MEASURES))
@Check('provider_score_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@Index('provider_score_expiry_idx', ['tenantId', 'expiresOn'], { where: 'expires_on IS NOT NULL' })
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'provider_score_company_fkey',
  onDelete: 'CASCADE',
})
export class ProviderScoreEntity {
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

  @Column('text')
  scale!: string;

  @Column('text', { nullable: true })
  value!: string | null;

  @Column('text', { name: 'absent_because', nullable: true })
  absentBecause!: string | null;

  @Column('boolean', { name: 'higher_is_safer' })
  higherIsSafer!: boolean;

  @Column('date', { name: 'computed_on', nullable: true })
  computedOn!: LocalDate | null;

  @Column('timestamptz', { name: 'fetched_at' })
  fetchedAt!: Date;

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

  @Column('text', { comment: 'What the score foretells.' })
  measures!: ScoreMeasure;

  @Column('integer', { name: 'horizon_months', nullable: true })
  horizonMonths!: number | null;

  @PrimaryColumn('date', {
    name: 'seen_on',
    comment: 'The day it is of: computed_on, else the day it was first seen.',
  })
  seenOn!: LocalDate;
}
