/** What a tail keeps of one event. */
export interface TailEntry {
  /** Order in the log, from 1, without gaps. */
  position: number;
  /** About what it weighs in memory. */
  bytes: number;
  /** What it concerns, each once: whoever listens to one of these is offered it. */
  topics: readonly string[];
}

/** Whoever is told what comes, in order. Must not throw. */
export interface TailListener<Entry> {
  /** What it listens to; null: to everything. An entry that concerns nothing of it is not offered. */
  readonly topics: readonly string[] | null;
  offer(entries: readonly Entry[]): void;
  /** What comes does not continue what came: something behind the head of the tail, as it is now, is missing. */
  interrupt(): void;
}

export interface TailBounds {
  entries: number;
  bytes: number;
}

/** The topic of those who listen to everything; no entry names it. */
const EVERYTHING = '';

/**
 * The newest part of one log, read once for all who follow it: what comes is offered to the listeners, and a bounded
 * number is kept for those who come a little later. Holds every event with start < position <= head.
 */
export class LiveTail<Entry extends TailEntry> {
  private readonly listeners = new Map<string, Set<TailListener<Entry>>>();
  private kept: Entry[] = [];
  private keptBytes = 0;
  private startPosition: number;
  private headPosition: number;

  constructor(
    head: number,
    private readonly bounds: TailBounds,
  ) {
    this.startPosition = head;
    this.headPosition = head;
  }

  /** Everything behind this position, up to head, is kept. */
  get start(): number {
    return this.startPosition;
  }

  /** The newest position seen. */
  get head(): number {
    return this.headPosition;
  }

  listen(listener: TailListener<Entry>): () => void {
    for (const topic of listener.topics ?? [EVERYTHING]) {
      const listening = this.listeners.get(topic);
      if (listening === undefined) this.listeners.set(topic, new Set([listener]));
      else listening.add(listener);
    }
    return () => this.forgetListener(listener);
  }

  /**
   * Takes what follows head, in order, and offers it to whom it concerns. Positions have no gaps: when the first is not the
   * next one, what lies between was pruned before it was read here, and who listens has to find that out in the log.
   */
  append(entries: readonly Entry[]): void {
    const first = entries.at(0);
    const last = entries.at(-1);
    if (first === undefined || last === undefined) return;
    if (first.position !== this.headPosition + 1) this.breakOff(first.position - 1);
    for (const entry of entries) {
      this.kept.push(entry);
      this.keptBytes += entry.bytes;
    }
    this.headPosition = last.position;
    this.forget();
    for (const [listener, concerning] of this.concerned(entries)) listener.offer(concerning);
  }

  /** Up to `most` entries behind a position; null when the tail does not reach back so far. */
  after(position: number, most: number): readonly Entry[] | null {
    if (position < this.startPosition) return null;
    if (position >= this.headPosition) return [];
    const begin = this.kept.findIndex((entry) => entry.position > position);
    return this.kept.slice(begin, begin + most);
  }

  /** By listener what it is to be offered: with thousands of them and filters for few, nearly all are left in peace. */
  private concerned(entries: readonly Entry[]): Map<TailListener<Entry>, Entry[]> {
    const offers = new Map<TailListener<Entry>, Entry[]>();
    for (const entry of entries) {
      for (const listener of this.listenersOf(entry)) {
        const offer = offers.get(listener);
        if (offer === undefined) offers.set(listener, [entry]);
        else offer.push(entry);
      }
    }
    return offers;
  }

  /** Begins anew behind a position. */
  private breakOff(position: number): void {
    const everybody = new Set([...this.listeners.values()].flatMap((some) => [...some]));
    for (const listener of everybody) listener.interrupt();
    this.kept = [];
    this.keptBytes = 0;
    this.startPosition = position;
    this.headPosition = position;
  }

  private listenersOf(entry: Entry): Set<TailListener<Entry>> {
    const found = new Set(this.listeners.get(EVERYTHING));
    for (const topic of entry.topics) {
      for (const listener of this.listeners.get(topic) ?? []) found.add(listener);
    }
    return found;
  }

  private forgetListener(listener: TailListener<Entry>): void {
    for (const topic of listener.topics ?? [EVERYTHING]) {
      const listening = this.listeners.get(topic);
      listening?.delete(listener);
      if (listening?.size === 0) this.listeners.delete(topic);
    }
  }

  /** Drops the oldest until the rest is within bounds. */
  private forget(): void {
    let count = 0;
    let bytes = this.keptBytes;
    while (this.kept.length - count > this.bounds.entries || bytes > this.bounds.bytes) {
      const oldest = this.kept[count];
      if (oldest === undefined) break;
      bytes -= oldest.bytes;
      this.startPosition = oldest.position;
      count += 1;
    }
    if (count === 0) return;
    this.kept.splice(0, count);
    this.keptBytes = bytes;
  }
}
