/** What a simulator remembers: kept beside the world it tells about, so that two servers never share it. */
import type { SimulatedWorld } from './world';

/** A place for one simulator's state (portfolios, covers, tokens), made afresh for each world. */
export class WorldState<T> {
  private readonly states = new WeakMap<SimulatedWorld, T>();

  constructor(private readonly make: (world: SimulatedWorld) => T) {}

  of(world: SimulatedWorld): T {
    const known = this.states.get(world);
    if (known !== undefined) return known;
    const made = this.make(world);
    this.states.set(world, made);
    return made;
  }
}
