/** Decoders for Coface's answers, with its dialects of dates and amounts. */
import {
  array,
  boolean,
  decimalToMinor,
  integer,
  isCurrency,
  isLocalDate,
  isSiren,
  json,
  mapped,
  object,
  optional,
  optionalArray,
  optionalText,
  payloadInvalid,
  string,
  text,
  type Decoded,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

export const tokenAnswer = object({ idToken: text, expiresIn: integer });

export const companies = array(object({ id: text }));

/** What an order is answered with; each assessment is delivered apart. */
export const order = object({
  publications: array(object({ deliveryId: text, assessmentSlug: text })),
});

export const publications = array(json);

/** "2025-05-28", "20250528", "05/28/2025", and "28/05/2025" where no month can be meant. */
export const cofaceDay: Decoder<LocalDate> = (value, path) => {
  const written = string(value, path).trim();
  const day = isoDayOf(written);
  if (isLocalDate(day)) return day;
  throw payloadInvalid(path, 'a date in a form of Coface’s', value);
};

function isoDayOf(written: string): string {
  const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$/.exec(written);
  if (iso !== null) return iso.slice(1, 4).join('-');
  const [, first = '', second = '', year = ''] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(written) ?? [];
  return Number(first) > 12 ? `${year}-${second}-${first}` : `${year}-${first}-${second}`;
}

/** A number, or text with spaces between thousands: 45000, "45 000". */
export function spacedAmount(currency: string): Decoder<bigint> {
  const exact = decimalToMinor(currency);
  return (value, path) =>
    exact(typeof value === 'string' ? value.replace(/[\s\u00a0\u202f]/g, '') : value, path);
}

export const currencyCode: Decoder<string> = mapped(text, (code) => {
  if (!isCurrency(code)) throw new Error('an ISO 4217 code');
  return code;
});

const described = optionalArray(object({ full: optionalText, language: optionalText }));

const common = {
  releaseDate: optional(cofaceDay),
  isCurrent: optional(boolean),
  companyId: optionalText,
  descriptions: described,
};

/** What tells assessments apart, before anything else of one is read. */
export const kindOfAssessment = object({ assessmentSlug: text, ...common });
export type AssessmentHead = Decoded<typeof kindOfAssessment>;

const looseText: Decoder<string | null> = (value, path) =>
  typeof value === 'number' ? String(integer(value, path)) : optionalText(value, path);

export const debtorRisk = object({ debtorRiskValue: looseText });
export const latePayment = object({ paymentIndexValue: looseText });
export const creditOpinion = object({
  rating: optionalText,
  maxCreditAmount: optional(object({ currency: currencyCode, value: json })),
});

const siren: Decoder<string> = mapped(text, (value) => {
  if (!isSiren(value)) throw new Error('a SIREN');
  return value;
});

/** What is landed: everything delivered for one company. */
export const landed = object({ siren, companyId: text, assessments: array(json) });
