import { renderText, type Locale, type TextParams } from '../kernel';
import type { CounterfactualCode } from './counterfactuals';
import type { Texts } from './ratio-texts';
import type { StatementCheckCode } from './types';

/** One sentence for what would better a score, and by how much. */
export function counterfactualText(
  code: CounterfactualCode,
  params: TextParams,
  locale: Locale,
): string {
  const words = { ...params, points: params['gain'] === 1 ? 'point' : 'points' };
  const text = renderText(COUNTERFACTUAL_TEXTS[code][locale], words, locale);
  const rise = riseOf(params);
  return rise === null ? text : `${text} ${renderText(rise[locale], words, locale)}`;
}

/**
 * How the grade that holds (`held`) would come to the one the numbers would ask for: a sentence that promised it at once
 * would be wrong. Null when there is nothing to wait for.
 */
function riseOf({ held, grade, until }: TextParams): Texts | null {
  if (typeof held !== 'string' || typeof grade !== 'string' || grade >= held) return null;
  return until == null ? RISE_TEXTS.BY_NOTCHES : RISE_TEXTS.AFTER_WAIT;
}

const RISE_TEXTS = {
  BY_NOTCHES: {
    en: 'From {held}, the grade rises one notch a day at most.',
    fr: 'Depuis {held}, la note remonte d’un cran par jour au plus.',
  },
  AFTER_WAIT: {
    en: 'The grade stays {held} until {until}, 90 days after it fell, then rises one notch a day at most.',
    fr: 'La note reste {held} jusqu’au {until}, 90 jours après sa baisse, puis remonte d’un cran par jour au plus.',
  },
} as const satisfies Readonly<Record<string, Texts>>;

/** One sentence for what is wrong or special about a statement. */
export function statementCheckText(
  code: StatementCheckCode,
  params: TextParams,
  locale: Locale,
): string {
  return renderText(CHECK_TEXTS[code][locale], params, locale);
}

const COUNTERFACTUAL_TEXTS: Readonly<Record<CounterfactualCode, Texts>> = {
  PAY_OVERDUE: {
    en: 'If what is overdue were paid: +{gain} {points}; the numbers would ask for grade {grade}.',
    fr: "Si l'échu était payé : +{gain} {points} ; les chiffres demanderaient la note {grade}.",
  },
  FILE_ACCOUNTS: {
    en: 'With the {year} accounts filed: +{gain} {points}; the numbers would ask for grade {grade}.',
    fr: 'Avec les comptes {year} déposés : +{gain} {points} ; les chiffres demanderaient la note {grade}.',
  },
  SHARE_ACCOUNTS: {
    en: 'With the confidential {year} accounts shown: +{gain} {points}; the numbers would ask for grade {grade}.',
    fr: 'Avec les comptes {year}, aujourd’hui confidentiels, communiqués : +{gain} {points} ; les chiffres demanderaient la note {grade}.',
  },
  CORRECT_ACCOUNTS: {
    en: 'With the {year} accounts corrected: +{gain} {points}; the numbers would ask for grade {grade}.',
    fr: 'Avec les comptes {year} corrigés : +{gain} {points} ; les chiffres demanderaient la note {grade}.',
  },
  PUBLISH_INCOME_STATEMENT: {
    en: 'With the {year} income statement shown: +{gain} {points}; the numbers would ask for grade {grade}.',
    fr: 'Avec le compte de résultat {year} communiqué : +{gain} {points} ; les chiffres demanderaient la note {grade}.',
  },
  REBUILD_EQUITY: {
    en: 'With equity rebuilt to half of the share capital: +{gain} {points}; the numbers would ask for grade {grade}.',
    fr: 'Avec des capitaux propres reconstitués à la moitié du capital : +{gain} {points} ; les chiffres demanderaient la note {grade}.',
  },
  PAY_ON_TIME: {
    en: 'With no invoice paid more than {days} days late for a year: +{gain} {points}; the numbers would ask for grade {grade}.',
    fr: 'Sans facture payée avec plus de {days} jours de retard pendant un an : +{gain} {points} ; les chiffres demanderaient la note {grade}.',
  },
};

