/** Bytes to text: the legal encodings of a FEC, and what exporters leave around a field. */

export type LineEncoding = 'ASCII' | 'UTF-8' | 'ISO-8859-15' | 'windows-1252';

/** The eight places where ISO 8859-15 differs from Latin-1. */
const LATIN_9: Readonly<Record<string, string>> = {
  '\u00a4': '€',
  '\u00a6': 'Š',
  '\u00a8': 'š',
  '\u00b4': 'Ž',
  '\u00b8': 'ž',
  '\u00bc': 'Œ',
  '\u00bd': 'œ',
  '\u00be': 'Ÿ',
};
/** Characters of windows-1252 from 0x80 to 0x9F; a blank where the code page has none. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** A field cut out of a line, as text. Single-byte text never fails to decode. */
export function decodeField(
  bytes: Buffer,
  range: [number, number],
  encoding: LineEncoding,
): string {
  if (encoding === 'ASCII') return bytes.toString('latin1', range[0], range[1]);
  if (encoding === 'UTF-8') return bytes.toString('utf8', range[0], range[1]);
  const text = bytes.toString('latin1', range[0], range[1]);
  if (encoding === 'ISO-8859-15') {
    return text.replace(/[\u00a4\u00a6\u00a8\u00b4\u00b8\u00bc-\u00be]/g, (c) => LATIN_9[c] ?? c);
  }
  return text.replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? ' ');
}

/** Of a line that is not UTF-8: bytes 0x80-0x9F are letters in windows-1252 only. */
export function singleByteEncoding(bytes: Uint8Array, from: number, to: number): LineEncoding {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 && byte <= 0x9f) return 'windows-1252';
  }
  return 'ISO-8859-15';
}

const BLANK = /[\p{Cc}\u00a0\u2007\u202f\ufeff]/u;
const BLANKS = new RegExp(BLANK, 'gu');

/** The value of a field: control characters and fixed spaces as spaces, trimmed, out of its wrapping. */
export function cleanField(text: string): string {
  const value = (BLANK.test(text) ? text.replace(BLANKS, ' ') : text).trim();
  const first = value.charCodeAt(0);
  if (first === 34) return unquote(value);
  if (first === 98) return unwrapBytesLiteral(value);
  return value;
}

/** Quotes count only when they wrap the whole field (Odoo); elsewhere they are part of the text. */
function unquote(value: string): string {
  if (value.length < 2 || !value.endsWith('"')) return value;
  return value.slice(1, -1).replaceAll('""', '"').trim();
}

/** Odoo up to 13 wrote Python bytes literals: b'OUV', b'Soci\xc3\xa9t\xc3\xa9'. */
function unwrapBytesLiteral(value: string): string {
  const match = /^b(['"])(.*)\1$/.exec(value);
  if (match?.[2] === undefined) return value;
  const bytes = match[2].replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const text = /[\u0080-\u00ff]/.test(bytes)
    ? Buffer.from(bytes, 'latin1').toString('utf8')
    : bytes;
  return text.replace(/\\(['"\\])/g, '$1').trim();
}
