/** What a connector's client buys through: books each call before it is sent and tells the ledger how it ended. */
import { setTimeout as delay } from 'node:timers/promises';
import { isEncoursError, transientError, type Clock, type Logger } from '../kernel';
import type {
  BegunPurchase,
  BookedCall,
  Connector,
  KeptAnswer,
  Purchase,
  Purchases,
} from '../connector-kit';
import type { Database, Transaction } from '../database';
import { noteExhausted, type BudgetTurn } from './budgets';
import { bookCall, type Booking, type Buyer, type Need } from './book-call';
import { endCall, type CallEnd } from './settle-call';

export interface PurchasesContext {
  database: Database;
  clock: Clock;
  logger: Logger;
}

export interface PurchasesFor {
  tenantId: string;
  connection: { connectionId: string };
  connector: Pick<Connector, 'id' | 'name' | 'prices'>;
  /**
   * An answer that has been used is used again when it came at or after this: the beginning of the run, or for a subject
   * the last time it was read.
   */
  neededSince: Date | ((subject: string) => Date);
  /** When the provider reported a change of a subject: older answers will not do. */
  changedAt?: (subject: string) => Date | null;
  /** The stream that is read; absent for what no stream lands (a search, a request for cover). */
  stream?: string;
  /** Days for which a call of a process that died is not bought again; 30 when absent. */
  holdDays?: number;
  /** Nothing is asked again at once that may have been billed. */
  holdUnanswered?: boolean;
  syncRunId?: string | null;
  /** The run's: a call cut short because the run was stopped is held like that of a process that died. */
  signal?: AbortSignal;
  /** Told in the transaction that noticed it, once a month each. */
  onBudget?: (tx: Transaction, turn: BudgetTurn) => Promise<void>;
}

/** Longer than any attempt of the HTTP client may last: a booking older than that has no process behind it. */
const LEASE_MS = 5 * 60_000;
const WAIT_MAX_MS = LEASE_MS;
const POLL_MIN_MS = 25;
const POLL_MAX_MS = 1_000;
const HOLD_DAYS = 30;
/** All of them, with the longest wait for a connection, fit into what is left of a lease. */
const END_ATTEMPTS = 4;
const END_PAUSE_MS = 250;

/** Calls this process has booked: whoever waits for one of them here need not ask the database. */
const ending = new Map<string, Promise<void>>();

/** Purchases of one connection for one run. `begin` throws as `Purchases` says, and PURCHASE_HELD or PURCHASE_IN_PROGRESS. */
export function openPurchases(context: PurchasesContext, options: PurchasesFor): Purchases {
  return new LedgerPurchases(context, options);
}

class LedgerPurchases implements Purchases {
  constructor(
    private readonly context: PurchasesContext,
    private readonly options: PurchasesFor,
  ) {}

  async begin(
    purchase: Purchase,
    request: { method: string; path: string },
  ): Promise<BegunPurchase> {
    const giveUpAtMs = Date.now() + WAIT_MAX_MS;
    for (let pollMs = POLL_MIN_MS; ; pollMs = Math.min(2 * pollMs, POLL_MAX_MS)) {
      this.options.signal?.throwIfAborted();
      const booking = await this.book(purchase, request);
      if (booking.kind === 'kept') return booking;
      if (booking.kind === 'booked') return { kind: 'booked', booked: this.open(booking.callId) };
      if (Date.now() > giveUpAtMs) throw stillBuying(purchase);
      await this.wait(booking.callId, pollMs);
    }
  }

  private async book(
    purchase: Purchase,
    request: { method: string; path: string },
  ): Promise<Booking> {
    const { database, clock, logger } = this.context;
    const at = clock.now();
    const need: Need = {
      purchase,
      ...request,
      neededSince: this.neededSince(purchase.subject),
      changedAt: purchase.subject === null ? null : this.changedAt(purchase.subject),
      at,
      leaseUntil: new Date(at.getTime() + LEASE_MS),
    };
    const booking = await database
      .tenant(this.options.tenantId, async (tx) => {
        const made = await bookCall(tx, this.buyer(), need);
        if (made.kind === 'booked' && made.isWarning)
          await this.options.onBudget?.(tx, 'BUDGET_NEARLY_SPENT');
        return made;
      })
      .catch(async (error: unknown) => {
        await this.tellExhausted(error, at);
        throw error;
      });
    if (booking.kind === 'booked' && booking.isWarning) {
      const { connector, tenantId, connection } = this.options;
      logger.warn(`the budget of ${connector.name} for this month is nearly used up`, {
        ...{ tenantId, connectionId: connection.connectionId },
      });
    }
    return booking;
  }

