/** Lines of text files in the encodings accounting software writes: UTF-8, windows-1252, UTF-16, each line judged alone. */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { decodeWindows1252 } from './windows-1252';
import type { FileChunk } from './connector';

export interface TextLine {
  /** 1-based physical line. */
  line: number;
  text: string;
  /** The file ends without a line end after it: it may be cut. */
  isUnterminated: boolean;
}

export type TextEncoding = 'ASCII' | 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'windows-1252' | 'mixed';

const LF = 10;
const CR = 13;
/** A longer line is cut here and goes on as the next one, so that no line fills the memory. */
export const TEXT_LINE_MAX = 256 * 1024;
const LOOK_BYTES = 2048;

/**
 * Cuts bytes into lines as they come, however they are cut into chunks. Lines end with LF, CR LF or, in a file that has no
 * LF, CR. Each line is UTF-8 if it can be, else windows-1252; control characters but TAB become spaces. Never throws.
 */
export class TextLines {
  private rest: Buffer = Buffer.alloc(0);
  private line = 1;
  private lineEnd: typeof LF | typeof CR | null = null;
  private wide: 'UTF-16LE' | 'UTF-16BE' | null | undefined;
  private readonly seen = { wide: false, utf8: false, single: false };
  private decoder: TextDecoder | null = null;

  /** What the lines so far were written in. */
  get encoding(): TextEncoding {
    if (this.wide !== undefined && this.wide !== null) return this.wide;
    if (this.seen.utf8 && this.seen.single) return 'mixed';
    if (this.seen.single) return 'windows-1252';
    return this.seen.utf8 ? 'UTF-8' : 'ASCII';
  }

  /** The lines these bytes complete; with `isLast`, what is left as well. */
  take(content: Uint8Array, isLast: boolean): TextLine[] {
    let bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    if (this.wide === undefined) {
      if (this.rest.length > 0) bytes = Buffer.concat([this.rest, bytes]);
      this.rest = Buffer.alloc(0);
      if (bytes.length < LOOK_BYTES && !isLast) {
        this.rest = bytes;
        return [];
      }
      bytes = this.judge(bytes);
    }
    if (this.decoder !== null) {
      bytes = Buffer.from(this.decoder.decode(bytes, { stream: !isLast }), 'utf8');
    }
    return this.cut(bytes, isLast);
  }

  /** Finds the byte order mark or, without one, the NULs that every other byte of UTF-16 is. */
  private judge(bytes: Buffer): Buffer {
    const [first, second] = bytes;
    if (first === 0xff && second === 0xfe) this.wide = 'UTF-16LE';
    else if (first === 0xfe && second === 0xff) this.wide = 'UTF-16BE';
    else this.wide = wideByNuls(bytes.subarray(0, LOOK_BYTES));
    if (this.wide === 'UTF-16LE') this.decoder = new TextDecoder('utf-16le');
    if (this.wide === 'UTF-16BE') this.decoder = new TextDecoder('utf-16be');
    if (this.wide !== null) return bytes;
    let from = 0;
    while (bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) from += 3;
    if (from > 0) this.seen.utf8 = true;
    return bytes.subarray(from);
  }

  private cut(content: Buffer, isLast: boolean): TextLine[] {
    const bytes = this.rest.length === 0 ? content : Buffer.concat([this.rest, content]);
    this.lineEnd ??= lineEndOf(bytes, isLast);
    const lines: TextLine[] = [];
    let from = 0;
    if (this.lineEnd !== null) {
      for (
        let to = bytes.indexOf(this.lineEnd);
        to !== -1;
        to = bytes.indexOf(this.lineEnd, from)
      ) {
        this.add(lines, bytes.subarray(from, to), true);
        from = to + 1;
      }
    }
    while (bytes.length - from > TEXT_LINE_MAX) {
      this.add(lines, bytes.subarray(from, from + TEXT_LINE_MAX), true);
      from += TEXT_LINE_MAX;
    }
    this.rest = Buffer.from(bytes.subarray(from));
    if (isLast && this.rest.length > 0) {
      this.add(lines, this.rest, false);
      this.rest = Buffer.alloc(0);
    }
    return lines;
  }

  private add(lines: TextLine[], bytes: Buffer, isTerminated: boolean): void {
    for (let from = 0; from === 0 || from < bytes.length; from += TEXT_LINE_MAX) {
      const text = this.decode(bytes.subarray(from, from + TEXT_LINE_MAX));
      lines.push({ line: this.line, text, isUnterminated: !isTerminated });
    }
    this.line++;
  }

  private decode(bytes: Buffer): string {
    const text = isUtf8(bytes) ? bytes.toString('utf8') : decodeWindows1252(bytes);
    if (text.length !== bytes.length) this.seen.utf8 = true;
    else if (!isUtf8(bytes)) this.seen.single = true;
    return CONTROL.test(text) ? text.replace(CONTROLS, ' ').trimEnd() : text;
  }
}

/** Control characters except TAB, and marks of byte order left inside. */
const CONTROL = /(?!\t)[\p{Cc}\ufeff]/u;
const CONTROLS = new RegExp(CONTROL, 'gu');

/** The whole lines of a file's chunks, chunk by chunk. */
export async function* textLines(
  chunks: AsyncIterable<FileChunk> | Iterable<FileChunk>,
  lines = new TextLines(),
): AsyncGenerator<TextLine[]> {
  for await (const { content } of chunks) {
    const taken = lines.take(content, false);
    if (taken.length > 0) yield taken;
  }
  yield lines.take(new Uint8Array(0), true);
}

/** Null while it cannot be told: the CR at the end may be half of a line end. */
function lineEndOf(bytes: Buffer, isLast: boolean): typeof LF | typeof CR | null {
  if (bytes.includes(LF)) return LF;
  const at = bytes.indexOf(CR);
  const isAlone = at !== -1 && (isLast || bytes.length > TEXT_LINE_MAX || bytes.length > at + 2);
  return isAlone ? CR : null;
}

function wideByNuls(head: Buffer): 'UTF-16LE' | 'UTF-16BE' | null {
  const pairs = Math.floor(head.length / 2);
  if (pairs < 8) return null;
  let even = 0;
  let odd = 0;
  for (let pair = 0; pair < pairs; pair++) {
    if (head[2 * pair] === 0) even++;
    if (head[2 * pair + 1] === 0) odd++;
  }
  if (odd > pairs * 0.6 && even < pairs * 0.1) return 'UTF-16LE';
  return even > pairs * 0.6 && odd < pairs * 0.1 ? 'UTF-16BE' : null;
}
