import {
  ageBuckets,
  agedBalanceGroups,
  entriesStatement,
  type AgedBalanceQuery,
} from '../../../reports';
import type { AgedBalanceArgs } from '../../aged-balance/aged-balance.args';
import { mostRows } from '../../aged-balance/row-limit';
import { toCustomerFilter } from '../../customer/customer.input';
import { objectType, type Compiler, type RootPlan, type Row } from '../compiler';
import { jsonObject, jsonTokenOrNull, jsonWhere, toSql, type Piece } from '../json-sql';
import { NeedsPresent, NotPlanned } from '../not-planned';
import type { SelectedField } from '../selection';
import { ageingJson } from './ageing.plan';
import { asKnown } from './customer.plan';

interface Report {
  query: AgedBalanceQuery;
  /** The CTE with a line per row of the report. */
  groups: string;
  compiler: Compiler;
}

/**
 * The aged balance where everything is in the currency reported in, which is nearly always. With anything in another one
 * the resolvers answer, since they convert and say at what rates.
 */
export const planAgedBalance: RootPlan = ({ field, args }, compiler, pointOf) => {
  const { asOf, knownAt, filter, currency, groupBy, basis, bucketDays } =
    args as unknown as AgedBalanceArgs;
  if ((knownAt ?? null) === null && compiler.planned.isPresentAssumed) throw new NeedsPresent();
  const { booksCurrency } = compiler.planned;
  const query: AgedBalanceQuery = {
    point: pointOf({ asOf, knownAt }),
    ...{ basis, bucketDays, groupBy, booksCurrency },
    filter: toCustomerFilter(filter),
    currency: currency ?? booksCurrency,
    withReconciliation: true,
  };
  const withAssumed = isAssumedDueAsked(field, compiler);
  const groups = compiler.with('groups', agedBalanceGroups(query, compiler.params, withAssumed));
  compiler.leaveToResolversIf(`(SELECT NOT bool_and(is_own) FROM ${groups})`);
  compiler.leaveToResolversIf(
    `(SELECT count(*) FROM ${groups}) > ${mostRows(compiler.planned.cost)}`,
  );
  const report = { query, groups, compiler };
  return object(field, (selected) => member(selected, report), compiler);
};

function member(field: SelectedField, report: Report): Piece[] {
  const { query } = report;
  switch (field.name) {
    case 'asOf':
      return [JSON.stringify(query.point.asOf)];
    case 'knownAt':
      return [JSON.stringify(query.point.knownAt)];
    case 'basis':
      return [JSON.stringify(query.basis)];
    case 'currency':
      return [JSON.stringify(query.currency)];
    case 'rates':
    case 'unconverted':
      return ['[]'];
    case 'buckets':
      return bucketList(field, report);
    case 'total':
      return total(field, report);
    case 'rows':
      return rows(field, report);
    case 'reconciliation':
      return reconciliation(field, report);
    default:
      throw new NotPlanned(`AgedBalance.${field.name}`);
  }
}

function bucketList(field: SelectedField, { query, compiler }: Report): Piece[] {
  const buckets = ageBuckets(query.bucketDays, query.basis).map((bucket) => {
    const constants: Readonly<Record<string, unknown>> = { ...bucket };
    return object(field, ({ name }) => [JSON.stringify(constants[name])], compiler);
  });
  return ['[', ...buckets.flatMap((bucket, at) => (at === 0 ? bucket : [',', ...bucket])), ']'];
}

/** It is summed only then: it needs more of the open items than their index holds. */
function isAssumedDueAsked(field: SelectedField, compiler: Compiler): boolean {
  return compiler.fieldsOf(objectType(field), field).some((selected) => {
    if (selected.name === 'assumedDue') return true;
    const isAgeing = ['total', 'rows', 'ageing'].includes(selected.name);
    return isAgeing && isAssumedDueAsked(selected, compiler);
  });
}

const SUMS = ['notDue', 'undated', 'unallocated', 'outstanding', 'assumedDue'] as const;

/** The sums over all groups, as a FROM item with the columns of a group. */
function totals({ groups, query }: Report, alias: string): string {
  const sums = SUMS.map((name) => `coalesce(sum("${name}"), 0) AS "${name}"`);
  const buckets = ageBuckets(query.bucketDays, query.basis).map(
    (_, at) => `coalesce(sum(buckets[${at + 1}]), 0)`,
  );
  return `(SELECT ${sums.join(', ')}, ARRAY[${buckets.join(', ')}] AS buckets FROM ${groups}) ${alias}`;
}

