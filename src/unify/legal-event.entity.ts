import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type LegalEventKind, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

const RELATIONS = ['RECTIFIES', 'CANCELS'] as const;

/** A published legal notice about a company. */
@Entity('legal_event')
@Check('legal_event_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@Index('legal_event_expiry_idx', ['tenantId', 'expiresOn'], { where: 'expires_on IS NOT NULL' })
@Check('legal_event_relation_check', oneOf('relation', RELATIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'legal_event_company_fkey',
  onDelete: 'CASCADE',
})
@Index('legal_event_company_idx', { synchronize: false })
export class LegalEventEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'legal_event_id' })
  legalEventId!: string;

  @Column('uuid', { name: 'company_id' })
  companyId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text', { name: 'source_key' })
  sourceKey!: string;

  @Column('text')
  kind!: LegalEventKind;

  @Column('date', { name: 'published_on' })
  publishedOn!: LocalDate;

  @Column('date', { name: 'decided_on', nullable: true })
  decidedOn!: LocalDate | null;

  @Column('text', { nullable: true })
  court!: string | null;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('text', { nullable: true })
  url!: string | null;

  @Column('text', { name: 'related_key', nullable: true })
  relatedKey!: string | null;

  @Column('text', { nullable: true })
  relation!: (typeof RELATIONS)[number] | null;

  @Column('date', { name: 'accounts_closed_on', nullable: true })
  accountsClosedOn!: LocalDate | null;

  @Column('boolean', { name: 'accounts_confidential', nullable: true })
  accountsConfidential!: boolean | null;

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
}
