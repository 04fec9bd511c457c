import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Json } from '../connector-kit';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** What one connection says of one field of a company: the provenance of the chosen value. */
@Entity('company_fact')
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'company_fact_company_fkey',
  onDelete: 'CASCADE',
})
export class CompanyFactEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'company_id' })
  companyId!: string;

  @PrimaryColumn('text')
  field!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text')
  stream!: string;

  @Column('text', { name: 'source_key' })
  sourceKey!: string;

  @Column('jsonb')
  value!: Json;

  @Column('date', { name: 'observed_on', nullable: true })
  observedOn!: LocalDate | null;

  @Column('timestamptz', { name: 'fetched_at' })
  fetchedAt!: Date;

  @Column('boolean', { name: 'is_chosen' })
  isChosen!: boolean;
}
