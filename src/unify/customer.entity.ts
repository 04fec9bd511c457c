import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { oneOf, TenantEntity } from '../database';
import { CompanyEntity } from './company.entity';

const MATCH_STATUSES = [
  'UNMATCHED',
  'SUGGESTED',
  'AUTOMATIC',
  'CONFIRMED',
  'POOLED',
  'NO_CANDIDATE',
] as const;

/** An account of the books somebody owes on, and the company it was matched to. */
@Entity('customer')
@Unique('customer_account_key', ['tenantId', 'connectionId', 'account'])
@Check('customer_match_status_check', oneOf('match_status', MATCH_STATUSES))
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'customer_company_fkey',
})
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'customer_tenant_id_fkey' })
@Index('customer_account_key_idx', ['tenantId', 'accountKey'])
@Index('customer_company_idx', ['tenantId', 'companyId'], { where: 'company_id IS NOT NULL' })
@Index('customer_folded_name_idx', { synchronize: false })
@Index('customer_name_idx', ['tenantId', 'name', 'customerId'])
@Index('customer_name_start_idx', ['tenantId', 'nameStart'])
export class CustomerEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', {
    name: 'customer_id',
    comment: "stable_id(connection_id, 'customer', account)",
  })
  customerId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text')
  account!: string;

  @Column('text')
  name!: string;

  @Column('text', {
    name: 'folded_name',
    comment: 'The name without accents, punctuation and legal form: what matching compares.',
  })
  foldedName!: string;

  @Column('text')
  currency!: string;

  @Column('boolean', { name: 'is_pooled' })
  isPooled!: boolean;

  @Column('uuid', { name: 'company_id', nullable: true })
  companyId!: string | null;

  @Column('text', { name: 'match_status', default: 'UNMATCHED' })
  matchStatus!: (typeof MATCH_STATUSES)[number];

  @Column('real', { name: 'match_confidence', nullable: true })
  matchConfidence!: number | null;

  @Column('text', { name: 'match_method', nullable: true })
  matchMethod!: string | null;

  @Column('text', { name: 'match_decided_by', nullable: true })
  matchDecidedBy!: string | null;

  @Column('timestamptz', { name: 'match_decided_at', nullable: true })
  matchDecidedAt!: Date | null;

  @Column('text', {
    name: 'match_searched_name',
    nullable: true,
    comment:
      'The folded name the registry was last searched with: a changed name is searched again.',
  })
  matchSearchedName!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column({
    type: 'text',
    name: 'name_start',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'left(folded_name, 6)',
    insert: false,
    update: false,
    comment: "What payers' names are looked up by.",
  })
  nameStart!: string | null;

  @Column({
    type: 'text',
    name: 'account_key',
    nullable: true,
    generatedType: 'STORED',
    asExpression: 'number_key(account)',
    insert: false,
    update: false,
    comment: 'The account in one spelling, as payers quote it.',
  })
  accountKey!: string | null;
}
