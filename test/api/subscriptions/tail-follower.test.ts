import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { LiveTail } from '../../../src/api/subscriptions/live-tail';
import { TailFollower } from '../../../src/api/subscriptions/tail-follower';

interface Line {
  position: number;
  bytes: number;
  topics: readonly string[];
}

/** A log and the tail of it, as a hub keeps them: what is in the log is offered a little later. */
class Log {
  readonly lines: Line[] = [];
  readonly tail: LiveTail<Line>;
  pagesRead = 0;

  constructor(
    already: number,
    bounds: { entries: number; bytes: number },
    private readonly pageSize = 7,
  ) {
    this.write(already, 1);
    this.tail = new LiveTail(already, bounds);
  }

  write(count: number, bytes: number): void {
    for (let n = 0; n < count; n += 1) {
      const position = this.lines.length + 1;
      const topics = [1, 2, 3, 4, 5].filter((nth) => position % nth === 0).map(multiplesOf);
      this.lines.push({ position, bytes, topics });
    }
  }

  offer(most: number): void {
    this.tail.append(this.lines.slice(this.tail.head, this.tail.head + most));
  }

  /** What lies before these was pruned while nobody looked. */
  offerOnly(lines: readonly Line[]): void {
    this.tail.append(lines);
  }

  follow(
    position: number,
    pick: (line: Line) => number | null,
    topics: readonly string[] | null = null,
  ): TailFollower<Line, number> {
    return new TailFollower(this.tail, {
      ...{ position, topics, pick },
      readPage: async (after) => {
        this.pagesRead += 1;
        await turn();
        const entries = this.lines.slice(after, after + this.pageSize);
        return { entries, reached: entries.at(-1)?.position ?? after };
      },
    });
  }
}

const multiplesOf = (n: number): string => `multiple of ${n}`;
const everyNth = (n: number) => (line: Line) => (line.position % n === 0 ? line.position : null);

/** Lets a follower take everything until there has been nothing for a few turns. */
async function drain(follower: TailFollower<Line, number>, into: number[]): Promise<void> {
  for (;;) {
    const item = await follower.take();
    if (item === undefined) return;
    into.push(item);
  }
}

const settle = async (): Promise<void> => {
  for (let n = 0; n < 40; n += 1) await turn();
};

const step = fc.oneof(
  fc.record({ do: fc.constant('write' as const), count: fc.nat(40), bytes: fc.nat(20) }),
  fc.record({ do: fc.constant('offer' as const), count: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ do: fc.constant('turn' as const) }),
  fc.record({
    do: fc.constant('follow' as const),
    back: fc.nat(50),
    nth: fc.integer({ min: 1, max: 5 }),
    /** What it says it listens to besides its own; null: to everything. */
    besides: fc.option(fc.subarray([1, 2, 3, 4, 5])),
  }),
);

