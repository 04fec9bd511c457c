import 'reflect-metadata';
import type { Readable } from 'node:stream';
import { Client, type PoolClient, type Pool } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { bugError, isUuid, type Logger } from '../kernel';
import { copyOut, type CopyOut } from './copy-out';
import { databaseError } from './database-error';
import { databaseEntities } from './entities';
import { keepDatesAsText } from './pg-types';
import { ReadPool, type Statement } from './read-pool';
import { PostgresTransaction, type Transaction } from './transaction';

keepDatesAsText();

export const APP_ROLE = 'encours_app';

/** What every connection of the app starts with. */
const SESSION = `-c role=${APP_ROLE} -c timezone=UTC -c jit=off -c temp_buffers=64MB`;

/**
 * What the planner misjudges in reads. Keys are random, so that walking an index in their order is a walk at random
 * through the table: a merge join of claims and entries took nine seconds where a hash join takes one. And many readers
 * share the processors, while sums of bigint cost more to hand from worker to leader than to add up.
 */
const READING: Readonly<Record<string, string>> = {
  enable_mergejoin: 'off',
  max_parallel_workers_per_gather: '0',
  work_mem: '32MB',
};
const READING_OPTIONS = Object.entries(READING).map(([name, value]) => `-c ${name}=${value}`);
const SET_READING = Object.entries(READING)
  .map(([name, value]) => `; SET LOCAL ${name} = '${value}'`)
  .join('');

/**
 * What is done many times a second goes by keys. Statistics that know nothing yet of a tenant, or of tables that were empty
 * a moment ago, would have it walk through all that the tenant has, each time.
 */
const SET_BY_KEY =
  '; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off';

export interface DatabaseOptions {
  url: string;
  /** Connections of the pool; each tenant transaction holds one while it runs. */
  poolSize?: number;
  logger: Logger;
  /** Tables beyond this folder's own that `Transaction.manager` shall know. */
  entities?: readonly (new () => object)[];
}

export interface TenantOptions {
  /** READ ONLY transactions of one snapshot: what a report with several statements needs. */
  readOnly?: boolean;
  statementTimeoutMs?: number;
  /** How long a statement waits for what another transaction holds; without it, as long as it takes. */
  lockTimeoutMs?: number;
}

export type Notification = { channel: string; payload: string };

/** The app's way to Postgres: as a role that owns nothing, one tenant per transaction, failing closed. */
export class Database {
  private constructor(
    private readonly pools: { dataSource: DataSource; reads: ReadPool },
    readonly url: string,
    private readonly logger: Logger,
  ) {}

  /** Throws DATABASE_UNREACHABLE and its relatives, with a remedy. */
  static async connect(options: DatabaseOptions): Promise<Database> {
    const poolSize = options.poolSize ?? 10;
    const connection = {
      options: SESSION,
      connectionTimeoutMillis: 15_000,
      application_name: 'encours',
    };
    const dataSource = new DataSource({
      type: 'postgres',
      url: options.url,
      poolSize,
      entities: [...new Set([...databaseEntities, ...(options.entities ?? [])])],
      extra: connection,
    });
    try {
      await dataSource.initialize();
    } catch (error) {
      throw databaseError(error, options.url);
    }
    const onLost = (error: Error): void => {
      options.logger.warn('an idle database connection was lost', { error });
    };
    const pooled = {
      ...connection,
      connectionString: options.url,
      max: poolSize,
      options: [SESSION, ...READING_OPTIONS].join(' '),
    };
    const reads = new ReadPool(pooled, onLost);
    const database = new Database({ dataSource, reads }, options.url, options.logger);
    database.pool().on('error', onLost);
    return database;
  }

  /** Runs work in one transaction of one tenant; commits when it resolves, rolls back when it throws. */
  async tenant<T>(
    tenantId: string,
    work: (tx: Transaction) => Promise<T>,
    options: TenantOptions = {},
  ): Promise<T> {
    requireTenant(tenantId);
    const isRead = options.readOnly === true;
    const mode = isRead ? 'ISOLATION LEVEL REPEATABLE READ READ ONLY' : '';
    const timeout = options.statementTimeoutMs ?? 0;
    const patience = options.lockTimeoutMs ?? 0;
    const waits = patience === 0 ? '' : `; SET LOCAL lock_timeout = ${patience}`;
    return this.transaction(
      `BEGIN ${mode}; SET LOCAL app.tenant_id = '${tenantId}'; SET LOCAL statement_timeout = ${timeout}${waits}${isRead ? SET_READING : ''}`,
      tenantId,
      work,
    );
  }

  /** The one row of a statement that reads a tenant, in one round trip. Cannot write. */
  async readOnce<Row>(
    tenantId: string,
    statement: Statement,
    options: { statementTimeoutMs: number },
  ): Promise<Row> {
    requireTenant(tenantId);
    const begin = `BEGIN READ ONLY; SET LOCAL app.tenant_id = '${tenantId}'; SET LOCAL statement_timeout = ${options.statementTimeoutMs}`;
    try {
      return await this.pools.reads.readOnce<Row>(begin, statement);
    } catch (error) {
      throw databaseError(error, this.url);
    }
  }

