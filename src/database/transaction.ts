import { hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';
import { withArrayLiterals } from './array-literal';

/** One open transaction of one tenant: every statement in it sees that tenant's rows and no others. */
export interface Transaction {
  readonly tenantId: string;
  /** Rows of one statement; bigint and numeric columns arrive as strings, dates as "YYYY-MM-DD". */
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Runs one statement and answers how many rows it changed. */
  execute(sql: string, params?: readonly unknown[]): Promise<number>;
  /**
   * The same for fixed text that is run again and again: each connection parses it once, and soon plans it once, whatever
   * the parameters. For writes of given rows; what searches tables is planned best for what it searches for.
   */
  executePrepared(sql: string, params: readonly unknown[]): Promise<number>;
  /** Streams text-format COPY data; `sql` is a COPY … FROM STDIN into a temporary table (COPY knows no row security). */
  copyInto(
    sql: string,
    source: AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
  ): Promise<void>;
  /** For single catalogue rows; sets are written in SQL. */
  readonly manager: EntityManager;
}

export class PostgresTransaction implements Transaction {
  constructor(
    readonly tenantId: string,
    private readonly client: PoolClient,
    readonly manager: EntityManager,
  ) {}

  async query<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    const result = await this.client.query(sql, withArrayLiterals(params));
    return result.rows as Row[];
  }

  async execute(sql: string, params: readonly unknown[] = []): Promise<number> {
    const result = await this.client.query(sql, withArrayLiterals(params));
    return result.rowCount ?? 0;
  }

  async executePrepared(sql: string, params: readonly unknown[]): Promise<number> {
    const name = nameOf(sql);
    const result = await this.client.query({ name, text: sql, values: withArrayLiterals(params) });
    return result.rowCount ?? 0;
  }

  async copyInto(
    sql: string,
    source: AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
  ): Promise<void> {
    await pipeline(source, this.client.query(copyFrom(sql)));
  }
}

/** As many as there are such texts in the code. */
const names = new Map<string, string>();

/** The same name for the same text, in every process. */
function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `tx_${hash('sha256', sql).slice(0, 20)}`;
  names.set(sql, name);
  return name;
}
