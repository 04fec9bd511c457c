import type { Socket } from 'node:net';

export interface SlowConsumerBounds {
  waitingBytes: number;
  stalledMs: number;
}

/** One connection that something was written to. */
interface Consumer {
  close: () => void;
  /** Bytes its other end, or the network, has taken. */
  taken: number;
  since: number;
}

const LOOK_MS = 1_000;

/**
 * Closes connections whose other end does not take what it is sent: for too long nothing of it, or too much waits. Looks
 * only at connections that were written to and have not been seen empty since, so that quiet ones cost nothing.
 */
export class SlowConsumers {
  private readonly written = new Map<Socket, Consumer>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly bounds: SlowConsumerBounds) {
    const everyMs = Math.min(LOOK_MS, Math.max(10, bounds.stalledMs / 4));
    this.timer = setInterval(() => this.look(), everyMs);
    this.timer.unref();
  }

  /** To be called with each write; `close` is called once if the other end turns out to be slow. */
  wrote(socket: Socket, close: () => void): void {
    if (socket.writableLength > this.bounds.waitingBytes) {
      this.written.delete(socket);
      close();
      return;
    }
    if (this.written.has(socket)) return;
    this.written.set(socket, { close, taken: takenBy(socket), since: Date.now() });
  }

  close(): void {
    clearInterval(this.timer);
    this.written.clear();
  }

  private look(): void {
    const now = Date.now();
    for (const [socket, consumer] of this.written) {
      const taken = takenBy(socket);
      if (socket.destroyed || socket.writableLength === 0) {
        this.written.delete(socket);
      } else if (taken > consumer.taken) {
        consumer.taken = taken;
        consumer.since = now;
      } else if (now - consumer.since > this.bounds.stalledMs) {
        this.written.delete(socket);
        consumer.close();
      }
    }
  }
}

function takenBy(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}
