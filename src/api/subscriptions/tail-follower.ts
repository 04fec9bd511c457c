import type { LiveTail, TailEntry } from './live-tail';

export interface Following<Entry, Item> {
  /** Where it begins: everything up to here is known to the one who follows. */
  position: number;
  /** All that `pick` lets through concerns one of these; null: it may be anything. */
  topics: readonly string[] | null;
  /** What is delivered of an entry; null when it is not for this one. */
  pick: (entry: Entry) => Item | null;
  /** Reads on from the log for one whom the tail does not reach any more. */
  readPage: (after: number) => Promise<LogPage<Entry>>;
}

export interface LogPage<Entry> {
  entries: readonly Entry[];
  /** Everything up to here is in the page or was left out by the reader: where the next page begins. */
  reached: number;
}

/** What waits for a consumer; beyond that it reads on from the log. */
const QUEUE_MAX = 256;
/** Entries looked at in one go, so that a long tail is not copied. */
const TAKE_MAX = 500;

/**
 * One reader's way through a log that grows: pages of the log until the tail reaches it, then what the tail offers, which
 * is read once for all. No gap and no repeat: `seen` only grows. Keeps a bounded queue: who does not take what is queued
 * falls back to reading the log.
 */
export class TailFollower<Entry extends TailEntry, Item> {
  readonly topics: readonly string[] | null;
  /** Everything up to here, and once live everything up to the tail's head, was delivered, is queued, or is not for it. */
  private seen: number;
  private queue: Item[] = [];
  /** The tail's offers continue what was seen; otherwise something in between must be read first. */
  private isLive = false;
  private isEnded = false;
  private wake: (() => void) | null = null;
  private readonly stopListening: () => void;

  constructor(
    private readonly tail: LiveTail<Entry>,
    private readonly following: Following<Entry, Item>,
  ) {
    this.seen = following.position;
    this.topics = following.topics;
    this.stopListening = tail.listen(this);
  }

  /** Everything up to here has been taken or is not for this reader; what is queued is behind it. */
  get settled(): number | null {
    if (this.queue.length > 0) return null;
    return this.isLive ? this.tail.head : this.seen;
  }

  /** The next item; undefined once ended. Not to be called again before it has answered. */
  async take(): Promise<Item | undefined> {
    while (!this.isEnded) {
      const item = this.queue.shift();
      if (item !== undefined) return item;
      if (this.isLive) await this.offered();
      else await this.catchUp();
    }
    return undefined;
  }

  /** Called by the tail for what comes. */
  offer(entries: readonly Entry[]): void {
    if (!this.isLive) return;
    this.isLive = this.admit(entries);
    if (this.queue.length > 0) this.rouse();
  }

  /** Called by the tail when it has missed something: reading on from the log says what. */
  interrupt(): void {
    if (!this.isLive) return;
    this.seen = Math.max(this.seen, this.tail.head);
    this.isLive = false;
    this.rouse();
  }

  end(): void {
    this.isEnded = true;
    this.queue = [];
    this.stopListening();
    this.rouse();
  }

  private async catchUp(): Promise<void> {
    const kept = this.tail.after(this.seen, TAKE_MAX);
    if (kept !== null) {
      // Nothing comes between the look at the tail and this: both happen in one turn.
      this.isLive = this.admit(kept) && this.seen >= this.tail.head;
      return;
    }
    const page = await this.following.readPage(this.seen);
    if (this.isEnded) return;
    if (this.admit(page.entries)) this.seen = Math.max(this.seen, page.reached);
  }

  /** Queues what is for this reader; false when the queue was full before the entries were through. */
  private admit(entries: readonly Entry[]): boolean {
    for (const entry of entries) {
      if (entry.position <= this.seen) continue;
      const item = this.following.pick(entry);
      if (item !== null) {
        if (this.queue.length >= QUEUE_MAX) {
          // What lies between was not offered because it is not for this reader.
          this.seen = entry.position - 1;
          return false;
        }
        this.queue.push(item);
      }
      this.seen = entry.position;
    }
    return true;
  }

  private offered(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private rouse(): void {
    const { wake } = this;
    this.wake = null;
    wake?.();
  }
}
