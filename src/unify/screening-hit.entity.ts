import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** Somebody on a watch list who resembles a company: a resemblance, not a finding. */
@Entity('screening_hit', {
  comment: 'Somebody on a watch list who resembles a company: a resemblance, not a finding.',
})
@Check('screening_hit_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'screening_hit_company_fkey',
  onDelete: 'CASCADE',
})
@Index('screening_hit_payload_idx', ['tenantId', 'connectionId', 'stream', 'payloadKey'])
@Index('screening_hit_expiry_idx', ['tenantId', 'expiresOn'], { where: '"expires_on" IS NOT NULL' })
export class ScreeningHitEntity {
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

  @Column('text', { name: 'list_entity_id' })
  listEntityId!: string;

  @Column('text')
  caption!: string;

  @Column('numeric', { comment: 'Resemblance from 0 to 1.' })
  score!: string;

  @Column('boolean', {
    name: 'is_match',
    comment: 'Whether it passes the threshold of the list itself.',
  })
  isMatch!: boolean;

  @Column('text', { array: true })
  topics!: string[];

  @Column('text', { array: true })
  datasets!: string[];

  @Column('date', { name: 'last_changed_on', nullable: true })
  lastChangedOn!: LocalDate | null;

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
