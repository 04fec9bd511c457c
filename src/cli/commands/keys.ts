import { configError, isUuid } from '../../kernel';
import {
  closeSqlLogin,
  createApiKey,
  createSqlLogin,
  findApiKey,
  listApiKeys,
  requireSqlAccess,
  revokeApiKey,
  type ApiKeySummary,
  type ApiRole,
  type Database,
} from '../../database';
import { runCommand, type OutputOptions } from '../command-run';
import { tenantOf, withDatabase } from '../open-database';
import { textTable } from '../text-table';

export interface CreateKeyOptions extends OutputOptions {
  tenant: string;
  role: ApiRole;
  label: string;
  expiresInDays?: number;
  sql?: boolean;
}

type TenantOptions = OutputOptions & { tenant: string };

const DAY_MS = 86_400_000;

export function createKeyCommand(options: CreateKeyOptions): Promise<void> {
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const { tenantId } = await tenantOf(database, options.tenant);
      if (options.sql === true) await requireSqlAccess(database, options.role);
      const { role, label, expiresInDays: days } = options;
      const end = days === undefined ? {} : { expiresAt: new Date(Date.now() + days * DAY_MS) };
      const key = await database.tenant(tenantId, (tx) =>
        createApiKey(tx, { role, label, ...end }),
      );
      if (options.sql !== true) {
        run.answer({ key }, [key]);
        return;
      }
      const sqlUrl = await openSqlDoor(database, { tenantId, key });
      run.answer({ key, sqlUrl }, [key]);
      if (!run.isJson) run.terminal.say(`SQL, for BI tools: ${sqlUrl}`);
    }),
  );
}

/** The login of a new key; a key that gets none is of no use to who asked for it, and is revoked. */
async function openSqlDoor(
  database: Database,
  login: { tenantId: string; key: string },
): Promise<string> {
  try {
    return (await createSqlLogin(database, login)).url;
  } catch (error) {
    await database.tenant(login.tenantId, async (tx) => {
      const keyId = await findApiKey(tx, login.key);
      if (keyId !== null) await revokeApiKey(tx, keyId);
    });
    throw error;
  }
}

export function listKeysCommand(options: TenantOptions): Promise<void> {
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const { tenantId } = await tenantOf(database, options.tenant);
      const keys = await database.tenant(tenantId, listApiKeys);
      const rows = keys.map((key) => [
        key.keyId,
        key.role,
        key.label,
        key.createdAt.toISOString().slice(0, 10),
        key.sqlLogin === null ? '' : 'yes',
        stateOf(key),
      ]);
      run.answer({ keys }, textTable(['ID', 'ROLE', 'LABEL', 'CREATED', 'SQL', 'STATE'], rows));
    }),
  );
}

function stateOf(key: ApiKeySummary): string {
  if (key.revokedAt !== null) return `revoked ${key.revokedAt.toISOString().slice(0, 10)}`;
  if (key.expiresAt === null) return 'in force';
  const day = key.expiresAt.toISOString().slice(0, 10);
  return key.expiresAt.getTime() < Date.now() ? `expired ${day}` : `in force until ${day}`;
}

export function revokeKeyCommand(keyId: string, options: TenantOptions): Promise<void> {
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const { tenantId } = await tenantOf(database, options.tenant);
      const isRevoked =
        isUuid(keyId) && (await database.tenant(tenantId, (tx) => revokeApiKey(tx, keyId)));
      if (!isRevoked) {
        throw configError(
          'API_KEY_UNKNOWN',
          `tenant ${options.tenant} has no key ${keyId} in force`,
          {
            remedy: `see \`npx encours keys list --tenant ${options.tenant}\``,
          },
        );
      }
      await closeSqlLogin(database, { tenantId, keyId });
      run.answer({ revoked: keyId }, [`Key ${keyId} is revoked.`]);
    }),
  );
}