  /**
   * The rows of several statements of one tenant's transaction, in one round trip: for what is done too often for more.
   * Each statement sees what was committed before it began.
   */
  async together(
    tenantId: string,
    statements: readonly Statement[],
    options: { statementTimeoutMs: number },
  ): Promise<readonly (readonly unknown[])[]> {
    requireTenant(tenantId);
    const begin = `BEGIN; SET LOCAL app.tenant_id = '${tenantId}'; SET LOCAL statement_timeout = ${options.statementTimeoutMs}${SET_BY_KEY}`;
    try {
      return await this.pools.reads.together(begin, statements);
    } catch (error) {
      throw databaseError(error, this.url);
    }
  }

  /** The directory of tenants and the job table, nothing else: every tenant table answers no row here. */
  async system<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.transaction(`BEGIN; SET LOCAL app.scope = 'system'`, '', work);
  }

  /** Who a presented API key speaks for, by its hash: the one look-up made before a tenant is known. */
  async presentedKey<Row>(keyHash: string): Promise<Row | null> {
    if (!/^[0-9a-f]{64}$/.test(keyHash)) throw bugError('KEY_HASH_MALFORMED', 'not a SHA-256');
    try {
      return await this.pools.reads.readAlone<Row>({
        name: 'authenticate_key',
        text: 'SELECT * FROM authenticate_key($1)',
        values: [keyHash],
      });
    } catch (error) {
      throw databaseError(error, this.url);
    }
  }

  /**
   * Streams the rows of one query of one tenant, over a connection of its own. Resolves when they have all been read;
   * rejects with what went wrong on either side.
   */
  async copyOut(
    tenantId: string,
    copy: CopyOut,
    read: (rows: Readable) => Promise<void>,
  ): Promise<void> {
    requireTenant(tenantId);
    try {
      const session = [SESSION, ...READING_OPTIONS].join(' ');
      await copyOut({ url: this.url, options: session, tenantId }, copy, read);
    } catch (error) {
      throw databaseError(error, this.url);
    }
  }

  /**
   * Has the server look at what the tables hold now. A tenant that has just brought much is unknown to its statistics:
   * it would plan for one row and go over all of them once for each. Done by the tables' owner; what it may not, it skips.
   */
  async refreshStatistics(tables: readonly string[]): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: 'encours-analyze' });
    try {
      await client.connect();
      await client.query(
        `ANALYZE ${tables.map((name) => client.escapeIdentifier(name)).join(', ')}`,
      );
    } catch (error) {
      this.logger.warn('the statistics of the database could not be refreshed', { error });
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** A dedicated connection that hears NOTIFY; the caller reconnects when onLost is called. */
  async listen(
    channels: readonly string[],
    on: { notification(event: Notification): void; lost(error: Error | null): void },
  ): Promise<() => Promise<void>> {
    const client = new Client({ connectionString: this.url, application_name: 'encours-listen' });
    let isClosed = false;
    const lose = (error: Error | null): void => {
      if (isClosed) return;
      isClosed = true;
      on.lost(error);
    };
    client.on('error', lose);
    client.on('end', () => lose(null));
    client.on('notification', ({ channel, payload }) =>
      on.notification({ channel, payload: payload ?? '' }),
    );
    try {
      await client.connect();
      for (const channel of channels)
        await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    } catch (error) {
      isClosed = true;
      await client.end().catch(() => undefined);
      throw databaseError(error, this.url);
    }
    return async () => {
      isClosed = true;
      await client.end();
    };
  }

  async close(): Promise<void> {
    if (!this.pools.dataSource.isInitialized) return;
    await Promise.all([this.pools.dataSource.destroy(), this.pools.reads.close()]);
  }

  private pool(): Pool {
    return (this.pools.dataSource.driver as unknown as { master: Pool }).master;
  }

  private async transaction<T>(
    begin: string,
    tenantId: string,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const runner = this.pools.dataSource.createQueryRunner();
    let client: PoolClient;
    try {
      client = (await runner.connect()) as PoolClient;
    } catch (error) {
      await runner.release().catch(() => undefined);
      throw databaseError(error, this.url);
    }
    try {
      await client.query(begin);
      // Begun in one round trip with its settings. TypeORM must know of it: `manager.save` would begin, and commit, another.
      Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
      const manager: EntityManager = runner.manager;
      const result = await work(new PostgresTransaction(tenantId, client, manager));
      const end = await client.query('COMMIT');
      // An aborted transaction answers COMMIT with ROLLBACK and no error: somebody swallowed the statement's.
      if (end.command !== 'COMMIT') {
        throw bugError('TRANSACTION_ABORTED', 'a failed statement was not noticed before COMMIT');
      }
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: unknown) => {
        this.logger.debug('a transaction could not be rolled back', { error: failure });
      });
      throw databaseError(error, this.url);
    } finally {
      await runner.release();
    }
  }
}

function requireTenant(tenantId: string): void {
  if (!isUuid(tenantId)) throw bugError('TENANT_MISSING', 'a tenant transaction needs a tenant id');
}
