/** Decoders for Atradius' answers. Amounts are strings that may be empty, ids are numbers here and strings there. */
import {
  array,
  decimalToMinor,
  enumOrUnknown,
  integer,
  isCurrency,
  isoDate,
  isSiren,
  json,
  mapped,
  object,
  optional,
  optionalArray,
  optionalText,
  text,
  type Decoded,
  type Decoder,
} from '../../src/connector-kit';
import { policyDay } from './dates';

/** An id or a rating: a number, or text. */
const loose: Decoder<string> = (value, path) =>
  typeof value === 'number' ? String(integer(value, path)) : text(value, path);

const looseOptional: Decoder<string | null> = (value, path) =>
  typeof value === 'number' ? String(value) : optionalText(value, path);

export const currency: Decoder<string> = mapped(text, (code) => {
  if (!isCurrency(code)) throw new Error('an ISO 4217 code');
  return code;
});

/** Minor units; "" is an amount that was never given. */
export function amount(of: string): Decoder<bigint | null> {
  const exact = decimalToMinor(of);
  return (value, path) =>
    value === undefined || value === null || value === '' ? null : exact(value, path);
}

export const tokenAnswer = object({
  data: object({ access_token: text, expires_in: integer }),
});

/** An answer with one thing, or with a list. */
export const single = object({ data: json });
export const list = object({ data: array(json) });

export const refusal = object({ errors: optionalArray(object({ detail: optionalText })) });

export const policy = object({
  policyId: loose,
  policyStatus: text,
  policyStartDate: policyDay,
  policyExpiryDate: policyDay,
  policyCurrency: currency,
});

const uniqueIdentifier = object({ uid: looseOptional, uidType: optionalText });

export const buyer = object({
  buyerId: loose,
  uniqueIdentifiers: optionalArray(uniqueIdentifier),
  currentBuyerRating: looseOptional,
  previousBuyerRating: looseOptional,
});
export type Buyer = Decoded<typeof buyer>;

const condition = object({
  conditionCode: optionalText,
  conditionType: optionalText,
  conditionDescription: optionalText,
});

const decision = object({
  decisionAmtInPolicyCurrency: optional(json),
  decisionExpiryDate: policyDay,
  decisionConditions: optionalArray(condition),
});

/** What is needed to know whose cover it is. */
export const coverKey = object({
  coverId: loose,
  buyerId: loose,
  uniqueIdentifiers: optionalArray(uniqueIdentifier),
  coverType: optionalText,
  policyCurrencyCode: currency,
});

export const cover = object({
  coverId: loose,
  policyId: loose,
  coverType: optionalText,
  coverStatus: optional(enumOrUnknown(['DECISION', 'REFERRED'])),
  decisionCode: optionalText,
  decisionTypeDescription: optionalText,
  policyCurrencyCode: currency,
  creditLimitApplicationAmountInPolicyCurrency: optional(json),
  totalDecision: optional(decision),
  firstAmtDecision: optional(decision),
  secondAmtDecision: optional(decision),
  decisionDate: policyDay,
  effectFromDate: policyDay,
  effectiveToDate: policyDay,
  withdrawalDate: policyDay,
  currentBuyerRating: looseOptional,
});
export type Cover = Decoded<typeof cover>;
export type Decision = Decoded<typeof decision>;

const nineDigits: Decoder<string> = mapped(text, (value) => {
  if (!isSiren(value)) throw new Error('a SIREN');
  return value;
});

/** The lists a cover is found in; GONE was listed as in force and is in no list any more. */
export const COVER_LISTS = ['covers', 'historic', 'decisions', 'gone'] as const;
export type CoverList = (typeof COVER_LISTS)[number];

const coverList: Decoder<CoverList> = (value, path) => {
  const known = COVER_LISTS.find((name) => name === value);
  return known ?? mapped(text, () => fail('one of covers, historic, decisions, gone'))(value, path);
};

function fail(expected: string): never {
  throw new Error(expected);
}

/** What is landed: the answer's item with what it does not say itself. */
export const landedBuyer = object({ siren: nineDigits, buyer: json });
export const landedCover = object({ siren: nineDigits, list: coverList, cover: json });
export const landedChange = object({
  siren: nineDigits,
  healthChange: text,
  noticedOn: isoDate,
  buyer: json,
});

export const goneCover = object({
  coverId: text,
  policyId: text,
  coverType: optionalText,
  policyCurrencyCode: currency,
});

export const answeredRequest = object({
  data: array(object({ coverId: optional(loose), response: optionalText })),
});

/** SIRENs among the numbers of a buyer; those of other countries and registers are left out. */
export function sirensOf({ uniqueIdentifiers }: Pick<Buyer, 'uniqueIdentifiers'>): string[] {
  return uniqueIdentifiers
    .filter(({ uidType }) => uidType === 'SN')
    .map(({ uid }) => (uid ?? '').replace(/[\s.]/g, ''))
    .filter(isSiren);
}
