/** ZIP archives from the directory at their end, entry by entry, never more in memory than a piece. */
import { Inflate } from 'fflate';
import { crc32 } from 'node:zlib';
import { contractError, errorMessage, type EncoursError } from '../kernel';

export interface ZipLimits {
  /** Entries of the directory. */
  entries: number;
  /** Bytes of one entry, unpacked. */
  entryBytes: number;
  /** How many times larger than packed an entry of more than `ratioFromBytes` may be. */
  ratio: number;
  ratioFromBytes: number;
}

const LIMITS: ZipLimits = {
  entries: 2000,
  entryBytes: 512 * 1024 * 1024,
  ratio: 200,
  ratioFromBytes: 8 * 1024 * 1024,
};
const PIECE = 64 * 1024;
const STORED = 0;
const DEFLATED = 8;
const END_LENGTH = 22;
const COMMENT_MAX = 65_535;
const END_MARK = 0x06054b50;
const ENTRY_MARK = 0x02014b50;
const LOCAL_MARK = 0x04034b50;

interface Entry {
  name: string;
  method: number;
  packedBytes: number;
  bytes: number;
  crc: number;
  offset: number;
}

/**
 * An archive. Sizes are bounded by what is really unpacked, not by what the directory says. Throws CONTRACT
 * ARCHIVE_UNREADABLE and ARCHIVE_TOO_LARGE.
 */
export class ZipEntries {
  private readonly entries = new Map<string, Entry>();
  private readonly view: DataView;
  private readonly limits: ZipLimits;

  constructor(
    private readonly bytes: Uint8Array,
    limits: Partial<ZipLimits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.readDirectory();
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The unpacked bytes in pieces. Throws ARCHIVE_UNREADABLE when there is no such entry, or it is damaged. */
  *read(name: string): Generator<Uint8Array> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw unreadable(`it has no ${name}`);
    const packed = this.packed(entry);
    let size = 0;
    let sum = 0;
    for (const piece of entry.method === STORED ? [packed] : inflated(packed, name)) {
      size += piece.length;
      sum = crc32(piece, sum);
      this.checkSize(entry, size);
      yield piece;
    }
    if (sum !== entry.crc) throw unreadable(`${name} is damaged: its check sum is another`);
  }

  private readDirectory(): void {
    const end = this.findEnd();
    const count = this.view.getUint16(end + 10, true);
    if (count > this.limits.entries) {
      throw tooLarge(`it has ${count} parts, ${this.limits.entries} at most are read`);
    }
    let at = this.view.getUint32(end + 16, true);
    for (let index = 0; index < count; index++) {
      if (at + 46 > this.bytes.length || this.view.getUint32(at, true) !== ENTRY_MARK) {
        throw unreadable('its directory is damaged');
      }
      at = this.addEntry(at);
    }
  }

  private addEntry(at: number): number {
    const { view } = this;
    const nameLength = view.getUint16(at + 28, true);
    const next =
      at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > this.bytes.length) throw unreadable('its directory is damaged');
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw unreadable('it is protected by a password');
    const name = Buffer.from(this.bytes.subarray(at + 46, at + 46 + nameLength)).toString('utf8');
    this.entries.set(name.replaceAll('\\', '/'), {
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    return next;
  }

  private findEnd(): number {
    const last = this.bytes.length - END_LENGTH;
    for (let at = last; at >= Math.max(0, last - COMMENT_MAX); at--) {
      if (this.view.getUint32(at, true) === END_MARK) return at;
    }
    throw unreadable('it has no directory: it is cut, or no archive');
  }

  private packed(entry: Entry): Uint8Array {
    const { view } = this;
    const { offset, name } = entry;
    if (entry.method !== STORED && entry.method !== DEFLATED) {
      throw unreadable(`${name} is packed by method ${entry.method}, which is not read`);
    }
    if (offset + 30 > this.bytes.length || view.getUint32(offset, true) !== LOCAL_MARK) {
      throw unreadable(`${name} is not where the directory says`);
    }
    const from =
      offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
    if (from + entry.packedBytes > this.bytes.length) throw unreadable(`${name} is cut`);
    return this.bytes.subarray(from, from + entry.packedBytes);
  }

  private checkSize(entry: Entry, size: number): void {
    const { entryBytes, ratio, ratioFromBytes } = this.limits;
    if (size > entryBytes) throw tooLarge(`${entry.name} is larger than ${entryBytes} bytes`);
    if (size > ratioFromBytes && size > entry.packedBytes * ratio) {
      throw tooLarge(`${entry.name} unpacks to more than ${ratio} times its size`);
    }
  }
}

function* inflated(packed: Uint8Array, name: string): Generator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const inflate = new Inflate((piece) => pieces.push(piece));
  // A packed kilobyte may unpack to a megabyte: small steps, so that the limit is met before memory is.
  const step = 4 * 1024;
  for (let at = 0; at < packed.length || at === 0; at += step) {
    try {
      inflate.push(packed.subarray(at, at + step), at + step >= packed.length);
    } catch (error) {
      throw unreadable(`${name} is damaged: ${errorMessage(error)}`);
    }
    for (const piece of pieces.splice(0)) {
      for (let from = 0; from < piece.length; from += PIECE)
        yield piece.subarray(from, from + PIECE);
    }
  }
}

function unreadable(reason: string): EncoursError {
  return contractError('ARCHIVE_UNREADABLE', `the archive cannot be read: ${reason}`, {
    place: { line: 1 },
    remedy: 'Save the file again, without a password, and import it once more.',
  });
}

function tooLarge(reason: string): EncoursError {
  return contractError('ARCHIVE_TOO_LARGE', `the archive is too large: ${reason}`, {
    place: { line: 1 },
    remedy: 'Split the file, or export it as CSV.',
  });
}
