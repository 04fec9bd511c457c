import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { CompanyStatus } from '../connector-kit';
import { oneOf } from '../database';
import { CustomerEntity } from './customer.entity';

const STATUSES = ['SUGGESTED', 'CONFIRMED', 'REJECTED'] as const;

/** A company a customer may be, how sure we are, and what was decided about it. */
@Entity('match_candidate')
@Check('match_candidate_status_check', oneOf('status', STATUSES))
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'match_candidate_customer_fkey',
  onDelete: 'CASCADE',
})
export class MatchCandidateEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'customer_id' })
  customerId!: string;

  @PrimaryColumn('text')
  siren!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  postcode!: string | null;

  @Column('text', { nullable: true })
  city!: string | null;

  @Column('text', { name: 'company_status' })
  companyStatus!: CompanyStatus;

  @Column('real')
  confidence!: number;

  @Column('text')
  method!: string;

  @Column('text')
  status!: (typeof STATUSES)[number];

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column('timestamptz', { name: 'found_at' })
  foundAt!: Date;
}
