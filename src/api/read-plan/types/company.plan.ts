import type { TypePlan } from '../compiler';
import { globalIdSql, jsonText, jsonToken, jsonWhere } from '../json-sql';
import { text, token, tokenOrNull, instant, number, claim } from './column-plans';

/** What stands in the company's own row; its records are left to the resolvers. */
export const companyPlan: TypePlan = {
  type: 'Company',
  fields: {
    id: (_, row) => jsonToken(globalIdSql('Company', row.column('company_id'))),
    siren: text('siren'),
    name: (_, row) =>
      jsonText(
        `coalesce(${row.column('name')}, ${row.column('trade_name')}, ${row.column('siren')})`,
      ),
    tradeName: text('trade_name'),
    legalForm: (_, row) =>
      jsonText(`coalesce(${row.column('legal_form_label')}, ${row.column('legal_form_code')})`),
    activityCode: text('activity_code'),
    createdOn: tokenOrNull('created_on'),
    ceasedOn: tokenOrNull('ceased_on'),
    status: token('status'),
    employees: ({ field }, row, compiler) =>
      jsonWhere(
        `num_nonnulls(${row.column('employees_min')}, ${row.column('employees_max')}) > 0`,
        compiler.object(field, row),
      ),
    vatNumber: text('vat_number'),
    capital: ({ field }, row, compiler) =>
      jsonWhere(
        `${row.column('capital_minor')} IS NOT NULL`,
        compiler.money(field, row.column('capital_minor'), `'EUR'`),
      ),
    addressLine: text('address_line'),
    postcode: text('postcode'),
    city: text('city'),
    countryCode: text('country_code'),
    isDiffusible: claim('is_diffusible'),
    insolvency: token('insolvency'),
    insolvencySince: tokenOrNull('insolvency_on'),
    struckOffOn: tokenOrNull('struck_off_on'),
    updatedAt: instant('updated_at'),
  },
};

export const employeesPlan: TypePlan = {
  type: 'IntRange',
  fields: {
    min: number('employees_min'),
    max: number('employees_max'),
  },
};
