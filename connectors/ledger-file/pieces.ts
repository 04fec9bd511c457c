import { contractError, type FileChunk } from '../../src/connector-kit';

export type Chunks = AsyncIterable<FileChunk> | Iterable<FileChunk>;

/** How much is looked at before the first line is read; fixed, so that no finding depends on the chunks. */
export const HEAD_BYTES = 512 * 1024;
const SPREADSHEET_BYTES_MAX = 64 * 1024 * 1024;

/** The bytes of a file in pieces of a size of our own. */
export class Pieces {
  private rest: Buffer = Buffer.alloc(0);
  private readonly iterator: AsyncIterator<FileChunk> | Iterator<FileChunk>;
  isEnded = false;

  constructor(
    chunks: Chunks,
    private readonly signal: AbortSignal,
  ) {
    this.iterator =
      Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  }

  /** The next bytes, fewer only at the end. */
  async take(size: number): Promise<Buffer> {
    const parts = [this.rest];
    let length = this.rest.length;
    while (length < size && !this.isEnded) {
      this.signal.throwIfAborted();
      const next = await this.iterator.next();
      if (next.done === true) this.isEnded = true;
      else {
        const { content } = next.value;
        parts.push(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
        length += content.length;
      }
    }
    const bytes = Buffer.concat(parts);
    this.rest = bytes.subarray(size);
    if (this.rest.length > 0) return bytes.subarray(0, size);
    return bytes;
  }

  get isDone(): boolean {
    return this.isEnded && this.rest.length === 0;
  }

  /** All bytes of a spreadsheet. Throws LEDGER_FILE_TOO_LARGE. */
  async whole(head: Buffer, fileName: string): Promise<Buffer> {
    const most = SPREADSHEET_BYTES_MAX;
    const bytes = Buffer.concat([head, await this.take(most)]);
    if (this.isDone || bytes.length <= most) return bytes;
    throw contractError(
      'LEDGER_FILE_TOO_LARGE',
      `${fileName} is a spreadsheet of more than 64 MB`,
      {
        place: { file: fileName },
        remedy: 'Export it as CSV: text has no such limit.',
      },
    );
  }
}
