/** What Dolibarr sends, decoded: every field we use, with the types it really has: numbers as texts, and texts as numbers. */
import {
  array,
  isLocalDate,
  json,
  localDateAt,
  object,
  optional,
  optionalText,
  payloadInvalid,
  text,
  type Decoder,
  type Json,
  type LocalDate,
} from '../../src/connector-kit';

/** An id or a code, as a text or a number; as a text. */
const word: Decoder<string> = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : text(value, path);

/** Missing, null and "" are null. */
const optionalWord: Decoder<string | null> = (value, path) =>
  value === undefined || value === null || value === '' ? null : word(value, path);

/** Seconds since 1970, as a number or a text of digits; null for "", 0 and null. A field that is missing has been renamed. */
const seconds: Decoder<number | null> = (value, path) => {
  if (value === null || value === '' || value === 0 || value === '0') return null;
  const written = typeof value === 'number' ? String(value) : text(value, path);
  if (/^-?\d{1,11}$/.test(written)) return Number(written);
  throw payloadInvalid(path, 'seconds since 1970', value);
};

/** The day on which a second falls where the server is. */
export function dayAt(second: number, timeZone: string): LocalDate {
  try {
    return localDateAt(new Date(second * 1_000), timeZone);
  } catch {
    throw payloadInvalid('timeZone', 'a time zone, "Europe/Paris"', timeZone);
  }
}

/** "2026-05-04 00:00:00", or seconds: payments come with either. */
function writtenDay(timeZone: string): Decoder<LocalDate> {
  return (value, path) => {
    const day = typeof value === 'string' ? (/^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? '') : '';
    if (isLocalDate(day)) return day;
    const second = day === '' ? seconds(value, path) : null;
    if (second === null) throw payloadInvalid(path, 'a day', value);
    return dayAt(second, timeZone);
  };
}

/** A decimal in a text, "1200.00000000", or a number; decoded with its currency later. */
const amount: Decoder<string | number> = (value, path) =>
  typeof value === 'number' ? value : text(value, path);

export const refusalPayload = object({ error: object({ message: text }) });

/** Enough to key an object. Not every version tells tms. */
export const objectPayload = object({ id: word, tms: json });
export const rowPayload = object({ id: word });

/** Decoded before the payments are asked for. */
export const ownerPayload = object({
  id: word,
  socid: word,
  type: word,
  totalpaid: amount,
});

/** What a mapping must know beside the answers. */
const settings = { currency: text, timeZone: text };

export const customerPayload = object({
  ...settings,
  customer: object({
    id: word,
    name: text,
    code_client: optionalWord,
    idprof1: optionalWord,
    idprof2: optionalWord,
    tva_intra: optionalText,
    email: optionalText,
    phone: optionalText,
    country_code: optionalText,
    outstanding_limit: optional(amount),
    status: word,
  }),
});

export const invoicePayload = object({
  ...settings,
  invoice: object({
    id: word,
    ref: optionalText,
    ref_client: optionalText,
    socid: word,
    type: word,
    status: optionalWord,
    statut: optionalWord,
    close_code: optionalText,
    date: seconds,
    date_lim_reglement: seconds,
    total_ttc: amount,
    totaldeposits: amount,
    remaintopay: amount,
    multicurrency_code: optionalText,
    multicurrency_total_ttc: optional(amount),
    tms: json,
  }),
  payments: json,
  discounts: array(
    object({
      rowid: word,
      amount_ttc: amount,
      fk_facture: optionalWord,
      fk_facture_line: optionalWord,
    }),
  ),
});
export type Invoice = ReturnType<typeof invoicePayload>['invoice'];
export type Discount = ReturnType<typeof invoicePayload>['discounts'][number];

export const sourcePayload = object({ fk_facture_source: optionalWord });

export function paymentsPayload(
  timeZone: string,
): Decoder<{ amount: string | number; date: LocalDate; num: string | null; ref: string | null }[]> {
  return array(
    object({
      amount,
      date: writtenDay(timeZone),
      num: optionalWord,
      ref: optionalWord,
    }),
  );
}

/** Instants of change: seconds where they are told as such, else unknown. */
export function changedAt(value: Json): string | null {
  const isSeconds =
    typeof value === 'number' || (typeof value === 'string' && /^\d{9,11}$/.test(value));
  return isSeconds ? new Date(Number(value) * 1_000).toISOString() : null;
}
