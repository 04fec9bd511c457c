/** The doors of the read model, opened on the same books: GraphQL, files, and SQL as a BI login. */
import fc from 'fast-check';
import { Client } from 'pg';
import type { Api } from '../../src/api';
import { createApiKey, createSqlLogin, createTenant, type Database } from '../../src/database';
import { localDateAt, systemClock } from '../../src/kernel';
import { connectApp } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { data, startApi } from './api-harness';
import { parseCsv } from './export-reader';
import { BOOKS } from './parity-books';

/** It is about noon there, so that no test sees midnight pass. */
const offset = new Date().getUTCHours() - 12;
export const ZONE = `Etc/GMT${offset < 0 ? offset : `+${offset}`}`;
export const RUNS = { numRuns: 25, seed: 20261122 };

export type Cells = (string | null)[];

export interface Amount {
  amount: string;
  currency: string;
}

export interface Doors {
  sql: Client;
  ask<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** The rows of an export in both formats, which must agree, cut down to some columns. */
  exported(list: string, query: Record<string, string>, names: string): Promise<Cells[]>;
  /** The same columns of a statement's rows. */
  selected(names: string, rest: string, params: unknown[]): Promise<Cells[]>;
}

/** Call at the top of a file; the answer gives the doors inside tests. `more` takes the tenant's id, as `BOOKS` does. */
export function useDoors(more: readonly string[] = []): () => Doors {
  let app: Database;
  let api: Api;
  let sql: Client;
  let key: string;
  let roleName: string;

  afterAll(async () => {
    await sql.end();
    await api.close();
    await app.close();
    await database().query('DELETE FROM sql_login');
    await database().query(`DROP ROLE ${roleName}`);
  });
  const database = useDatabase();

  beforeAll(async () => {
    app = await connectApp(database().url);
    for (const slug of ['other', 'ours']) {
      const { tenantId } = await createTenant(app, { slug, timeZone: ZONE });
      for (const statement of [...BOOKS, ...more]) await database().query(statement, [tenantId]);
      key = await app.tenant(tenantId, (tx) => createApiKey(tx, { role: 'ANALYST', label: 'bi' }));
      if (slug === 'other') continue;
      const login = await createSqlLogin(app, { tenantId, key });
      ({ roleName } = login);
      sql = new Client({ connectionString: login.url });
      await sql.connect();
    }
    api = await startApi(app, { clock: systemClock });
  });

  return () => ({
    sql,
    ask: (query, variables) => data(api, key, query, variables),
    exported: (list, query, names) =>
      exported((format) => file(api, key, `${list}.${format}`, query), names.split(' ')),
    selected: (names, rest, params) => selected(sql, { names, rest, params }),
  });
}

async function file(
  api: Api,
  key: string,
  ...[name, query]: [string, Record<string, string>]
): Promise<string> {
  const url = `${api.url}/export/${name}?${new URLSearchParams(query).toString()}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
  return body;
}

async function exported(
  read: (format: string) => Promise<string>,
  columns: readonly string[],
): Promise<Cells[]> {
  const [header = [], ...rows] = parseCsv(await read('csv'));
  const lines = (await read('jsonl')).split('\n').slice(0, -1);
  const fromJson = lines.map((line) => {
    const object = JSON.parse(line) as Record<string, unknown>;
    return columns.map((name) => {
      const value = object[name] ?? null;
      return value === null || typeof value === 'string' ? value : JSON.stringify(value);
    });
  });
  const fromCsv = rows.map((row) => columns.map((name) => row[header.indexOf(name)] ?? ''));
  expect(fromCsv).toEqual(fromJson.map((row) => row.map((cell) => cell ?? '')));
  return fromJson;
}

async function selected(
  sql: Client,
  { names, rest, params }: { names: string; rest: string; params: unknown[] },
): Promise<Cells[]> {
  const columns = names.split(' ').map((name) => `${name}::text`);
  const { rows } = await sql.query<Cells>({
    text: `SELECT ${columns.join(', ')} ${rest}`,
    values: params,
    rowMode: 'array',
  });
  return rows;
}

/** Present options as a query string, lists between commas. */
export function queryOf(filter: Record<string, unknown>): Record<string, string> {
  const given = Object.entries(filter).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** Conditions and their values, as somebody would write them in SQL. */
export class Where {
  readonly params: unknown[] = [];
  private readonly conditions = ['true'];

  when<Value>(
    value: Value | null,
    condition: (place: string) => string,
    param: unknown = value,
  ): this {
    if (value === null) return this;
    const text = condition(`$${this.params.length + 1}`);
    if (text.includes('$')) this.params.push(param);
    this.conditions.push(text);
    return this;
  }

  toString(): string {
    return `WHERE ${this.conditions.join(' AND ')}`;
  }
}

export const option = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.option(arbitrary, { nil: null, freq: 1 });
export const some = <Value>(...values: Value[]) => option(fc.subarray(values, { minLength: 1 }));
const today = (): string => localDateAt(systemClock.now(), ZONE);
export const day = fc.integer({ min: -250, max: 60 }).map((days) => {
  const date = new Date(`${today()}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
});
/** Instants between which the books learnt what they know. */
export const instant = fc
  .integer({ min: 1, max: 200 })
  .map((hours) => new Date(Date.now() - hours * 3_600_000));
