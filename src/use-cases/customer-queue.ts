import { transientError, type EncoursError } from '../kernel';

/** Transactions of one customer at once: one works, the next is at the lock when it ends. */
const AT_ONCE = 2;
/** Requests of one customer that wait; at a few milliseconds each the last is answered within seconds. */
const WAITING_MAX = 1_000;
/** Beyond it nobody waits for the answer any more: whoever sent it has sent it again. */
const WAITING_MS = 30_000;
const BOUNDS = { atOnce: AT_ONCE, waitingMax: WAITING_MAX, waitingMs: WAITING_MS };

interface Waiter {
  start(): void;
}

interface Line {
  running: number;
  waiting: Waiter[];
}

/**
 * Lets the requests of one customer wait here, first come first served, instead of each at the customer's row lock with a
 * connection in its hand: a storm of orders of one customer must not take the connections everybody else needs.
 */
export class CustomerQueue {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly bounds = BOUNDS) {}

  /** Does the work when it is its turn. Throws CREDIT_BUSY when too many wait, or it waited too long. */
  async inTurn<T>(tenantId: string, customerId: string, work: () => Promise<T>): Promise<T> {
    const key = `${tenantId} ${customerId}`;
    const line = this.lines.get(key) ?? { running: 0, waiting: [] };
    this.lines.set(key, line);
    if (line.running < this.bounds.atOnce) line.running += 1;
    else await this.wait(line);
    try {
      return await work();
    } finally {
      this.next(key, line);
    }
  }

  private wait(line: Line): Promise<void> {
    if (line.waiting.length >= this.bounds.waitingMax) {
      throw creditBusy(`${line.waiting.length} requests for this customer already wait`);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        line.waiting = line.waiting.filter((each) => each !== waiter);
        reject(creditBusy('the requests before this one for this customer take too long'));
      }, this.bounds.waitingMs);
      const waiter: Waiter = {
        start() {
          clearTimeout(timer);
          resolve();
        },
      };
      line.waiting.push(waiter);
    });
  }

  /** Hands the place on, so that nobody who comes later takes it first. */
  private next(key: string, line: Line): void {
    const first = line.waiting.shift();
    if (first !== undefined) return first.start();
    line.running -= 1;
    if (line.running === 0) this.lines.delete(key);
  }
}

/** Nothing was reserved, and nothing is wrong with the request. */
export function creditBusy(message: string, cause?: unknown): EncoursError {
  return transientError('CREDIT_BUSY', message, {
    ...{ place: { field: 'customerId' }, cause },
    remedy: 'repeat it in a moment with the same idempotency key: it is never counted twice',
    retryAfterMs: 1_000,
  });
}
