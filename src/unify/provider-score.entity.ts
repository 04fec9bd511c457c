import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** A provider's own score of a company, raw and with its scale. */
@Entity('provider_score')
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
}
