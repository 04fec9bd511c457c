import { configError, EncoursError, transientError, conflictError } from '../kernel';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ECONNRESET',
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);
const REFUSED = new Set(['28P01', '28000', '3D000']);
const CONFLICTS = new Set(['40001', '40P01', '55P03']);

/** Turns what the driver throws about the server itself into a coded error; everything else passes through unchanged. */
export function databaseError(error: unknown, url: string): unknown {
  if (error instanceof EncoursError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const server = serverOf(url);
  if (
    UNREACHABLE.has(code) ||
    /connection timeout|timeout exceeded when trying to connect|terminated unexpectedly/i.test(
      error.message,
    )
  ) {
    return transientError(
      'DATABASE_UNREACHABLE',
      `the database at ${server} does not answer: ${error.message || code}`,
      {
        cause: error,
        remedy:
          'start it, or check DATABASE_URL; without DATABASE_URL the embedded PostgreSQL is used',
      },
    );
  }
  if (REFUSED.has(code)) {
    return configError(
      'DATABASE_REFUSED',
      `the database at ${server} refuses the connection: ${error.message}`,
      {
        cause: error,
        remedy: 'check user, password and database name in DATABASE_URL',
      },
    );
  }
  if (code === '22023' && error.message.includes('role "encours_app"')) {
    return configError(
      'DATABASE_NOT_MIGRATED',
      `the database at ${server} has not been prepared: ${error.message}`,
      {
        cause: error,
        remedy: 'run `npx encours migrate`',
      },
    );
  }
  if (CONFLICTS.has(code)) {
    return conflictError('DATABASE_CONFLICT', `another transaction was faster: ${error.message}`, {
      cause: error,
      remedy: 'run it again; jobs do that by themselves',
    });
  }
  return error;
}

/** Host, port and database of a URL, without user and password. */
export function serverOf(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.hostname}:${parsed.port === '' ? '5432' : parsed.port}${parsed.pathname}`;
  } catch {
    return 'the given DATABASE_URL (which is no URL)';
  }
}

function codeOf(error: Error): string {
  const own = (error as { code?: unknown }).code;
  if (typeof own === 'string') return own;
  const inner = (error as { errors?: unknown[] }).errors?.[0];
  return inner instanceof Error ? codeOf(inner) : '';
}

/** The server's SQLSTATE of an error, which names no value; "" for an error that is not the server's. */
export function sqlStateOf(error: unknown): string {
  return error instanceof Error ? codeOf(error) : '';
}

/** Whether the server refused a value itself (out of range, not representable, against a CHECK): retrying cannot help. */
export function isValueRefused(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code.startsWith('22') || code === '23514';
}
