/**
 * Typed decoders for untrusted JSON. Each takes a value and the path that led to it, and returns the typed value or
 * throws CONTRACT `PAYLOAD_INVALID` with the exact path ("results[0].siege.code_postal"). Unknown fields are ignored.
 */
import {
  contractError,
  currencyDecimals,
  isCurrency,
  errorMessage,
  isEncoursError,
  isLocalDate,
  isSiren,
  parseDecimal,
  type EncoursError,
  type LocalDate,
} from '../kernel';
import type { Json } from './json';

export type Decoder<T> = (value: unknown, path: string) => T;
/** The type a decoder produces. */
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

/** Runs a decoder on a payload; `path` names the root when it is not the payload itself. */
export function decode<T>(decoder: Decoder<T>, value: unknown, path = ''): T {
  return decoder(value, path);
}

/** The error every decoder throws; for decoders of one's own. */
export function payloadInvalid(path: string, expected: string, value: unknown): EncoursError {
  const place = path === '' ? 'the payload' : path;
  return contractError('PAYLOAD_INVALID', `${place} must be ${expected}, not ${glimpse(value)}`, {
    place: { path: path === '' ? '$' : path },
  });
}

export const string: Decoder<string> = (value, path) => {
  if (typeof value === 'string') return value;
  throw payloadInvalid(path, 'a string', value);
};

/** A string with something in it, trimmed. */
export const text: Decoder<string> = (value, path) => {
  const trimmed = string(value, path).trim();
  if (trimmed === '') throw payloadInvalid(path, 'a non-empty string', value);
  return trimmed;
};

/** What French registers, and who copies them, write in place of what a person withheld: never a name or an address. */
const MASKED = /\[(ND|NON[- ]DIFFUSIBLE)\]/i;

/** Text, or null when it is missing, null, blank or masked: providers write absence in all these ways. */
export const optionalText: Decoder<string | null> = (value, path) => {
  if (value === undefined || value === null) return null;
  const trimmed = string(value, path).trim();
  return trimmed === '' || MASKED.test(trimmed) ? null : trimmed;
};

/** JSON keeps fifteen digits of a number: a larger one is no longer what was sent, and no amount of anybody's. */
const NUMBER_BELOW = 1e15;

export const number: Decoder<number> = (value, path) => {
  if (typeof value === 'number' && Math.abs(value) < NUMBER_BELOW) return value;
  throw payloadInvalid(path, 'a number of at most 15 digits', value);
};

export const integer: Decoder<number> = (value, path) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw payloadInvalid(path, 'a whole number', value);
};

export const boolean: Decoder<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value;
  throw payloadInvalid(path, 'true or false', value);
};

/** A calendar day "YYYY-MM-DD". */
export const isoDate: Decoder<LocalDate> = (value, path) => {
  if (typeof value === 'string' && isLocalDate(value)) return value;
  throw payloadInvalid(path, 'a date YYYY-MM-DD', value);
};

/** The day of an ISO date or date-time as written, whatever its zone: "2026-05-13T09:35:35.402" is 2026-05-13. */
export const isoDay: Decoder<LocalDate> = (value, path) => {
  const match = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})(T.*)?$/.exec(value) : null;
  const day = match?.[1];
  if (day !== undefined && isLocalDate(day)) return day;
  throw payloadInvalid(path, 'a date or date-time that begins YYYY-MM-DD', value);
};

/** Nine digits that pass the checksum; spaces, dots and no-break spaces are dropped. */
export const siren: Decoder<string> = (value, path) => {
  const digits = typeof value === 'string' ? value.replace(/[\s.]/g, '') : '';
  if (isSiren(digits)) return digits;
  throw payloadInvalid(path, 'a SIREN of nine digits', value);
};

/** Any JSON value, as it is. */
export const json: Decoder<Json> = (value, path) => {
  if (value === undefined) throw payloadInvalid(path, 'present', value);
  return value as Json;
};

/** null stays null; the key must be present. */
export function nullable<T>(decoder: Decoder<T>): Decoder<T | null> {
  return (value, path) => (value === null ? null : decoder(value, path));
}

/** Missing or null is null. */
export function optional<T>(decoder: Decoder<T>): Decoder<T | null> {
  return (value, path) => (value === undefined || value === null ? null : decoder(value, path));
}

export function array<T>(decoder: Decoder<T>): Decoder<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw payloadInvalid(path, 'an array', value);
    return value.map((item: unknown, index) => decoder(item, `${path}[${index}]`));
  };
}

