/**
 * The files attached to a PDF, and nothing else of it: no page is laid out, nothing is run or fetched. Objects are found
 * where they stand, as repair tools do, so that a damaged table of contents does no harm; the last version of one counts.
 * A library would unpack every stream without a limit to get there.
 */
import { contractError, isEncoursError } from '../kernel';
import {
  PdfBudget,
  pdfLimit,
  pdfMalformed,
  PdfReader,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
} from './pdf-syntax';
import { unpackStream } from './pdf-streams';

export interface PdfAttachment {
  /** As the PDF names it: "factur-x.xml". */
  name: string;
  mediaType: string | null;
  /** Its content. Throws CONTRACT PDF_LIMIT_EXCEEDED beyond `limit` bytes, PDF_MALFORMED, PDF_FILTER_UNSUPPORTED. */
  read(limit: number): Uint8Array;
}

const OBJECTS_MAX = 200_000;
const ATTACHMENTS_MAX = 1_000;
/** Streams that hold objects, each and together, unpacked. */
const OBJECT_STREAM_MAX = 16 * 1024 * 1024;
const OBJECT_STREAMS_MAX = 64 * 1024 * 1024;
const REFERENCES_MAX = 20;
/** Entries that lead back, or to much that is drawn and nothing that is attached. */
const ASIDE: ReadonlySet<string> = new Set([
  ...['Parent', 'P', 'StructTreeRoot', 'Outlines', 'Resources', 'Contents'],
]);
/** Entries that say how a stream is packed, and what with. */
const PACKING = ['Filter', 'DecodeParms', 'N', 'First', 'Subtype'];
/** What a place that may begin an object costs, in bytes looked at. */
const LOOK_COST = 128;

/**
 * Lists what is attached, in the order of the file. Throws CONTRACT PDF_ENCRYPTED, PDF_MALFORMED for what is no PDF,
 * PDF_LIMIT_EXCEEDED for one with too many objects, or objects that unpack to too much.
 */
export function pdfAttachments(bytes: Uint8Array): PdfAttachment[] {
  return new PdfScan(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)).attachments();
}

/** An object where it stands; parsed when it is asked for. */
interface Place {
  bytes: Buffer;
  at: number;
}

interface Stream {
  dictionary: PdfDictionary;
  from: number;
  to: number;
}

class PdfScan {
  private readonly budget: PdfBudget;
  private readonly places = new Map<number, Place>();
  private readonly streams = new Map<number, Stream>();
  private readonly specifications: PdfDictionary[] = [];
  /** Where streams lie, in their order: what is in them is not of this PDF. */
  private readonly ranges: { from: number; to: number }[] = [];
  /** The catalogue of the last trailer that names one. */
  private root: { at: number; reference: PdfReference } | null = null;
  private isUpdated = false;
  private unpacked = 0;
  private objects = 0;
  /** Where "endstream" was looked for in vain: it is not looked for again behind that. */
  private endlessFrom = Infinity;

  constructor(private readonly bytes: Buffer) {
    this.budget = new PdfBudget(8 * 1024 * 1024 + 4 * bytes.length);
  }

  attachments(): PdfAttachment[] {
    if (!this.bytes.subarray(0, 1024).includes('%PDF-'))
      throw pdfMalformed('it does not begin as one');
    this.scan();
    this.readTrailers();
    const specifications = this.fromCatalogue() ?? this.specifications;
    const found = specifications.flatMap((specification) => this.attachmentOf(specification));
    const seen = new Set<number>();
    return found
      .filter(({ object }) => !seen.has(object) && seen.add(object))
      .map(({ attachment }) => attachment);
  }

  /** Those in plain text; one within a stream is of a PDF that is attached itself. */
  private readTrailers(): void {
    const { bytes, ranges } = this;
    let next = 0;
    for (let at = bytes.indexOf('trailer'); at >= 0; at = bytes.indexOf('trailer', at + 7)) {
      while ((ranges[next]?.to ?? Infinity) <= at) next += 1;
      if ((ranges[next]?.from ?? Infinity) <= at) continue;
      const trailer = this.tryValue({ bytes, at: at + 7 });
      if (trailer?.type === 'dictionary') this.noteTrailer(trailer, at);
    }
  }

  private noteTrailer({ entries }: PdfDictionary, at: number): void {
    if (entries.has('Encrypt')) throw encrypted();
    if (entries.has('Prev')) this.isUpdated = true;
    const reference = entries.get('Root');
    if (reference?.type === 'reference' && at >= (this.root?.at ?? 0))
      this.root = { at, reference };
  }

