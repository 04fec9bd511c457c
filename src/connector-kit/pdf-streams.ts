/** The content of PDF streams, unpacked within a limit: a packed bomb is refused before it takes memory. */
import { constants, inflateSync } from 'node:zlib';
import { contractError } from '../kernel';
import { pdfLimit, pdfMalformed, type PdfDictionary, type PdfValue } from './pdf-syntax';

const FILTERS_MAX = 4;

/**
 * Undoes the filters of a stream: Flate, ASCIIHex, ASCII85, none. Throws CONTRACT PDF_LIMIT_EXCEEDED when more than
 * `limit` bytes come out of any of them, PDF_FILTER_UNSUPPORTED, PDF_MALFORMED.
 */
export function unpackStream(
  packed: Uint8Array,
  dictionary: PdfDictionary,
  limit: number,
): Uint8Array {
  const filters = namesIn(dictionary.entries.get('Filter') ?? dictionary.entries.get('F'));
  if (filters.length > FILTERS_MAX) throw pdfLimit(`a stream is packed ${filters.length} times`);
  if (hasPredictor(dictionary)) throw unsupported('a predictor');
  let content = packed;
  for (const filter of filters) content = undone(filter, content, limit);
  if (content.length > limit) throw tooLarge(limit);
  return content;
}

function undone(filter: string, content: Uint8Array, limit: number): Uint8Array {
  switch (filter) {
    case 'FlateDecode':
    case 'Fl':
      return inflated(content, limit);
    case 'ASCIIHexDecode':
    case 'AHx': {
      const text = Buffer.from(content).toString('latin1').split('>')[0] ?? '';
      return Buffer.from(text.replace(/[^\dA-Fa-f]/g, ''), 'hex');
    }
    case 'ASCII85Decode':
    case 'A85':
      return fromAscii85(content, limit);
    default:
      throw unsupported(JSON.stringify(filter.slice(0, 40)));
  }
}

function inflated(content: Uint8Array, limit: number): Uint8Array {
  try {
    // Many writers leave the last block open, or the checksum away.
    return inflateSync(content, {
      maxOutputLength: limit,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw pdfMalformed('a packed stream is damaged');
  }
}

function fromAscii85(content: Uint8Array, limit: number): Uint8Array {
  const out: number[] = [];
  let group: number[] = [];
  for (const byte of content) {
    if (byte === 126) break;
    if (out.length > limit) throw tooLarge(limit);
    if (byte === 122 && group.length === 0) out.push(0, 0, 0, 0);
    else if (byte >= 33 && byte <= 117) group.push(byte - 33);
    else if (byte > 32) throw pdfMalformed('a stream in ASCII85 is damaged');
    if (group.length === 5) {
      out.push(...bytesOf(group));
      group = [];
    }
  }
  if (group.length > 1) {
    const padded = [...group, 84, 84, 84, 84].slice(0, 5);
    out.push(...bytesOf(padded).slice(0, group.length - 1));
  }
  return Uint8Array.from(out);
}

function bytesOf(group: readonly number[]): number[] {
  const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
}

function namesIn(value: PdfValue | undefined): string[] {
  if (value?.type === 'name') return [value.value];
  if (value?.type !== 'array') return [];
  return value.items.flatMap((item) => (item.type === 'name' ? [item.value] : []));
}

/** Pictures and cross-reference tables have one; what is attached has not. */
function hasPredictor({ entries }: PdfDictionary): boolean {
  const value = entries.get('DecodeParms') ?? entries.get('DP');
  const all = value?.type === 'array' ? value.items : value === undefined ? [] : [value];
  return all.some((each) => {
    const predictor = each.type === 'dictionary' ? each.entries.get('Predictor') : undefined;
    return predictor?.type === 'number' && predictor.value > 1;
  });
}

function tooLarge(limit: number): Error {
  return pdfLimit(`a stream unpacks to more than ${Math.ceil(limit / 1024 / 1024)} MB`);
}

function unsupported(what: string): Error {
  return contractError('PDF_FILTER_UNSUPPORTED', `a stream is packed with ${what}`, {
    remedy: 'Ask for the XML of the invoice beside the PDF.',
  });
}
