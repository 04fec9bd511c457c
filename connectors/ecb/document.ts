/**
 * The form of a rate file: an Envelope whose Cube holds a Cube per day, which holds a Cube per currency. Names are
 * compared by their namespace, whatever prefix stands for it. A value that is wrong costs that value; a document that
 * is not of this form is refused as a whole.
 */
import {
  decode,
  isEncoursError,
  isoDate,
  type Json,
  type LocalDate,
  type MalformedItem,
} from '../../src/connector-kit';
import { currencyCode, rate } from './payloads';
import { documentInvalid, readTags, type Tag } from './xml';

const GESMES = 'http://www.gesmes.org/xml/2002-08-01';
const EUROFXREF = 'http://www.ecb.int/vocabulary/2002-08-01/eurofxref';
const ENVELOPE = `{${GESMES}}Envelope`;
const CUBE = `{${EUROFXREF}}Cube`;
/** What the history writes where a currency had no rate. */
const NO_RATE = 'N/A';

export interface Day {
  time: LocalDate;
  rates: Record<string, string>;
}

export interface RateDocument {
  /** Oldest first, each day once, from the wanted day on. */
  days: Day[];
  /** First day the document holds, wanted or not; null when it has none that can be read. */
  oldest: LocalDate | null;
  malformed: MalformedItem[];
}

/** Reads a document's days from one on. Throws CONTRACT ECB_DOCUMENT_INVALID with the place in the document. */
export function readDocument(document: string, from: LocalDate): RateDocument {
  const reading = new DocumentReading(from);
  for (const tag of readTags(document)) {
    if (tag.kind === 'open') reading.open(tag);
    else reading.close();
  }
  return reading.finish();
}

class DocumentReading {
  /** Namespace by prefix, "" for names without one; declared on the root and nowhere else. */
  private readonly namespaces = new Map<string, string>();
  private readonly days = new Map<LocalDate, Day>();
  private readonly malformed: MalformedItem[] = [];
  private readonly seen = new Set<LocalDate>();
  private depth = 0;
  /** Depth of the header element whose content is passed over; 0 outside of one. */
  private headerDepth = 0;
  private cubes = 0;
  private day: Day | null = null;
  private dayCount = 0;
  private rateCount = 0;

  constructor(private readonly from: LocalDate) {}

  open(tag: Tag): void {
    this.depth += 1;
    if (this.depth === 1) this.openEnvelope(tag);
    if (this.depth === 1 || this.headerDepth > 0) return;
    const isCube = this.nameOf(tag) === CUBE;
    if (this.depth === 2 && !isCube) this.headerDepth = this.depth;
    else if (!isCube) throw documentInvalid(this.path(), `<${tag.name}> is not expected here`);
    else if (this.depth === 2) this.openCube();
    else if (this.depth === 3) this.openDay(tag);
    else if (this.depth === 4) this.readRate(tag);
    else throw documentInvalid(this.path(), 'a rate holds nothing');
  }

  close(): void {
    if (this.depth === this.headerDepth) this.headerDepth = 0;
    if (this.depth === 3) this.day = null;
    this.depth -= 1;
  }

  finish(): RateDocument {
    if (this.cubes === 0) throw documentInvalid('/Envelope', 'there is no Cube of rates in it');
    if (this.dayCount === 0) throw documentInvalid('/Envelope/Cube', 'there is no day in it');
    const days = [...this.days.values()].sort((one, other) => (one.time < other.time ? -1 : 1));
    const oldest = [...this.seen].reduce<LocalDate | null>(
      (least, day) => (least === null || day < least ? day : least),
      null,
    );
    return { days, oldest, malformed: this.malformed };
  }

  private openEnvelope(tag: Tag): void {
    for (const [name, value] of tag.attributes) {
      const prefix = /^xmlns(?::(.+))?$/.exec(name);
      if (prefix !== null) this.namespaces.set(prefix[1] ?? '', value);
    }
    if (this.nameOf(tag) !== ENVELOPE) {
      throw documentInvalid('/', `<${tag.name}> is not the envelope of ${GESMES}`);
    }
  }

  private openCube(): void {
    this.cubes += 1;
    if (this.cubes > 1) throw documentInvalid(this.path(), 'there is more than one Cube of rates');
  }

  private openDay(tag: Tag): void {
    this.dayCount += 1;
    this.rateCount = 0;
    const path = `${this.path()}/@time`;
    const day = this.tryValue(path, { time: tag.attributes.get('time') ?? null }, () => {
      const time = isoDate(tag.attributes.get('time'), path);
      if (this.seen.has(time)) throw documentInvalid(path, `${time} is there twice`);
      return time;
    });
    if (day === null) return;
    this.seen.add(day);
    if (day < this.from) return;
    this.day = { time: day, rates: {} };
    this.days.set(day, this.day);
  }

  private readRate(tag: Tag): void {
    this.rateCount += 1;
    const { day } = this;
    if (day === null) return;
    const path = this.path();
    const currency = tag.attributes.get('currency');
    const written = tag.attributes.get('rate');
    if (written === NO_RATE) return;
    const payload = { time: day.time, currency: currency ?? null, rate: written ?? null };
    this.tryValue(path, payload, () => {
      const code = decode(currencyCode, currency, `${path}/@currency`);
      const value = decode(rate, written, `${path}/@rate`);
      if (day.rates[code] !== undefined) throw documentInvalid(path, `${code} is there twice`);
      day.rates[code] = value;
    });
  }

  /** What cannot be read goes to quarantine with its place; the rest of the document stands. */
  private tryValue<Value>(path: string, payload: Json, read: () => Value): Value | null {
    try {
      return read();
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const { code, message: reason, place } = error;
      this.malformed.push({ code, reason, path: place.path ?? path, payload });
      return null;
    }
  }

  /** A name by its namespace, "{uri}local". */
  private nameOf(tag: Tag): string {
    if (this.depth > 1 && [...tag.attributes.keys()].some((name) => /^xmlns(:|$)/.test(name))) {
      throw documentInvalid(this.path(), 'a namespace is declared below the envelope');
    }
    const [first = '', second] = tag.name.split(':');
    const prefix = second === undefined ? '' : first;
    return `{${this.namespaces.get(prefix) ?? ''}}${second ?? first}`;
  }

  private path(): string {
    const day = this.depth > 2 ? `/Cube[${Math.max(this.dayCount, 1)}]` : '';
    const rateStep = this.depth > 3 ? `/Cube[${this.rateCount}]` : '';
    return `/Envelope/Cube${day}${rateStep}`;
  }
}
