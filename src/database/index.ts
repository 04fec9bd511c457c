/**
 * The database: one tenant per transaction, as a role that owns nothing, under forced row-level security. Also the
 * embedded server, the migrations, and COPY. Nothing above this folder opens a connection of its own.
 */
export { APP_ROLE, Database, type DatabaseOptions, type Notification } from './database';
export { copyField, copyLine } from './copy-text';
export { migrateDatabase, pendingMigrations, type MigrationResult } from './migrate';
export { serverOf } from './database-error';
export type { Transaction } from './transaction';
