/** The text of an XML document from its bytes, as its mark or declaration says they are encoded. */
import { contractError } from '../kernel';
import { decodeWindows1252 } from './windows-1252';

const SINGLE_BYTE: Record<string, (bytes: Uint8Array) => string> = {
  'windows-1252': decodeWindows1252,
  // What its upper controls would be are letters of Windows in every file that says so.
  'iso-8859-1': decodeWindows1252,
};
/** Of one byte as well, known to every engine: the euro, Central Europe, Turkey, Greece, Cyrillic, old Macintoshes. */
const BY_ENGINE: ReadonlySet<string> = new Set([
  ...['iso-8859-2', 'iso-8859-5', 'iso-8859-7', 'iso-8859-9', 'iso-8859-13', 'iso-8859-15'],
  ...['windows-1250', 'windows-1251', 'windows-1253', 'windows-1254', 'windows-1257'],
  'macintosh',
]);
/** Parts of the Latin alphabet by the numbers they go under. */
const LATIN: Record<string, string> = { '1': '1', '2': '2', '5': '9', '7': '13', '9': '15' };
const DECLARED = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/;

/** One spelling of the many: "ISO8859_15", "latin-9" and "l9" are ISO-8859-15. */
function encodingNamed(label: string): string {
  const plain = label.toLowerCase().replaceAll('_', '-');
  const latin = /^(?:latin-?|l)(\d)$/.exec(plain)?.[1] ?? '';
  const iso = /^iso-?8859-?(\d{1,2})$/.exec(plain)?.[1] ?? LATIN[latin];
  if (iso !== undefined) return `iso-8859-${iso}`;
  const page = /^(?:x-)?(?:cp|win|windows)-?(125\d)$/.exec(plain)?.[1];
  if (page !== undefined) return `windows-${page}`;
  if (/^(?:utf-?8|(?:us-)?ascii)$/.test(plain)) return 'utf-8';
  if (/^utf-?16(?:-?[lb]e)?$/.test(plain)) return 'utf-16';
  return /^(?:x-)?mac(?:-?roman|intosh)$/.test(plain) ? 'macintosh' : plain;
}

/**
 * Decodes chunk by chunk. Bytes that are no UTF-8 where UTF-8 is said or meant are read as Windows-1252 from there on:
 * banks and old programs declare what they do not write.
 */
export class XmlText {
  encoding = 'utf-8';
  private decode: ((bytes: Uint8Array, isLast: boolean) => string) | null = null;

  write(bytes: Uint8Array): string {
    if (bytes.length === 0) return '';
    this.decode ??= this.begin(bytes);
    return this.decode(bytes, false);
  }

  /** What the last bytes left unfinished. */
  end(): string {
    return this.decode?.(new Uint8Array(0), true) ?? '';
  }

  private begin(head: Uint8Array): (bytes: Uint8Array, isLast: boolean) => string {
    this.encoding = encodingOf(head);
    const single = SINGLE_BYTE[this.encoding];
    if (single !== undefined) return single;
    if (BY_ENGINE.has(this.encoding)) {
      const bytewise = new TextDecoder(this.encoding);
      return (bytes) => bytewise.decode(bytes, { stream: true });
    }
    const decoder = new TextDecoder(this.encoding, { fatal: true });
    let fallback: ((bytes: Uint8Array) => string) | null = null;
    return (bytes, isLast) => {
      if (fallback !== null) return fallback(bytes);
      try {
        return decoder.decode(bytes, { stream: !isLast });
      } catch {
        if (this.encoding !== 'utf-8') throw unknownEncoding(`${this.encoding} that is broken`);
        this.encoding = 'windows-1252';
        fallback = decodeWindows1252;
        return decodeWindows1252(bytes);
      }
    };
  }
}

/** First bytes that tell, in hexadecimal: marks, and "<" in two bytes. */
const MARKS: readonly (readonly [string, string])[] = [
  ['fffe0000', 'utf-32'],
  ['0000feff', 'utf-32'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
  ['3c00', 'utf-16le'],
  ['003c', 'utf-16be'],
  ['efbbbf', 'utf-8'],
];

function encodingOf(head: Uint8Array): string {
  const start = Buffer.from(head.subarray(0, 400));
  const hex = start.toString('hex');
  const marked = MARKS.find(([mark]) => hex.startsWith(mark));
  if (marked?.[1] === 'utf-32') throw unknownEncoding(marked[1]);
  if (marked !== undefined) return marked[1];
  const declared = DECLARED.exec(start.toString('latin1'))?.[1] ?? 'utf-8';
  const name = encodingNamed(declared);
  // A document whose declaration could be read byte by byte is no UTF-16.
  if (name === 'utf-8' || name === 'utf-16') return 'utf-8';
  if (Object.hasOwn(SINGLE_BYTE, name) || BY_ENGINE.has(name)) return name;
  throw unknownEncoding(JSON.stringify(declared));
}

function unknownEncoding(what: string): Error {
  return contractError('XML_ENCODING_UNKNOWN', `the document is encoded in ${what}`, {
    place: { line: 1 },
    remedy: 'Ask for it in UTF-8, which every program that writes XML can.',
  });
}