  /**
   * The specifications an updated PDF still leads to: what it replaced or took away stays in the file. Null for one that was
   * written once, or does not lead anywhere.
   */
  private fromCatalogue(): PdfDictionary[] | null {
    const root = this.isUpdated ? this.resolved(this.root?.reference) : null;
    if (root?.type !== 'dictionary') return null;
    const found: PdfDictionary[] = [];
    const seen = new Set<number>();
    const pending: PdfValue[] = [root];
    // The last first: what is done with need not be kept.
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      if (value.type === 'dictionary' && value.entries.has('EF')) found.push(value);
      for (const lead of this.leadsOf(value, seen).reverse()) pending.push(lead);
    }
    return found;
  }

  /** What stands in a value and may lead on: an object that was met before does not again. */
  private leadsOf(value: PdfValue, seen: Set<number>): PdfValue[] {
    if (value.type === 'array') return value.items.filter(isLeading);
    if (value.type === 'dictionary') {
      const entries = [...value.entries].filter(([key]) => !ASIDE.has(key));
      return entries.map(([, entry]) => entry).filter(isLeading);
    }
    if (value.type !== 'reference' || seen.has(value.number)) return [];
    seen.add(value.number);
    const place = this.places.get(value.number);
    const target = place === undefined ? null : this.tryValue(place);
    return target === null ? [] : [target];
  }

  private scan(): void {
    const { bytes } = this;
    let end = 0;
    for (let at = bytes.indexOf('obj'); at >= 0; at = bytes.indexOf('obj', Math.max(end, at + 3))) {
      const number = this.numberBefore(at, end);
      if (number === null) continue;
      this.count();
      end = this.object(number, at + 3);
    }
  }

  private count(): void {
    this.objects += 1;
    if (this.objects > OBJECTS_MAX) throw pdfLimit(`it has more than ${OBJECTS_MAX} objects`);
  }

  /** The number of "12 0 obj"; null for "endobj" and what only looks like it. */
  private numberBefore(at: number, from: number): number | null {
    // "endobj" is most of what is met.
    const before = this.bytes[at - 2] ?? 0;
    if ((this.bytes[at - 1] ?? 0) > 32 || before > 57 || (before > 32 && before < 48)) return null;
    this.budget.spend(LOOK_COST);
    const text = this.bytes.toString('latin1', Math.max(from, at - 24), at);
    const match = /(\d{1,8})[\s\0]{1,4}\d{1,5}[\s\0]{1,4}$/.exec(text);
    return match === null ? null : Number(match[1]);
  }

  /** Takes note of an object and answers where to go on from. */
  private object(number: number, at: number): number {
    const reader = new PdfReader(this.bytes, at, this.budget);
    const value = this.tryRead(() => reader.value());
    if (value === null) return at;
    this.places.set(number, { bytes: this.bytes, at });
    this.streams.delete(number);
    this.note(value);
    if (value.type !== 'dictionary') return reader.at;
    reader.skipBlanks();
    return reader.takes('stream') ? this.stream(number, value, reader.at) : reader.at;
  }

  private stream(number: number, dictionary: PdfDictionary, at: number): number {
    const { bytes } = this;
    const from = bytes[at] === 13 && bytes[at + 1] === 10 ? at + 2 : at + 1;
    const to = this.endOfStream(dictionary, from);
    if (to === null) return from;
    const stream = { dictionary, from, to };
    this.streams.set(number, stream);
    this.ranges.push({ from, to });
    const type = nameIn(dictionary, 'Type');
    if (type === 'XRef') this.noteTrailer(dictionary, at);
    if (type === 'ObjStm') this.objectStream(stream);
    return to;
  }

  /** By its length where "endstream" follows there, else by the next "endstream". */
  private endOfStream({ entries }: PdfDictionary, from: number): number | null {
    const { bytes } = this;
    const length = this.resolved(entries.get('Length'));
    if (length?.type === 'number' && length.value >= 0) {
      const to = from + length.value;
      if (/^\s{0,4}endstream/.test(bytes.toString('latin1', to, to + 13))) return to;
    }
    const found = from >= this.endlessFrom ? -1 : bytes.indexOf('endstream', from);
    if (found >= 0) return found;
    this.endlessFrom = Math.min(this.endlessFrom, from);
    return null;
  }

  /** Objects packed together: pairs of number and place, then the objects. */
  private objectStream(stream: Stream): void {
    const { from, to } = stream;
    const dictionary = this.lookedUp(stream.dictionary);
    const packed = this.bytes.subarray(from, to);
    const content = this.tryRead(() => unpackStream(packed, dictionary, OBJECT_STREAM_MAX));
    if (content === null) return;
    this.unpacked += content.length;
    if (this.unpacked > OBJECT_STREAMS_MAX) throw pdfLimit('its objects unpack to too much');
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
    const count = numberIn(dictionary, 'N');
    const first = numberIn(dictionary, 'First');
    const pairs =
      bytes.toString('latin1', 0, Math.min(first, bytes.length)).match(/\d{1,8}/g) ?? [];
    for (let index = 0; index < Math.min(count, pairs.length >> 1); index++) {
      const place = { bytes, at: first + Number(pairs[2 * index + 1]) };
      this.count();
      this.places.set(Number(pairs[2 * index]), place);
      const value = this.tryValue(place);
      if (value !== null) this.note(value);
    }
  }

  /** Keeps the dictionaries in it that specify a file with content. */
  private note(value: PdfValue): void {
    const pending: PdfValue[] = [value];
    for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
      if (each.type === 'array') pending.push(...each.items.filter(isCollection));
      if (each.type !== 'dictionary') continue;
      if (each.entries.has('EF')) this.specifications.push(each);
      pending.push(...[...each.entries.values()].filter(isCollection));
      if (this.specifications.length > ATTACHMENTS_MAX) {
        throw pdfLimit(`it has more than ${ATTACHMENTS_MAX} attachments`);
      }
    }
  }

  private attachmentOf({
    entries,
  }: PdfDictionary): { object: number; attachment: PdfAttachment }[] {
    const files = this.resolved(entries.get('EF'));
    if (files?.type !== 'dictionary') return [];
    const file = files.entries.get('F') ?? files.entries.get('UF');
    if (file?.type !== 'reference') return [];
    const stream = this.streams.get(file.number);
    if (stream === undefined) return [];
    const named = this.resolved(entries.get('UF') ?? entries.get('F'));
    const dictionary = this.lookedUp(stream.dictionary);
    const attachment = {
      name: named?.type === 'string' ? textOf(named.bytes) : '',
      mediaType: nameIn(dictionary, 'Subtype'),
      read: (limit: number) =>
        unpackStream(this.bytes.subarray(stream.from, stream.to), dictionary, limit),
    };
    return [{ object: file.number, attachment }];
  }

  /** How a stream is packed may be said in objects of their own. */
  private lookedUp({ entries, ...dictionary }: PdfDictionary): PdfDictionary {
    const known = new Map(entries);
    for (const key of PACKING) {
      const value = this.resolved(entries.get(key));
      if (value === null) continue;
      const isMixed = value.type === 'array' && value.items.some(isLeading);
      const items = isMixed ? value.items.map((item) => this.resolved(item) ?? item) : [];
      known.set(key, isMixed ? { type: 'array', items } : value);
    }
    return { ...dictionary, entries: known };
  }

  /** A value, or what it refers to; null for what refers to nothing, or in circles. */
  private resolved(value: PdfValue | undefined): PdfValue | null {
    let each: PdfValue | null = value ?? null;
    for (let hop = 0; each?.type === 'reference'; hop++) {
      const place = this.places.get(each.number) ?? this.placeAhead(each.number);
      if (hop >= REFERENCES_MAX || place === null) return null;
      each = this.tryValue(place);
    }
    return each;
  }

  private ahead: Map<number, number> | null = null;

  /** Lengths are often written behind their streams: numbers standing alone, found beforehand. */
  private placeAhead(number: number): Place | null {
    if (this.ahead === null) {
      this.ahead = new Map();
      const text = this.bytes.toString('latin1');
      for (const match of text.matchAll(/(\d{1,8}) (\d{1,5}) obj\s{0,4}\d{1,10}\s{0,4}endobj/g)) {
        this.ahead.set(Number(match[1]), match.index + match[0].indexOf('obj') + 3);
        if (this.ahead.size >= OBJECTS_MAX) break;
      }
    }
    const at = this.ahead.get(number);
    return at === undefined ? null : { bytes: this.bytes, at };
  }

  private tryValue({ bytes, at }: Place): PdfValue | null {
    return this.tryRead(() => new PdfReader(bytes, at, this.budget).value());
  }

  /** What is damaged is passed over; what goes beyond a limit ends it all. */
  private tryRead<T>(read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (isEncoursError(error) && error.code !== 'PDF_LIMIT_EXCEEDED') return null;
      throw error;
    }
  }
}

/** Whether it may lead to other objects. */
function isLeading({ type }: PdfValue): boolean {
  return type === 'reference' || type === 'dictionary' || type === 'array';
}

function isCollection({ type }: PdfValue): boolean {
  return type === 'dictionary' || type === 'array';
}

function nameIn({ entries }: PdfDictionary, key: string): string | null {
  const value = entries.get(key);
  return value?.type === 'name' ? value.value : null;
}

function numberIn({ entries }: PdfDictionary, key: string): number {
  const value = entries.get(key);
  return value?.type === 'number' && value.value > 0 ? Math.floor(value.value) : 0;
}

/** UTF-16 or UTF-8 by their marks, else the Latin of PDF, whose letters are those of ISO 8859-1. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb) return bytes.subarray(3).toString('utf8');
  return bytes.toString('latin1');
}

function encrypted(): Error {
  return contractError('PDF_ENCRYPTED', 'the PDF is encrypted', {
    remedy: 'Ask for it without a password.',
  });
}
