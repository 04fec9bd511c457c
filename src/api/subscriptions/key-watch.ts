import type { AuthenticatedKey, Database } from '../../database';
import { isEncoursError, transientError, type Clock, type Logger } from '../../kernel';
import { requireKey } from '../authenticate';

export interface KeyWatchOptions {
  database: Database;
  clock: Clock;
  logger: Logger;
  recheckMs: number;
  streamsPerKey: number;
}

/** The key of one open stream. */
export interface WatchedKey {
  /** As it was when last looked up: its role may have changed since the stream began. */
  readonly key: AuthenticatedKey;
  release(): void;
}

/** One key, and what is open with it. */
interface Held {
  key: AuthenticatedKey;
  readonly presented: string;
  readonly onLost: Set<() => void>;
  expiry: NodeJS.Timeout | null;
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Looks the keys of open streams up again for as long as they are open, each key once for all of its streams, and tells
 * them when it has expired or was revoked.
 */
export class KeyWatch {
  private readonly held = new Map<string, Held>();
  private readonly timer: NodeJS.Timeout;
  private isLooking = false;

  constructor(private readonly options: KeyWatchOptions) {
    this.timer = setInterval(() => void this.lookAgain(), options.recheckMs);
    this.timer.unref();
  }

  /**
   * Watches the key until released; `onLost` is called once, when the key does not hold any more. Throws TOO_MANY_STREAMS
   * when as much is open with it as may be.
   */
  watch(presented: string, key: AuthenticatedKey, onLost: () => void): WatchedKey {
    const held = this.held.get(key.keyId) ?? this.hold(presented, key);
    if (held.onLost.size >= this.options.streamsPerKey) throw this.tooMany();
    held.key = key;
    // Several streams may bring the same function.
    const lost = (): void => onLost();
    held.onLost.add(lost);
    return {
      get key() {
        return held.key;
      },
      release: () => {
        held.onLost.delete(lost);
        if (held.onLost.size === 0) this.drop(held);
      },
    };
  }

  close(): void {
    clearInterval(this.timer);
    for (const held of this.held.values()) this.drop(held);
  }

  private hold(presented: string, key: AuthenticatedKey): Held {
    const held: Held = { key, presented, onLost: new Set(), expiry: null };
    this.held.set(key.keyId, held);
    this.awaitExpiry(held);
    return held;
  }

  private awaitExpiry(held: Held): void {
    if (held.expiry !== null) clearTimeout(held.expiry);
    held.expiry = null;
    const { expiresAt } = held.key;
    if (expiresAt === null) return;
    const left = expiresAt.getTime() - this.options.clock.now().getTime();
    const wait = Math.min(Math.max(0, left), LONGEST_TIMEOUT_MS);
    held.expiry = setTimeout(() => {
      if (left <= LONGEST_TIMEOUT_MS) this.lose(held);
      else this.awaitExpiry(held);
    }, wait);
    held.expiry.unref();
  }

  /** One key after the other, so that thousands of them are no burst. */
  private async lookAgain(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      for (const held of [...this.held.values()]) await this.lookUp(held);
    } catch (error) {
      // The database is away for a moment, which says nothing of any key.
      this.options.logger.warn('the keys of open streams could not be looked up', { error });
    } finally {
      this.isLooking = false;
    }
  }

  private async lookUp(held: Held): Promise<void> {
    try {
      const before = held.key.expiresAt?.getTime();
      held.key = await requireKey(this.options.database, held.presented);
      if (held.key.expiresAt?.getTime() !== before && held.onLost.size > 0) this.awaitExpiry(held);
    } catch (error) {
      if (!isEncoursError(error, 'AUTH')) throw error;
      this.lose(held);
    }
  }

  private lose(held: Held): void {
    const told = [...held.onLost];
    held.onLost.clear();
    this.drop(held);
    for (const lost of told) lost();
  }

  private drop(held: Held): void {
    if (held.expiry !== null) clearTimeout(held.expiry);
    if (this.held.get(held.key.keyId) === held) this.held.delete(held.key.keyId);
  }

  private tooMany(): Error {
    const { streamsPerKey } = this.options;
    return transientError(
      'TOO_MANY_STREAMS',
      `${streamsPerKey} sockets and event streams are open with this key already`,
      { remedy: 'Close those that are not read, or use another key.', retryAfterMs: 60_000 },
    );
  }
}
