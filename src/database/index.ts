/**
 * The database: one tenant per transaction, as a role that owns nothing, under forced row-level security. Also the
 * embedded server, the migrations, and COPY. Nothing above this folder opens a connection of its own.
 */
export { Database, type DatabaseOptions, type Notification } from './database';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres';
export { asBigint } from './as-bigint';
export { copyField, copyLine } from './copy-text';
export { databaseEntities } from './entities';
export {
  migrateDatabase,
  pendingMigrations,
  requireKnownMigrations,
  type MigrationResult,
} from './migrate';
export { oneOf } from './one-of';
export type { Statement } from './read-pool';
export { openRecording, recordingHorizon } from './recording';
export { isValueRefused, serverOf, sqlStateOf } from './database-error';
export { TenantEntity } from './tenant.entity';
export { takeSessionLock } from './session-lock';
export { closeSqlLogin, createSqlLogin, requireSqlAccess, type SqlLogin } from './sql-login';
export type { Transaction } from './transaction';
export type { CopyOut } from './copy-out';
export { API_ROLES, type ApiRole } from './api-key.entity';
export {
  authenticateKey,
  createApiKey,
  findApiKey,
  listApiKeys,
  revokeApiKey,
  type ApiKeyDraft,
  type ApiKeySummary,
  type AuthenticatedKey,
} from './api-keys';
export {
  createTenant,
  dayAt,
  findTenant,
  listTenants,
  timeZoneOf,
  type Tenant,
  type TenantDraft,
} from './tenants';
