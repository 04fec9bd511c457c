import { RateLimiter, type Pace } from '../../src/connector-kit/rate-limit';
import { FakeTimers } from '../../src/connector-kit/timers';

const PACE: Pace = { requestsPerSecond: 4, concurrency: 2 };
const never = new AbortController().signal;

/** Starts `count` tasks at once, each over as soon as it starts, and gives the instants of their starts. */
async function starts(count: number, pace: Pace): Promise<number[]> {
  const timers = new FakeTimers();
  const limiter = new RateLimiter({ timers });
  const task = async (): Promise<number> => {
    const release = await limiter.acquire('k', pace, never);
    const at = timers.nowMs();
    release();
    return at;
  };
  return Promise.all(Array.from({ length: count }, task));
}

it('spaces starts so that no second holds more than the rate', async () => {
  expect(await starts(6, PACE)).toEqual([0, 250, 500, 750, 1000, 1250]);
});

it('rounds the spacing up when the rate does not divide a second', async () => {
  const at = await starts(9, { ...PACE, requestsPerSecond: 7 });
  expect(at.filter((ms) => ms < 1000)).toHaveLength(7);
});

it('paces slower than one a second', async () => {
  expect(await starts(3, { ...PACE, requestsPerSecond: 0.5 })).toEqual([0, 2000, 4000]);
});

it('keeps credentials apart', async () => {
  const timers = new FakeTimers();
  const limiter = new RateLimiter({ timers });
  await limiter.acquire('one', PACE, never);
  await limiter.acquire('other', PACE, never);
  expect(timers.sleeps).toEqual([]);
});

it('lets no more than the concurrency run, and the next one when one ends', async () => {
  const limiter = new RateLimiter({ timers: new FakeTimers() });
  const first = await limiter.acquire('k', PACE, never);
  await limiter.acquire('k', PACE, never);
  let hasStarted = false;
  const third = limiter.acquire('k', PACE, never).then(() => (hasStarted = true));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(hasStarted).toBe(false);
  first();
  first();
  await third;
  expect(hasStarted).toBe(true);
});

it('lets a waiting request leave when it is told to stop, and others pass', async () => {
  const limiter = new RateLimiter({ timers: new FakeTimers() });
  const pace = { requestsPerSecond: 1000, concurrency: 1 };
  const release = await limiter.acquire('k', pace, never);
  const stop = new AbortController();
  const leaver = limiter.acquire('k', pace, stop.signal);
  const stayer = limiter.acquire('k', pace, never);
  stop.abort();
  await expect(leaver).rejects.toMatchObject({ code: 'ABORTED', family: 'TRANSIENT' });
  release();
  await expect(stayer).resolves.toBeInstanceOf(Function);
});

it('does not keep the process when the only waiter leaves a long pause', async () => {
  const limiter = new RateLimiter();
  limiter.pause('k', 60_000);
  const stop = new AbortController();
  const waiter = limiter.acquire('k', PACE, stop.signal);
  stop.abort();
  await expect(waiter).rejects.toMatchObject({ code: 'ABORTED' });
});

it('holds everybody of a credential back while the provider wants it', async () => {
  const timers = new FakeTimers();
  const limiter = new RateLimiter({ timers });
  limiter.pause('k', 5000);
  await limiter.acquire('k', PACE, never);
  expect(timers.nowMs()).toBe(5000);
});

it('refuses when too many wait', async () => {
  const limiter = new RateLimiter({ timers: new FakeTimers(), queueMax: 1 });
  const pace = { requestsPerSecond: 1000, concurrency: 1 };
  await limiter.acquire('k', pace, never);
  void limiter.acquire('k', pace, never);
  await expect(limiter.acquire('k', pace, never)).rejects.toMatchObject({
    code: 'RATE_QUEUE_FULL',
  });
});
