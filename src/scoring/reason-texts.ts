import { renderText, type Locale, type TextParams } from '../kernel';
import type { ReasonCode } from './reason-codes';
import type { Sector } from './scorecards/base-rate.scorecard';
import { RATIO_TEXTS, type Texts } from './ratio-texts';
import { SCALE_TEXTS } from './scale-texts';
import type { EventToReview, ModelZone } from './types';

/** One sentence for a reason of an assessment, in the reader's language. */
export function reasonText(code: ReasonCode, params: TextParams, locale: Locale): string {
  return renderText(REASON_TEXTS[code][locale], inWords(params, locale), locale);
}

/** Codes inside the parameters are told in words too. */
function inWords(params: TextParams, locale: Locale): TextParams {
  const { sector, zone, age, days, ratio, event, scale, value } = params;
  const words: Record<string, TextParams[string]> = { ...params };
  if (isKeyOf(SECTORS, sector)) words['sector'] = SECTORS[sector][locale];
  if (isKeyOf(ZONES, zone)) words['zone'] = ZONES[zone][locale];
  if (isKeyOf(RATIO_TEXTS, ratio)) words['ratioName'] = RATIO_TEXTS[ratio][locale];
  if (typeof value === 'number' && isToldInPercent(ratio)) words['value'] = { percent: value };
  if (isKeyOf(EVENTS, event)) words['eventName'] = EVENTS[event][locale];
  if (isKeyOf(SCALE_TEXTS, scale)) words['scale'] = SCALE_TEXTS[scale][locale];
  // A count that is missing or below zero needs another sentence than the plain one.
  words['atAge'] = typeof age === 'number' ? atAge(age, locale) : UNKNOWN_AGE[locale];
  if (typeof days === 'number') {
    words['when'] = days < 0 ? BEFORE_DUE[locale] : AFTER_DUE[locale];
    words['days'] = Math.abs(days);
  }
  return words;
}

/** Shares of sales: nobody says "a margin of 0.05". */
function isToldInPercent(ratio: TextParams[string] | undefined): boolean {
  return ratio === 'net_margin' || ratio === 'sales_growth';
}

function atAge(age: number, locale: Locale): string {
  if (locale === 'fr') return `à cet âge (${age} ${age < 2 ? 'an' : 'ans'})`;
  return `at this age (${age} ${age === 1 ? 'year' : 'years'})`;
}

const UNKNOWN_AGE: Texts = { en: 'at an unknown age', fr: 'à un âge inconnu' };
const BEFORE_DUE: Texts = { en: 'before the due date', fr: "avant l'échéance" };
const AFTER_DUE: Texts = { en: 'after the due date', fr: "après l'échéance" };

function isKeyOf<Key extends string>(
  record: Readonly<Record<Key, unknown>>,
  value: unknown,
): value is Key {
  return typeof value === 'string' && Object.hasOwn(record, value);
}

const EVENTS: Readonly<Record<EventToReview['kind'], Texts>> = {
  MODIFIED: { en: 'Change in the register', fr: 'Modification au registre' },
  SALE_OF_BUSINESS: { en: 'Sale of business', fr: 'Vente de fonds' },
};

const ZONES: Readonly<Record<ModelZone, Texts>> = {
  SAFE: { en: 'safe zone', fr: 'zone sûre' },
  GREY: { en: 'grey zone', fr: 'zone grise' },
  DISTRESS: { en: 'distress zone', fr: 'zone de détresse' },
};

const SECTORS: Readonly<Record<Sector, Texts>> = {
  AGRICULTURE: { en: 'agriculture', fr: 'agriculture' },
  INDUSTRY: { en: 'industry', fr: 'industrie' },
  CONSTRUCTION: { en: 'construction', fr: 'construction' },
  WHOLESALE: { en: 'wholesale', fr: 'commerce de gros' },
  RETAIL: { en: 'retail', fr: 'commerce de détail' },
  TRANSPORT: { en: 'transport', fr: 'transport' },
  ACCOMMODATION_AND_FOOD: { en: 'hotels and restaurants', fr: 'hébergement et restauration' },
  INFORMATION: { en: 'information', fr: 'information et communication' },
  FINANCE: { en: 'finance', fr: 'finance et assurance' },
  REAL_ESTATE: { en: 'real estate', fr: 'immobilier' },
  BUSINESS_SERVICES: { en: 'business services', fr: 'services aux entreprises' },
  PUBLIC: { en: 'public bodies', fr: 'administration publique' },
  EDUCATION_AND_HEALTH: { en: 'education and health', fr: 'enseignement et santé' },
  OTHER_SERVICES: { en: 'other services', fr: 'autres services' },
  UNKNOWN: { en: 'unknown sector', fr: 'secteur inconnu' },
};

