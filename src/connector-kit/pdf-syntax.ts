/**
 * The syntax of PDF objects (ISO 32000-1, 7.3) read from bytes that nobody vouches for: bounded in depth, in the length of
 * a string, and in the work spent on what turns out not to be an object.
 */
import { contractError, type EncoursError } from '../kernel';

export interface PdfName {
  type: 'name';
  value: string;
}
export interface PdfString {
  type: 'string';
  bytes: Buffer;
}
export interface PdfReference {
  type: 'reference';
  number: number;
}
export interface PdfDictionary {
  type: 'dictionary';
  entries: ReadonlyMap<string, PdfValue>;
}
export type PdfValue =
  | PdfName
  | PdfString
  | PdfReference
  | PdfDictionary
  | { type: 'array'; items: readonly PdfValue[] }
  | { type: 'number'; value: number }
  | { type: 'other'; word: string };

const DEPTH_MAX = 50;
const STRING_MAX = 32 * 1024;
const ENTRIES_MAX = 100_000;
const WORD_MAX = 128;
/** What a value and a failure cost beside the bytes looked at. */
const VALUE_COST = 12;
const FAILURE_COST = 8192;
/** A table of entries takes longer to make than a number. */
const DICTIONARY_COST = 48;

const [TAB, LF, FF, CR, SPACE] = [9, 10, 12, 13, 32];
const [PERCENT, OPEN, CLOSE, LESS, GREATER] = [37, 40, 41, 60, 62];
const [SLASH, LEFT_BRACKET, BACKSLASH, RIGHT_BRACKET] = [47, 91, 92, 93];
const DELIMITERS: ReadonlySet<number> = new Set([
  ...[PERCENT, OPEN, CLOSE, LESS, GREATER, SLASH, LEFT_BRACKET, RIGHT_BRACKET],
  ...[123, 125],
]);

/** What reading may cost, in bytes looked at, over a whole file. */
export class PdfBudget {
  constructor(private left: number) {}

  spend(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw pdfLimit('reading it takes more steps than any honest PDF');
  }
}

/** Reads values from a place on. What is no value throws CONTRACT PDF_MALFORMED. */
export class PdfReader {
  constructor(
    readonly bytes: Buffer,
    public at: number,
    private readonly budget: PdfBudget,
  ) {}

  value(depth = 0): PdfValue {
    if (depth > DEPTH_MAX) throw this.malformed('objects are nested too deep');
    this.budget.spend(VALUE_COST);
    this.skipBlanks();
    const byte = this.bytes[this.at];
    if (byte === undefined) throw this.malformed('it ends within an object');
    if (byte === SLASH) return this.name();
    if (byte === OPEN) return this.literalString();
    if (byte === LEFT_BRACKET) return this.array(depth);
    if (byte === LESS) {
      return this.bytes[this.at + 1] === LESS ? this.dictionary(depth) : this.hexString();
    }
    return this.numberOrWord();
  }

  /** White space and comments. */
  skipBlanks(): void {
    const from = this.at;
    for (let byte = this.bytes[this.at]; byte !== undefined; byte = this.bytes[this.at]) {
      if (byte === PERCENT) {
        while (this.at < this.bytes.length && !isLineEnd(this.bytes[this.at])) this.at += 1;
      } else if (isBlank(byte)) this.at += 1;
      else break;
    }
    this.budget.spend(this.at - from);
  }

  /** Whether these characters are next; steps over them. */
  takes(word: string): boolean {
    if (this.bytes.toString('latin1', this.at, this.at + word.length) !== word) return false;
    this.at += word.length;
    return true;
  }

  malformed(reason: string): EncoursError {
    this.budget.spend(FAILURE_COST);
    return pdfMalformed(`at byte ${this.at}, ${reason}`);
  }

  private word(): string {
    const from = this.at;
    while (this.at - from < WORD_MAX && isRegular(this.bytes[this.at])) this.at += 1;
    this.budget.spend(this.at - from + 1);
    return this.bytes.toString('latin1', from, this.at);
  }

