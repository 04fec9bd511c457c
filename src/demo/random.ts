import { assert } from '../kernel';

/**
 * A small fast generator (sfc32) seeded by words, so that every customer, company and step has a stream of its own
 * and adding one thing to the world does not change all the others.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(...seed: readonly (string | number)[]) {
    const next = hashWords(seed.join('\u001f'));
    this.a = next();
    this.b = next();
    this.c = next();
    for (let warmUp = 0; warmUp < 12; warmUp++) this.next32();
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.next32() / 4_294_967_296;
  }

  /** A whole number between both bounds, included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1));
  }

  between(min: number, max: number): number {
    return min + this.unit() * (max - min);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const index = this.int(0, list.length - 1);
    assert(index >= 0 && index < list.length, 'nothing to pick from');
    return list[index] as T;
  }

  /** One of the options, with a chance proportional to its weight. */
  weighted<T>(options: readonly (readonly [T, number])[]): T {
    let total = 0;
    for (const option of options) total += option[1];
    let rest = this.unit() * total;
    for (const [value, weight] of options) {
      rest -= weight;
      if (rest < 0) return value;
    }
    const last = options[options.length - 1];
    assert(last !== undefined, 'nothing to choose from');
    return last[0];
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return radius * Math.cos(2 * Math.PI * this.unit());
  }

  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  shuffled<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let index = copy.length - 1; index > 0; index--) {
      const other = this.int(0, index);
      [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
    }
    return copy;
  }

  private next32(): number {
    const sum = (this.a + this.b + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }
}

/** xmur3: turns text into well-mixed 32-bit numbers to seed with. */
function hashWords(text: string): () => number {
  let state = 1_779_033_703 ^ text.length;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 3_432_918_353);
    state = (state << 13) | (state >>> 19);
  }
  return () => {
    state = Math.imul(state ^ (state >>> 16), 2_246_822_507);
    state = Math.imul(state ^ (state >>> 13), 3_266_489_909);
    state ^= state >>> 16;
    return state | 0;
  };
}
