import type { DueDelivery } from '../alerts';

/**
 * Deliveries in hand, by lane: each lane is taken by one sender at a time. A lane stays busy, and is not to be claimed
 * again, until what came of its deliveries is written.
 */
export class DeliveryLanes {
  private readonly lanes = new Map<string, DueDelivery[]>();
  private ready: string[] = [];
  private over: string[] = [];
  private count = 0;

  /** Deliveries nobody has begun with. */
  get waiting(): number {
    return this.count;
  }

  get busy(): string[] {
    return [...this.lanes.keys()];
  }

  /** In their order; of lanes that are not busy. */
  add(due: readonly DueDelivery[]): void {
    const isNew = new Set<string>();
    for (const delivery of due) {
      const lane = this.lanes.get(delivery.lane);
      if (lane === undefined) {
        this.lanes.set(delivery.lane, [delivery]);
        isNew.add(delivery.lane);
      } else lane.push(delivery);
    }
    this.ready.push(...isNew);
    this.count += due.length;
  }

  /** A lane that nobody sends; null when there is none. */
  take(): string | null {
    return this.ready.shift() ?? null;
  }

  /** The next of a lane that was taken; null when it is through, which ends it. */
  next(lane: string): DueDelivery | null {
    const delivery = this.lanes.get(lane)?.shift();
    if (delivery === undefined) {
      this.over.push(lane);
      return null;
    }
    this.count -= 1;
    return delivery;
  }

  /** Leaves the rest of a lane for another time. */
  drop(lane: string): void {
    this.count -= this.lanes.get(lane)?.length ?? 0;
    this.lanes.set(lane, []);
  }

  /** Leaves everything that nobody has begun with for another time. */
  dropAll(): void {
    for (const lane of this.lanes.keys()) this.drop(lane);
    this.over.push(...this.ready.splice(0));
  }

  /** The lanes that are through by now: to be freed with what came of them written. */
  takeOver(): string[] {
    return this.over.splice(0);
  }

  free(lanes: readonly string[]): void {
    for (const lane of lanes) this.lanes.delete(lane);
  }
}
