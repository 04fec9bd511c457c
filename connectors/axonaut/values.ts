/** Axonaut's two ways of writing a day, and its floats. */
import {
  decimalToMinor,
  isLocalDate,
  localDateAt,
  payloadInvalid,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

/** Years 2001 to 2096: nine digits are not a date of anybody's books, eleven neither. */
const EPOCH = /^[1-3]\d{9}$/;

/** An instant written as seconds since 1970, in digits. */
export const epochInstant: Decoder<string> = (value, path) => {
  const written = typeof value === 'number' ? String(value) : value;
  if (typeof written === 'string' && EPOCH.test(written)) {
    return new Date(Number(written) * 1_000).toISOString();
  }
  throw payloadInvalid(path, 'seconds since 1970, ten digits', value);
};

/** The day in Paris of such an instant, midnight here or in UTC; or a day written YYYY-MM-DD. */
export const day: Decoder<LocalDate> = (value, path) => {
  if (typeof value === 'string' && isLocalDate(value)) return value;
  return localDateAt(new Date(epochInstant(value, path)));
};

/** A day, or null where there is none: "" is none as well. */
export const optionalDay: Decoder<LocalDate | null> = (value, path) =>
  value === null || value === '' ? null : day(value, path);

/** Sums of floats carry noise in the sixteenth digit, 0.30000000000000004: fifteen are told. */
const DIGITS = 15;

/** An amount to minor units, exactly; more decimals than the currency has are refused. */
export function amountIn(currency: string): Decoder<bigint> {
  const exact = decimalToMinor(currency);
  return (value, path) => {
    const isFinite = typeof value === 'number' && Number.isFinite(value);
    return exact(isFinite ? Number(value.toPrecision(DIGITS)) : value, path);
  };
}
