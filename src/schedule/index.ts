/**
 * Schedule: what runs when, on any number of servers. node-cron only ticks; a tick looks which occurrences of a job are
 * due and claims them in job_occurrence, and the claim that wins enqueues the work in the same transaction, so that an
 * occurrence is never run twice and never lost. Workers take jobs from the queue (graphile-worker); the jobs of one
 * tenant and name run one after the other. Reads and writes job_occurrence and the queue; the work itself is in the
 * stages.
 */
export { JOBS, syncJob, type SyncScope } from './jobs/job-list';
export type { Backfill, Job, JobRun } from './job';
export { openQueue, type JobQueue } from './queue';
export { startScheduler, type Scheduler } from './scheduler';
export { startWorker, type Worker } from './worker';
