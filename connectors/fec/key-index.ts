const FIRST_SLOTS = 8192;
const FIRST_BYTES = 256 * 1024;

/**
 * From a key (bytes) to a number, exact: the keys lie one after the other in one buffer and the table holds only
 * numbers. A Map of strings did the same at three times the time and memory.
 */
export class KeyIndex {
  private slots = new Int32Array(FIRST_SLOTS);
  private values = new Int32Array(FIRST_SLOTS);
  private hashes = new Int32Array(FIRST_SLOTS);
  /** Where the key after the n-th starts. */
  private ends = new Int32Array(FIRST_SLOTS);
  private keys = Buffer.alloc(FIRST_BYTES);
  private size = 0;

  /** The number filed under the first `length` bytes of `key`, -1 when there is none. */
  get(key: Buffer, length: number): number {
    const place = this.slots[this.slotOf(key, length, hash(key, length))] ?? 0;
    return place === 0 ? -1 : (this.values[place - 1] ?? 0);
  }

  /** Files a number under a key that is not there yet. */
  add(key: Buffer, length: number, value: number): void {
    if (this.size * 2 >= this.slots.length) this.grow();
    const sum = hash(key, length);
    const end = this.endOf(this.size - 1);
    if (end + length > this.keys.length) this.keys = enlarged(this.keys, end + length);
    for (let at = 0; at < length; at++) this.keys[end + at] = key[at] ?? 0;
    this.values[this.size] = value;
    this.hashes[this.size] = sum;
    this.ends[this.size] = end + length;
    this.slots[this.slotOf(key, length, sum)] = ++this.size;
  }

  /** The slot that holds the key, else the free one it belongs in. */
  private slotOf(key: Buffer, length: number, sum: number): number {
    const mask = this.slots.length - 1;
    let slot = sum & mask;
    for (let place = this.slots[slot] ?? 0; place !== 0; place = this.slots[slot] ?? 0) {
      if (this.hashes[place - 1] === sum && this.isKey(place - 1, key, length)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private isKey(index: number, key: Buffer, length: number): boolean {
    const from = this.endOf(index - 1);
    if (this.endOf(index) - from !== length) return false;
    for (let at = 0; at < length; at++) {
      if (this.keys[from + at] !== key[at]) return false;
    }
    return true;
  }

  private endOf(index: number): number {
    return index < 0 ? 0 : (this.ends[index] ?? 0);
  }

  private grow(): void {
    const length = this.slots.length * 2;
    this.values = copied(this.values, length);
    this.hashes = copied(this.hashes, length);
    this.ends = copied(this.ends, length);
    this.slots = new Int32Array(length);
    const mask = length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = (this.hashes[index] ?? 0) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = index + 1;
    }
  }
}

/** FNV-1a, its bits mixed once more because neighbouring entry numbers differ in their last digit only. */
function hash(key: Buffer, length: number): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < length; at++) sum = Math.imul(sum ^ (key[at] ?? 0), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
  return sum ^ (sum >>> 13);
}

function copied(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}

function enlarged(from: Buffer, least: number): Buffer<ArrayBuffer> {
  const to = Buffer.alloc(Math.max(from.length * 2, least));
  from.copy(to);
  return to;
}
