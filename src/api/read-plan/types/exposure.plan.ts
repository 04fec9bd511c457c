import { exposureTotal, headroomSql, limitIsFrozen } from '../../../limits';
import { insuredMinor, restsOnCovers } from '../../../reports';
import { objectType, type Compiler, type Row } from '../compiler';
import { jsonObject, jsonNumber, jsonWhere, literal, type Piece } from '../json-sql';
import { NotPlanned } from '../not-planned';
import type { SelectedField } from '../selection';

interface ExposureSite {
  row: Row;
  /** Alias with the parts of the exposure. */
  open: string;
  /** Alias of the limit in force; its columns are NULL without one. */
  limit: string;
}

/** Exposure of a customer row, by the same arithmetic as the report's. */
export function planExposure(
  field: SelectedField,
  { row, open, limit }: ExposureSite,
  compiler: Compiler,
): Piece[] {
  const currency = row.column('currency');
  const total = exposureTotal(open);
  const limitMinor = `CASE WHEN ${limit}.currency = ${currency} THEN ${limit}.limit_minor END`;
  const hasLimit = `(${limitMinor}) IS NOT NULL`;
  const insured = (): string =>
    `coalesce(${insuredMinor(
      {
        tenantId: row.column('tenant_id'),
        customerId: row.column('customer_id'),
        companyId: row.column('company_id'),
        currency,
        total,
      },
      row.point,
      compiler.params,
    )}, 0)`;
  const guarded: readonly string[] = ['insured', 'uninsured'];
  const amounts: Readonly<Record<string, () => string>> = {
    openReceivables: () => `${open}.open_minor`,
    unallocatedCredits: () => `${open}.credit_minor`,
    reserved: () => `${open}.reserved_minor`,
    total: () => total,
    insured,
    uninsured: () => `${total} - ${insured()}`,
  };
  const type = objectType(field);
  const value = (selected: SelectedField): Piece[] => {
    const amount = amounts[selected.name];
    if (amount !== undefined) {
      const written = compiler.money(selected, amount(), currency);
      return guarded.includes(selected.name)
        ? [...unlessHidden(row, compiler), ...written]
        : written;
    }
    switch (selected.name) {
      case '__typename':
        return [JSON.stringify(type.name)];
      case 'limit':
        return jsonWhere(hasLimit, compiler.money(selected, limitMinor, currency));
      case 'headroom': {
        const day = compiler.params.add(row.point.asOf, 'date');
        const site = { minor: limitMinor, isFrozen: limitIsFrozen(limit, day) };
        return jsonWhere(
          hasLimit,
          compiler.money(selected, `(${headroomSql(site, total)})`, currency),
        );
      }
      case 'utilisation':
        return jsonNumber(`(div(${total} * 10000, nullif(${limitMinor}, 0)) / 10000)::float8`);
      default:
        throw new NotPlanned(`Exposure.${selected.name}`);
    }
  };
  return jsonObject(
    compiler.fieldsOf(type, field).map((selected) => ({
      key: selected.key,
      value: value(selected),
    })),
  );
}

/** Ends the statement where a cover of the customer's company may not be told the reader; writes nothing elsewhere. */
function unlessHidden(row: Row, compiler: Compiler): Piece[] {
  const { hidden } = compiler.planned;
  if (hidden.length === 0) return [];
  const site = { tenantId: row.column('tenant_id'), companyId: row.column('company_id') };
  const isHidden = restsOnCovers(site, `ARRAY[${hidden.map(literal).join(', ')}]::text[]`);
  return [{ sql: `CASE WHEN ${isHidden} THEN leave_to_resolvers() END` }];
}
