/** Amounts of a FEC as integers of the minor unit. Digits are never turned into a float on the way. */

export type AmountReading =
  { minor: number; isRounded: boolean } | { problem: 'INVALID' | 'TOO_LARGE' };

/** A field in the bytes of its line, without the spaces around it. */
export interface FieldBytes {
  bytes: Uint8Array;
  from: number;
  to: number;
}

const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const FAST_MAX = 9e14;

/**
 * The usual forms, straight from the bytes: optional sign, digits, one comma or dot, decimals. Gives minor units,
 * 0 for a blank field, NaN for anything else, which `parseAmount` then judges.
 */
export function readAmount(field: FieldBytes, decimals: number): number {
  const { bytes, from, to } = field;
  if (from === to) return 0;
  const lead = bytes[from];
  if (lead === MINUS) return -readDigits(field, from + 1, decimals);
  return readDigits(field, lead === PLUS ? from + 1 : from, decimals);
}

function readDigits({ bytes, to }: FieldBytes, from: number, decimals: number): number {
  let value = 0;
  /** Decimals still to come; below 0 before the decimal mark. */
  let missing = -1;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE && missing !== 0 && value < FAST_MAX) {
      value = value * 10 + (byte - ZERO);
      if (missing > 0) missing--;
    } else if ((byte === COMMA || byte === DOT) && missing < 0 && decimals > 0) missing = decimals;
    else if (byte !== ZERO || missing !== 0) return NaN;
  }
  if (to - from <= (missing < 0 ? 0 : 1)) return NaN;
  return scaleUp(value, missing < 0 ? decimals : missing);
}

function scaleUp(value: number, places: number): number {
  let scaled = value;
  for (let left = places; left > 0; left--) scaled *= 10;
  return scaled <= Number.MAX_SAFE_INTEGER ? scaled : NaN;
}

const NUMBER = /^([+-]?)(\d*)(?:[.,](\d*))?(?:e([+-]?\d{1,3}))?([+-]?)$/i;
const FRENCH_THOUSANDS = /^[+-]?\d{1,3}(\.\d{3})+,\d*[+-]?$|^[+-]?\d{1,3}(\.\d{3}){2,}[+-]?$/;
const ENGLISH_THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+\.\d*[+-]?$|^[+-]?\d{1,3}(,\d{3}){2,}[+-]?$/;

/** Every tolerated form: thousands separators, trailing sign, scientific notation. Blank is zero. */
export function parseAmount(text: string, decimals: number): AmountReading {
  const match = NUMBER.exec(plainNumber(text));
  if (match === null) return { problem: 'INVALID' };
  const [, lead = '', whole = '', fraction = '', exponent = '0', trail = ''] = match;
  const isBlank = text.trim() === '';
  if ((whole + fraction === '' && !isBlank) || (lead !== '' && trail !== '')) {
    return { problem: 'INVALID' };
  }
  const sign = lead === '-' || trail === '-' ? -1 : 1;
  return scaled(whole + fraction, { sign, point: whole.length + Number(exponent) + decimals });
}

/** Spaces, apostrophes and thousands separators out; a typographic minus becomes a plain one. */
function plainNumber(text: string): string {
  const compact = text.replace(/[\s\u00a0\u2007\u202f'’]/g, '').replace(/^[−–]/, '-');
  if (FRENCH_THOUSANDS.test(compact)) return compact.replaceAll('.', '');
  if (ENGLISH_THOUSANDS.test(compact)) return compact.replaceAll(',', '');
  return compact;
}

/**
 * Cuts the digits at the minor unit. A third decimal that counts is refused, because "1.234" may be a thousand;
 * a longer tail is a computed number written in full ("1199.9999999998") and is rounded half away from zero.
 */
function scaled(digits: string, scale: { sign: number; point: number }): AmountReading {
  const { sign, point } = scale;
  const kept = point <= 0 ? '' : digits.slice(0, point).padEnd(point, '0').replace(/^0+/, '');
  const rest = (point < 0 ? '0'.repeat(-point) : '') + digits.slice(Math.max(point, 0));
  const isExact = !/[1-9]/.test(rest);
  if (!isExact && rest.length === 1) return { problem: 'INVALID' };
  if (kept.length > 16) return { problem: 'TOO_LARGE' };
  const magnitude = BigInt(kept === '' ? '0' : kept) + (/^[5-9]/.test(rest) ? 1n : 0n);
  if (magnitude > BigInt(Number.MAX_SAFE_INTEGER)) return { problem: 'TOO_LARGE' };
  return { minor: sign * Number(magnitude), isRounded: !isExact };
}
