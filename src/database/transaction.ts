import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';

/** One open transaction of one tenant: every statement in it sees that tenant's rows and no others. */
export interface Transaction {
  readonly tenantId: string;
  /** Rows of one statement; bigint and numeric columns arrive as strings, dates as "YYYY-MM-DD". */
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Runs one statement and answers how many rows it changed. */
  execute(sql: string, params?: readonly unknown[]): Promise<number>;
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
    const result = await this.client.query(sql, [...params]);
    return result.rows as Row[];
  }

  async execute(sql: string, params: readonly unknown[] = []): Promise<number> {
    const result = await this.client.query(sql, [...params]);
    return result.rowCount ?? 0;
  }

  async copyInto(
    sql: string,
    source: AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
  ): Promise<void> {
    await pipeline(source, this.client.query(copyFrom(sql)));
  }
}
