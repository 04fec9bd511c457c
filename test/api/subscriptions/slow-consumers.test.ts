import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlowConsumers } from '../../../src/api/subscriptions/slow-consumers';
import { STREAM_BOUNDS } from '../../../src/api/subscriptions/stream-bounds';

/** A connection whose other end takes what the test says it takes. */
class Taker extends EventEmitter {
  writableLength = 0;
  bytesWritten = 0;
  destroyed = false;
  closes = 0;

  constructor(private readonly slow: SlowConsumers) {
    super();
  }

  write(bytes: number): this {
    this.bytesWritten += bytes;
    this.writableLength += bytes;
    this.slow.wrote(this as unknown as Socket, () => (this.closes += 1));
    return this;
  }

  take(bytes: number): void {
    this.writableLength -= bytes;
  }
}

function consumers(stalledMs: number): SlowConsumers {
  return new SlowConsumers({ waitingBytes: STREAM_BOUNDS.waitingBytes, stalledMs });
}

it('a connection in which 4 MB wait is closed with the write that makes it more, and not before', () => {
  const slow = consumers(60_000);
  const taker = new Taker(slow);
  expect(taker.write(4_000_000).closes).toBe(0);
  expect(taker.write(1).closes).toBe(1);
  slow.close();
});

it('a connection that takes as much as it is sent may be sent any amount', () => {
  const slow = consumers(60_000);
  const taker = new Taker(slow);
  for (let turn = 0; turn < 10; turn += 1) taker.write(3_000_000).take(3_000_000);
  expect(taker.closes).toBe(0);
  slow.close();
});

it('one that takes nothing for too long is closed once; one that takes a little goes on', async () => {
  const slow = consumers(80);
  const [stuck, crawling] = [new Taker(slow).write(1_000), new Taker(slow).write(1_000)];
  for (let turn = 0; turn < 10; turn += 1) {
    await sleep(20);
    crawling.take(1);
  }
  expect([stuck.closes, crawling.closes]).toEqual([1, 0]);
  slow.close();
});
