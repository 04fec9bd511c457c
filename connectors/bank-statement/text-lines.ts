/** Lines of a text file from its chunks, each in UTF-8 where its bytes are, else in Windows-1252. */
import { contractError, decodeWindows1252 } from '../../src/connector-kit';

/** Statements have lines of 65 or 120 characters; a longer run of bytes is no statement. */
const LINE_LENGTH_MAX = 16 * 1024;
const HIGH = /[\u0080-\u00ff]/;

export class TextLines {
  encoding = 'ascii';

  constructor(private readonly onLine: (line: string, number: number) => void) {}

  write(content: Uint8Array, firstLine: number): void {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
    const lines = bytes.toString('latin1').split(/\r\n|\n|\r/);
    // What follows the last line end is a line of its own: chunks are cut at line ends.
    if (lines.at(-1) === '') lines.pop();
    for (const [index, line] of lines.entries()) this.tell(line, firstLine + index);
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
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      if (this.encoding === 'ascii') this.encoding = 'utf-8';
      return text;
    } catch {
      this.encoding = 'windows-1252';
      return decodeWindows1252(bytes);
    }
  }
}
