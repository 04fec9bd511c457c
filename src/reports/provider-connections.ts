import type { UseRestriction } from '../connector-kit';
import type { Transaction } from '../database';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, readPage, type ListSource } from './list-source';

export const CONNECTION_STATUSES = ['ACTIVE', 'PAUSED', 'DISCONNECTED'] as const;
export const SYNC_RUN_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'] as const;

/** A connection without its configuration, which holds secrets and never leaves the database this way. */
export interface ConnectionRow {
  connectionId: string;
  connectorId: string;
  name: string;
  status: (typeof CONNECTION_STATUSES)[number];
  statusCode: string | null;
  statusReason: string | null;
  createdAt: Date;
  lastSucceededAt: Date | null;
  /** What the tenant's own contract allows; null for what the connector's licence says. */
  useRestrictionOverride: UseRestriction | null;
}

export interface SyncRunRow {
  syncRunId: string;
  connectionId: string;
  stream: string;
  status: (typeof SYNC_RUN_STATUSES)[number];
  startedAt: Date;
  finishedAt: Date | null;
  landed: number;
  unchanged: number;
  quarantined: number;
  errorCode: string | null;
  errorMessage: string | null;
}

export interface QuarantinedRecordRow {
  quarantinedRecordId: string;
  connectionId: string;
  syncRunId: string;
  stream: string;
  sourceKey: string | null;
  line: number | null;
  path: string | null;
  code: string;
  reason: string;
  payload: string;
  quarantinedAt: Date;
}

export interface SourceFileRow {
  sourceFileId: string;
  connectionId: string;
  name: string;
}

const CONNECTION_COLUMNS = `connection_id AS "connectionId", connector_id AS "connectorId", name, status,
  status_code AS "statusCode", status_reason AS "statusReason", created_at AS "createdAt",
  last_succeeded_at AS "lastSucceededAt", use_restriction_override AS "useRestrictionOverride"`;
const RUN_COLUMNS = `s.sync_run_id AS "syncRunId", s.connection_id AS "connectionId", s.stream, s.status,
  s.started_at AS "startedAt", s.finished_at AS "finishedAt", s.landed, s.unchanged, s.quarantined,
  s.error_code AS "errorCode", s.error_message AS "errorMessage"`;
const QUARANTINE_COLUMNS = `q.quarantined_record_id AS "quarantinedRecordId", q.connection_id AS "connectionId",
  q.sync_run_id AS "syncRunId", q.stream, q.source_key AS "sourceKey", q.line, q.path, q.code, q.reason, q.payload,
  q.quarantined_at AS "quarantinedAt"`;

/** Every connection of the tenant, disconnected ones too, by connector and name. */
export async function connectionsOf(tx: Transaction): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(
    `SELECT ${CONNECTION_COLUMNS} FROM connection WHERE tenant_id = $1 ORDER BY connector_id, name`,
    [tx.tenantId],
  );
}

/** Connections by id; unknown ids are left out. */
export async function connectionsById(
  tx: Transaction,
  ids: readonly string[],
): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(
    `SELECT ${CONNECTION_COLUMNS} FROM connection
     WHERE tenant_id = $1 AND connection_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** The latest run of each of the connections' streams, by stream. */
export async function latestRunsOf(
  tx: Transaction,
  connectionIds: readonly string[],
): Promise<SyncRunRow[]> {
  return tx.query<SyncRunRow>(
    `SELECT DISTINCT ON (s.connection_id, s.stream) ${RUN_COLUMNS} FROM sync_run s
     WHERE s.tenant_id = $1 AND s.connection_id = ANY ($2::uuid[])
     ORDER BY s.connection_id, s.stream, s.started_at DESC`,
    [tx.tenantId, [...connectionIds]],
  );
}

/** Sync runs by id; unknown ids are left out. */
export async function syncRunsById(tx: Transaction, ids: readonly string[]): Promise<SyncRunRow[]> {
  return tx.query<SyncRunRow>(
    `SELECT ${RUN_COLUMNS} FROM sync_run s
     WHERE s.tenant_id = $1 AND s.sync_run_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** Quarantined records by id; unknown ids are left out. */
export async function quarantinedById(
  tx: Transaction,
  ids: readonly string[],
): Promise<QuarantinedRecordRow[]> {
  return tx.query<QuarantinedRecordRow>(
    `SELECT ${QUARANTINE_COLUMNS} FROM quarantined_record q
     WHERE q.tenant_id = $1 AND q.quarantined_record_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** Names of received files by id; unknown ids are left out. */
export async function sourceFilesById(
  tx: Transaction,
  ids: readonly string[],
): Promise<SourceFileRow[]> {
  return tx.query<SourceFileRow>(
    `SELECT source_file_id AS "sourceFileId", connection_id AS "connectionId", name FROM source_file
     WHERE tenant_id = $1 AND source_file_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** One page of sync runs, of one connection or all, newest first. */
export async function listSyncRuns(
  tx: Transaction,
  connectionId: string | null,
  page: PageRequest,
): Promise<Page<SyncRunRow>> {
  return readPage(tx, syncRunSource(tx, connectionId), page);
}

export async function countSyncRuns(tx: Transaction, connectionId: string | null): Promise<number> {
  return countList(tx, syncRunSource(tx, connectionId));
}

/** One page of what could not be used, of one connection or all, newest first. */
export async function listQuarantine(
  tx: Transaction,
  connectionId: string | null,
  page: PageRequest,
): Promise<Page<QuarantinedRecordRow>> {
  return readPage(tx, quarantineSource(tx, connectionId), page);
}

export async function countQuarantine(
  tx: Transaction,
  connectionId: string | null,
): Promise<number> {
  return countList(tx, quarantineSource(tx, connectionId));
}

function syncRunSource(tx: Transaction, connectionId: string | null): ListSource {
  const params = new Params();
  return {
    list: 'syncRuns',
    keys: [
      { sql: 's.started_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 's.sync_run_id', type: 'uuid', direction: 'DESC' },
    ],
    columns: RUN_COLUMNS,
    from: 'sync_run s',
    where: [
      `s.tenant_id = ${params.add(tx.tenantId, 'uuid')}`,
      ...(connectionId === null ? [] : [`s.connection_id = ${params.add(connectionId, 'uuid')}`]),
    ],
    params,
  };
}

function quarantineSource(tx: Transaction, connectionId: string | null): ListSource {
  const params = new Params();
  return {
    list: 'quarantine',
    keys: [
      { sql: 'q.quarantined_at', type: 'timestamptz', direction: 'DESC' },
      { sql: 'q.quarantined_record_id', type: 'uuid', direction: 'ASC' },
    ],
    columns: QUARANTINE_COLUMNS,
    from: 'quarantined_record q',
    where: [
      `q.tenant_id = ${params.add(tx.tenantId, 'uuid')}`,
      ...(connectionId === null ? [] : [`q.connection_id = ${params.add(connectionId, 'uuid')}`]),
    ],
    params,
  };
}