function total(field: SelectedField, report: Report): Piece[] {
  const { compiler, query } = report;
  const sums = compiler.nextAlias('t');
  const ageing = ageingJson(field, { sums, currency: currencySql(report), query }, compiler);
  return [{ sql: `(SELECT ${toSql(ageing)} FROM ${totals(report, sums)})` }];
}

const ORDERS: Readonly<Record<AgedBalanceQuery['groupBy'], string>> = {
  CUSTOMER: 'outstanding DESC, key',
  COMPANY: 'outstanding DESC, key NULLS LAST',
  GRADE: 'key NULLS LAST',
  CURRENCY: 'key',
  NONE: 'key',
};

function rows(field: SelectedField, report: Report): Piece[] {
  const { compiler, query, groups } = report;
  const alias = compiler.nextAlias('g');
  const { row, scope } = compiler.open(alias, query.point);
  const pieces = object(field, (selected) => rowMember(selected, row, report), compiler);
  const order = ORDERS[query.groupBy].replaceAll(/\b(outstanding|key)\b/g, `${alias}.$1`);
  return compiler.list(pieces, `${groups} ${alias} ${scope.joins()}`, order);
}

function rowMember(field: SelectedField, row: Row, report: Report): Piece[] {
  const { compiler, query } = report;
  switch (field.name) {
    case 'ageing': {
      const place = { sums: row.alias, currency: currencySql(report), query };
      return ageingJson(field, place, compiler);
    }
    case 'customer':
      return query.groupBy === 'CUSTOMER' ? rowCustomer(field, row, compiler) : ['null'];
    case 'company':
      return query.groupBy === 'COMPANY' ? rowCompany(field, row, compiler) : ['null'];
    case 'grade':
      return query.groupBy === 'GRADE' ? jsonTokenOrNull(`${row.alias}.key`) : ['null'];
    case 'rowCurrency':
      return [JSON.stringify(query.currency)];
    case 'unconverted':
      return ['[]'];
    default:
      throw new NotPlanned(`AgedBalanceRow.${field.name}`);
  }
}

function rowCustomer(field: SelectedField, row: Row, compiler: Compiler): Piece[] {
  const alias = row.join(
    'customer',
    (c) => `JOIN customer ${c} ON ${c}.tenant_id = $1 AND ${c}.customer_id = ${row.alias}.key`,
  );
  return compiler.object(field, asKnown(row.beside(alias), compiler));
}

function rowCompany(field: SelectedField, row: Row, compiler: Compiler): Piece[] {
  const alias = row.join(
    'company',
    (k) => `LEFT JOIN company ${k} ON ${k}.tenant_id = $1 AND ${k}.company_id = ${row.alias}.key`,
  );
  return jsonWhere(`${alias}.company_id IS NOT NULL`, compiler.object(field, row.beside(alias)));
}

function reconciliation(field: SelectedField, report: Report): Piece[] {
  const { compiler, query } = report;
  const currency = currencySql(report);
  const ledger = compiler.with('ledger', entriesStatement(query, compiler.params));
  compiler.leaveToResolversIf(
    `EXISTS (SELECT FROM ${ledger} WHERE currency <> ${currency} AND sum::numeric <> 0)`,
  );
  const alias = compiler.nextAlias('t');
  const parts = ageBuckets(query.bucketDays, query.basis).map(
    (_, at) => `${alias}.buckets[${at + 1}]`,
  );
  const amounts: Readonly<Record<string, string>> = {
    sumOfBuckets: [`${alias}."notDue"`, `${alias}.undated`, `${alias}.unallocated`, ...parts].join(
      ' + ',
    ),
    outstanding: `${alias}.outstanding`,
    ledgerDifference: `${alias}.outstanding - coalesce((SELECT sum::numeric FROM ${ledger} WHERE currency = ${currency}), 0)`,
  };
  const pieces = object(
    field,
    (selected) => {
      const amount = amounts[selected.name];
      if (amount === undefined) throw new NotPlanned(`Reconciliation.${selected.name}`);
      return compiler.money(selected, amount, currency);
    },
    compiler,
  );
  return [{ sql: `(SELECT ${toSql(pieces)} FROM ${totals(report, alias)})` }];
}

/** A constant of SQL: a code that the schema has checked. */
function currencySql({ query }: Report): string {
  return `'${query.currency}'::text`;
}

/** An object whose members are written by name, its type's name among them. */
function object(
  field: SelectedField,
  write: (selected: SelectedField) => Piece[],
  compiler: Compiler,
): Piece[] {
  const type = objectType(field);
  return jsonObject(
    compiler.fieldsOf(type, field).map((selected) => ({
      key: selected.key,
      value: selected.definition === null ? [JSON.stringify(type.name)] : write(selected),
    })),
  );
}
