import {
  cursorSignature,
  keyset,
  keysetConditions,
  type Keyset,
  type ListSource,
  type PageRequest,
  type ReportPoint,
} from '../../reports';
import { objectType, type Compiler, type Row, type Scope } from './compiler';
import { jsonObject, toSql, type Piece } from './json-sql';
import { NotPlanned } from './not-planned';
import type { SelectedField } from './selection';

export interface PlannedList {
  source: ListSource;
  /** The name the source's FROM clause gives its rows. */
  base: string;
  point: ReportPoint;
  page: PageRequest;
  /** Which of the list's rows belong to the row that has the list. */
  ofParent?: string;
  /** What a node is written from, when not from the row as it is. */
  toRow?: (row: Row) => Row;
}

interface PageSql {
  set: Keyset;
  alias: string;
  row: Row;
  scope: Scope;
  list: PlannedList;
  /** One row more than the page is read, and numbered. */
  isNumbered: boolean;
}

/** A page of a list per the Relay specification, as one subquery; only what is selected of it is read. */
export function planConnection(
  field: SelectedField,
  list: PlannedList,
  compiler: Compiler,
): Piece[] {
  const type = objectType(field);
  const fields = compiler.fieldsOf(type, field);
  const { source } = list;
  const set = keyset(
    { list: source.list, tenantId: compiler.planned.tenantId, keys: source.keys },
    list.page,
  );
  const alias = compiler.nextAlias('p');
  const { row, scope } = compiler.open(alias, list.point);
  const isNumbered = fields.some(({ name }) => name === 'pageInfo');
  const page: PageSql = { set, alias, row, scope, list, isNumbered };
  const members = fields.map((each) => ({
    key: each.key,
    value: each.definition === null ? [JSON.stringify(type.name)] : member(each, page, compiler),
  }));
  const pieces = jsonObject(members);
  if (fields.every(({ name }) => !PAGED.has(name))) return pieces;
  // The members are written before the FROM clause, since they add its joins. HAVING makes one row of the page even when
  // nothing selected sums it up.
  return [
    {
      sql: `(SELECT ${toSql(pieces)} FROM ${pageRows(page, compiler)} ${scope.joins()} HAVING true)`,
    },
  ];
}

const PAGED: ReadonlySet<string> = new Set(['nodes', 'edges', 'pageInfo']);

function member(field: SelectedField, page: PageSql, compiler: Compiler): Piece[] {
  switch (field.name) {
    case 'nodes':
      return items(node(field, page, compiler), page);
    case 'edges':
      return items(edge(field, page, compiler), page);
    case 'pageInfo':
      return pageInfo(field, page, compiler);
    case 'totalCount':
      return [{ sql: `(${countSql(page.list)})` }];
    default:
      throw new NotPlanned(field.name);
  }
}

function node(field: SelectedField, { row, list }: PageSql, compiler: Compiler): Piece[] {
  return compiler.object(field, list.toRow?.(row) ?? row);
}

function edge(field: SelectedField, page: PageSql, compiler: Compiler): Piece[] {
  const type = objectType(field);
  return jsonObject(
    compiler.fieldsOf(type, field).map((each) => ({
      key: each.key,
      value:
        each.definition === null
          ? [JSON.stringify(type.name)]
          : each.name === 'node'
            ? node(each, page, compiler)
            : [
                '"',
                {
                  sql: cursorSql(
                    page,
                    keyNames(page).map((key) => `${key}::text`),
                    compiler,
                  ),
                },
                '"',
              ],
    })),
  );
}

/** The items in list order, whichever way the page was walked. */
function items(item: readonly Piece[], page: PageSql): Piece[] {
  const { set, alias, isNumbered } = page;
  const order = set.keys.map((key, index) => `${alias}.key${index} ${key.direction}`).join(', ');
  const within = isNumbered ? ` FILTER (WHERE ${alias}.place <= ${set.limit})` : '';
  return [
    {
      sql: `'[' || coalesce(string_agg(${toSql(item)}, ',' ORDER BY ${order})${within}, '') || ']'`,
    },
  ];
}

