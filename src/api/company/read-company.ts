import type { LocalDate } from '../../kernel';
import type { ApiRole } from '../../database';
import type { CompanyRow } from '../../reports';
import type { InsolvencyKind } from '../../scoring';
import type { RestrictedValue } from '../../unify';
import { mayRead } from '../roles';

/** Who reads, and on which day. */
export interface CompanyReader {
  role: ApiRole;
  today: LocalDate;
}

/** A company as somebody may see it, and what of it was kept back, by field of `Company`. */
export interface ReadCompany {
  row: CompanyRow;
  withheld: ReadonlyMap<string, RestrictedValue>;
}

/** The field of `Company` that each stored value is shown by. */
export const FIELD_OF: Readonly<Record<string, string>> = {
  name: 'name',
  trade_name: 'tradeName',
  legal_form_label: 'legalForm',
  legal_form_code: 'legalForm',
  activity_code: 'activityCode',
  created_on: 'createdOn',
  ceased_on: 'ceasedOn',
  status: 'status',
  employees_min: 'employees',
  employees_max: 'employees',
  vat_number: 'vatNumber',
  capital_minor: 'capital',
  address_line: 'addressLine',
  postcode: 'postcode',
  city: 'city',
  country_code: 'countryCode',
  is_diffusible: 'isDiffusible',
};

type Take = (value: RestrictedValue['value']) => Partial<CompanyRow>;

/** Which part of the row a restricted value is. Dates and amounts are kept as the columns are read: as text. */
const TAKEN: Readonly<Record<string, { fields: readonly string[]; take: Take }>> = {
  ...Object.fromEntries(
    Object.entries(FIELD_OF).map(([column, field]) => [
      column,
      { fields: [field], take: (value) => ({ [camelCase(column)]: value }) },
    ]),
  ),
  insolvency: {
    fields: ['insolvency', 'insolvencySince', 'insolvencyNotice'],
    take: (value) => {
      const { kind, on, eventKey } = value as unknown as LegalValue & { kind: InsolvencyKind };
      return { insolvency: kind, insolvencyOn: on, insolvencyEventKey: eventKey };
    },
  },
  struck_off_on: {
    fields: ['struckOffOn'],
    take: (value) => ({ struckOffOn: (value as unknown as LegalValue).on }),
  },
};

interface LegalValue {
  on: LocalDate | null;
  eventKey: string | null;
}

/** The row with those restricted values the reader may see. What is past its retention is as if it had never been said. */
export function readCompany(row: CompanyRow, reader: CompanyReader): ReadCompany {
  let read = row;
  const withheld = new Map<string, RestrictedValue>();
  for (const [key, said] of Object.entries(row.restricted)) {
    const known = TAKEN[key];
    if (known === undefined || isOver(said, reader.today)) continue;
    if (mayRead(said.restriction, reader.role, 'GRAPHQL')) {
      read = { ...read, ...known.take(said.value) };
    } else {
      for (const field of known.fields) withheld.set(field, said);
    }
  }
  return { row: read, withheld };
}

function isOver({ expiresOn }: RestrictedValue, today: LocalDate): boolean {
  return expiresOn !== null && expiresOn <= today;
}

function camelCase(column: string): string {
  return column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
