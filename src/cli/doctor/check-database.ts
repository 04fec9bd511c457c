import { describeError, isEncoursError, systemClock } from '../../kernel';
import { Database, listTenants, pendingMigrations, requireKnownMigrations } from '../../database';
import type { SecretKeys } from '../../landing';
import { quiet, type CommandRun } from '../command-run';
import { openPostgres } from '../open-database';
import { openSecretKeys } from '../open-secret-keys';
import { checkJobs } from './check-jobs';
import { checkSecrets } from './check-secrets';
import { checkTenant } from './check-tenant';
import { checkEmails } from './check-emails';
import { checkWebhooks } from './check-webhooks';
import { ok, problem, warning, type Finding } from './finding';

/** The database, its schema, its roles, and then every tenant in it. Changes nothing: it does not even migrate. */
export async function checkDatabase(run: CommandRun): Promise<Finding[]> {
  const logger = quiet(run.logger);
  const findings: Finding[] = [];
  try {
    const server = await openPostgres(run.config, logger);
    try {
      await requireKnownMigrations(server.url);
      const pending = await pendingMigrations(server.url);
      findings.push(migrationFinding(pending));
      if (pending.length > 0) return findings;
      const database = await Database.connect({ url: server.url, poolSize: 2, logger });
      try {
        const secretKeys = await openSecretKeys(run.config, { makesMissing: false });
        const isConfigured = run.config.mail !== null;
        findings.push(...(await checkInside(database, secretKeys, { isConfigured, ...run })));
      } finally {
        await database.close();
      }
    } finally {
      await server.release();
    }
  } catch (error) {
    run.signal.throwIfAborted();
    findings.push(failed(error));
  }
  return findings;
}

function migrationFinding(pending: readonly string[]): Finding {
  if (pending.length === 0) return ok('schema', 'all migrations are there');
  const what = `${pending.length} migrations are missing, first ${pending[0] ?? ''}`;
  return problem('schema', what, 'run `npx encours migrate`');
}

function failed(error: unknown): Finding {
  if (!isEncoursError(error))
    return problem('database', describeError(error), 'see LOG_LEVEL=debug');
  const remedy = error.remedy ?? 'correct it and run the doctor again';
  return problem('database', `${error.code}: ${error.message}`, remedy);
}

async function checkInside(
  database: Database,
  secretKeys: SecretKeys,
  { signal, isConfigured }: { signal: AbortSignal; isConfigured: boolean },
): Promise<Finding[]> {
  const findings = [await checkVersion(database), await checkRole(database)];
  const now = systemClock.now();
  findings.push(...(await checkJobs(database, now)));
  const tenants = await listTenants(database);
  if (tenants.length === 0) {
    const remedy = 'create one with `npx encours tenants create <slug>`, or run `npm start`';
    findings.push(warning('tenants', 'there are none', remedy));
  }
  for (const tenant of tenants) {
    signal.throwIfAborted();
    findings.push(...(await checkTenant(database, tenant, now)));
    findings.push(await checkSecrets(database, tenant, secretKeys));
    findings.push(...(await checkWebhooks(database, tenant, now)));
    findings.push(...(await checkEmails(database, tenant, { now, isConfigured })));
  }
  return findings;
}

async function checkVersion(database: Database): Promise<Finding> {
  const [row] = await database.system((tx) =>
    tx.query<{ version: string }>(`SELECT current_setting('server_version') AS version`),
  );
  return ok('PostgreSQL', row?.version ?? 'unknown version');
}

/** The app's role must be held by the policies: neither a superuser nor exempt, and the tables must force them. */
async function checkRole(database: Database): Promise<Finding> {
  const [row] = await database.system((tx) =>
    tx.query<{ role: string; exempt: boolean; open: string[] }>(
      `SELECT current_user::text AS role,
         (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS exempt,
         ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'tenant_id'
             AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1) AS open`,
    ),
  );
  const { role, exempt, open } = row ?? { role: '?', exempt: true, open: [] };
  if (!exempt && open.length === 0) {
    return ok('tenant isolation', `role ${role} is held by row-level security on every table`);
  }
  const what = exempt
    ? `role ${role} is exempt from row-level security`
    : `tables without forced row-level security: ${open.join(', ')}`;
  return problem(
    'tenant isolation',
    what,
    'take the attribute from the role, and run `npx encours migrate`',
  );
}
