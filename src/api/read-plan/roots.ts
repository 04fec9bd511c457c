import { customerSource, receivableSource, riskAlertSource, type ReportPoint } from '../../reports';
import {
  toCustomerFilter,
  type CustomerArgs,
  type CustomersArgs,
} from '../customer/customer.input';
import { keyOf } from '../global-ids';
import { toReceivableFilter, type ReceivablesArgs } from '../receivable/receivable.input';
import { pageOf } from '../relay/page.args';
import { toRiskAlertFilter, type RiskAlertsArgs } from '../risk-alert/risk-alert.input';
import type { Compiler, FieldSite, RootPlan, Row } from './compiler';
import { planConnection } from './connection';
import type { Piece } from './json-sql';
import { planAgedBalance } from './types/aged-balance.plan';
import { asKnown } from './types/customer.plan';

/** How each planned field of Query is written; with any other, the resolvers answer the operation. */
export const ROOTS: Readonly<Record<string, RootPlan>> = {
  agedBalance: (site, compiler, pointOf) => planAgedBalance(site, compiler, pointOf),
  customers: ({ field, args }, compiler) => {
    const { filter, orderBy, ...page } = args as unknown as CustomersArgs;
    const point = compiler.planned.present;
    const query = { filter: toCustomerFilter(filter), orderBy: orderBy ?? [], point };
    const source = customerSource(query, compiler.params);
    return planConnection(field, { source, base: 'c', point, page: pageOf(page) }, compiler);
  },
  customer: ({ field, args }, compiler, pointOf) => {
    const { id, ...wanted } = args as unknown as CustomerArgs;
    const key = compiler.params.add(keyOf('Customer', id), 'uuid');
    return planCustomer(
      field,
      {
        point: pointOf(wanted),
        where: (c) => `${c}.customer_id = ${key}`,
        toRow: (row) => asKnown(row, compiler),
      },
      compiler,
    );
  },
  customerByAccount: ({ field, args }, compiler) => {
    const account = compiler.params.add(args['account'], 'text');
    const point = compiler.planned.present;
    const where = (c: string): string => `${c}.account = ${account}`;
    return planCustomer(field, { point, where, toRow: (row) => row }, compiler);
  },
  receivables: ({ field, args }, compiler, pointOf) => {
    const { filter, orderBy, asOf, knownAt, ...page } = args as unknown as ReceivablesArgs;
    const point = pointOf({ asOf, knownAt });
    const query = { filter: toReceivableFilter(filter), orderBy: orderBy ?? [], point };
    const source = receivableSource(query, compiler.params);
    return planConnection(field, { source, base: 'r', point, page: pageOf(page) }, compiler);
  },
  riskAlerts: ({ field, args }, compiler) => {
    const { filter, ...page } = args as unknown as RiskAlertsArgs;
    const source = riskAlertSource(toRiskAlertFilter(filter), compiler.params);
    const point = compiler.planned.present;
    return planConnection(field, { source, base: 'a', point, page: pageOf(page) }, compiler);
  },
};

interface CustomerPlace {
  point: ReportPoint;
  where: (alias: string) => string;
  /** The customer as it stands, or as it was known. */
  toRow: (row: Row) => Row;
}

function planCustomer(
  field: FieldSite['field'],
  { point, where, toRow }: CustomerPlace,
  compiler: Compiler,
): Piece[] {
  const alias = compiler.nextAlias('c');
  const { row, scope } = compiler.open(alias, point);
  const pieces = compiler.object(field, toRow(row));
  const from = `(SELECT * FROM customer ${alias}
    WHERE ${alias}.tenant_id = $1::uuid AND ${where(alias)} ORDER BY ${alias}.customer_id LIMIT 1) ${alias} ${scope.joins()}`;
  return compiler.one(pieces, from);
}
