import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

const KINDS = ['RECOMMENDED', 'MAXIMUM'] as const;

/** How much a bureau or insurer says may be owed, day after day; an opinion, not a cover. */
@Entity('recommended_limit', {
  comment: 'How much a bureau or insurer says may be owed, day after day; an opinion, not a cover.',
})
@Check('recommended_limit_kind_check', oneOf('kind', KINDS))
@Check('recommended_limit_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'recommended_limit_company_fkey',
  onDelete: 'CASCADE',
})
@Index('recommended_limit_expiry_idx', ['tenantId', 'expiresOn'], {
  where: '"expires_on" IS NOT NULL',
})
export class RecommendedLimitEntity {
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
  kind!: (typeof KINDS)[number];

  @Column('bigint', { name: 'amount_minor', nullable: true, transformer: asBigint })
  amountMinor!: bigint | null;

  @Column('text')
  currency!: string;

  @Column('text', { name: 'absent_because', nullable: true })
  absentBecause!: string | null;

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
