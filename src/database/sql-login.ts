/**
 * Logins for BI tools that speak SQL: one per key, with the key as its password. A login sees what schema `bi` shows of
 * the key's tenant, for as long as the key is in force: `bi_tenant()` asks at every statement. Making and ending logins
 * takes the owner's connection, since the app's role may not.
 */
import { createHash } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { configError } from '../kernel';
import type { ApiRole } from './api-key.entity';
import type { Database } from './database';
import { databaseError, serverOf } from './database-error';
import { scramVerifier } from './scram';

export interface SqlLogin {
  /** Name of the login on the server. */
  roleName: string;
  /** Connection string with the key as its password: not for logs. */
  url: string;
}

const GROUP = 'encours_bi';
const CONNECTIONS = 5;
const NOT_PRIVILEGED = '42501';

/** What sessions of a login begin with. None of it is what keeps them within their tenant. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['default_transaction_read_only', 'on'],
  ['statement_timeout', '60s'],
  ['idle_in_transaction_session_timeout', '5min'],
  ['search_path', 'bi'],
  ['timezone', 'UTC'],
  ['jit', 'off'],
];

/** Throws SQL_ROLE_NOT_ALLOWED for a role without exports, SQL_ACCESS_NOT_ALLOWED when the server lets us make no login. */
export async function requireSqlAccess(database: Database, role: ApiRole): Promise<void> {
  requireSqlRole(role);
  await asOwner(database, async (client) => {
    const { rows } = await client.query<{ may: boolean }>(
      'SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user',
    );
    if (rows[0]?.may !== true) throw notAllowed(database, 'our user lacks CREATEROLE');
  });
}

/**
 * Makes the login of a key in force, or sets the one it has to the key again. Throws SQL_ROLE_NOT_ALLOWED for roles
 * without exports, API_KEY_UNKNOWN and SQL_ACCESS_NOT_ALLOWED.
 */
export async function createSqlLogin(
  database: Database,
  login: { tenantId: string; key: string },
): Promise<SqlLogin> {
  const roleName = await asOwner(database, (client) =>
    inTenant(client, login.tenantId, async () => {
      const key = await requireKeyForSql(client, login);
      const name = roleNameOf(key.keyId);
      // Roles and what a database grants are catalogue rows: two that change them at once fail each other.
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('sql-login', 0))`);
      await makeRole(client, { name, password: login.key, expiresAt: key.expiresAt });
      await client.query(
        `INSERT INTO sql_login (tenant_id, api_key_id, role_name) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING`,
        [login.tenantId, key.keyId, name],
      );
      return name;
    }),
  );
  return { roleName, url: urlOf(database.url, roleName, login.key) };
}

/** Ends the login of a key and its sessions; false when it has none, or the server does not let us remove it. */
export async function closeSqlLogin(
  database: Database,
  login: { tenantId: string; keyId: string },
): Promise<boolean> {
  return asOwner(database, async (client) => {
    const name = await inTenant(client, login.tenantId, async () => {
      const { rows } = await client.query<{ name: string }>(
        `DELETE FROM sql_login WHERE tenant_id = $1 AND api_key_id = $2 RETURNING role_name AS name`,
        [login.tenantId, login.keyId],
      );
      return rows[0]?.name ?? null;
    });
    // From here the login, should it stay, sees nothing.
    return name !== null && (await tryEach(client, removal(name)));
  });
}

function removal(name: string): string[] {
  const role = escapeIdentifier(name);
  return [
    `ALTER ROLE ${role} NOLOGIN`,
    `REVOKE ${GROUP} FROM ${role}`,
    // Who is no superuser ends the sessions of roles it is a member of.
    `GRANT ${role} TO CURRENT_USER`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${escapeLiteral(name)}`,
    `DROP ROLE ${role}`,
  ];
}

/** Each on its own: a role that cannot be dropped (it is used in another database) is locked all the same. */
async function tryEach(client: Client, statements: readonly string[]): Promise<boolean> {
  let isDone = true;
  for (const sql of statements) {
    await client.query(sql).catch(() => (isDone = false));
  }
  return isDone;
}

interface KeyForSql {
  keyId: string;
  role: ApiRole;
  expiresAt: Date | null;
}

/** The key's row, held against being revoked meanwhile. */
async function requireKeyForSql(
  client: Client,
  { tenantId, key }: { tenantId: string; key: string },
): Promise<KeyForSql> {
  const { rows } = await client.query<KeyForSql>(
    `SELECT api_key_id AS "keyId", role, expires_at AS "expiresAt" FROM api_key
     WHERE tenant_id = $1 AND key_hash = $2 AND revoked_at IS NULL FOR SHARE`,
    [tenantId, createHash('sha256').update(key).digest('hex')],
  );
  const [found] = rows;
  if (found === undefined)
    throw configError('API_KEY_UNKNOWN', 'there is no such key in force', {
      remedy: 'give a key that `npx encours keys list` shows and that is not revoked',
    });
  requireSqlRole(found.role);
  return found;
}

function requireSqlRole(role: ApiRole): void {
  if (role === 'ANALYST' || role === 'ADMIN') return;
  throw configError('SQL_ROLE_NOT_ALLOWED', `a key with role ${role} gets no SQL login`, {
    remedy: 'Create the key with role ANALYST or ADMIN.',
  });
}

/** The role's name holds the key's id, so that an administrator of the server can tell whose it is. */
function roleNameOf(keyId: string): string {
  return `${GROUP}_${keyId.replaceAll('-', '')}`;
}

async function makeRole(
  client: Client,
  role: { name: string; password: string; expiresAt: Date | null },
): Promise<void> {
  const name = escapeIdentifier(role.name);
  const known = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role.name]);
  const until = role.expiresAt === null ? 'infinity' : role.expiresAt.toISOString();
  await client.query(
    `${known.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${name} LOGIN NOCREATEDB NOCREATEROLE INHERIT
       CONNECTION LIMIT ${CONNECTIONS} VALID UNTIL ${escapeLiteral(until)}
       PASSWORD ${escapeLiteral(scramVerifier(role.password))}`,
  );
  await client.query(`GRANT ${GROUP} TO ${name}`);
  for (const [setting, value] of SETTINGS) {
    await client.query(`ALTER ROLE ${name} SET ${setting} = ${escapeLiteral(value)}`);
  }
  await hardenDatabase(client, name);
}

