import { EventEmitter } from 'node:events';
import { run, type JobHelpers, type Runner, type Task, type WorkerEvents } from 'graphile-worker';
import { describeError, type Logger } from '../kernel';
import type { Hub } from '../hub';
import { runRequestedSync } from '../use-cases/request-sync';
import type { Job } from './job';
import { noteOutcome } from './note-outcome';
import { openOwnerPool } from './owner-pool';
import {
  queueLogger,
  SYNC_TASK,
  taskOf,
  type JobQueue,
  type OccurrencePayload,
  type SyncPayload,
} from './queue';
import { announceWorker } from './worker-presence';

export interface WorkerOptions {
  hub: Hub;
  url: string;
  queue: JobQueue;
  jobs: readonly Job[];
  /** Jobs at once in this process. */
  concurrency: number;
}

export interface Worker {
  /** Takes no more jobs; those under way get a moment to end, then are told to stop and left for another worker. */
  stop(): Promise<void>;
  /** Rejects when the worker has died of something it cannot mend. */
  ended: Promise<void>;
}

/** How long running jobs may go on after `stop` before their signal aborts. */
const GRACE_MS = 1_000;
const POLL_MS = 2_000;

/** Starts taking jobs from the queue. Several workers, in one process or many, share it. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { hub, url, concurrency } = options;
  const presence = announceWorker({ queue: options.queue, logger: hub.logger });
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => presence.announce(workerPool.id));
  const { pool, close } = openOwnerPool({ url, logger: hub.logger, size: concurrency + 2 });
  let runner: Runner;
  try {
    runner = await run({
      pgPool: pool,
      concurrency,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      gracefulShutdownAbortTimeout: GRACE_MS,
      logger: queueLogger(hub.logger),
      events,
      crontab: '',
      taskList: Object.fromEntries([
        ...options.jobs.map((job) => [taskOf(job.name), occurrenceTask(options, job)] as const),
        [SYNC_TASK, syncTask(hub)],
      ]),
    });
  } catch (error) {
    await presence.stop();
    await close();
    throw error;
  }
  return {
    ended: runner.promise,
    stop: async () => {
      await runner.stop();
      await runner.promise;
      await presence.stop();
      await close();
    },
  };
}

function occurrenceTask({ hub, queue }: WorkerOptions, job: Job): Task {
  return async (payload, helpers) => {
    const { occurrence, tenantId } = payload as OccurrencePayload;
    const run = {
      tenantId,
      occurrence: new Date(occurrence),
      isRetry: helpers.job.attempts > 1,
      signal: helpers.abortSignal,
      queue,
    };
    try {
      await job.run(hub, run);
      await noteOutcome(hub, job, { occurrence: run.occurrence, isSuccess: true });
    } catch (error) {
      if (isLastAttempt(helpers)) {
        await noteOutcome(hub, job, { occurrence: run.occurrence, isSuccess: false });
      }
      tellFailure(hub.logger, `job ${job.name}`, { helpers, error });
      throw error;
    }
  };
}

function syncTask(hub: Hub): Task {
  return async (payload, helpers) => {
    try {
      await runRequestedSync(hub, {
        ...(payload as SyncPayload),
        signal: helpers.abortSignal,
      });
    } catch (error) {
      tellFailure(hub.logger, 'a requested sync', { helpers, error });
      throw error;
    }
  };
}

function isLastAttempt({ job, abortSignal }: JobHelpers): boolean {
  return job.attempts >= job.max_attempts && !abortSignal.aborted;
}

function tellFailure(
  logger: Logger,
  what: string,
  { helpers, error }: { helpers: JobHelpers; error: unknown },
): void {
  if (helpers.abortSignal.aborted) {
    logger.debug(`${what} was interrupted and will be taken up again`);
    return;
  }
  logger.warn(`${what} failed`, {
    attempt: `${helpers.job.attempts} of ${helpers.job.max_attempts}`,
    reason: describeError(error),
  });
  if (error instanceof Error && error.stack !== undefined) logger.debug(error.stack);
}
