import type { Job } from '../job';

const KEEP_DAYS = 30;
/** The newest of each job stay whatever their age: they say since when occurrences were missed. */
const KEEP_LEAST = 10;
const KEEP_MOST = 2_000;

/** Keeps the job table and the queue small. */
export const pruneOccurrences: Job = {
  name: 'prune-occurrences',
  description: `Forgets occurrences of jobs older than ${KEEP_DAYS} days, and jobs that failed for good.`,
  cron: '35 4 * * *',
  timeZone: 'Europe/Paris',
  backfill: 'latest',
  scope: 'installation',
  run: async (hub, run) => {
    await hub.database.system((tx) =>
      tx.execute(
        `DELETE FROM job_occurrence o USING (
           SELECT job, occurrence, row_number() OVER (PARTITION BY job ORDER BY occurrence DESC) AS n
           FROM job_occurrence) ranked
         WHERE o.job = ranked.job AND o.occurrence = ranked.occurrence AND ranked.n > ${KEEP_LEAST}
           AND (ranked.n > ${KEEP_MOST} OR o.occurrence < $1::timestamptz - interval '${KEEP_DAYS} days')`,
        [hub.clock.now()],
      ),
    );
    await run.queue.tidy();
  },
};
