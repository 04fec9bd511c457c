/** A day of rates as it is landed, and the decoders of its values. */
import { isoDate, mapOf, object, payloadInvalid, type Decoder } from '../../src/connector-kit';

export const currencyCode: Decoder<string> = (value, path) => {
  if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value;
  throw payloadInvalid(path, 'a currency code of three capital letters', value);
};

/** An exact decimal above zero, kept as text from the file to the database. */
export const rate: Decoder<string> = (value, path) => {
  if (typeof value === 'string' && /^(?=.*[1-9])\d{1,12}(\.\d{1,12})?$/.test(value)) return value;
  throw payloadInvalid(path, 'a decimal number above 0', value);
};

/** `{ time: "2026-06-29", rates: { USD: "1.1367", … } }`: one landed item per day of publication. */
export const dayOfRates = object({ time: isoDate, rates: mapOf(rate) });
