import { setTimeout as sleep } from 'node:timers/promises';
import { createTenant, Database } from '../../src/database';
import { createHub, type Hub } from '../../src/hub';
import { FixedClock, silentLogger } from '../../src/kernel';
import {
  openQueue,
  startScheduler,
  startWorker,
  type Job,
  type JobQueue,
  type JobRun,
  type Scheduler,
} from '../../src/schedule';
import { useDatabase } from '../support/postgres';

const clock = new FixedClock(new Date('2026-03-01T10:00:20Z'));
const tenants: string[] = [];
let app: Database;
let hub: Hub;
let queue: JobQueue;

// Before useDatabase, whose own afterAll looks for connections left open.
afterAll(async () => {
  await queue.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await Database.connect({ url: database().url, poolSize: 8, logger: silentLogger });
  hub = createHub({ database: app, clock, logger: silentLogger, connectors: [] });
  queue = await openQueue({ url: database().url, logger: silentLogger });
  for (const slug of ['one', 'two']) tenants.push((await createTenant(app, { slug })).tenantId);
});

beforeEach(async () => {
  clock.set(new Date('2026-03-01T10:00:20Z'));
  await database().query(
    'TRUNCATE job_occurrence, graphile_worker._private_jobs, graphile_worker._private_job_queues',
  );
});

function jobOf(changes: Partial<Job> = {}): Job {
  return {
    name: 'hourly',
    description: 'For tests.',
    cron: '0 * * * *',
    timeZone: 'UTC',
    backfill: 'latest',
    scope: 'tenant',
    run: () => Promise.resolve(),
    ...changes,
  };
}

function schedulerOf(jobs: readonly Job[], name: string): Scheduler {
  return startScheduler({ queue, jobs, clock, logger: silentLogger, name, isTicking: false });
}

/** Runs a worker until the condition holds. */
async function workUntil(
  jobs: readonly Job[],
  isDone: () => boolean | Promise<boolean>,
): Promise<void> {
  const worker = await startWorker({ hub, url: database().url, queue, jobs, concurrency: 4 });
  try {
    const deadline = Date.now() + 20_000;
    while (!(await isDone()) && Date.now() < deadline) await sleep(20);
  } finally {
    await worker.stop();
  }
}

async function jobsInQueue(): Promise<{ payload: { tenantId: string }; queue: string }[]> {
  return database().query(
    `SELECT j.payload, q.queue_name AS queue FROM graphile_worker._private_jobs j
     LEFT JOIN graphile_worker._private_job_queues q ON q.id = j.job_queue_id ORDER BY j.id`,
  );
}

it('enqueues an occurrence once, however many servers tick at once', async () => {
  const schedulers = Array.from({ length: 4 }, (_, index) => schedulerOf([jobOf()], `s${index}`));
  const won = await Promise.all(
    schedulers.flatMap((scheduler) => [scheduler.tick(), scheduler.tick()]),
  );
  expect(won.reduce((sum, count) => sum + count, 0)).toBe(1);
  const jobs = await jobsInQueue();
  expect(jobs.map((job) => job.payload.tenantId).sort()).toEqual([...tenants].sort());
  expect(new Set(jobs.map((job) => job.queue)).size).toBe(2);
});

it('runs an occurrence once per tenant with two workers, and says what came of it', async () => {
  const runs: JobRun[] = [];
  const job = jobOf({ run: (_hub, run) => Promise.resolve(void runs.push(run)) });
  await schedulerOf([job], 'a').tick();
  const isFinished = async (): Promise<boolean> =>
    (await database().query('SELECT 1 FROM job_occurrence WHERE finished_at IS NULL')).length === 0;
  await Promise.all([workUntil([job], isFinished), workUntil([job], isFinished)]);
  expect(runs.map((run) => run.tenantId).sort()).toEqual([...tenants].sort());
  expect(runs[0]?.occurrence.toISOString()).toBe('2026-03-01T10:00:00.000Z');
  const [row] = await database().query<{ outcome: string }>('SELECT outcome FROM job_occurrence');
  expect(JSON.parse(row?.outcome ?? '')).toEqual({ runs: 2, succeeded: 2, failed: 0 });
});

it('never runs two jobs of one tenant and name at once', async () => {
  let [running, most, done] = [0, 0, 0];
  const job = jobOf({
    backfill: 'all',
    run: async (_hub, run) => {
      if (run.tenantId !== tenants[0]) return;
      running += 1;
      most = Math.max(most, running);
      await sleep(30);
      running -= 1;
      done += 1;
    },
  });
  await schedulerOf([job], 'a').tick();
  clock.set(new Date('2026-03-01T13:00:20Z'));
  await schedulerOf([job], 'b').tick();
  await workUntil([job], () => done === 4);
  expect({ most, done }).toEqual({ most: 1, done: 4 });
});

