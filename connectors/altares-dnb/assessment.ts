/** D&B's scores, rating and limit to unified records. Pure. */
import {
  currencyDecimals,
  isCurrency,
  parseDecimal,
  type LocalDate,
  type ProviderScoreRecord,
  type RecommendedLimitRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import type { Organization, Score, StandardRating } from './payloads';

type Assessment = Organization['dnbAssessment'];

/** What was bought, with or without a value; nothing for what was not. */
export function assessmentRecords(
  source: Assessment,
  siren: string,
  on: LocalDate | null,
): UnifiedRecord[] {
  const { failureScore, delinquencyScore, standardRating, creditLimitRecommendation } = source;
  const subject = { siren, on };
  return [
    ...scoreRecords('FAILURE', failureScore, subject),
    ...scoreRecords('DELINQUENCY', delinquencyScore, subject),
    ...ratingRecords(standardRating, subject),
    ...limitRecords(creditLimitRecommendation, subject),
  ];
}

interface Subject {
  siren: string;
  on: LocalDate | null;
}

/** Percentile 1 to 100, 100 the safest; class 1, the safest, to 5. An empty object is bought and has no value. */
function scoreRecords(
  kind: 'FAILURE' | 'DELINQUENCY',
  source: Score | null,
  { siren, on }: Subject,
): ProviderScoreRecord[] {
  if (source === null) return [];
  const computedOn = source.scoreDate ?? on;
  const reasons = wordsOf(source.scoreOverrideReasons);
  const record = (
    name: 'PERCENTILE' | 'CLASS',
    value: number | null,
    most: number,
  ): ProviderScoreRecord => {
    const isGiven = value !== null && Number.isInteger(value) && value >= 1 && value <= most;
    return {
      type: 'providerScore',
      sourceKey: keyOf(siren, `${kind}_${name}`, computedOn),
      siren,
      scale: `DNB_${kind}_${name}`,
      value: isGiven ? String(value) : null,
      absentBecause: isGiven ? null : (reasons ?? 'D&B gives no score'),
      higherIsSafer: name === 'PERCENTILE',
      measures: kind === 'FAILURE' ? 'FAILURE' : 'LATE_PAYMENT',
      horizonMonths: null,
      computedOn,
    };
  };
  return [
    record('PERCENTILE', source.nationalPercentile, 100),
    record('CLASS', source.classScore, 5),
  ];
}

/** "5A1": strength and risk segment. NQ, "--" and the like stand for no rating, and so does {}. */
function ratingRecords(
  source: StandardRating | null,
  { siren, on }: Subject,
): ProviderScoreRecord[] {
  if (source === null) return [];
  const { financialStrength, riskSegment } = source;
  const pair = [financialStrength, riskSegment].filter((part) => part !== null).join('');
  const rating = source.rating ?? (pair === '' ? null : pair);
  const isRated = rating !== null && /^([1-5]A|[A-H]{1,2}|[12]R|[NO])[1-4]$/.test(rating);
  return [
    {
      type: 'providerScore',
      sourceKey: keyOf(siren, 'RATING', on),
      siren,
      scale: 'DNB_RATING',
      value: isRated ? rating : null,
      absentBecause: isRated ? null : absence(rating, wordsOf(source.ratingReason)),
      higherIsSafer: false,
      measures: 'FAILURE',
      horizonMonths: null,
      computedOn: on,
    },
  ];
}

function absence(rating: string | null, reasons: string | null): string {
  const words = [rating, reasons].filter((part) => part !== null).join(': ');
  return words === '' ? 'D&B gives no rating' : words;
}

function wordsOf(reasons: readonly { description: string | null }[]): string | null {
  const words = reasons.flatMap(({ description }) => description ?? []).join('; ');
  return words === '' ? null : words;
}

/** The most D&B would have somebody be owed. */
function limitRecords(
  source: Assessment['creditLimitRecommendation'],
  { siren, on }: Subject,
): RecommendedLimitRecord[] {
  if (source === null) return [];
  const { value, currency: code } = source.maximumRecommendedLimit;
  const currency = code !== null && isCurrency(code) ? code : null;
  const decimals = currencyDecimals(currency ?? 'EUR');
  const isGiven = value !== null && value >= 0 && currency !== null;
  const computedOn = source.assessmentDate ?? on;
  return [
    {
      type: 'recommendedLimit',
      sourceKey: keyOf(siren, 'MAXIMUM', computedOn),
      siren,
      kind: 'MAXIMUM',
      amountMinor: isGiven ? parseDecimal(value.toFixed(decimals), decimals) : null,
      currency: currency ?? 'EUR',
      absentBecause: isGiven ? null : absentLimit(value, code),
      computedOn,
    },
  ];
}

function absentLimit(value: number | null, currency: string | null): string {
  if (value === null) return 'D&B recommends no limit';
  return `${value} in a currency that is not known (${currency ?? 'none'})`;
}

function keyOf(siren: string, name: string, day: LocalDate | null): string {
  return [siren, name, ...(day === null ? [] : [day])].join(':');
}
