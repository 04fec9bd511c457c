import { schedule, type ScheduledTask } from 'node-cron';
import { describeError, type Clock, type Logger } from '../kernel';
import type { Job } from './job';
import { dueOccurrences } from './occurrences';
import type { JobQueue } from './queue';

export interface Scheduler {
  /** Claims what is due of every job now; answers how many occurrences this scheduler won. */
  tick(): Promise<number>;
  /** Ticks no more, and waits for the tick under way. */
  stop(): Promise<void>;
}

export interface SchedulerOptions {
  queue: JobQueue;
  jobs: readonly Job[];
  clock: Clock;
  logger: Logger;
  /** Written beside each claim: which server won. */
  name: string;
  /** False: only `tick` ticks, for tests. */
  isTicking?: boolean;
}

/**
 * Starts ticking. Any number of schedulers may tick for one database: what is due is read from it, and the occurrence's
 * key decides who enqueues. A tick that fails loses nothing: the next one finds the same occurrences due.
 */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { jobs, logger } = options;
  const underWay = new Set<Promise<number>>();
  const tickJob = (job: Job): Promise<number> => {
    const tick = claimDue(options, job).catch((error: unknown) => {
      logger.warn(`job ${job.name} could not be scheduled`, { reason: describeError(error) });
      return 0;
    });
    underWay.add(tick);
    return tick.finally(() => underWay.delete(tick));
  };
  const tasks =
    options.isTicking === false ? [] : jobs.map((job) => startTask(job, tickJob, logger));
  return {
    tick: async () => {
      const won = await Promise.all(jobs.map(tickJob));
      return won.reduce((sum, count) => sum + count, 0);
    },
    stop: async () => {
      for (const task of tasks) await task.destroy();
      await Promise.all(underWay);
    },
  };
}

async function claimDue(options: SchedulerOptions, job: Job): Promise<number> {
  const { queue, clock, name } = options;
  const last = await queue.lastOccurrence(job.name);
  let won = 0;
  for (const occurrence of dueOccurrences(job, last, clock.now())) {
    if (await queue.claim(job, occurrence, name)) won += 1;
  }
  return won;
}

function startTask(job: Job, tick: (job: Job) => Promise<number>, logger: Logger): ScheduledTask {
  return schedule(job.cron, () => tick(job), {
    name: job.name,
    timezone: job.timeZone,
    noOverlap: true,
    // A tick that came late or not at all is made good by the next: no news for a log.
    suppressMissedWarning: true,
    logger: {
      info: (message) => logger.debug(`cron: ${message}`),
      debug: (message) => logger.debug(`cron: ${String(message)}`),
      warn: (message) => logger.debug(`cron: ${message}`),
      error: (message) => logger.warn(`cron: ${String(message)}`),
    },
  });
}
