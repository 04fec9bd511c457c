/** Lines of a text file from its chunks, each in UTF-8 where its bytes are, else in Windows-1252 or code page 850. */
import { isUtf8 } from 'node:buffer';
import { contractError, decodeWindows1252 } from '../../src/connector-kit';
import { decodeCp850, isCp850 } from './cp850';

/** Statements have lines of 65 or 120 characters; a longer run of bytes is no statement. */
const LINE_LENGTH_MAX = 16 * 1024;
const HIGH = /[\u0080-\u00ff]/;
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

export class TextLines {
  encoding = 'ascii';
  /** What the last chunk ended with, of a record that the next one completes. */
  private rest = '';
  private restNumber = 0;
  /** Records told of the line that goes on. */
  private told = 0;

  /** With a length, a line is records of so many characters each: some banks send them without line ends. */
  constructor(
    private readonly onLine: (line: string, number: number) => void,
    private readonly recordLength: number | null = null,
  ) {}

  write(content: Uint8Array, firstLine: number): void {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
    const lines = `${this.rest}${bytes.toString('latin1')}`.split(/\r\n|\n|\r/);
    // What follows the last line end is a line of its own: chunks are cut at line ends.
    const last = lines.pop() ?? '';
    for (const [index, line] of lines.entries()) this.complete(line, firstLine + index);
    const number = firstLine + lines.length;
    if (this.recordLength === null) {
      if (last !== '') this.tell(last, number);
    } else {
      this.rest = this.records(last, number);
      this.restNumber = number + this.told;
    }
  }

  /** The file ends here. */
  end(): void {
    if (this.rest !== '') this.tell(this.rest, this.restNumber);
    this.rest = '';
  }

  private complete(line: string, number: number): void {
    const left = this.recordLength === null ? line : this.records(line.trimEnd(), number);
    if (this.recordLength === null || left !== '') this.tell(left, number + this.told);
    this.told = 0;
  }

  /** Tells the whole records of a line, and answers what is left. */
  private records(line: string, number: number): string {
    const length = this.recordLength ?? 0;
    let rest = line.startsWith(BYTE_ORDER_MARK) ? line.slice(BYTE_ORDER_MARK.length) : line;
    for (let bytes = bytesOf(rest, length); bytes <= rest.length; bytes = bytesOf(rest, length)) {
      this.tell(rest.slice(0, bytes), number + this.told);
      this.told += 1;
      rest = rest.slice(bytes);
    }
    return rest;
  }

  private tell(line: string, number: number): void {
    if (line.length > LINE_LENGTH_MAX) {
      throw contractError(
        'BANK_STATEMENT_LINE_TOO_LONG',
        `line ${number} has ${line.length} bytes, more than ${LINE_LENGTH_MAX}`,
        { place: { line: number }, remedy: 'Ask the bank for the statement in lines.' },
      );
    }
    this.onLine(HIGH.test(line) ? this.decode(line) : line, number);
  }

  private decode(line: string): string {
    const bytes = Buffer.from(line, 'latin1');
    if (isUtf8(bytes)) {
      if (this.encoding === 'ascii') this.encoding = 'utf-8';
      return bytes.toString('utf8').replace(/^\ufeff/, '');
    }
    // A line that could be in either is as the lines before it.
    if (isCp850(line) ?? this.encoding === 'cp850') {
      this.encoding = 'cp850';
      return decodeCp850(line);
    }
    this.encoding = 'windows-1252';
    return decodeWindows1252(bytes);
  }
}

/** Bytes that so many characters take, when they are UTF-8; else a byte for each. */
function bytesOf(text: string, characters: number): number {
  let bytes = characters;
  for (;;) {
    const leading = text.slice(0, bytes).match(/[\xc2-\xf4]/g) ?? [];
    const wide = leading.reduce(
      (sum, byte) => sum + (byte < '\xe0' ? 1 : byte < '\xf0' ? 2 : 3),
      0,
    );
    if (characters + wide === bytes) break;
    bytes = characters + wide;
  }
  return isUtf8(Buffer.from(text.slice(0, bytes), 'latin1')) ? bytes : characters;
}