it('lets a waiting run give way to a newer one instead of piling up', async () => {
  const job = jobOf();
  for (const hour of ['10', '11', '12']) {
    clock.set(new Date(`2026-03-01T${hour}:00:20Z`));
    await schedulerOf([job], 'a').tick();
  }
  expect(await jobsInQueue()).toHaveLength(tenants.length);
  const isFinished = async (): Promise<boolean> =>
    (await database().query('SELECT 1 FROM job_occurrence WHERE finished_at IS NULL')).length === 0;
  await workUntil([job], isFinished);
  expect(await isFinished()).toBe(true);
});

it('tries a failing run again, told that it is a retry, and counts it as failed in the end', async () => {
  const retries: boolean[] = [];
  const job = jobOf({
    scope: 'installation',
    run: (_hub, run) => {
      retries.push(run.isRetry);
      return Promise.reject(new Error('it broke'));
    },
  });
  await schedulerOf([job], 'a').tick();
  // Retries wait some seconds; nobody needs to here.
  const hurry = async (): Promise<boolean> => {
    await database().query(
      'UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL',
    );
    return retries.length === 3;
  };
  await workUntil([job], hurry);
  expect(retries).toEqual([false, true, true]);
  const [row] = await database().query<{ outcome: string; finished_at: Date | null }>(
    'SELECT outcome, finished_at FROM job_occurrence',
  );
  expect(JSON.parse(row?.outcome ?? '')).toEqual({ runs: 1, succeeded: 0, failed: 1 });
  expect(row?.finished_at).not.toBeNull();
});

it('gives back what a killed worker had locked', async () => {
  let done = 0;
  const job = jobOf({ scope: 'installation', run: () => Promise.resolve(void (done += 1)) });
  await schedulerOf([job], 'a').tick();
  await database().query(
    `UPDATE graphile_worker._private_jobs SET locked_by = 'pool-dead', locked_at = now() - interval '1 minute', attempts = 1`,
  );
  await database().query(
    `UPDATE graphile_worker._private_job_queues SET locked_by = 'pool-dead', locked_at = now() - interval '1 minute'`,
  );
  await workUntil([job], () => done === 1);
  expect(done).toBe(1);
});

it('leaves alone what a living worker of another process has locked', async () => {
  const job = jobOf({ scope: 'installation' });
  await schedulerOf([job], 'a').tick();
  const living = await openQueue({ url: database().url, logger: silentLogger });
  let release: () => void = () => undefined;
  const held = living.withSession(async (session) => {
    await session.query(`SELECT pg_advisory_lock(4112027, hashtext('pool-alive'))`);
    await new Promise<void>((resolve) => (release = resolve));
  });
  for (const table of ['_private_jobs', '_private_job_queues']) {
    await database().query(
      `UPDATE graphile_worker.${table} SET locked_by = 'pool-alive', locked_at = now() - interval '1 minute'`,
    );
  }
  const soon = Date.now() + 500;
  await workUntil([job], () => Date.now() > soon);
  const [row] = await database().query<{ locked_by: string | null }>(
    'SELECT locked_by FROM graphile_worker._private_jobs',
  );
  expect(row?.locked_by).toBe('pool-alive');
  release();
  await held;
  await living.close();
});

it('stops soon and leaves an unfinished run for the next worker', async () => {
  let [begun, finished] = [0, 0];
  const job = jobOf({
    scope: 'installation',
    run: async (_hub, run) => {
      begun += 1;
      if (begun === 1) await sleep(60_000, undefined, { signal: run.signal });
      finished += 1;
    },
  });
  await schedulerOf([job], 'a').tick();
  // The run would last a minute: that this comes back is the stop's doing.
  await workUntil([job], () => begun === 1);
  expect(finished).toBe(0);
  const hurry = async (): Promise<boolean> => {
    await database().query(
      'UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL',
    );
    return finished === 1;
  };
  await workUntil([job], hurry);
  expect({ begun, finished }).toEqual({ begun: 2, finished: 1 });
});

it('enqueues nothing for an installation without tenants', async () => {
  await database().query(
    `BEGIN; ALTER TABLE tenant RENAME TO tenant_kept; CREATE TABLE tenant (tenant_id uuid); COMMIT`,
  );
  try {
    expect(await schedulerOf([jobOf()], 'a').tick()).toBe(1);
    const [row] = await database().query<{ finished_at: Date | null }>(
      'SELECT finished_at FROM job_occurrence',
    );
    expect(row?.finished_at).not.toBeNull();
  } finally {
    await database().query(
      `BEGIN; DROP TABLE tenant; ALTER TABLE tenant_kept RENAME TO tenant; COMMIT`,
    );
  }
});
