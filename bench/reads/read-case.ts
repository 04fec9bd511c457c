/** One question, asked twice: of the API in GraphQL, and of Postgres in SQL written by hand for it. */
export interface ReadCase {
  name: string;
  title: string;
  /** Our requests per second as a share of the hand-written ones; null: shown only. */
  aim: number | null;
  query: string;
  /** Answers one row with one column: the JSON of the answer's `data`, as text. */
  sql: string;
  /** Asked in turn, so that neither side answers from one hot page. */
  requests: readonly ReadRequest[];
}

export interface ReadRequest {
  variables: Readonly<Record<string, unknown>>;
  /** The same for the statement's $1…$n. */
  params: readonly unknown[];
}

/** What a case is prepared from. */
export interface Reader {
  tenantId: string;
  /** The seller's today, as the API takes it. */
  today: string;
  /** Asks the API; throws on errors. */
  ask(query: string, variables?: object): Promise<unknown>;
  /** Reads as the owner of the tables. */
  select<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** SQL of a global id: base64url of type and key. A key has no backslash, so the cast to bytea is exact. */
export function idOf(type: string, key: string): string {
  return `translate(encode(('${type}:' || ${key})::bytea, 'base64'), '+/=', '-_')`;
}

/** SQL of minor units as a decimal string; the books are kept in EUR only. */
export function decimalOf(minor: string): string {
  return `round(${minor} / 100.0, 2)::text`;
}

/** SQL of an instant as the API writes it. */
export function instantOf(column: string): string {
  return `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
