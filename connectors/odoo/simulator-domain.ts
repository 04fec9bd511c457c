/** Domains as Odoo reads them: terms in prefix notation, paths that lead through relations. */
import type { Json } from '../../src/connector-kit';

export type Row = { [key: string]: Json };
/** Rows of each model by id. */
export type Tables = ReadonlyMap<string, ReadonlyMap<number, Row>>;

/** Where a field that holds ids leads. */
const RELATIONS: Readonly<Record<string, string>> = {
  line_ids: 'account.move.line',
  move_id: 'account.move',
  matched_debit_ids: 'account.partial.reconcile',
  matched_credit_ids: 'account.partial.reconcile',
};

/** A term that names no field of its model: Odoo answers with an error. */
export class UnknownField extends Error {
  constructor(readonly field: string) {
    super(`Invalid field ${field}`);
  }
}

/** Whether a row satisfies a domain; terms without a sign between them must all hold. */
export function satisfies(row: Row, domain: readonly Json[], tables: Tables): boolean {
  const terms = [...domain];
  let holds = true;
  while (terms.length > 0) holds = next(row, terms, tables) && holds;
  return holds;
}

function next(row: Row, terms: Json[], tables: Tables): boolean {
  const term = terms.shift();
  if (term === '&' || term === '|') {
    const left = next(row, terms, tables);
    const right = next(row, terms, tables);
    return term === '&' ? left && right : left || right;
  }
  const [path, operator, wanted] = term as [string, string, Json];
  return valuesAt(row, path, tables).some((value) => compare(value, operator, wanted));
}

/** Values at the end of a path: of a list of ids, those of each object. */
function valuesAt(row: Row, path: string, tables: Tables): Json[] {
  const [field = '', ...rest] = path.split('.');
  if (!Object.hasOwn(row, field)) throw new UnknownField(field);
  const value = row[field] ?? null;
  if (rest.length === 0) return [field === 'write_date' ? precise(value) : idOf(value)];
  const table = tables.get(RELATIONS[field] ?? '');
  const ids = Array.isArray(value) && typeof value[1] !== 'string' ? value : [idOf(value)];
  return ids.flatMap((id) => {
    const other = table?.get(Number(id));
    return other === undefined ? [] : valuesAt(other, rest.join('.'), tables);
  });
}

/** Stored to the microsecond, told to the second. */
function precise(value: Json): Json {
  return typeof value === 'string' ? `${value}.482913` : value;
}

function idOf(value: Json): Json {
  return Array.isArray(value) && typeof value[1] === 'string' ? (value[0] ?? null) : value;
}

function compare(value: Json, operator: string, wanted: Json): boolean {
  if (operator === 'in') return Array.isArray(wanted) && wanted.includes(value);
  if (operator === '=') return value === wanted;
  if (operator === '!=') return value !== wanted;
  if (value === false || value === null || wanted === null) return false;
  if (operator === '>') return value > wanted;
  return operator === '>=' ? value >= wanted : value < wanted;
}
