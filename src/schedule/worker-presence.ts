/**
 * Jobs and queues that a killed worker had locked would stay locked for hours. Every worker therefore holds an advisory
 * lock under its id, which ends with its session however it dies; whoever sees a lock in the queue without a living
 * holder gives the job back.
 */
import { describeError, type Logger } from '../kernel';
import type { JobQueue, QueueSession } from './queue';

/** First half of the advisory locks' keys; the second is a hash of the worker's id. */
const PRESENCE = 4_112_027;
const SWEEP_MS = 10_000;
const RECONNECT_MS = 1_000;
/** Between taking its first job and holding its lock a worker is not dead yet. */
const LOCK_AGE = '10 seconds';

const FREE_DEAD = `
  SELECT graphile_worker.force_unlock_workers(array_agg(l.locked_by)) FROM (
    SELECT locked_by FROM graphile_worker._private_jobs WHERE locked_at < now() - interval '${LOCK_AGE}'
    UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_at < now() - interval '${LOCK_AGE}'
  ) l
  WHERE NOT EXISTS (
    SELECT 1 FROM pg_locks p
    WHERE p.locktype = 'advisory' AND p.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND p.classid = ${PRESENCE} AND p.objid = (hashtext(l.locked_by)::bigint & 4294967295)::oid AND p.granted
  ) HAVING count(*) > 0`;

export interface WorkerPresence {
  /** Holds the lock of this worker from now on. */
  announce(workerId: string): void;
  stop(): Promise<void>;
}

export function announceWorker(options: { queue: JobQueue; logger: Logger }): WorkerPresence {
  const { queue, logger } = options;
  const ids: string[] = [];
  const stopping = new AbortController();
  let wake = (): void => undefined;
  const hold = async (session: QueueSession): Promise<void> => {
    let isLost = false;
    session.onLost(() => {
      isLost = true;
      wake();
    });
    let held = 0;
    for (;;) {
      for (; held < ids.length; held += 1) {
        const params = [PRESENCE, ids[held]];
        await session.query('SELECT pg_advisory_lock($1::int, hashtext($2))', params);
      }
      if (isLost || stopping.signal.aborted) break;
      await session.query(FREE_DEAD);
      await pause(SWEEP_MS, (resume) => (wake = resume));
    }
    if (!isLost) await session.query('SELECT pg_advisory_unlock_all()');
  };
  const live = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await queue.withSession(hold);
      } catch (error) {
        logger.debug('the worker lost its session', { reason: describeError(error) });
        await pause(RECONNECT_MS, (resume) => (wake = resume));
      }
    }
  };
  const life = live();
  return {
    announce: (workerId) => {
      ids.push(workerId);
      wake();
    },
    stop: async () => {
      stopping.abort();
      wake();
      await life;
    },
  };
}

/** Sleeps until the time is over or somebody calls what `onWake` was given. */
function pause(ms: number, onWake: (resume: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    onWake(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