const CHECK_TEXTS: Readonly<Record<StatementCheckCode, Texts>> = {
  TOTAL_ASSETS_MISSING: {
    en: 'The accounts closed on {closedOn} give no total assets: they are not scored.',
    fr: "Les comptes clos le {closedOn} ne donnent pas le total de l'actif : ils ne sont pas notés.",
  },
  TOTAL_ASSETS_NOT_POSITIVE: {
    en: 'The accounts closed on {closedOn} have total assets of zero or less.',
    fr: "Les comptes clos le {closedOn} ont un total de l'actif nul ou négatif.",
  },
  BALANCE_SHEET_UNBALANCED: {
    en: 'The balance sheet closed on {closedOn} does not balance: assets and liabilities differ.',
    fr: "Le bilan clos le {closedOn} n'est pas équilibré : actif et passif diffèrent.",
  },
  EQUITY_PARTS_DIFFER: {
    en: 'The lines of equity of the accounts closed on {closedOn} do not sum to its total.',
    fr: 'Les lignes des capitaux propres des comptes clos le {closedOn} ne font pas leur total.',
  },
  NET_INCOME_DIFFERS: {
    en: 'The accounts closed on {closedOn} state two different net incomes.',
    fr: 'Les comptes clos le {closedOn} donnent deux résultats nets différents.',
  },
  CURRENT_ASSETS_ABOVE_TOTAL: {
    en: 'The accounts closed on {closedOn} have more current assets than assets.',
    fr: "Les comptes clos le {closedOn} ont plus d'actif circulant que d'actif.",
  },
  DEBT_DUE_ABOVE_DEBT: {
    en: 'The accounts closed on {closedOn} have more debt due within a year than debt.',
    fr: "Les comptes clos le {closedOn} ont plus de dettes à moins d'un an que de dettes.",
  },
  AMOUNT_NEGATIVE: {
    en: 'An amount of the accounts closed on {closedOn} is negative that cannot be.',
    fr: 'Un montant des comptes clos le {closedOn} est négatif et ne peut pas l’être.',
  },
  EQUITY_ABOVE_TOTAL: {
    en: 'The accounts closed on {closedOn} have more equity than assets.',
    fr: "Les comptes clos le {closedOn} ont plus de capitaux propres que d'actif.",
  },
  UNIT_DOUBTFUL: {
    en: 'The accounts closed on {closedOn} may be in another unit than those of the year before.',
    fr: "Les comptes clos le {closedOn} sont peut-être dans une autre unité que ceux d'avant.",
  },
  YEAR_UNUSABLE: {
    en: 'The year closed on {closedOn} is too short or too long to be brought to twelve months.',
    fr: "L'exercice clos le {closedOn} est trop court ou trop long pour être ramené à douze mois.",
  },
  YEAR_NOT_TWELVE_MONTHS: {
    en: 'The year closed on {closedOn} is not of twelve months: its flows are brought to twelve.',
    fr: "L'exercice clos le {closedOn} n'est pas de douze mois : flux ramenés à douze mois.",
  },
  YEAR_LENGTH_UNKNOWN: {
    en: 'The length of the year closed on {closedOn} is unknown: twelve months are assumed.',
    fr: "La durée de l'exercice clos le {closedOn} est inconnue : douze mois supposés.",
  },
  TOO_OLD: {
    en: 'The accounts closed on {closedOn} are more than 24 months old.',
    fr: 'Les comptes clos le {closedOn} ont plus de 24 mois.',
  },
  STALE: {
    en: 'The accounts closed on {closedOn} are more than 18 months old.',
    fr: 'Les comptes clos le {closedOn} ont plus de 18 mois.',
  },
  ALL_CONFIDENTIAL: {
    en: 'The accounts closed on {closedOn} are confidential.',
    fr: 'Les comptes clos le {closedOn} sont confidentiels.',
  },
  INCOME_STATEMENT_CONFIDENTIAL: {
    en: 'The income statement closed on {closedOn} is confidential.',
    fr: 'Le compte de résultat clos le {closedOn} est confidentiel.',
  },
  CONSOLIDATED: {
    en: 'The accounts closed on {closedOn} are those of the group.',
    fr: 'Les comptes clos le {closedOn} sont ceux du groupe.',
  },
  HOLDING_BY_SHAPE: {
    en: 'The accounts closed on {closedOn} are those of a holding: shares held, hardly any sales.',
    fr: "Les comptes clos le {closedOn} sont ceux d'une holding : des titres, presque pas de ventes.",
  },
  EQUITY_ZERO: {
    en: 'Equity of the accounts closed on {closedOn} is zero.',
    fr: 'Les capitaux propres des comptes clos le {closedOn} sont nuls.',
  },
  EQUITY_NEGATIVE: {
    en: 'Equity of the accounts closed on {closedOn} is negative.',
    fr: 'Les capitaux propres des comptes clos le {closedOn} sont négatifs.',
  },
  EQUITY_BELOW_HALF_CAPITAL: {
    en: 'Equity of the accounts closed on {closedOn} is below half of the share capital.',
    fr: 'Capitaux propres des comptes clos le {closedOn} inférieurs à la moitié du capital.',
  },
  VALUE_ADDED_NOT_POSITIVE: {
    en: 'Value added of the year closed on {closedOn} is zero or less: no Conan-Holder score.',
    fr: "Valeur ajoutée de l'exercice clos le {closedOn} nulle ou négative : pas de Conan-Holder.",
  },
  TURNOVER_ZERO: {
    en: 'The year closed on {closedOn} has no turnover: ratios of sales are left out.',
    fr: "L'exercice clos le {closedOn} est sans chiffre d'affaires : ratios de ventes omis.",
  },
  DEBT_ZERO: {
    en: 'The accounts closed on {closedOn} have no debt: ratios of debt are left out.',
    fr: 'Les comptes clos le {closedOn} sont sans dette : ratios de dette omis.',
  },
};
