import type { Transaction } from '../database';
import {
  cursorColumn,
  cutPage,
  keyset,
  keysetConditions,
  keysetTail,
  type Page,
  type PageRequest,
  type Params,
  type SortKey,
} from './keyset';

/** A list as SQL: what to select from where, in which order. Every value in it is a parameter. */
export interface ListSource {
  /** Name bound into cursors. */
  list: string;
  keys: readonly SortKey[];
  columns: string;
  from: string;
  where: readonly string[];
  params: Params;
}

type CursorRow<Row> = Row & { cursorKey: string[] };

/** Reads one page of the list by keyset: the cost of a page does not grow with how deep it lies. */
export async function readPage<Row>(
  tx: Transaction,
  source: ListSource,
  page: PageRequest,
): Promise<Page<Row>> {
  const set = keyset({ list: source.list, tenantId: tx.tenantId, keys: source.keys }, page);
  const conditions = [...source.where, ...keysetConditions(set, source.params)];
  const rows = await tx.query<CursorRow<Row>>(
    `SELECT ${source.columns}, ${cursorColumn(set)} FROM ${source.from}
     WHERE ${conditions.join(' AND ')} ${keysetTail(set)}`,
    source.params.values,
  );
  return cutPage(set, rows);
}

export interface ParentPages {
  parentIds: readonly string[];
  /** The column of the list that holds the parent's id. */
  parentColumn: string;
  page: PageRequest;
}

/** Reads the same page of each parent's list in one statement, by parent id; a parent without rows has an empty page. */
export async function readParentPages<Row>(
  tx: Transaction,
  source: ListSource,
  wanted: ParentPages,
): Promise<Map<string, Page<Row>>> {
  const set = keyset({ list: source.list, tenantId: tx.tenantId, keys: source.keys }, wanted.page);
  const conditions = [...source.where, ...keysetConditions(set, source.params)];
  const parents = source.params.add([...wanted.parentIds], 'uuid[]');
  const tail = keysetTail(set);
  const rows = await tx.query<CursorRow<Row> & { parentId: string }>(
    `SELECT parent.id AS "parentId", item.*
     FROM unnest(${parents}) AS parent (id) CROSS JOIN LATERAL (
       SELECT ${source.columns}, ${cursorColumn(set)},
         row_number() OVER (${tail.slice(0, tail.lastIndexOf(' LIMIT '))}) AS "rowNumber"
       FROM ${source.from}
       WHERE ${wanted.parentColumn} = parent.id AND ${conditions.join(' AND ')} ${tail}
     ) item ORDER BY parent.id, item."rowNumber"`,
    source.params.values,
  );
  const byParent = groupRows(rows, (row) => row.parentId);
  return new Map(wanted.parentIds.map((id) => [id, cutPage(set, byParent.get(id) ?? [])]));
}

/** How many rows the whole list has. */
export async function countList(tx: Transaction, source: ListSource): Promise<number> {
  const [row] = await tx.query<{ total: string }>(
    // Columns are named so that every parameter has a use; the planner drops them.
    `SELECT count(*) AS total FROM (
       SELECT ${source.columns} FROM ${source.from} WHERE ${source.where.join(' AND ')}) listed`,
    source.params.values,
  );
  return Number(row?.total ?? 0);
}

/** Rows by a key, each group in the rows' order. */
export function groupRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
