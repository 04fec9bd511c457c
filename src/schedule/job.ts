import type { Hub } from '../hub';

/** What becomes of occurrences that nobody was there to run: they are left out, the newest is made good, or all are. */
export type Backfill = 'none' | 'latest' | 'all';

/** Cleaning that only the queue's owner may do. */
export interface QueueTidying {
  /** Forgets jobs that failed for good and queues without jobs. */
  tidy(): Promise<void>;
}

/** One run of a job, for one tenant or for the installation. */
export interface JobRun {
  /** Null for jobs of the installation. */
  tenantId: string | null;
  /** The instant it was due, not the instant it runs. */
  occurrence: Date;
  /** An earlier attempt at this occurrence ended without saying what it had done. */
  isRetry: boolean;
  signal: AbortSignal;
  queue: QueueTidying;
}

/** A scheduled job: everything about it in one value. Its work is idempotent, for it may be begun more than once. */
export interface Job {
  /** Permanent: the key of its occurrences. */
  name: string;
  /** One sentence for `encours doctor` and docs/operations.md. */
  description: string;
  /** Five fields, or six with seconds first. Nightly jobs keep clear of 1:00 to 3:59, which daylight saving repeats. */
  cron: string;
  timeZone: string;
  backfill: Backfill;
  /** Once per tenant, or once. */
  scope: 'tenant' | 'installation';
  run(hub: Hub, run: JobRun): Promise<void>;
}
