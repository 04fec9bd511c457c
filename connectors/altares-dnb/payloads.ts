/** Decoders for Direct+. What D&B has no value for is missing, null, or an empty object. */
import {
  array,
  isLocalDate,
  json,
  mapped,
  number,
  object,
  optional,
  optionalArray,
  optionalText,
  siren,
  text,
  type Decoded,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

/** A day, also of a date-time; a year or a year and month alone are no day. */
export const day: Decoder<LocalDate> = mapped(text, (value) => {
  const found = /^(\d{4}-\d{2}-\d{2})(T.*)?$/.exec(value)?.[1];
  if (found === undefined || !isLocalDate(found)) throw new Error('a date or date-time');
  return found;
});

/** D&B gives some dates as "1999" or "1999-04": they are left out. */
const optionalDay: Decoder<LocalDate | null> = (value, path) =>
  typeof value === 'string' && /^\d{4}(-\d{2})?$/.test(value) ? null : optional(day)(value, path);

const loose: Decoder<string | null> = (value, path) =>
  typeof value === 'number' ? String(value) : optionalText(value, path);

/** Missing, null and {} are the same: an object whose fields are all null. */
function section<T>(decoder: Decoder<T>): Decoder<T> {
  return (value, path) => decoder(value ?? {}, path);
}

const described = object({ description: optionalText });
const amount = optional(number);

export const nineDigits: Decoder<string> = mapped(text, (value) => {
  if (!/^\d{9}$/.test(value)) throw new Error('nine digits');
  return value;
});

export const tokenAnswer = object({ access_token: text, expiresIn: number });

const registrationNumbers = optionalArray(
  object({ registrationNumber: loose, typeDnBCode: loose, typeDescription: optionalText }),
);

export const candidate = object({
  organization: object({ duns: nineDigits, registrationNumbers }),
  matchQualityInformation: section(object({ confidenceCode: amount })),
});
export type Candidate = Decoded<typeof candidate>;

export const matchAnswer = object({ matchCandidates: optionalArray(candidate) });

const address = object({
  addressCountry: section(object({ isoAlpha2Code: optionalText })),
  addressLocality: section(object({ name: optionalText })),
  postalCode: optionalText,
  streetAddress: section(object({ line1: optionalText, line2: optionalText })),
});
export type Address = Decoded<typeof address>;

const score = object({
  classScore: amount,
  classScoreDescription: optionalText,
  nationalPercentile: amount,
  scoreDate: optionalDay,
  scoreOverrideReasons: optionalArray(described),
});
export type Score = Decoded<typeof score>;

const standardRating = object({
  financialStrength: optionalText,
  riskSegment: optionalText,
  rating: optionalText,
  ratingReason: optionalArray(described),
});
export type StandardRating = Decoded<typeof standardRating>;

const limit = object({
  maximumRecommendedLimit: section(object({ value: amount, currency: loose })),
  assessmentDate: optionalDay,
});

const relative = object({
  duns: optionalText,
  primaryName: optionalText,
  primaryAddress: section(address),
});
export type Relative = Decoded<typeof relative>;

const principal = object({
  fullName: optionalText,
  subjectType: optionalText,
  jobTitles: optionalArray(object({ title: optionalText })),
});
export type Principal = Decoded<typeof principal>;

const units = section(object({ description: optionalText }));

const statement = object({
  financialStatementToDate: optionalDay,
  currency: optionalText,
  units,
  informationScopeDescription: optionalText,
  fiscalPeriod: optionalText,
  statementOverview: section(
    object({
      totalAssets: amount,
      totalCurrentAssets: amount,
      totalCurrentLiabilities: amount,
      totalLiabilities: amount,
      equity: amount,
      salesRevenue: amount,
      netIncomeLoss: amount,
    }),
  ),
});
export type Statement = Decoded<typeof statement>;

const organization = object({
  duns: nineDigits,
  primaryName: optionalText,
  countryISOAlpha2Code: optionalText,
  startDate: optionalDay,
  registrationNumbers,
  tradeStyleNames: optionalArray(object({ name: optionalText })),
  dunsControlStatus: section(
    object({
      operatingStatus: section(described),
    }),
  ),
  primaryAddress: section(address),
  mostSeniorPrincipals: optionalArray(principal),
  currentPrincipals: optionalArray(principal),
  corporateLinkage: section(
    object({
      parent: section(relative),
      globalUltimate: section(relative),
    }),
  ),
  dnbAssessment: section(
    object({
      // Not bought is missing; {} is bought and has no score.
      failureScore: optional(score),
      delinquencyScore: optional(score),
      standardRating: optional(standardRating),
      creditLimitRecommendation: optional(limit),
    }),
  ),
  financials: section(object({ financialStatements: optionalArray(statement) })),
});
export type Organization = Decoded<typeof organization>;

export const blocksAnswer = object({
  transactionDetail: section(object({ transactionTimestamp: optional(day) })),
  organization,
});

/** What is landed: which company was meant, what the match said, and the blocks; null when D&B does not know it. */
export const landedBlocks = object({
  siren,
  duns: optionalText,
  confidence: amount,
  answer: optional(json),
});

export const pulledNotices = object({ notifications: array(json) });

/** As much of a notice as reading it needs to know. */
export const noticeKey = object({
  type: text,
  organization: object({ duns: nineDigits }),
  elements: optionalArray(
    object({ element: text, current: optional(json), timestamp: optionalText }),
  ),
  deliveryTimeStamp: optionalText,
});

export type NoticeKey = Decoded<typeof noticeKey>;

const element = object({
  element: text,
  previous: optional(json),
  current: optional(json),
  timestamp: optional(day),
});

export const notice = object({
  type: text,
  organization: object({ duns: nineDigits }),
  elements: optionalArray(element),
  deliveryTimeStamp: optional(day),
});

export const landedNotice = object({ siren, key: text, notice });