const REASON_TEXTS: Readonly<Record<ReasonCode, Texts>> = {
  BASE_RATE: {
    en: 'Starting point: usual failure rate of the sector ({sector}) {atAge}.',
    fr: 'Point de départ : sinistralité du secteur ({sector}) {atAge}.',
  },
  ACCOUNTS_ZMIJEWSKI: {
    en: 'Accounts closed on {closedOn}: Zmijewski {value}, {zone}.',
    fr: 'Comptes clos le {closedOn} : Zmijewski {value}, {zone}.',
  },
  ACCOUNTS_ALTMAN: {
    en: "Accounts closed on {closedOn}: Altman Z'' {value}, {zone}.",
    fr: "Comptes clos le {closedOn} : Altman Z'' {value}, {zone}.",
  },
  ACCOUNTS_CONAN_HOLDER: {
    en: 'Accounts closed on {closedOn}: Conan-Holder {value}, {zone}.',
    fr: 'Comptes clos le {closedOn} : Conan-Holder {value}, {zone}.',
  },
  ACCOUNTS_RATIO: {
    en: 'Accounts closed on {closedOn}: {ratioName} {value}.',
    fr: 'Comptes clos le {closedOn} : {ratioName} {value}.',
  },
  ACCOUNTS_OTHER: {
    en: 'Accounts closed on {closedOn}: the other {count} ratios together.',
    fr: 'Comptes clos le {closedOn} : les {count} autres ratios ensemble.',
  },
  LATE_SHARE: {
    en: 'Invoices paid more than 10 days late: {late} of {paid} ({share}; portfolio {usual}).',
    fr:
      'Factures payées avec plus de 10 jours de retard : {late} sur {paid} ' +
      '({share} ; portefeuille {usual}).',
  },
  DAYS_LATE: {
    en: 'Pays {days} days {when} on average, weighted by amount.',
    fr: 'Paie en moyenne {days} j {when}, pondéré par les montants.',
  },
  OPEN_OVERDUE: {
    en: 'Oldest unpaid invoice {days} days overdue; {share} of the open amount is overdue.',
    fr: "Plus ancienne facture impayée échue de {days} jours ; {share} de l'encours est échu.",
  },
  SEVERELY_OVERDUE: {
    en: '{share} of the open amount is more than 90 days overdue.',
    fr: "{share} de l'encours est échu de plus de 90 jours.",
  },
  RETURNED_PAYMENTS: {
    en: 'Payments returned by the bank in 12 months: {count}.',
    fr: 'Paiements rejetés par la banque en 12 mois : {count}.',
  },
  UTILISATION: {
    en: 'Owes {times} times the most it has ever owed and paid on time.',
    fr: 'Doit {times} fois le maximum jamais dû et payé à temps.',
  },
  PROVIDER_SCORE: {
    en: "A provider's score, {scale}: {value}.",
    fr: 'Avis externe, {scale} : {value}.',
  },
  SCALE_LIMIT: {
    en: 'The scale ends at 0 and 100.',
    fr: "L'échelle s'arrête à 0 et à 100.",
  },
  OVERRIDE_LIQUIDATION: {
    en: 'Judicial liquidation: grade E whatever the other facts.',
    fr: 'Liquidation judiciaire : note E quels que soient les autres éléments.',
  },
  OVERRIDE_STRUCK_OFF: {
    en: 'The company is struck off or has ceased trading: grade E.',
    fr: 'Entreprise radiée ou cessée : note E.',
  },
  OVERRIDE_RECEIVERSHIP: {
    en: 'Receivership: debts of before the judgment are frozen; grade E.',
    fr: 'Redressement judiciaire : dettes antérieures gelées ; note E.',
  },
  OVERRIDE_SAFEGUARD: {
    en: 'Safeguard proceedings: debts of before the judgment are frozen; grade E.',
    fr: 'Sauvegarde : dettes antérieures gelées ; note E.',
  },
  OVERRIDE_CLOSED_INSUFFICIENT_ASSETS: {
    en: 'Proceedings closed for insufficient assets: grade E.',
    fr: "Procédure clôturée pour insuffisance d'actif : note E.",
  },
  OVERRIDE_PLAN_UNDER_WAY: {
    en: 'Continuation plan under way: grade D at best.',
    fr: 'Plan de continuation en cours : note D au mieux.',
  },
  OVERRIDE_SEVERELY_OVERDUE: {
    en: 'More than a tenth of the open amount is over 90 days late: grade D at best.',
    fr: "Plus d'un dixième de l'encours a plus de 90 jours de retard : note D au mieux.",
  },
  OVERRIDE_RETURNED_PAYMENTS: {
    en: 'The bank returned a payment in the last 12 months: grade D at best.',
    fr: 'Un paiement a été rejeté par la banque depuis 12 mois : note D au mieux.',
  },
  OVERRIDE_CLOSED_OUTCOME_UNKNOWN: {
    en: 'Insolvency proceedings are closed but their outcome is unknown: grade D at best.',
    fr: "Procédure collective clôturée sans que l'issue soit connue : note D au mieux.",
  },
  OVERRIDE_EQUITY_BELOW_HALF_CAPITAL: {
    en: 'Equity is below half of the share capital: grade C at best.',
    fr: 'Capitaux propres inférieurs à la moitié du capital : note C au mieux.',
  },
  OVERRIDE_THIN_FILE: {
    en: 'No accounts and too few payments to be called good: grade C at best.',
    fr: 'Ni comptes ni assez de paiements pour juger favorablement : note C au mieux.',
  },
  OVERRIDE_ACCOUNTS_STALE: {
    en: 'The accounts are more than 18 months old: grade B at best.',
    fr: 'Comptes de plus de 18 mois : note B au mieux.',
  },
  OVERRIDE_SANCTIONS_HIT: {
    en: 'Matched to a sanctions list: no business until this is cleared; grade E.',
    fr: "Rapprochée d'une liste de sanctions : aucune affaire avant levée du doute ; note E.",
  },
  OVERRIDE_PUBLIC_PRIVILEGE: {
    en: 'The State or URSSAF has registered its privilege for unpaid debts: grade D at best.',
    fr: "Inscription de privilège du Trésor ou de l'URSSAF : note D au mieux.",
  },
  OVERRIDE_PROVIDER_SAYS_FAILING: {
    en: "A provider's score says that the company has failed: grade D at best.",
    fr: "Un score externe dit l'entreprise défaillante : note D au mieux.",
  },
  OVERRIDE_COVER_WITHDRAWN: {
    en: 'The credit insurer has withdrawn its cover: grade D at best.',
    fr: "L'assureur-crédit a retiré sa garantie : note D au mieux.",
  },
  NO_COMPANY_MATCHED: {
    en: 'No company is matched to this customer: no registry facts were used.',
    fr: 'Aucune entreprise rapprochée de ce client : registres non utilisés.',
  },
  ACCOUNTS_MISSING: {
    en: 'No accounts are known; their absence is not held against the company.',
    fr: "Aucun compte connu ; leur absence n'est pas retenue contre l'entreprise.",
  },
  ACCOUNTS_CONFIDENTIAL: {
    en: 'The accounts are confidential; this is not held against the company.',
    fr: "Comptes confidentiels ; ce n'est pas retenu contre l'entreprise.",
  },
  ACCOUNTS_TOO_OLD: {
    en: 'The latest accounts are more than 24 months old and were not used.',
    fr: 'Derniers comptes de plus de 24 mois, non utilisés.',
  },
  ACCOUNTS_CONSOLIDATED_ONLY: {
    en: 'Only group accounts are known; they were not used for this company.',
    fr: 'Seuls des comptes consolidés sont connus ; non utilisés pour cette société.',
  },
  ACCOUNTS_PERIOD_UNUSABLE: {
    en: 'The accounts cover an unusual period and were not used.',
    fr: "Les comptes couvrent une durée d'exercice inhabituelle, non utilisés.",
  },
  ACCOUNTS_INCOMPLETE: {
    en: 'The accounts lack the items that are needed to judge by them.',
    fr: 'Comptes trop incomplets pour être notés.',
  },
  ACCOUNTS_INCONSISTENT: {
    en: 'The accounts contradict themselves and were not used.',
    fr: 'Comptes contradictoires, non utilisés.',
  },
  INCOME_STATEMENT_CONFIDENTIAL: {
    en: 'The income statement is confidential: the balance sheet alone was used.',
    fr: 'Compte de résultat confidentiel : seul le bilan a été utilisé.',
  },
  SECTOR_NOT_COVERED: {
    en: 'The accounts of this kind of organisation are not scored.',
    fr: "Les comptes de ce type d'organisme ne sont pas notés.",
  },
  HOLDING: {
    en: 'A holding: its own accounts are not scored.',
    fr: 'Société holding : ses comptes propres ne sont pas notés.',
  },
  NO_PAYMENT_HISTORY: {
    en: 'No payment in the last 12 months to judge by.',
    fr: 'Aucun paiement sur 12 mois pour juger.',
  },
  DUE_DATES_ASSUMED: {
    en: 'Some due dates are assumed from the usual terms.',
    fr: 'Certaines échéances sont supposées selon les conditions habituelles.',
  },
  EVENT_TO_REVIEW: {
    en: '{eventName} published on {on}: to be reviewed, no points.',
    fr: '{eventName} publiée le {on} : à examiner, sans effet sur le score.',
  },
};
