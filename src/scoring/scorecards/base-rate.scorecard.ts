import { daysBetween, type LocalDate } from '../../kernel';
import { logit } from '../log-odds';
import type { CompanyFacts } from '../types';

/** What is known before anything else is: how often firms of this trade and age fail within a year. */
export interface BaseRate {
  readonly sector: Sector;
  readonly ageYears: number | null;
  readonly logOdds: number;
}

export const SECTORS = [
  'AGRICULTURE',
  'INDUSTRY',
  'CONSTRUCTION',
  'WHOLESALE',
  'RETAIL',
  'TRANSPORT',
  'ACCOMMODATION_AND_FOOD',
  'INFORMATION',
  'FINANCE',
  'REAL_ESTATE',
  'BUSINESS_SERVICES',
  'PUBLIC',
  'EDUCATION_AND_HEALTH',
  'OTHER_SERVICES',
  'UNKNOWN',
] as const;
export type Sector = (typeof SECTORS)[number];

export interface BaseRateParameters {
  /** Share of the firms of each sector that fail within a year, 0..1. */
  readonly yearlyRates: Readonly<Record<Sector, number>>;
  /** What the rate is multiplied by below each age, youngest first; the last one has no upper age. */
  readonly ageFactors: readonly { readonly belowYears: number | null; readonly factor: number }[];
}

/** First NAF division of each run of divisions, in rising order. */
const SECTOR_FROM_DIVISION: readonly (readonly [number, Sector])[] = [
  [1, 'AGRICULTURE'],
  [5, 'INDUSTRY'],
  [41, 'CONSTRUCTION'],
  [45, 'RETAIL'],
  [46, 'WHOLESALE'],
  [47, 'RETAIL'],
  [49, 'TRANSPORT'],
  [55, 'ACCOMMODATION_AND_FOOD'],
  [58, 'INFORMATION'],
  [64, 'FINANCE'],
  [68, 'REAL_ESTATE'],
  [69, 'BUSINESS_SERVICES'],
  [84, 'PUBLIC'],
  [85, 'EDUCATION_AND_HEALTH'],
  [90, 'OTHER_SERVICES'],
];

const DAYS_PER_YEAR = 365.25;

/** Log-odds of failing within a year for a firm of this sector and age; unknown facts take the general rate. */
export function baseRate(
  company: CompanyFacts | null,
  asOf: LocalDate,
  parameters: BaseRateParameters,
): BaseRate {
  const sector = sectorOf(company?.activityCode ?? null);
  const createdOn = company?.createdOn ?? null;
  const ageYears =
    createdOn === null ? null : Math.max(0, daysBetween(createdOn, asOf) / DAYS_PER_YEAR);
  const factor = ageFactor(ageYears, parameters.ageFactors);
  const logOdds = logit(parameters.yearlyRates[sector]) + Math.log(factor);
  return { sector, ageYears, logOdds };
}

/** NAF division ("62.02A" and "6202A" → 62), or null. */
export function nafDivision(activityCode: string | null): number | null {
  if (activityCode === null || !/^\d{2}/.test(activityCode)) return null;
  return Number(activityCode.slice(0, 2));
}

function sectorOf(activityCode: string | null): Sector {
  const division = nafDivision(activityCode);
  let sector: Sector = 'UNKNOWN';
  if (division === null) return sector;
  for (const [from, name] of SECTOR_FROM_DIVISION) {
    if (division >= from) sector = name;
  }
  return sector;
}

function ageFactor(ageYears: number | null, bands: BaseRateParameters['ageFactors']): number {
  if (ageYears === null) return 1;
  const band = bands.find(({ belowYears }) => belowYears === null || ageYears < belowYears);
  return band?.factor ?? 1;
}