function pageInfo(field: SelectedField, page: PageSql, compiler: Compiler): Piece[] {
  const { set } = page;
  const type = objectType(field);
  const hasMore = `CASE WHEN count(*) > ${set.limit} THEN 'true' ELSE 'false' END`;
  const values: Readonly<Record<string, Piece[]>> = {
    hasNextPage: set.isBackward ? [String(set.before !== null)] : [{ sql: hasMore }],
    hasPreviousPage: set.isBackward ? [{ sql: hasMore }] : [String(set.after !== null)],
    startCursor: endCursor(page, set.isBackward ? 'DESC' : 'ASC', compiler),
    endCursor: endCursor(page, set.isBackward ? 'ASC' : 'DESC', compiler),
  };
  return jsonObject(
    compiler.fieldsOf(type, field).map(({ key, name, definition }) => {
      if (definition === null) return { key, value: [JSON.stringify(type.name)] };
      const value = values[name];
      if (value === undefined) throw new NotPlanned(`PageInfo.${name}`);
      return { key, value };
    }),
  );
}

/** The cursor of the item at one end of the page; null of an empty one. */
function endCursor(page: PageSql, direction: 'ASC' | 'DESC', compiler: Compiler): Piece[] {
  const { set, alias } = page;
  const keys = keyNames(page).map(
    (key) =>
      `(array_agg(${key}::text ORDER BY ${alias}.place ${direction}) FILTER (WHERE ${alias}.place <= ${set.limit}))[1]`,
  );
  const isEmpty = set.limit === 0 ? 'true' : 'count(*) = 0';
  return [
    {
      sql: `CASE WHEN ${isEmpty} THEN 'null' ELSE '"' || ${cursorSql(page, keys, compiler)} || '"' END`,
    },
  ];
}

function keyNames({ set, alias }: PageSql): string[] {
  return set.keys.map((_, index) => `${alias}.key${index}`);
}

/**
 * What encodeCursor writes: base64url of a JSON array of the list's signature and the sort keys as text. The signature is
 * a parameter, since it is the tenant's and the statement is everybody's.
 */
function cursorSql({ set }: PageSql, keys: readonly string[], { params }: Compiler): string {
  const signature = params.add(cursorSignature(set), 'text');
  const values = `ARRAY[${[signature, ...keys].join(', ')}]`;
  const bytes = `convert_to(array_to_json(${values})::text, 'UTF8')`;
  return `translate(encode(${bytes}, 'base64'), E'+/=\\n', '-_')`;
}

/** The rows of the page with their sort keys, read by keyset. */
function pageRows(page: PageSql, compiler: Compiler): string {
  const { set, alias, list, isNumbered } = page;
  const keys = set.keys.map((key, index) => `${key.sql} AS key${index}`);
  const order = set.keys.map((key) => {
    const isDescending = (key.direction === 'DESC') !== set.isBackward;
    return `${key.sql} ${isDescending ? 'DESC' : 'ASC'}`;
  });
  const columns = [
    `${list.base}.*`,
    ...keys,
    ...(isNumbered ? [`row_number() OVER (ORDER BY ${order.join(', ')}) AS place`] : []),
  ];
  const conditions = [...whereOf(list), ...keysetConditions(set, compiler.params)];
  return `(SELECT ${columns.join(', ')} FROM ${list.source.from}
    WHERE ${conditions.join(' AND ')}
    ORDER BY ${order.join(', ')} LIMIT ${set.limit + (isNumbered ? 1 : 0)}) ${alias}`;
}

function whereOf({ source, ofParent }: PlannedList): string[] {
  return [...source.where, ...(ofParent === undefined ? [] : [ofParent])];
}

function countSql(list: PlannedList): string {
  return `SELECT count(*) FROM ${list.source.from} WHERE ${whereOf(list).join(' AND ')}`;
}
