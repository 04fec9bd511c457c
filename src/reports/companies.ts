import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { InsolvencyKind } from '../scoring';
import type { RestrictedValue } from '../unify';

export interface CompanyRow {
  companyId: string;
  siren: string;
  name: string | null;
  tradeName: string | null;
  legalFormCode: string | null;
  legalFormLabel: string | null;
  activityCode: string | null;
  createdOn: LocalDate | null;
  ceasedOn: LocalDate | null;
  status: 'ACTIVE' | 'CEASED' | 'UNKNOWN';
  employeesMin: number | null;
  employeesMax: number | null;
  vatNumber: string | null;
  /** Minor units of EUR, as a decimal string. */
  capitalMinor: string | null;
  addressLine: string | null;
  postcode: string | null;
  city: string | null;
  countryCode: string | null;
  isDiffusible: boolean;
  insolvency: InsolvencyKind;
  insolvencyEventKey: string | null;
  insolvencyOn: LocalDate | null;
  struckOffOn: LocalDate | null;
  updatedAt: Date;
  /** What only sources with terms of their own state, by column; not in the fields above. */
  restricted: Readonly<Record<string, RestrictedValue>>;
}

const COLUMNS = `company_id AS "companyId", siren, name, trade_name AS "tradeName",
  legal_form_code AS "legalFormCode", legal_form_label AS "legalFormLabel", activity_code AS "activityCode",
  created_on AS "createdOn", ceased_on AS "ceasedOn", status, employees_min AS "employeesMin",
  employees_max AS "employeesMax", vat_number AS "vatNumber", capital_minor AS "capitalMinor",
  address_line AS "addressLine", postcode, city, country_code AS "countryCode", is_diffusible AS "isDiffusible",
  insolvency, insolvency_event_key AS "insolvencyEventKey", insolvency_on AS "insolvencyOn",
  struck_off_on AS "struckOffOn", updated_at AS "updatedAt", restricted`;

/** Companies by id; unknown ids are left out. */
export async function companiesById(
  tx: Transaction,
  companyIds: readonly string[],
): Promise<CompanyRow[]> {
  return tx.query<CompanyRow>(
    `SELECT ${COLUMNS} FROM company WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...companyIds]],
  );
}

export async function companyBySiren(tx: Transaction, siren: string): Promise<CompanyRow | null> {
  const [row] = await tx.query<CompanyRow>(
    `SELECT ${COLUMNS} FROM company WHERE tenant_id = $1 AND siren = $2`,
    [tx.tenantId, siren],
  );
  return row ?? null;
}
