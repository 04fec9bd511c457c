import {
  Logger as WorkerLogger,
  makeWorkerUtils,
  type TaskSpec,
  type WorkerUtils,
} from 'graphile-worker';
import type { Logger } from '../kernel';
import type { Job, QueueTidying } from './job';
import { openOwnerPool } from './owner-pool';

/** The task of a sync that somebody asked for. */
export const SYNC_TASK = 'connection-sync';

/** The task of a scheduled job; a worker takes those it knows, so that servers may differ in their jobs. */
export function taskOf(job: string): string {
  return `job:${job}`;
}

/** What the queue carries for a scheduled job. */
export interface OccurrencePayload {
  occurrence: string;
  tenantId: string | null;
}

/** What it carries for a sync that somebody asked for. */
export interface SyncPayload {
  tenantId: string;
  connectionId: string;
  /** Null: opened when it begins. */
  syncRunId: string | null;
}

/** The queue's writing end. Its connections are the owner's: the app's role has no part in it. */
export interface JobQueue extends QueueTidying {
  /** The newest occurrence anybody claimed; null when the job never ran. */
  lastOccurrence(job: string): Promise<Date | null>;
  /** Claims an occurrence and enqueues its work, or answers false when somebody has claimed it. */
  claim(job: Job, occurrence: Date, claimedBy: string): Promise<boolean>;
  /** Enqueues a sync, behind the tenant's others; one for later takes in all for later of its connection. */
  enqueueSync(request: SyncPayload & { notBefore?: Date }): Promise<void>;
  /** Holds one connection while `work` runs; for what lives as long as its session. */
  withSession(work: (session: QueueSession) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export interface QueueSession {
  query(sql: string, params?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  onLost(tell: () => void): void;
}

/** A job that fails is tried again after some seconds, this many times in all. */
const ATTEMPTS_MAX = 3;
const SYNC_ATTEMPTS_MAX = 2;
const POOL_SIZE = 4;

/** Opens the queue of a migrated database. */
export async function openQueue(options: { url: string; logger: Logger }): Promise<JobQueue> {
  const { url, logger } = options;
  const { pool, close } = openOwnerPool({ url, logger, size: POOL_SIZE });
  let utils: WorkerUtils;
  try {
    utils = await makeWorkerUtils({ pgPool: pool, logger: queueLogger(logger) });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    lastOccurrence: (job) => lastOccurrence(utils, job),
    claim: (job, occurrence, claimedBy) => claim(utils, { job, occurrence, claimedBy }),
    enqueueSync: async ({ notBefore, ...payload }) => {
      await utils.addJob(SYNC_TASK, payload, {
        queueName: queueName('sync', payload.tenantId),
        maxAttempts: SYNC_ATTEMPTS_MAX,
        priority: -1,
        ...(notBefore === undefined ? {} : laterOnce(payload, notBefore)),
      });
    },
    tidy: () => utils.cleanup({ tasks: ['GC_JOB_QUEUES', 'DELETE_PERMAFAILED_JOBS'] }),
    withSession: (work) =>
      utils.withPgClient((client) =>
        work({
          query: (sql, params) => client.query(sql, params),
          onLost: (tell) => void client.once('error', tell),
        }),
      ),
    close: async () => {
      await utils.release();
      await close();
    },
  };
}

function laterOnce({ connectionId }: SyncPayload, runAt: Date): TaskSpec {
  return { runAt, jobKey: `later:${connectionId}`, jobKeyMode: 'preserve_run_at' };
}

/** Jobs of one queue run one after the other. Everything that syncs a tenant shares one. */
export function queueName(job: string, tenantId: string | null): string {
  const name = job.startsWith('sync') ? 'sync' : job;
  return tenantId === null ? name : `${name}:${tenantId}`;
}

async function lastOccurrence(utils: WorkerUtils, job: string): Promise<Date | null> {
  return utils.withPgClient(async (client) => {
    const { rows } = await client.query<{ last: Date | null }>(
      'SELECT max(occurrence) AS last FROM job_occurrence WHERE job = $1',
      [job],
    );
    return rows[0]?.last ?? null;
  });
}

/**
 * One transaction: either the occurrence is claimed and its work is in the queue, or neither. Unless missed occurrences
 * are all to be run, one that still waits gives way to the new one (the job key), so that a queue never piles up.
 */
const CLAIM = `
  WITH target AS (
    SELECT tenant_id FROM tenant WHERE $4 = 'tenant'
    UNION ALL SELECT NULL WHERE $4 = 'installation'
  ), claimed AS (
    INSERT INTO job_occurrence (job, occurrence, claimed_by, finished_at, outcome)
    SELECT $1, $2, $3, CASE WHEN count(*) = 0 THEN now() END,
      jsonb_build_object('runs', count(*), 'succeeded', 0, 'failed', 0)::text
    FROM target
    ON CONFLICT DO NOTHING RETURNING job
  ), enqueued AS (
    SELECT graphile_worker.add_job('job:' || $1::text,
      json_build_object('occurrence', $5::text, 'tenantId', t.tenant_id),
      queue_name => $6::text || coalesce(':' || t.tenant_id, ''),
      max_attempts => ${ATTEMPTS_MAX},
      job_key => $1::text || coalesce(':' || t.tenant_id, '') || $7::text)
    FROM claimed, target t
  )
  SELECT (SELECT count(*) FROM claimed)::int AS claimed, (SELECT count(*) FROM enqueued)::int AS enqueued`;

async function claim(
  utils: WorkerUtils,
  request: { job: Job; occurrence: Date; claimedBy: string },
): Promise<boolean> {
  const { job, occurrence, claimedBy } = request;
  const instant = occurrence.toISOString();
  return utils.withPgClient(async (client) => {
    // The directory of tenants opens for the installation's own work only.
    await client.query(`BEGIN; SET LOCAL app.scope = 'system'`);
    try {
      const { rows } = await client.query<{ claimed: number }>(CLAIM, [
        job.name,
        occurrence,
        claimedBy,
        job.scope,
        instant,
        queueName(job.name, null),
        job.backfill === 'all' ? `@${instant}` : '',
      ]);
      await client.query('COMMIT');
      return rows[0]?.claimed === 1;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  });
}

/** graphile-worker tells of every job; what matters of it we say ourselves. */
export function queueLogger(logger: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    const isOurs = /^(Failed task|Completed task|Found task)/.test(message);
    if ((level as string) === 'error' && !isOurs) logger.warn(`job queue: ${message}`);
    else logger.debug(`job queue: ${message}`);
  });
}