  /** In a transaction of its own: the one that was refused leaves nothing behind. */
  private async tellExhausted(error: unknown, at: Date): Promise<void> {
    if (!isEncoursError(error, 'DOMAIN') || error.code !== 'BUDGET_EXHAUSTED') return;
    const { tenantId, connection, onBudget } = this.options;
    await this.context.database.tenant(tenantId, async (tx) => {
      if (await noteExhausted(tx, connection.connectionId, at))
        await onBudget?.(tx, 'BUDGET_EXHAUSTED');
    });
  }

  private buyer(): Buyer {
    const { connection, connector, stream, holdDays, syncRunId } = this.options;
    return {
      connectionId: connection.connectionId,
      connectorId: connector.id,
      connectorName: connector.name,
      prices: connector.prices,
      stream: stream ?? null,
      holdDays: holdDays ?? HOLD_DAYS,
      syncRunId: syncRunId ?? null,
    };
  }

  private neededSince(subject: string | null): Date {
    const { neededSince } = this.options;
    if (typeof neededSince !== 'function') return neededSince;
    return subject === null ? this.context.clock.now() : neededSince(subject);
  }

  private changedAt(subject: string): Date | null {
    return this.options.changedAt?.(subject) ?? null;
  }

  private async wait(callId: string, pollMs: number): Promise<void> {
    const { signal } = this.options;
    const pause = new AbortController();
    const stop = (): void => pause.abort();
    signal?.addEventListener('abort', stop, { once: true });
    // A call of this process tells its end; another process's is asked for again.
    const local = ending.get(callId);
    const slept = delay(local === undefined ? pollMs : POLL_MAX_MS, undefined, {
      signal: pause.signal,
    }).catch(() => undefined);
    await (local === undefined ? slept : Promise.race([local, slept]));
    pause.abort();
    signal?.removeEventListener('abort', stop);
  }

  /** Again when the database could not be reached: with the end, an answer that was paid for would be lost. */
  private async write(callId: string, how: Omit<CallEnd, 'at'>): Promise<void> {
    const { database, clock } = this.context;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await database.tenant(this.options.tenantId, (tx) =>
          endCall(tx, callId, { ...how, at: clock.now() }),
        );
        return;
      } catch (error) {
        if (attempt === END_ATTEMPTS || isEncoursError(error, 'BUG')) throw error;
        await delay(END_PAUSE_MS * attempt);
      }
    }
  }

  private open(callId: string): BookedCall {
    let tell = (): void => undefined;
    ending.set(callId, new Promise<void>((resolve) => (tell = resolve)));
    const end = async (how: Omit<CallEnd, 'at'>): Promise<void> => {
      try {
        await this.write(callId, how);
      } finally {
        ending.delete(callId);
        tell();
      }
    };
    return {
      answered: (answer: KeptAnswer, { isCharged, units }) =>
        end({
          status: isCharged ? 'SETTLED' : 'NOT_CHARGED',
          ...{ reason: null, units, answer, isHeld: false },
        }),
      released: (reason) =>
        end({ status: 'RELEASED', reason, units: null, answer: null, isHeld: false }),
      unanswered: (reason, how) => {
        const { holdUnanswered, signal } = this.options;
        const isHeld = [how?.isHeld, holdUnanswered, signal?.aborted].includes(true);
        return end({ status: 'UNANSWERED', reason, units: null, answer: null, isHeld });
      },
    };
  }
}

function stillBuying({ call, subject }: Purchase): Error {
  return transientError(
    'PURCHASE_IN_PROGRESS',
    `another run has been buying "${call}" on ${subject ?? 'no company'} for minutes`,
    {
      retryAfterMs: 60_000,
      remedy: 'Ask again in a minute: its answer is shared, and a dead run gives way.',
    },
  );
}