  private name(): PdfName {
    this.at += 1;
    const value = this.word().replace(/#([\dA-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return { type: 'name', value };
  }

  private numberOrWord(): PdfValue {
    const word = this.word();
    if (word === '') throw this.malformed('a delimiter stands alone');
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)) return { type: 'other', word };
    if (!/^\d{1,8}$/.test(word)) return { type: 'number', value: Number(word) };
    return this.referenceAfter(Number(word)) ?? { type: 'number', value: Number(word) };
  }

  /** "12 0 R": a number is the first half of a reference when the rest follows. */
  private referenceAfter(number: number): PdfReference | null {
    const next = this.bytes[this.at + 1] ?? 0;
    // A digit, or more white space.
    if (!isBlank(this.bytes[this.at]) || next > 57 || (next > 32 && next < 48)) return null;
    const rest = /^[\0\t\n\f\r ]{1,8}\d{1,5}[\0\t\n\f\r ]{1,8}R(?![^\0\t\n\f\r ()<>[\]{}/%])/.exec(
      this.bytes.toString('latin1', this.at, this.at + 32),
    );
    if (rest === null) return null;
    this.at += rest[0].length;
    return { type: 'reference', number };
  }

  private array(depth: number): PdfValue {
    this.at += 1;
    const items: PdfValue[] = [];
    for (;;) {
      this.skipBlanks();
      if (this.bytes[this.at] === RIGHT_BRACKET) break;
      if (items.length >= ENTRIES_MAX) throw this.malformed('an array is too long');
      items.push(this.value(depth + 1));
    }
    this.at += 1;
    return { type: 'array', items };
  }

  private dictionary(depth: number): PdfDictionary {
    this.budget.spend(DICTIONARY_COST);
    this.at += 2;
    const entries = new Map<string, PdfValue>();
    for (;;) {
      this.skipBlanks();
      if (this.takes('>>')) break;
      if (entries.size >= ENTRIES_MAX) throw this.malformed('a dictionary is too long');
      if (this.bytes[this.at] !== SLASH) throw this.malformed('a dictionary has no name here');
      const { value } = this.name();
      entries.set(value, this.value(depth + 1));
    }
    return { type: 'dictionary', entries };
  }

  private hexString(): PdfString {
    const end = this.bytes.subarray(this.at, this.at + 2 * STRING_MAX).indexOf('>');
    if (end < 0) throw this.costly('a string has no end', 2 * STRING_MAX);
    const digits = this.bytes.toString('latin1', this.at + 1, this.at + end);
    this.budget.spend(end + 1);
    this.at += end + 1;
    const hex = digits.replace(/[^\dA-Fa-f]/g, '');
    return { type: 'string', bytes: Buffer.from(hex.length % 2 === 0 ? hex : `${hex}0`, 'hex') };
  }

  private literalString(): PdfString {
    const from = this.at + 1;
    const end = this.endOfLiteral(from);
    this.at = end + 1;
    this.budget.spend(end - from);
    const raw = this.bytes.subarray(from, end);
    return { type: 'string', bytes: raw.includes(BACKSLASH) ? unescaped(raw) : raw };
  }

  /** Where the bracket stands that closes the one before; those within come in pairs or escaped. */
  private endOfLiteral(from: number): number {
    const last = Math.min(this.bytes.length, from + STRING_MAX);
    let depth = 1;
    for (let at = from; at < last; at++) {
      const byte = this.bytes[at];
      if (byte === BACKSLASH) at += 1;
      else if (byte === OPEN) depth += 1;
      else if (byte === CLOSE && --depth === 0) return at;
    }
    throw this.costly('a string has no end', STRING_MAX);
  }

  private costly(reason: string, bytes: number): EncoursError {
    this.budget.spend(bytes);
    return this.malformed(reason);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
};

function unescaped(raw: Buffer): Buffer {
  const text = raw
    .toString('latin1')
    .replace(/\\(?:([0-7]{1,3})|(\r\n|[\s\S]))/g, (_, octal?: string, letter = '') => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      const plain = String(letter);
      if (plain.startsWith('\r') || plain === '\n') return '';
      return Object.hasOwn(ESCAPES, plain) ? (ESCAPES[plain] ?? '') : plain;
    });
  return Buffer.from(text, 'latin1');
}

/** Throws CONTRACT PDF_MALFORMED. */
export function pdfMalformed(reason: string): EncoursError {
  return contractError('PDF_MALFORMED', `the PDF cannot be read: ${reason}`, {
    remedy: 'Ask for the file again, and for another program to write it if it stays so.',
  });
}

/** Throws CONTRACT PDF_LIMIT_EXCEEDED. */
export function pdfLimit(reason: string): EncoursError {
  return contractError('PDF_LIMIT_EXCEEDED', `the PDF goes beyond a limit: ${reason}`, {
    remedy: 'Ask for the file without its attachments; no honest PDF of an invoice is so.',
  });
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB || byte === FF || byte === 0;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

function isRegular(byte: number | undefined): boolean {
  return byte !== undefined && !isBlank(byte) && !DELIMITERS.has(byte);
}
