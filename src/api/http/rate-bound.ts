const MINUTE_MS = 60_000;
/** More addresses than that within a minute are not told apart, but refused. */
const ADDRESSES_MAX = 10_000;

/** Counts what each address asks, minute by minute; bounded, and forgotten when the minute ends. */
export class RateBound {
  private minute = -1;
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly perMinute: number,
    private readonly nowMs: () => number,
  ) {}

  /** Counts one, and answers whether it is within the bound. */
  admits(address: string): boolean {
    const minute = Math.floor(this.nowMs() / MINUTE_MS);
    if (minute !== this.minute) {
      this.minute = minute;
      this.counts.clear();
    }
    const known = this.counts.get(address);
    if (known === undefined && this.counts.size >= ADDRESSES_MAX) return false;
    const count = (known ?? 0) + 1;
    this.counts.set(address, count);
    return count <= this.perMinute;
  }
}
