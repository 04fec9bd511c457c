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
  const state = { ids: [] as string[], isStopping: false, wake: (): void => undefined };
  const life = live({ queue, logger }, state);
  return {
    announce: (workerId) => {
      state.ids.push(workerId);
      state.wake();
    },
    stop: async () => {
      state.isStopping = true;
      state.wake();
      await life;
    },
  };
}

interface Presence {
  /** Workers of this process, in the order they began. */
  ids: string[];
  isStopping: boolean;
  /** Ends the pause under way. */
  wake: () => void;
}

/** Holds the locks in one session after another until it is stopped. */
async function live(
  { queue, logger }: { queue: JobQueue; logger: Logger },
  presence: Presence,
): Promise<void> {
  while (!presence.isStopping) {
    try {
      await queue.withSession((session) => hold(session, presence));
    } catch (error) {
      logger.debug('the worker lost its session', { reason: describeError(error) });
      await pause(RECONNECT_MS, presence);
    }
  }
}

async function hold(session: QueueSession, presence: Presence): Promise<void> {
  const link = { isLost: false };
  session.onLost(() => {
    link.isLost = true;
    presence.wake();
  });
  let held = 0;
  for (;;) {
    for (const id of presence.ids.slice(held)) {
      await session.query('SELECT pg_advisory_lock($1::int, hashtext($2))', [PRESENCE, id]);
      held += 1;
    }
    if (link.isLost) return;
    if (presence.isStopping) break;
    await session.query(FREE_DEAD);
    if (held === presence.ids.length) await pause(SWEEP_MS, presence);
  }
  await session.query('SELECT pg_advisory_unlock_all()');
}

/** Sleeps until the time is over or somebody wakes it. */
function pause(ms: number, presence: Presence): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    presence.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
