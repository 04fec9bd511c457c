import type { Hub } from '../hub';
import type { Job } from './job';

const COUNT = `
  UPDATE job_occurrence SET outcome = jsonb_set(outcome::jsonb, ARRAY[$3::text],
    to_jsonb((outcome::jsonb ->> $3)::int + 1))::text
  WHERE job = $1 AND occurrence = $2`;

const FINISH = `
  UPDATE job_occurrence SET finished_at = $3
  WHERE job = $1 AND occurrence = $2 AND finished_at IS NULL
    AND (outcome::jsonb ->> 'succeeded')::int + (outcome::jsonb ->> 'failed')::int >= (outcome::jsonb ->> 'runs')::int`;

/** A tenant's runs of a job follow each other, so what is older than a finished occurrence was run or gave way to it. */
const FINISH_OLDER = `
  UPDATE job_occurrence SET finished_at = $3
  WHERE job = $1 AND occurrence < $2 AND finished_at IS NULL
    AND EXISTS (SELECT 1 FROM job_occurrence n WHERE n.job = $1 AND n.occurrence = $2 AND n.finished_at IS NOT NULL)`;

/** Counts one run of an occurrence, and closes the occurrence with its last one. */
export async function noteOutcome(
  hub: Pick<Hub, 'database' | 'clock'>,
  job: Pick<Job, 'name' | 'backfill'>,
  run: { occurrence: Date; isSuccess: boolean },
): Promise<void> {
  const key = [job.name, run.occurrence];
  await hub.database.system(async (tx) => {
    await tx.execute(COUNT, [...key, run.isSuccess ? 'succeeded' : 'failed']);
    await tx.execute(FINISH, [...key, hub.clock.now()]);
    if (job.backfill !== 'all') await tx.execute(FINISH_OLDER, [...key, hub.clock.now()]);
  });
}
