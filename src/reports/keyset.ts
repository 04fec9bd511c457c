import { createHash } from 'node:crypto';
import { configError, isLocalDate, isUuid } from '../kernel';

/** What a sort key is compared as; also how a cursor's value is checked before it reaches SQL. */
export type SortType = 'text' | 'bigint' | 'date' | 'timestamptz' | 'uuid' | 'double precision';
export type Direction = 'ASC' | 'DESC';

/** One term of an order. The expression never yields NULL: absent values are given a place by coalesce. */
export interface SortKey {
  sql: string;
  type: SortType;
  direction: Direction;
}

/** The part of a list a caller asks for, per the Relay specification. */
export interface PageRequest {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** One page, in the list's order whichever way it was walked. */
export interface Page<Item> {
  items: Item[];
  /** One per item. */
  cursors: string[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

export const MAX_PAGE_SIZE = 10_000;
export const DEFAULT_PAGE_SIZE = 50;

/** A page request that has been checked: which way to walk, from where to where, how far. */
export interface Keyset {
  list: string;
  tenantId: string;
  keys: readonly SortKey[];
  limit: number;
  isBackward: boolean;
  after: readonly string[] | null;
  before: readonly string[] | null;
}

export interface KeysetList {
  /** Name of the list; a cursor of one list is refused by every other. */
  list: string;
  tenantId: string;
  /** Must end in a unique key. */
  keys: readonly SortKey[];
}

/** How many items are asked for. Throws BAD_PAGE_SIZE. */
export function pageSize(page: PageRequest): number {
  if (isGiven(page.last) && isGiven(page.first))
    throw badPageSize('give "first" or "last", not both');
  const limit = page.last ?? page.first ?? DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(limit) || limit < 0 || limit > MAX_PAGE_SIZE) {
    throw badPageSize(`a page has 0 to ${MAX_PAGE_SIZE} items, not ${limit}`);
  }
  return limit;
}

/** Checks a request against a list. Throws BAD_PAGE_SIZE and INVALID_CURSOR. */
export function keyset(source: KeysetList, page: PageRequest): Keyset {
  return {
    ...source,
    limit: pageSize(page),
    isBackward: isGiven(page.last),
    after: isGiven(page.after) ? decodeCursor(source, page.after) : null,
    before: isGiven(page.before) ? decodeCursor(source, page.before) : null,
  };
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function badPageSize(message: string): Error {
  return configError('BAD_PAGE_SIZE', message, {
    remedy: `Ask for at most ${MAX_PAGE_SIZE} items at once and follow endCursor.`,
  });
}

/** Collects the parameters of one statement and answers their placeholders. */
export class Params {
  readonly values: unknown[] = [];

  /** Parameters of a statement about one tenant, which is always the first. */
  static ofTenant(tenantId: string): Params {
    const params = new Params();
    params.add(tenantId, 'uuid');
    return params;
  }

  /** The placeholder of a value, cast when a type is named. */
  add(value: unknown, type?: string): string {
    this.values.push(value);
    return type === undefined ? `$${this.values.length}` : `$${this.values.length}::${type}`;
  }
}

/** Conditions that keep the rows between the cursors; empty for a first page. */
export function keysetConditions(set: Keyset, params: Params): string[] {
  const conditions: string[] = [];
  if (set.after !== null)
    conditions.push(beyond(set.keys, set.after, { params, isBackward: false }));
  if (set.before !== null)
    conditions.push(beyond(set.keys, set.before, { params, isBackward: true }));
  return conditions;
}

interface Walk {
  params: Params;
  isBackward: boolean;
}

/** "(a, b) > (x, y)" when all keys run the same way, which an index can serve; else spelled out key by key. */
function beyond(keys: readonly SortKey[], values: readonly string[], walk: Walk): string {
  const places = keys.map((key, index) => walk.params.add(values[index], `text::${key.type}`));
  const comparison = (key: SortKey): string =>
    (key.direction === 'ASC') === walk.isBackward ? '<' : '>';
  const first = keys[0];
  if (first !== undefined && keys.every((key) => key.direction === first.direction)) {
    const left = keys.map((key) => key.sql).join(', ');
    return `(${left}) ${comparison(first)} (${places.join(', ')})`;
  }
  const branches = keys.map((key, index) => {
    const equal = keys.slice(0, index).map((earlier, n) => `${earlier.sql} = ${places[n]}`);
    return [...equal, `${key.sql} ${comparison(key)} ${places[index]}`].join(' AND ');
  });
  const exact = branches.map((branch) => `(${branch})`).join(' OR ');
  // Implied by the rest, but a range on the first key is what an index can start from.
  return first === undefined
    ? 'true'
    : `${first.sql} ${comparison(first)}= ${places[0]} AND (${exact})`;
}

/** ORDER BY and LIMIT of the walk; one row more than asked for tells whether there are more. */
export function keysetTail(set: Keyset): string {
  const order = set.keys.map((key) => {
    const isDescending = (key.direction === 'DESC') !== set.isBackward;
    return `${key.sql} ${isDescending ? 'DESC' : 'ASC'}`;
  });
  return `ORDER BY ${order.join(', ')} LIMIT ${set.limit + 1}`;
}

/** The select item a page is cut by: every sort key as text, as exact as the column is. */
export function cursorColumn(set: Keyset): string {
  return `ARRAY[${set.keys.map((key) => `(${key.sql})::text`).join(', ')}] AS "cursorKey"`;
}

/** Cuts what the walk read into a page in list order. */
export function cutPage<Row extends { cursorKey: string[] }>(
  set: Keyset,
  rows: readonly Row[],
): Page<Row> {
  const hasMore = rows.length > set.limit;
  const items = rows.slice(0, set.limit);
  if (set.isBackward) items.reverse();
  return {
    items,
    cursors: items.map((item) => encodeCursor(set, item.cursorKey)),
    hasNextPage: set.isBackward ? set.before !== null : hasMore,
    hasPreviousPage: set.isBackward ? hasMore : set.after !== null,
  };
}

/** Says which list, order and tenant a cursor belongs to, in few characters. */
export function cursorSignature(source: KeysetList): string {
  const order = source.keys.map((key) => `${key.sql} ${key.direction}`).join(',');
  return createHash('sha256')
    .update(`${source.tenantId}\n${source.list}\n${order}`)
    .digest('base64url')
    .slice(0, 8);
}

function encodeCursor(source: KeysetList, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([cursorSignature(source), ...values])).toString('base64url');
}

/** Throws INVALID_CURSOR for what is no cursor, or one of another list, order or tenant. */
function decodeCursor(source: KeysetList, cursor: string): string[] {
  const [sign, ...values] = parseCursor(cursor);
  const isOurs =
    sign === cursorSignature(source) &&
    values.length === source.keys.length &&
    source.keys.every((key, index) => isOfType(values[index], key.type));
  if (!isOurs) throw invalidCursor();
  return values as string[];
}

function parseCursor(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return []; // not JSON, so not a cursor: refused by the caller
  }
}

function invalidCursor(): Error {
  return configError('INVALID_CURSOR', 'the cursor is not one of this list', {
    remedy: 'Use endCursor or startCursor of the same list with the same order, or start over.',
  });
}

const INSTANT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00$/;

const FLOAT = /^-?\d{1,320}(\.\d{1,40})?(e[+-]?\d{1,3})?$/;

function isOfType(value: unknown, type: SortType): boolean {
  if (typeof value !== 'string' || value.includes('\0')) return false;
  switch (type) {
    case 'text':
      return true;
    case 'bigint':
      return /^-?\d{1,18}$/.test(value);
    case 'double precision':
      return value === 'Infinity' || (FLOAT.test(value) && Number.isFinite(Number(value)));
    case 'date':
      return isLocalDate(value) || value === 'infinity' || value === '-infinity';
    case 'timestamptz':
      return (
        INSTANT.test(value) &&
        !Number.isNaN(Date.parse(value.replace(' ', 'T').replace('+00', 'Z')))
      );
    case 'uuid':
      return isUuid(value);
  }
}
