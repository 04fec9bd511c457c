import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { USE_RESTRICTIONS, type UseRestriction } from '../connector-kit';
import { oneOf, TenantEntity } from '../database';
import type { LocalDate } from '../kernel';

/** A credit insurance policy of the tenant. */
@Entity('insurance_policy', { comment: 'A credit insurance policy of the tenant.' })
@Check('insurance_policy_use_restriction_check', oneOf('use_restriction', USE_RESTRICTIONS))
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], {
  name: 'insurance_policy_tenant_id_fkey',
})
@Index('insurance_policy_expiry_idx', ['tenantId', 'expiresOn'], {
  where: '"expires_on" IS NOT NULL',
})
export class InsurancePolicyEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @PrimaryColumn('text', { name: 'source_key' })
  sourceKey!: string;

  @Column('text', { name: 'policy_number' })
  policyNumber!: string;

  @Column('text', { comment: "The insurer's word for its state." })
  status!: string;

  @Column('date', { name: 'starts_on', nullable: true })
  startsOn!: LocalDate | null;

  @Column('date', { name: 'ends_on', nullable: true })
  endsOn!: LocalDate | null;

  @Column('text')
  currency!: string;

  @Column('text', { name: 'use_restriction', default: 'NONE' })
  useRestriction!: UseRestriction;

  @Column('date', {
    name: 'expires_on',
    nullable: true,
    comment:
      "The first day the row must not be used any more unless it is seen again; NULL when it may be kept. The policy's own end is ends_on.",
  })
  expiresOn!: LocalDate | null;

  @Column('timestamptz', { name: 'fetched_at' })
  fetchedAt!: Date;
}
