/**
 * COPY … TO STDOUT of one tenant over a connection of its own: a reader that takes its time holds none of the pool's, and
 * one that goes away ends the statement on the server.
 */
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Client, escapeLiteral } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** What is copied out. COPY takes no parameters, so the values are written into the statement, quoted. */
export interface CopyOut {
  /** A query with placeholders $1, $2, …; no string literal in it holds a dollar sign and a digit. */
  sql: string;
  params: readonly unknown[];
  /** What follows TO STDOUT: the format and its options. */
  options: string;
  /** Settings of the transaction, such as the day it speaks of. */
  settings?: Readonly<Record<string, string>>;
  statementTimeoutMs: number;
}

export interface CopySession {
  url: string;
  /** Startup options: the role above all. */
  options: string;
  tenantId: string;
}

/** Runs the copy and hands its bytes to `read`; when `read` fails or gives up, the statement is cancelled. */
export async function copyOut(
  session: CopySession,
  copy: CopyOut,
  read: (rows: Readable) => Promise<void>,
): Promise<void> {
  const name = `encours-export-${randomBytes(8).toString('hex')}`;
  const client = new Client({
    connectionString: session.url,
    options: session.options,
    application_name: name,
    connectionTimeoutMillis: 15_000,
  });
  client.on('error', () => undefined); // the copy under way fails of it
  let isDone = false;
  try {
    await client.connect();
    await client.query(beginOf(session.tenantId, copy));
    const rows = client.query(copyTo(`COPY (${inlined(copy)}) TO STDOUT ${copy.options}`));
    await read(rows);
    await client.query('COMMIT');
    isDone = true;
  } finally {
    if (!isDone) await cancel(session.url, name);
    // With a statement under way this cuts the connection.
    await client.end().catch(() => undefined);
  }
}

function beginOf(tenantId: string, copy: CopyOut): string {
  const settings = Object.entries({
    ...copy.settings,
    'app.tenant_id': tenantId,
    statement_timeout: String(copy.statementTimeoutMs),
  });
  const set = settings.map(([name, value]) => `SET LOCAL ${name} = ${escapeLiteral(value)}`);
  return ['BEGIN READ ONLY', ...set].join('; ');
}

function inlined({ sql, params }: CopyOut): string {
  return sql.replace(/\$(\d+)/g, (_, place: string) => literal(params[Number(place) - 1]));
}

/** A value as SQL text. Throws on what no statement of ours uses. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return escapeLiteral(value);
  if (typeof value === 'bigint') return escapeLiteral(value.toString());
  if (typeof value === 'number') return escapeLiteral(value.toString());
  if (value instanceof Date) return escapeLiteral(value.toISOString());
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(', ')}]`;
  throw new TypeError(`no SQL literal for a ${typeof value}`);
}

/** Over another connection of the same user. A copy that has ended is not there to be cancelled. */
async function cancel(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(
      'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [name],
    );
  } catch {
    // Cutting the connection, which comes next, ends it with the next row it sends.
  } finally {
    await client.end().catch(() => undefined);
  }
}
