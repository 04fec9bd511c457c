import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { LocalDate } from '../kernel';
import { CompanyEntity } from './company.entity';

/** Somebody who runs or represents a company, as one connection tells it. */
@Entity('officer')
@ForeignKey(() => CompanyEntity, ['tenantId', 'companyId'], ['tenantId', 'companyId'], {
  name: 'officer_company_fkey',
  onDelete: 'CASCADE',
})
export class OfficerEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'company_id' })
  companyId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', { name: 'source_key' })
  sourceKey!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text')
  role!: string;

  @Column('boolean', { name: 'is_legal_person' })
  isLegalPerson!: boolean;

  @Column('text', { name: 'officer_siren', nullable: true })
  officerSiren!: string | null;

  @Column('text', { name: 'birth_month', nullable: true })
  birthMonth!: string | null;

  @Column('date', { name: 'since_on', nullable: true })
  sinceOn!: LocalDate | null;
}
