import type { Texts } from './ratio-texts';

/** The scales of providers in words, with the end that is the safe one: a bare 1 may be the best or the worst there is. */
export const SCALE_TEXTS = {
  PAPPERS_FINANCIAL_20: {
    en: 'Pappers financial score (20 safest)',
    fr: 'score financier Pappers (20 le plus sûr)',
  },
  PAPPERS_NON_FINANCIAL_20: {
    en: 'Pappers non-financial score (20 safest)',
    fr: 'score extra-financier Pappers (20 le plus sûr)',
  },
  CREDITSAFE_COMMON: {
    en: 'Creditsafe international score (A safest)',
    fr: 'score international Creditsafe (A le plus sûr)',
  },
  CREDITSAFE_PROVIDER_1_100: {
    en: 'Creditsafe score (100 safest)',
    fr: 'score Creditsafe (100 le plus sûr)',
  },
  DNB_FAILURE_PERCENTILE: {
    en: 'D&B failure percentile (100 safest)',
    fr: 'centile de défaillance D&B (100 le plus sûr)',
  },
  DNB_FAILURE_CLASS: {
    en: 'D&B failure class (1 safest)',
    fr: 'classe de défaillance D&B (1 la plus sûre)',
  },
  DNB_DELINQUENCY_PERCENTILE: {
    en: 'D&B delinquency percentile (100 safest)',
    fr: 'centile de retard de paiement D&B (100 le plus sûr)',
  },
  ELLISPHERE_10: {
    en: 'Ellisphere score (10 safest)',
    fr: 'score Ellisphere (10 le plus sûr)',
  },
  COFACE_DRA_10: {
    en: 'Coface debtor risk assessment (10 safest)',
    fr: 'évaluation du risque débiteur (DRA) Coface (10 le plus sûr)',
  },
  ATRADIUS_BUYER_RATING: {
    en: 'Atradius buyer rating (1 safest, 100 riskiest)',
    fr: 'notation acheteur Atradius (1 la plus sûre, 100 la plus risquée)',
  },
  ALLIANZ_GRADE: {
    en: 'Allianz Trade grade (1 safest)',
    fr: 'note Allianz Trade (1 la plus sûre)',
  },
} as const satisfies Readonly<Record<string, Texts>>;
