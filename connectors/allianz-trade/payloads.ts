/** What Allianz Trade sends, decoded: every field we use, with the type it has in the clients that were seen. */
import {
  array,
  boolean,
  currencyDecimals,
  decimalToMinor,
  isCurrency,
  isoDate,
  isoDay,
  json,
  mapped,
  object,
  optional,
  optionalArray,
  optionalText,
  siren,
  text,
  type Decoded,
  type Decoder,
} from '../../src/connector-kit';

/** Their numbers may come as JSON numbers: no document says. */
const identity: Decoder<string> = (value, path) =>
  text(typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value, path);

export const loginAnswer = object({ access_token: text });
export const searchAnswer = object({ results: array(json) });
export const jobAnswer = object({ jobId: identity });
export const jobState = object({ jobStatusCode: text, resourceUrl: optionalText });
export type JobState = Decoded<typeof jobState>;
export const coverList = array(json);
export const listedCover = object({ coverId: identity, companyId: identity });

/** A company as the search gives it, with the SIREN it was searched by: the answer does not repeat it. */
export const buyerPayload = object({
  siren,
  results: array(object({ company: object({ companyId: identity }) })),
});

const currencyCode = mapped(text, (code) => {
  if (!isCurrency(code)) throw new Error('a currency of ISO 4217');
  return code;
});

/** What the amounts of a cover are in. */
const coverFrame = object({
  siren,
  policyId: text,
  currency: currencyCode,
  /** The day it was read, only when one of its limits begins after it. */
  asOf: optional(isoDate),
  /** Ours: it was listed in an earlier reading and is no more. */
  isGone: optional(boolean),
});

/** The decision on a cover and its limits; `cover` is what they sent, the rest is what we asked with. */
export function decodeCover(payload: unknown): CoverPayload {
  const frame = coverFrame(payload, '');
  const limit = object({
    technicalDecisionStatusCode: optionalText,
    amount: optional(decimalToMinor(frame.currency)),
    startDate: optional(isoDay),
  });
  const aggregation = object({ creditLimits: optionalArray(limit) });
  const none = (): Decoded<typeof aggregation> => ({ creditLimits: [] });
  const { cover } = object({
    cover: object({
      coverId: identity,
      creditLimitsAggregation: frame.isGone === true ? none : aggregation,
    }),
  })(payload, '');
  const { coverId, creditLimitsAggregation } = cover;
  return { ...frame, coverId, limits: creditLimitsAggregation.creditLimits };
}

export interface CoverLimit {
  technicalDecisionStatusCode: string | null;
  amount: bigint | null;
  startDate: string | null;
}
export type CoverPayload = Decoded<typeof coverFrame> & {
  coverId: string;
  limits: CoverLimit[];
};

/** Whole units of the currency, as they take a requested amount: the clients seen send numbers without cents. */
export function wholeUnits(amountMinor: bigint, currency: string): number {
  return Number(amountMinor / 10n ** BigInt(currencyDecimals(currency)));
}