test('whatever the sizes and the order of events, every follower gets what is for it, once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(30),
      fc.record({ entries: fc.nat(30), bytes: fc.nat(300) }),
      fc.array(step, { maxLength: 40 }),
      async (already, bounds, steps) => {
        const log = new Log(already, bounds);
        const followed: { from: number; nth: number; got: number[]; end: () => Promise<void> }[] =
          [];
        for (const each of steps) {
          if (each.do === 'write') log.write(each.count, each.bytes);
          if (each.do === 'offer') log.offer(each.count);
          if (each.do === 'turn') await turn();
          if (each.do === 'follow') {
            const from = Math.max(0, log.tail.head - each.back);
            const topics = each.besides && [each.nth, ...each.besides].map(multiplesOf);
            const follower = log.follow(from, everyNth(each.nth), topics);
            const got: number[] = [];
            const draining = drain(follower, got);
            const end = (): Promise<void> => (follower.end(), draining);
            followed.push({ from, nth: each.nth, got, end });
          }
        }
        log.offer(Infinity);
        await settle();
        for (const { from, nth, got, end } of followed) {
          await end();
          const wanted = log.lines.filter((line) => line.position > from && everyNth(nth)(line));
          expect(got).toEqual(wanted.map((line) => line.position));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('the tail keeps no more than its bounds, and says from where on it is complete', () => {
  const log = new Log(0, { entries: 10, bytes: 50 });
  log.write(30, 1);
  log.offer(Infinity);
  expect([log.tail.start, log.tail.head]).toEqual([20, 30]);
  expect(log.tail.after(19, 5)).toBeNull();
  expect(log.tail.after(27, 5)?.map((line) => line.position)).toEqual([28, 29, 30]);
  log.write(2, 40);
  log.offer(Infinity);
  expect([log.tail.start, log.tail.head]).toEqual([31, 32]);
  log.write(1, 1_000);
  log.offer(Infinity);
  expect(log.tail.after(32, 5)).toBeNull();
  expect(log.tail.after(33, 5)).toEqual([]);
});

test('who follows from the head on reads nothing from the log', async () => {
  const log = new Log(5, { entries: 10, bytes: 1_000 });
  const follower = log.follow(5, everyNth(1));
  const got: number[] = [];
  const draining = drain(follower, got);
  for (let n = 0; n < 100; n += 1) {
    log.write(3, 1);
    log.offer(3);
    await turn();
  }
  follower.end();
  await draining;
  expect([got.length, log.pagesRead]).toEqual([300, 0]);
});

test('who takes nothing has a bounded queue, and gets all of it later from the log', async () => {
  const log = new Log(0, { entries: 10, bytes: 1_000 }, 50);
  const follower = log.follow(0, everyNth(1));
  const first = follower.take();
  await turn();
  log.write(5_000, 1);
  for (let n = 0; n < 500; n += 1) log.offer(10);
  expect(await first).toBe(1);
  expect(log.pagesRead).toBe(0);
  const got: number[] = [];
  const draining = drain(follower, got);
  await settle();
  for (let n = 0; n < 200; n += 1) await turn();
  follower.end();
  await draining;
  expect(got).toEqual(Array.from({ length: 4_999 }, (_, n) => n + 2));
  expect(log.pagesRead).toBeGreaterThan(80);
});

test('who is offered only what concerns it falls back to the log behind what it was given', async () => {
  const log = new Log(0, { entries: 10, bytes: 1_000 }, 50);
  const offered = jest.fn((line: Line) => everyNth(3)(line));
  const follower = log.follow(0, offered, [multiplesOf(3)]);
  const first = follower.take();
  await turn();
  log.write(5_000, 1);
  for (let n = 0; n < 500; n += 1) log.offer(10);
  expect(await first).toBe(3);
  expect(offered.mock.calls.every(([line]) => line.position % 3 === 0)).toBe(true);
  const got: number[] = [];
  const draining = drain(follower, got);
  for (let n = 0; n < 240; n += 1) await turn();
  follower.end();
  await draining;
  expect(got).toEqual(Array.from({ length: 1_665 }, (_, n) => 3 * (n + 2)));
});

test('a listener that has left is offered nothing, and leaves nothing behind', () => {
  const log = new Log(0, { entries: 10, bytes: 1_000 });
  const offer = jest.fn();
  const interrupt = jest.fn();
  const topics = [multiplesOf(2), multiplesOf(4)];
  const leave = log.tail.listen({ topics, offer, interrupt });
  log.write(4, 1);
  log.offer(4);
  expect(offer.mock.calls.map(([lines]) => (lines as Line[]).map((line) => line.position))).toEqual(
    [[2, 4]],
  );
  leave();
  log.write(4, 1);
  log.offer(4);
  expect(offer).toHaveBeenCalledTimes(1);
});

test('how far a follower has come moves on with what is not for it', async () => {
  const log = new Log(0, { entries: 10, bytes: 1_000 });
  const follower = log.follow(0, everyNth(100), [multiplesOf(5)]);
  const taking = follower.take();
  log.write(50, 1);
  log.offer(Infinity);
  await settle();
  expect(follower.settled).toBe(50);
  log.write(50, 1);
  log.offer(Infinity);
  expect(await taking).toBe(100);
  follower.end();
  expect(await follower.take()).toBeUndefined();
});

describe('when what comes does not continue what came', () => {
  test('who was live reads on from the log behind the last that was offered, whatever concerns it', async () => {
    const log = new Log(0, { entries: 100, bytes: 10_000 }, 50);
    const followers = [1, 3].map((nth) => log.follow(0, everyNth(nth), [multiplesOf(nth)]));
    const got: number[][] = [[], []];
    const draining = followers.map((follower, n) => drain(follower, got[n] ?? []));
    log.write(10, 1);
    log.offer(10);
    await settle();
    expect(log.pagesRead).toBe(0);
    log.write(10, 1);
    log.offerOnly(log.lines.slice(15));
    expect([log.tail.start, log.tail.head]).toEqual([15, 20]);
    await settle();
    for (const follower of followers) follower.end();
    await Promise.all(draining);
    expect(got).toEqual([Array.from({ length: 20 }, (_, n) => n + 1), [3, 6, 9, 12, 15, 18]]);
    expect(log.pagesRead).toBeGreaterThan(0);
  });

  test('who is live is told that the log does not reach back, and nothing behind the gap', async () => {
    const log = new Log(5, { entries: 100, bytes: 10_000 });
    const follower = new TailFollower<Line, number>(log.tail, {
      ...{ position: 5, topics: null, pick: everyNth(1) },
      readPage: (after) => Promise.reject(new Error(`nothing is kept behind ${after}`)),
    });
    log.write(1, 1);
    log.offer(1);
    expect(await follower.take()).toBe(6);
    const next = follower.take();
    log.write(4, 1);
    log.offerOnly(log.lines.slice(9));
    await expect(next).rejects.toThrow('nothing is kept behind 6');
  });

  test('what is queued is taken before', async () => {
    const log = new Log(0, { entries: 100, bytes: 10_000 });
    const follower = log.follow(0, everyNth(1));
    const first = follower.take();
    await turn();
    log.write(3, 1);
    log.offer(3);
    expect(await first).toBe(1);
    log.write(4, 1);
    log.offerOnly(log.lines.slice(6));
    expect([await follower.take(), await follower.take()]).toEqual([2, 3]);
    expect([await follower.take(), await follower.take()]).toEqual([4, 5]);
    follower.end();
  });
});
