import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import {
  USE_RESTRICTIONS,
  type ControlItem,
  type StatementItem,
  type StatementRatio,
  type UseRestriction,
} from '../connector-kit';
import { oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

const CONFIDENTIALITIES = ['PUBLIC', 'INCOME_STATEMENT', 'FULL'] as const;
const SCOPES = ['COMPANY', 'CONSOLIDATED'] as const;

/** The annual accounts of a company, as one connection tells them. */
@Entity('financial_statement')
@Check('financial_statement_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@Index('financial_statement_expiry_idx', ['tenantId', 'expiresOn'], {
  where: 'expires_on IS NOT NULL',
})
@Check('financial_statement_confidentiality_check', oneOf('confidentiality', CONFIDENTIALITIES))
@Check('financial_statement_scope_check', oneOf('scope', SCOPES))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'financial_statement_company_fkey',
  onDelete: 'CASCADE',
})
@Index('financial_statement_company_idx', { synchronize: false })
export class FinancialStatementEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'financial_statement_id' })
  financialStatementId!: string;

  @Column('uuid', { name: 'company_id' })
  companyId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text', { name: 'source_key' })
  sourceKey!: string;

  @Column('date', { name: 'closed_on' })
  closedOn!: LocalDate;

  @Column('integer', { nullable: true })
  months!: number | null;

  @Column('text')
  scope!: (typeof SCOPES)[number];

  @Column('text')
  confidentiality!: (typeof CONFIDENTIALITIES)[number];

  @Column('text')
  currency!: string;

  @Column('date', { name: 'filed_on', nullable: true })
  filedOn!: LocalDate | null;

  @Column('jsonb', {
    comment: 'Item name to minor units as a decimal string; only what the source gave.',
  })
  items!: Partial<Record<StatementItem | ControlItem, string>>;

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

  @Column('jsonb', {
    default: {},
    comment: 'Ratios as the source published them, exact decimals; only those it gave.',
  })
  ratios!: Partial<Record<StatementRatio, string>>;
}
