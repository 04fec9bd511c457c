import type { FieldPlan, TypePlan } from '../compiler';
import { globalIdSql, jsonText, jsonToken, jsonWhere, literal } from '../json-sql';
import { text, token, tokenOrNull, instant, number, claim } from './column-plans';

/**
 * What stands in the company's own row, which is what everybody may read. A company of which some source says more under
 * terms of its own ends the statement where that is selected: the resolvers answer, by who asks.
 */
const open =
  (write: FieldPlan, ...keys: readonly [string, ...string[]]): FieldPlan =>
  (site, row, compiler) => {
    const names = keys.map(literal).join(', ');
    const isMore =
      keys.length === 1
        ? `${row.column('restricted')} ? ${names}`
        : `${row.column('restricted')} ?| ARRAY[${names}]`;
    // Nothing is written where it is NULL.
    const guard = { sql: `CASE WHEN ${isMore} THEN leave_to_resolvers() END` };
    return [guard, ...write(site, row, compiler)];
  };

/** What stands in the company's own row; its records are left to the resolvers. */
export const companyPlan: TypePlan = {
  type: 'Company',
  fields: {
    id: (_, row) => jsonToken(globalIdSql('Company', row.column('company_id'))),
    siren: text('siren'),
    name: open(
      (_, row) =>
        jsonText(
          `coalesce(${row.column('name')}, ${row.column('trade_name')}, ${row.column('siren')})`,
        ),
      'name',
      'trade_name',
    ),
    tradeName: open(text('trade_name'), 'trade_name'),
    legalForm: open(
      (_, row) =>
        jsonText(`coalesce(${row.column('legal_form_label')}, ${row.column('legal_form_code')})`),
      'legal_form_label',
      'legal_form_code',
    ),
    activityCode: open(text('activity_code'), 'activity_code'),
    createdOn: open(tokenOrNull('created_on'), 'created_on'),
    ceasedOn: open(tokenOrNull('ceased_on'), 'ceased_on'),
    status: open(token('status'), 'status'),
    employees: open(
      ({ field }, row, compiler) =>
        jsonWhere(
          `num_nonnulls(${row.column('employees_min')}, ${row.column('employees_max')}) > 0`,
          compiler.object(field, row),
        ),
      'employees_min',
      'employees_max',
    ),
    vatNumber: open(text('vat_number'), 'vat_number'),
    capital: open(
      ({ field }, row, compiler) =>
        jsonWhere(
          `${row.column('capital_minor')} IS NOT NULL`,
          compiler.money(field, row.column('capital_minor'), `'EUR'`),
        ),
      'capital_minor',
    ),
    addressLine: open(text('address_line'), 'address_line'),
    postcode: open(text('postcode'), 'postcode'),
    city: open(text('city'), 'city'),
    countryCode: open(text('country_code'), 'country_code'),
    isDiffusible: claim('is_diffusible'),
    insolvency: open(token('insolvency'), 'insolvency'),
    insolvencySince: open(tokenOrNull('insolvency_on'), 'insolvency'),
    struckOffOn: open(tokenOrNull('struck_off_on'), 'struck_off_on'),
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
