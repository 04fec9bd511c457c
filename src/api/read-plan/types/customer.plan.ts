import { exposureParts } from '../../../limits';
import {
  assessmentAt,
  customersAt,
  limitAt,
  limitStateAt,
  receivableSource,
  riskAlertSource,
  type AgeBasis,
} from '../../../reports';
import {
  toReceivableFilter,
  type CustomerReceivablesArgs,
} from '../../receivable/receivable.input';
import { pageOf } from '../../relay/page.args';
import { toRiskAlertFilter, type RiskAlertsArgs } from '../../risk-alert/risk-alert.input';
import type { Compiler, Row, TypePlan } from '../compiler';
import { planConnection } from '../connection';
import { globalIdSql, jsonText, jsonToken, jsonWhere } from '../json-sql';
import { planAgeing } from './ageing.plan';
import { planExposure } from './exposure.plan';
import { text, token, instant, number, claim } from './column-plans';

/** Rows are customers; at a past point with the name and company they were known by. */
export const customerPlan: TypePlan = {
  type: 'Customer',
  fields: {
    id: (_, row) => jsonToken(globalIdSql('Customer', row.column('customer_id'))),
    account: text('account'),
    name: text('name'),
    currency: token('currency'),
    isPooled: claim('is_pooled'),
    match: ({ field }, row, compiler) =>
      jsonWhere(`${row.column('match_status')} <> 'UNMATCHED'`, compiler.object(field, row)),
    company: ({ field }, row, compiler) => {
      const alias = row.join(
        'company',
        (k) => `LEFT JOIN company ${k} ON ${k}.tenant_id = ${row.column('tenant_id')}
          AND ${k}.company_id = ${row.column('company_id')}`,
      );
      return jsonWhere(
        `${alias}.company_id IS NOT NULL`,
        compiler.object(field, row.beside(alias)),
      );
    },
    assessment: ({ field }, row, compiler) => {
      const alias = joinAssessment(row, compiler);
      return jsonWhere(`${alias}.grade IS NOT NULL`, compiler.object(field, row.beside(alias)));
    },
    notScoredBecause: (_, row, compiler) => {
      const alias = joinAssessment(row, compiler);
      return jsonText(
        `CASE WHEN ${alias}.customer_id IS NULL THEN 'NOT_ASSESSED' ELSE ${alias}.not_scored_because END`,
      );
    },
    creditLimit: ({ field }, row, compiler) => {
      const alias = joinLimit(row, compiler);
      const { status, effectiveTo } = limitStateAt(row.point, compiler.params, alias);
      return jsonWhere(
        `${alias}.credit_limit_id IS NOT NULL`,
        compiler.object(field, row.beside(alias, { status, effective_to: effectiveTo })),
      );
    },
    exposure: ({ field }, row, compiler) => {
      const limit = joinLimit(row, compiler);
      const site = {
        tenantId: row.column('tenant_id'),
        customerId: row.column('customer_id'),
        currency: row.column('currency'),
      };
      const open = row.join(
        'exposure',
        (e) => `CROSS JOIN LATERAL (${exposureParts(site, row.point, compiler.params)}) ${e}`,
      );
      return planExposure(field, { open, limit, row }, compiler);
    },
    ageing: ({ field, args }, row, compiler) => {
      const { basis, bucketDays } = args as { basis: AgeBasis; bucketDays: number[] };
      const query = { point: row.point, basis, bucketDays };
      const place = { row, where: ofCustomer(row), currency: row.column('currency') };
      return planAgeing(field, { query, place }, compiler);
    },
    receivables: ({ field, args }, row, compiler) => {
      const { filter, orderBy, ...page } = args as unknown as CustomerReceivablesArgs;
      const query = {
        filter: toReceivableFilter(filter),
        orderBy: orderBy ?? [],
        point: row.point,
      };
      const source = receivableSource(query, compiler.params);
      const ofParent = `r.customer_id = ${row.column('customer_id')}`;
      const list = { source, base: 'r', point: row.point, page: pageOf(page), ofParent };
      return planConnection(field, list, compiler);
    },
    riskAlerts: ({ field, args }, row, compiler) => {
      const { filter, ...page } = args as unknown as RiskAlertsArgs;
      const source = riskAlertSource(toRiskAlertFilter(filter), compiler.params);
      const ofParent = `a.customer_id = ${row.column('customer_id')}`;
      const point = compiler.planned.present;
      const list = { source, base: 'a', point, page: pageOf(page), ofParent };
      return planConnection(field, list, compiler);
    },
  },
};

export const companyMatchPlan: TypePlan = {
  type: 'CompanyMatch',
  fields: {
    status: token('match_status'),
    confidence: number('match_confidence'),
    method: (_, row) => jsonText(`coalesce(${row.column('match_method')}, 'NONE')`),
    decidedBy: text('match_decided_by'),
    decidedAt: instant('match_decided_at'),
  },
};

/** The customer another row belongs to, as it was known at the row's point. */
export function joinCustomer(row: Row, compiler: Compiler): Row {
  const alias = row.join(
    'customer',
    (c) => `JOIN customer ${c} ON ${c}.tenant_id = ${row.column('tenant_id')}
      AND ${c}.customer_id = ${row.column('customer_id')}`,
  );
  return asKnown(row.beside(alias), compiler);
}

/** The customer with the name and company it was known by at the point. */
export function asKnown(row: Row, compiler: Compiler): Row {
  const known = customersAt(row.point, compiler.params);
  if (known === null) return row;
  const alias = row.join(
    'as known',
    (k) => `JOIN LATERAL (SELECT k.name, k.company_id FROM ${known}
      WHERE k.tenant_id = ${row.alias}.tenant_id AND k.customer_id = ${row.alias}.customer_id) ${k} ON true`,
  );
  return row.beside(row.alias, { name: `${alias}.name`, company_id: `${alias}.company_id` });
}

function ofCustomer(row: Row): string {
  return `r.tenant_id = ${row.column('tenant_id')} AND r.customer_id = ${row.column('customer_id')}`;
}

function joinAssessment(row: Row, compiler: Compiler): string {
  return row.join('assessment', (alias) =>
    row.point.isCurrent
      ? `LEFT JOIN credit_assessment ${alias} ON ${alias}.tenant_id = ${row.alias}.tenant_id
          AND ${alias}.customer_id = ${row.alias}.customer_id AND ${alias}.is_current`
      : `LEFT JOIN LATERAL (${assessmentAt(row.point, compiler.params, row.alias)}) ${alias} ON true`,
  );
}

function joinLimit(row: Row, compiler: Compiler): string {
  return row.join('limit', (alias) =>
    row.point.isCurrent
      ? `LEFT JOIN credit_limit ${alias} ON ${alias}.tenant_id = ${row.alias}.tenant_id
          AND ${alias}.customer_id = ${row.alias}.customer_id AND ${alias}.status = 'ACTIVE'`
      : `LEFT JOIN LATERAL (${limitAt(row.point, compiler.params, row.alias)}) ${alias} ON true`,
  );
}
