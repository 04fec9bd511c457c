import type { Database } from '../../database';
import { JOBS } from '../../schedule';
import { ok, warning, type Finding } from './finding';

interface JobRow {
  job: string;
  occurrence: Date;
  finished_at: Date | null;
  outcome: string | null;
}

const STUCK_MS = 60 * 60 * 1000;

/** When each scheduled job was last due, and what came of it. */
export async function checkJobs(database: Database, now: Date): Promise<Finding[]> {
  const rows = await database.system((tx) =>
    tx.query<JobRow>(
      `SELECT DISTINCT ON (job) job, occurrence, finished_at, outcome FROM job_occurrence
       ORDER BY job, occurrence DESC`,
    ),
  );
  return JOBS.map(({ name }) => {
    const subject = `job ${name}`;
    const last = rows.find(({ job }) => job === name);
    if (last === undefined) return ok(subject, 'was not due yet');
    const when = last.occurrence.toISOString();
    if (last.finished_at !== null) {
      const failed = failedRuns(last.outcome);
      if (failed === 0) return ok(subject, `last due ${when}, done`);
      const what = `last due ${when}, failed for ${failed} tenants`;
      return warning(
        subject,
        what,
        'see the log of the worker that ran it; it is tried again when next due',
      );
    }
    if (now.getTime() - last.occurrence.getTime() < STUCK_MS)
      return ok(subject, `due ${when}, under way`);
    const remedy = 'start a worker: `npx encours serve` or `npx encours worker`';
    return warning(subject, `due ${when} and not done yet`, remedy);
  });
}

function failedRuns(outcome: string | null): number {
  if (outcome === null) return 0;
  return (JSON.parse(outcome) as { failed: number }).failed;
}
