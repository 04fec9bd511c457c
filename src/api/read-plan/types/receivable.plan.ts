import { receivableState } from '../../../reports';
import type { Compiler, Row, TypePlan } from '../compiler';
import { globalIdSql, jsonNumber, jsonText, jsonToken, jsonWhere } from '../json-sql';
import { joinCustomer } from './customer.plan';
import { text, token, tokenOrNull, instant, number, claim, money } from './column-plans';

export const receivablePlan: TypePlan = {
  type: 'Receivable',
  fields: {
    id: (_, row) => jsonToken(globalIdSql('Receivable', row.column('receivable_id'))),
    customerId: (_, row) => jsonToken(globalIdSql('Customer', row.column('customer_id'))),
    number: text('number'),
    label: text('label'),
    kind: token('kind'),
    issuedOn: token('issued_on'),
    dueOn: tokenOrNull('due_on'),
    dueDateSource: token('due_date_source'),
    total: money('total_minor'),
    open: money('open_minor'),
    status: (_, row, compiler) => jsonToken(state(row, compiler).status),
    daysOverdue: (_, row, compiler) => jsonNumber(state(row, compiler).daysOverdue),
    disputed: claim('is_disputed'),
    doubtful: claim('is_doubtful'),
    bill: claim('is_bill'),
    documentTotal: ({ field }, row, compiler) => {
      const [minor, currency] = [
        row.column('document_total_minor'),
        row.column('document_currency'),
      ];
      return jsonWhere(`${currency} IS NOT NULL`, compiler.money(field, minor, currency));
    },
    discount: ({ field }, row, compiler) =>
      jsonWhere(
        `${row.column('discount_on')} IS NOT NULL`,
        compiler.object(field, row, receivableDiscountPlan),
      ),
    customer: ({ field }, row, compiler) => compiler.object(field, joinCustomer(row, compiler)),
    source: ({ field }, row, compiler) => compiler.object(field, row, ledgerSourcePlan),
    entries: ({ field }, row, compiler) => {
      const alias = compiler.nextAlias('e');
      const { row: entry, scope } = compiler.open(alias, row.point);
      const within = entry.beside(alias, { currency: row.column('currency') });
      const pieces = compiler.object(field, within);
      const until = row.point.isCurrent ? '' : untilPoint(alias, row, compiler);
      const from = `receivable_entry ${alias} ${scope.joins()}
        WHERE ${alias}.tenant_id = ${row.column('tenant_id')}
          AND ${alias}.receivable_id = ${row.column('receivable_id')} ${until}`;
      return compiler.list(pieces, from, `${alias}.entry_seq`);
    },
  },
};

const receivableDiscountPlan: TypePlan = {
  type: 'ReceivableDiscount',
  fields: { on: token('discount_on'), amount: money('discount_minor') },
};

function state(row: Row, compiler: Compiler): { status: string; daysOverdue: string } {
  return receivableState(row.alias, compiler.params.add(row.point.asOf, 'date'));
}

function untilPoint(alias: string, { point }: Row, { params }: Compiler): string {
  return `AND ${alias}.effective_on <= ${params.add(point.asOf, 'date')}
    AND ${alias}.recorded_at <= ${params.add(point.knownAt, 'timestamptz')}`;
}

export const receivableEntryPlan: TypePlan = {
  type: 'ReceivableEntry',
  fields: {
    kind: token('kind'),
    reversedKind: tokenOrNull('reversed_kind'),
    amount: money('amount_minor'),
    effectiveOn: token('effective_on'),
    recordedAt: instant('recorded_at'),
    source: ({ field }, row, compiler) => compiler.object(field, row, ledgerSourcePlan),
  },
};

/** The line of the accounting a row was read from. */
export const ledgerSourcePlan: TypePlan = {
  type: 'SourceRef',
  fields: {
    kind: () => ['"ledger"'],
    sourceKey: (_, row) =>
      jsonText(
        `coalesce(${sourceFile(row)}.name, ${row.column('source_file_id')}::text) || ':' || ${row.column('source_line')}`,
      ),
    connectionId: (_, row) => {
      const file = sourceFile(row);
      return jsonWhere(
        `${file}.connection_id IS NOT NULL`,
        jsonToken(globalIdSql('Connection', `${file}.connection_id`)),
      );
    },
    file: (_, row) => jsonText(`${sourceFile(row)}.name`),
    line: number('source_line'),
  },
};

function sourceFile(row: Row): string {
  return row.join(
    'source file',
    (f) => `LEFT JOIN source_file ${f} ON ${f}.tenant_id = ${row.column('tenant_id')}
      AND ${f}.source_file_id = ${row.column('source_file_id')}`,
  );
}
