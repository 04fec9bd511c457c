import { daysBetween, type LocalDate } from '../../kernel';
import { logit } from '../log-odds';
import type { CompanyFacts } from '../types';

/** What is known before anything else is: how often firms of this trade and age fail within a year. */
export interface BaseRate {
  readonly sector: Sector;
  readonly ageYears: number | null;
  readonly logOdds: number;
}

/**
 * Yearly failure rates by sector. A setting, not a measurement: no labelled French set is public. The order and size
 * follow what Banque de France publishes per sector (in 2004: industry and transport 2.5 %, construction 2.1 %,
 * wholesale and services 1.7 %, retail 0.9 %, hotels and restaurants 1.0 %) and its later counts (restaurants up).
 */
const YEARLY_RATE = {
  AGRICULTURE: 0.006,
  INDUSTRY: 0.018,
  CONSTRUCTION: 0.022,
  WHOLESALE: 0.016,
  RETAIL: 0.014,
  TRANSPORT: 0.022,
  ACCOMMODATION_AND_FOOD: 0.02,
  INFORMATION: 0.013,
  FINANCE: 0.009,
  REAL_ESTATE: 0.008,
  BUSINESS_SERVICES: 0.014,
  PUBLIC: 0.002,
  EDUCATION_AND_HEALTH: 0.006,
  OTHER_SERVICES: 0.012,
  UNKNOWN: 0.016,
} as const;
export type Sector = keyof typeof YEARLY_RATE;

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

/** Young firms fail most between their second and fifth year; the first year is spent before anybody sues. */
const AGE_FACTORS: readonly { readonly belowYears: number; readonly factor: number }[] = [
  { belowYears: 1, factor: 1.1 },
  { belowYears: 5, factor: 1.5 },
  { belowYears: 10, factor: 1.1 },
  { belowYears: 20, factor: 0.85 },
  { belowYears: Infinity, factor: 0.65 },
];

const DAYS_PER_YEAR = 365.25;

/** Log-odds of failing within a year for a firm of this sector and age; unknown facts take the general rate. */
export function baseRate(company: CompanyFacts | null, asOf: LocalDate): BaseRate {
  const sector = sectorOf(company?.activityCode ?? null);
  const createdOn = company?.createdOn ?? null;
  const ageYears =
    createdOn === null ? null : Math.max(0, daysBetween(createdOn, asOf) / DAYS_PER_YEAR);
  const logOdds = logit(YEARLY_RATE[sector]) + Math.log(ageFactor(ageYears));
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

function ageFactor(ageYears: number | null): number {
  if (ageYears === null) return 1;
  return AGE_FACTORS.find((band) => ageYears < band.belowYears)?.factor ?? 1;
}
