const MINUTE_MS = 60_000;
/** More callers than that within a minute are not told apart, but refused. */
const CALLERS_MAX = 10_000;

/** Counts what each caller, an address or a key, asks, minute by minute; bounded, and forgotten when the minute ends. */
export class RateBound {
  private minute = -1;
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly perMinute: number,
    private readonly nowMs: () => number,
  ) {}

  /** Counts one, and answers whether it is within the bound. */
  admits(caller: string): boolean {
    const minute = Math.floor(this.nowMs() / MINUTE_MS);
    if (minute !== this.minute) {
      this.minute = minute;
      this.counts.clear();
    }
    const known = this.counts.get(caller);
    if (known === undefined && this.counts.size >= CALLERS_MAX) return false;
    const count = (known ?? 0) + 1;
    this.counts.set(caller, count);
    return count <= this.perMinute;
  }
}