/** What a whole database grants to everybody, and only its owner or a superuser can take back. */
async function hardenDatabase(client: Client, role: string): Promise<void> {
  const { rows } = await client.query<{ database: string; owns: boolean; superuser: boolean }>(
    `SELECT datname AS database, pg_has_role(datdba, 'USAGE') AS owns, rolsuper AS superuser
     FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user`,
  );
  const [us] = rows;
  if (us?.owns === true) {
    const database = escapeIdentifier(us.database);
    await client.query(`REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
    await client.query(`GRANT TEMPORARY ON DATABASE ${database} TO encours_app`);
  }
  // A sort that does not fit in memory goes to disk; this one a session cannot set for itself.
  if (us?.superuser === true) await client.query(`ALTER ROLE ${role} SET temp_file_limit = '4GB'`);
}

async function asOwner<T>(database: Database, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: database.url,
    application_name: 'encours-sql-login',
    connectionTimeoutMillis: 15_000,
  });
  client.on('error', () => undefined); // a lost connection fails the statement under way
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    if (codeOf(error) === NOT_PRIVILEGED) throw notAllowed(database, String(error), error);
    throw databaseError(error, database.url);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** One transaction of one tenant, so that the owner is bound by its policies too. */
async function inTenant<T>(client: Client, tenantId: string, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId]);
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

function notAllowed(database: Database, reason: string, cause?: unknown): Error {
  return configError(
    'SQL_ACCESS_NOT_ALLOWED',
    `no login can be made on the server at ${serverOf(database.url)}: ${reason}`,
    {
      remedy:
        'Give the user of DATABASE_URL the attribute CREATEROLE and "GRANT encours_bi TO <user> WITH ADMIN OPTION", or use /export and GraphQL instead.',
      cause,
    },
  );
}

function urlOf(databaseUrl: string, roleName: string, key: string): string {
  const url = new URL(databaseUrl);
  url.username = roleName;
  url.password = encodeURIComponent(key);
  return url.href;
}
