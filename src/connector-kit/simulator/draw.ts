/** Chance that can be repeated: the same seed strikes the same. */

export interface Draw {
  /** From `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** True for about this share of the times. */
  chance(share: number): boolean;
  /** One of the list; undefined of an empty one. */
  one<T>(list: readonly T[]): T | undefined;
}

/** A source of chance under a seed (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    chance: (share) => next() < share,
    one: (list) => list[Math.floor(next() * list.length)],
  };
}
