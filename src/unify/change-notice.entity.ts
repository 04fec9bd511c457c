import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** A provider's word that something about a watched company has changed: a reason to read it again. */
@Entity('change_notice', {
  comment:
    "A provider's word that something about a watched company has changed: a reason to read it again.",
})
@Check('change_notice_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'change_notice_company_fkey',
  onDelete: 'CASCADE',
})
@Index('change_notice_expiry_idx', ['tenantId', 'expiresOn'], { where: '"expires_on" IS NOT NULL' })
export class ChangeNoticeEntity {
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

  @Column('text', { comment: "What changed, in the provider's words." })
  facet!: string;

  @Column('text', { nullable: true })
  before!: string | null;

  @Column('text', { nullable: true })
  after!: string | null;

  @Column('date', { name: 'noticed_on' })
  noticedOn!: LocalDate;

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