/** An array; missing or null is empty. */
export function optionalArray<T>(decoder: Decoder<T>): Decoder<T[]> {
  const all = array(decoder);
  return (value, path) => (value === undefined || value === null ? [] : all(value, path));
}

/** XML turned into JSON: a single child is the child itself, several are an array, none is missing or null. */
export function oneOrMany<T>(decoder: Decoder<T>): Decoder<T[]> {
  const all = array(decoder);
  return (value, path) => {
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? all(value, path) : [decoder(value, path)];
  };
}

type Shape = Record<string, Decoder<unknown>>;

/** An object with at least these fields; others are ignored. */
export function object<S extends Shape>(shape: S): Decoder<{ [K in keyof S]: Decoded<S[K]> }> {
  const fields = Object.entries(shape);
  return (value, path) => {
    const source = plainObject(value, path);
    const entries = fields.map(([key, decoder]) => {
      const own = Object.hasOwn(source, key) ? source[key] : undefined;
      return [key, decoder(own, childPath(path, key))];
    });
    return Object.fromEntries(entries) as { [K in keyof S]: Decoded<S[K]> };
  };
}

/** An object used as a map, such as accounts keyed by year; entries in the order received. */
export function mapOf<T>(decoder: Decoder<T>): Decoder<Map<string, T>> {
  return (value, path) => {
    const entries = Object.entries(plainObject(value, path));
    return new Map(entries.map(([key, item]) => [key, decoder(item, childPath(path, key))]));
  };
}

/** JSON inside a string, decoded twice; paths go on inside it. */
export function jsonString<T>(decoder: Decoder<T>): Decoder<T> {
  return (value, path) => {
    const source = string(value, path);
    return decoder(parseInner(source, path), path);
  };
}

/** One of the known values; any other string is "UNKNOWN", so that a new value never breaks a stream. */
export function enumOrUnknown<const V extends string>(
  values: readonly V[],
): Decoder<V | 'UNKNOWN'> {
  return (value, path) => values.find((known) => known === string(value, path)) ?? 'UNKNOWN';
}

/**
 * A decimal amount in major units, as a string or a JSON number, to minor units of the currency. A number with more
 * than 15 significant digits has already lost some when JSON was parsed and is refused.
 */
export function decimalToMinor(currency: string): Decoder<bigint> {
  return (value, path) => {
    const written = typeof value === 'number' ? String(value) : string(value, path).trim();
    const digits = written.replace(/^[+-]?0*\.?0*|\D/g, '').length;
    if (typeof value === 'number' && digits > 15) {
      throw payloadInvalid(path, 'a number of at most 15 digits', value);
    }
    // A currency the payload itself names is the payload's fault.
    if (!isCurrency(currency)) {
      throw payloadInvalid(path, 'an amount in a currency of ISO 4217', currency);
    }
    const decimals = currencyDecimals(currency);
    try {
      return parseDecimal(written, decimals);
    } catch (cause) {
      throw payloadInvalid(path, `an amount with at most ${decimals} decimals`, value ?? cause);
    }
  };
}

/** What a table says of a provider's word; undefined for a word it does not list, whatever that is ("constructor"). */
export function listed<T>(table: Readonly<Record<string, T>>, word: string | null): T | undefined {
  return word !== null && Object.hasOwn(table, word) ? table[word] : undefined;
}

/** Changes what a decoder returns; a plain Error thrown by `change` becomes PAYLOAD_INVALID at the path. */
export function mapped<T, U>(decoder: Decoder<T>, change: (value: T) => U): Decoder<U> {
  return (value, path) => {
    const decoded = decoder(value, path);
    try {
      return change(decoded);
    } catch (error) {
      // The kernel's own messages quote what they refuse; a connector's say what it expects.
      const why = isEncoursError(error) ? error.code : errorMessage(error);
      throw payloadInvalid(path, `valid (${why})`, value);
    }
  };
}

function plainObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw payloadInvalid(path, 'an object', value);
}

function childPath(path: string, key: string): string {
  const step = /^[A-Za-z_$][\w$-]*$/.test(key) ? key : `[${JSON.stringify(key)}]`;
  if (path === '' || step.startsWith('[')) return `${path}${step}`;
  return `${path}.${step}`;
}

function parseInner(source: string, path: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw payloadInvalid(path, 'JSON inside a string', source);
  }
}

/** What kind of value it is, never the value: reasons are shown to those who may not read what the provider said. */
function glimpse(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value === '') return 'an empty string';
  if (typeof value === 'string') return `a string of length ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
