import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { COVER_STATUSES, USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import type { CoverStatus } from '../connector-kit';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

const KINDS = ['NAMED', 'CHECKED', 'DISCRETIONARY'] as const;

/** One state a credit insurer's cover of a buyer was in. */
@Entity('insurance_cover', {
  comment:
    'What an insurer covers of what a buyer owes. A row per state: a changed cover is a new row, the old one keeps what it said.',
})
@Check('insurance_cover_kind_check', oneOf('kind', KINDS))
@Check('insurance_cover_status_check', oneOf('status', COVER_STATUSES))
@Check('insurance_cover_superseded_check', '(superseded_at > recorded_at)')
@Check('insurance_cover_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'insurance_cover_company_fkey',
  onDelete: 'CASCADE',
})
@Index('insurance_cover_current_key', ['tenantId', 'companyId', 'connectionId', 'sourceKey'], {
  unique: true,
  where: '"superseded_at" IS NULL',
})
@Index('insurance_cover_expiry_idx', ['tenantId', 'expiresOn'], {
  where: '"expires_on" IS NOT NULL',
})
export class InsuranceCoverEntity {
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

  @PrimaryColumn('timestamptz', {
    name: 'recorded_at',
    comment: 'When the hub learnt of this state.',
  })
  recordedAt!: Date;

  @Column('timestamptz', {
    name: 'superseded_at',
    nullable: true,
    comment: 'When the hub learnt of the next one; NULL for the state that holds.',
  })
  supersededAt!: Date | null;

  @Column('date', { name: 'valid_from', comment: 'The first day this state speaks for.' })
  validFrom!: LocalDate;

  @Column('text', { name: 'policy_number' })
  policyNumber!: string;

  @Column('text')
  kind!: (typeof KINDS)[number];

  @Column('text')
  status!: CoverStatus;

  @Column('bigint', { name: 'requested_minor', nullable: true, transformer: asBigint })
  requestedMinor!: bigint | null;

  @Column('bigint', { name: 'amount_minor', nullable: true, transformer: asBigint })
  amountMinor!: bigint | null;

  @Column('bigint', {
    name: 'announced_minor',
    nullable: true,
    transformer: asBigint,
    comment:
      'What it will be from effective_on on, when a change has been announced; until then amount_minor holds.',
  })
  announcedMinor!: bigint | null;

  @Column('bigint', {
    name: 'previous_minor',
    nullable: true,
    transformer: asBigint,
    comment: 'What was covered before, when this state covers less: what run-off is reckoned from.',
  })
  previousMinor!: bigint | null;

  @Column('text')
  currency!: string;

  @Column('numeric', {
    name: 'insured_percent',
    nullable: true,
    comment: 'Share of a loss the insurer bears; NULL when it does not say.',
  })
  insuredPercent!: string | null;

  @Column('date', { name: 'decided_on', nullable: true })
  decidedOn!: LocalDate | null;

  @Column('date', { name: 'notice_on', nullable: true })
  noticeOn!: LocalDate | null;

  @Column('date', { name: 'effective_on', nullable: true })
  effectiveOn!: LocalDate | null;

  @Column('date', {
    name: 'ends_on',
    nullable: true,
    comment: 'The last day of the cover; NULL when open.',
  })
  endsOn!: LocalDate | null;

  @Column('date', {
    name: 'run_off_until',
    nullable: true,
    comment:
      'Until when what was shipped before effective_on stays covered; NULL when the insurer does not say.',
  })
  runOffUntil!: LocalDate | null;

  @Column('text', { name: 'decision_code', nullable: true })
  decisionCode!: string | null;

  @Column('text', { array: true })
  conditions!: string[];

  @Column('text', { name: 'buyer_rating', nullable: true })
  buyerRating!: string | null;

  @Column('text', { name: 'use_restriction', default: 'NONE' })
  useRestriction!: UseRestriction;

  @Column('date', {
    name: 'expires_on',
    nullable: true,
    comment:
      "The first day the row must not be used any more unless it is seen again; NULL when it may be kept. The cover's own end is ends_on.",
  })
  expiresOn!: LocalDate | null;

  @Column('timestamptz', { name: 'fetched_at' })
  fetchedAt!: Date;
}
