/** The content of PDF streams, unpacked within a limit: a packed bomb is refused before it takes memory. */
import { constants, inflateSync } from 'node:zlib';
import { contractError } from '../kernel';
import { pdfLimit, pdfMalformed, type PdfDictionary, type PdfValue } from './pdf-syntax';

const FILTERS_MAX = 4;

/**
 * Undoes the filters of a stream: Flate with or without the predictors of PNG, ASCIIHex, ASCII85, none. Throws CONTRACT PDF_LIMIT_EXCEEDED when more than
 * `limit` bytes come out of any of them, PDF_FILTER_UNSUPPORTED, PDF_MALFORMED.
 */
export function unpackStream(
  packed: Uint8Array,
  dictionary: PdfDictionary,
  limit: number,
): Uint8Array {
  const filters = namesIn(dictionary.entries.get('Filter') ?? dictionary.entries.get('F'));
  if (filters.length > FILTERS_MAX) throw pdfLimit(`a stream is packed ${filters.length} times`);
  const parameters = parametersIn(dictionary);
  let content = packed;
  for (const [index, filter] of filters.entries()) {
    content = unpredicted(undone(filter, content, limit), parameters[index]);
  }
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
  for (const byte of withoutLead(content)) {
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

/** Encoders of other formats begin with "<~", which PDF does without. */
function withoutLead(content: Uint8Array): Uint8Array {
  const lead = /^\s*<~/.exec(Buffer.from(content.subarray(0, 20)).toString('latin1'));
  return lead === null ? content : content.subarray(lead[0].length);
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

/** One dictionary, or one for each filter. */
function parametersIn({ entries }: PdfDictionary): readonly (PdfValue | undefined)[] {
  const value = entries.get('DecodeParms') ?? entries.get('DP');
  return value?.type === 'array' ? value.items : [value];
}

/** Rows told as differences (ISO 32000-1, 7.4.4.4): some writers pack their objects that way. */
function unpredicted(content: Uint8Array, parameters: PdfValue | undefined): Uint8Array {
  const said = (key: string, otherwise: number): number => {
    const value = parameters?.type === 'dictionary' ? parameters.entries.get(key) : undefined;
    return value?.type === 'number' && value.value > 0 ? Math.floor(value.value) : otherwise;
  };
  const predictor = said('Predictor', 1);
  if (predictor === 1) return content;
  if (predictor < 10) throw unsupported('a predictor that is none of PNG');
  const bits = said('Colors', 1) * said('BitsPerComponent', 8);
  const length = Math.ceil((bits * said('Columns', 1)) / 8);
  if (length > Math.max(content.length, 1)) throw pdfMalformed('a packed stream is damaged');
  return pngRows(content, { length, pixel: Math.ceil(bits / 8) });
}

/** Each row begins with how its bytes are told: by the left, the upper, both, or the nearest of three neighbours. */
function pngRows(content: Uint8Array, row: { length: number; pixel: number }): Uint8Array {
  const { length, pixel } = row;
  const rows = Math.ceil(content.length / (length + 1));
  const out = Buffer.alloc(rows * length);
  let end = 0;
  for (let index = 0; index < rows; index++) {
    const from = index * (length + 1);
    const start = index * length;
    end = start + Math.min(length, content.length - from - 1);
    for (let at = start; at < end; at++) {
      const left = at - start < pixel ? 0 : (out[at - pixel] ?? 0);
      const upper = index === 0 ? 0 : (out[at - length] ?? 0);
      const corner = index === 0 || at - start < pixel ? 0 : (out[at - length - pixel] ?? 0);
      const told = content[from + 1 + at - start] ?? 0;
      out[at] = told + neighbour(content[from] ?? 0, { left, upper, corner });
    }
  }
  return out.subarray(0, end);
}

function neighbour(
  kind: number,
  { left, upper, corner }: { left: number; upper: number; corner: number },
): number {
  if (kind === 0) return 0;
  if (kind === 1) return left;
  if (kind === 2) return upper;
  if (kind === 3) return (left + upper) >> 1;
  if (kind !== 4) throw pdfMalformed('a packed stream is damaged');
  const toLeft = Math.abs(upper - corner);
  const toUpper = Math.abs(left - corner);
  const toCorner = Math.abs(left + upper - 2 * corner);
  if (toLeft <= toUpper && toLeft <= toCorner) return left;
  return toUpper <= toCorner ? upper : corner;
}

function tooLarge(limit: number): Error {
  return pdfLimit(`a stream unpacks to more than ${Math.ceil(limit / 1024 / 1024)} MB`);
}

function unsupported(what: string): Error {
  return contractError('PDF_FILTER_UNSUPPORTED', `a stream is packed with ${what}`, {
    remedy: 'Ask for the XML of the invoice beside the PDF.',
  });
}
