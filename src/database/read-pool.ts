import type { Writable } from 'node:stream';
import {
  DatabaseError,
  Pool,
  type PoolClient,
  type PoolConfig,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { bugError } from '../kernel';

/** A statement to be prepared under its name, which must be the same for the same text; without one, used once. */
export interface Statement {
  name?: string;
  text: string;
  values: readonly unknown[];
}

/**
 * Connections for reads of one statement. A transaction needs its setting before and its end after the statement; they
 * are sent together, so that a read costs one round trip instead of three.
 */
export class ReadPool {
  private readonly pool: Pool;

  constructor(options: PoolConfig, onLost: (error: Error) => void) {
    // "pipeline" is younger than the types of the driver.
    const pipelined = { ...options, pipeline: true };
    this.pool = new Pool(pipelined);
    // The pool speaks for idle connections only; one lost at work would end the process if nobody listened to it.
    this.pool.on('connect', (client) => client.on('error', onLost));
    this.pool.on('error', () => undefined);
  }

  /** The one row of a statement between `begin` and COMMIT. */
  async readOnce<Row>(begin: string, statement: Statement): Promise<Row> {
    const [rows] = await this.together(begin, [statement]);
    const row = rows?.[0];
    if (row === undefined) throw bugError('ROW_MISSING', 'a statement of one row answered none');
    return row as Row;
  }

  /** The rows of each statement between `begin` and COMMIT, all of them sent at once. */
  async together(begin: string, statements: readonly Statement[]): Promise<QueryResultRow[][]> {
    const client = await this.pool.connect();
    const stream = streamOf(client);
    stream?.cork();
    const ask = (each: QueryConfig): Promise<QueryResult<QueryResultRow>> => client.query(each);
    const sent = [
      ask({ text: begin }),
      ...statements.map((each) => ask({ ...each, values: [...each.values] })),
      ask({ text: 'COMMIT' }),
    ];
    stream?.uncork();
    const answers = await Promise.allSettled(sent);
    const failed = answers.find((answer) => answer.status === 'rejected');
    // After a refused statement the connection is as good as before; after anything else it is not known to be.
    client.release(failed !== undefined && !(failed.reason instanceof DatabaseError));
    if (failed !== undefined) throw failed.reason;
    const rows = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.rows : []));
    return rows.slice(1, -1);
  }

  /** The first row of a statement that is a transaction of its own; null when there is none. */
  async readAlone<Row>(statement: Statement): Promise<Row | null> {
    const { rows } = await this.pool.query<Row & QueryResultRow>({
      ...statement,
      values: [...statement.values],
    });
    return rows[0] ?? null;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** The socket, so that what is sent together leaves in one packet; the driver's types do not know of it. */
function streamOf(client: PoolClient): Pick<Writable, 'cork' | 'uncork'> | undefined {
  return (client as unknown as { connection?: { stream?: Writable } }).connection?.stream;
}
