import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { CompanyStatus } from '../connector-kit';
import { asBigint, oneOf, TenantEntity } from '../database';
import type { LocalDate } from '../kernel';
import type { InsolvencyStatus } from './insolvency';
import type { RestrictedValue } from './restricted-value';

const INSOLVENCIES = [
  'NONE',
  'SAFEGUARD',
  'RECEIVERSHIP',
  'LIQUIDATION',
  'PLAN',
  'CLOSED',
] as const satisfies readonly InsolvencyStatus[];
const STATUSES = ['ACTIVE', 'CEASED', 'UNKNOWN'] as const satisfies readonly CompanyStatus[];

/** A legal unit of the registries, with the chosen value of each fact. */
@Entity('company')
@Unique('company_siren_key', ['tenantId', 'siren'])
@Check('company_insolvency_check', oneOf('insolvency', INSOLVENCIES))
@Check('company_status_check', oneOf('status', STATUSES))
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'company_tenant_id_fkey' })
export class CompanyEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'company_id', comment: 'stable_id(tenant_id, siren)' })
  companyId!: string;

  @Column('text')
  siren!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text', { name: 'trade_name', nullable: true })
  tradeName!: string | null;

  @Column('text', { name: 'legal_form_code', nullable: true })
  legalFormCode!: string | null;

  @Column('text', { name: 'legal_form_label', nullable: true })
  legalFormLabel!: string | null;

  @Column('text', { name: 'activity_code', nullable: true })
  activityCode!: string | null;

  @Column('date', { name: 'created_on', nullable: true })
  createdOn!: LocalDate | null;

  @Column('date', { name: 'ceased_on', nullable: true })
  ceasedOn!: LocalDate | null;

  @Column('text', { default: 'UNKNOWN' })
  status!: CompanyStatus;

  @Column('integer', { name: 'employees_min', nullable: true })
  employeesMin!: number | null;

  @Column('integer', { name: 'employees_max', nullable: true })
  employeesMax!: number | null;

  @Column('text', { name: 'vat_number', nullable: true })
  vatNumber!: string | null;

  @Column('bigint', { name: 'capital_minor', nullable: true, transformer: asBigint })
  capitalMinor!: bigint | null;

  @Column('text', { name: 'address_line', nullable: true })
  addressLine!: string | null;

  @Column('text', { nullable: true })
  postcode!: string | null;

  @Column('text', { nullable: true })
  city!: string | null;

  @Column('text', { name: 'country_code', nullable: true })
  countryCode!: string | null;

  @Column('boolean', { name: 'is_diffusible', default: true })
  isDiffusible!: boolean;

  @Column('text', { default: 'NONE' })
  insolvency!: InsolvencyStatus;

  @Column('text', { name: 'insolvency_event_key', nullable: true })
  insolvencyEventKey!: string | null;

  @Column('date', { name: 'insolvency_on', nullable: true })
  insolvencyOn!: LocalDate | null;

  @Column('date', { name: 'struck_off_on', nullable: true })
  struckOffOn!: LocalDate | null;

  @Column('text', { name: 'struck_off_event_key', nullable: true })
  struckOffEventKey!: string | null;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('jsonb', {
    default: {},
    comment:
      'Values shown that only restricted sources state, by field: value, restriction, connector, expiresOn. The other columns hold what everybody may read.',
  })
  restricted!: Record<string, RestrictedValue>;

  @Column('timestamptz', {
    name: 'known_since',
    default: () => 'now()',
    comment: 'When the hub first heard of it: what was published before is no news.',
  })
  knownSince!: Date;
}
