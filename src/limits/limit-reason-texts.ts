import type { Locale } from '../kernel';
import type { CoverAssumption, LimitReasonCode } from './limit-types';

/** One sentence for a reason of a limit, in the reader's language. */
export function limitReasonText(code: LimitReasonCode, locale: Locale): string {
  return TEXTS[code][locale];
}

/** One sentence for what the policy assumed where an insurer does not say, in the reader's language. */
export function coverAssumptionText({ of, value }: CoverAssumption, locale: Locale): string {
  const isFrench = locale === 'fr';
  switch (of) {
    case 'INSURED_PERCENT':
      return isFrench
        ? `Quotité garantie non indiquée : ${value} % retenus par la politique.`
        : `Insured share not stated: ${value} % assumed by the policy.`;
    case 'RUN_OFF_DAYS':
      return isFrench
        ? `Fin de la garantie des livraisons antérieures non indiquée : ${value} jours retenus par la politique.`
        : `End of the cover of earlier deliveries not stated: ${value} days assumed by the policy.`;
  }
}

const TEXTS: Readonly<Record<LimitReasonCode, Readonly<Record<Locale, string>>>> = {
  FIRST_LIMIT: {
    en: 'The customer had no limit before.',
    fr: 'Le client n’avait pas encore de limite.',
  },
  RAISED: {
    en: 'The policy gives more than before.',
    fr: 'La politique accorde plus qu’avant.',
  },
  CUT: {
    en: 'The policy gives less than before.',
    fr: 'La politique accorde moins qu’avant.',
  },
  UNCHANGED: {
    en: 'The policy gives the same as before.',
    fr: 'La politique accorde autant qu’avant.',
  },
  CHANGE_TOO_SMALL: {
    en: 'The policy gives nearly the same: the change is too small to apply.',
    fr: 'La politique accorde presque autant : l’écart est trop faible pour être appliqué.',
  },
  ABOVE_AUTOMATIC_AMOUNT: {
    en: 'It is more than the policy grants this grade without a person.',
    fr: 'C’est plus que la politique n’accorde à cette note sans validation.',
  },
  POLICY_NOT_CONFIRMED: {
    en: 'The policy would grant it without a person, but only one person has published that policy.',
    fr: 'La politique l’accorderait sans validation, mais une seule personne a publié cette politique.',
  },
  NO_RECENT_SALES: {
    en: 'Nothing was sold to the customer in twelve months.',
    fr: 'Rien n’a été vendu au client depuis douze mois.',
  },
  NO_CAPACITY_KNOWN: {
    en: 'Neither accounts nor a payment record tell what the customer can bear.',
    fr: 'Ni comptes ni historique de paiement ne disent ce que le client peut supporter.',
  },
  LIMIT_BELOW_EXPOSURE: {
    en: 'The customer owes more already.',
    fr: 'Le client doit déjà davantage.',
  },
  OVERRIDE_IN_FORCE: {
    en: 'A hard rule is in force and binds.',
    fr: 'Une règle impérative s’applique et fixe la limite.',
  },
  GRADE_E: {
    en: 'Grade E: nothing new on credit.',
    fr: 'Note E : plus rien à crédit.',
  },
  MANUAL_LIMIT_IN_FORCE: {
    en: 'A person set it.',
    fr: 'Une personne l’a fixée.',
  },
  ABOVE_AUTHORITY: {
    en: 'It is more, or for longer, than its author may grant alone.',
    fr: 'Elle dépasse, en montant ou en durée, ce que son auteur peut accorder seul.',
  },
  MANUAL_LIMIT_EXPIRED: {
    en: 'The limit a person had set has ended.',
    fr: 'La limite fixée par une personne a pris fin.',
  },
  PROPOSAL_PENDING: {
    en: 'A proposal to raise it waits for approval.',
    fr: 'Une proposition de hausse attend une validation.',
  },
  PROPOSAL_REJECTED: {
    en: 'An approver refused to raise it.',
    fr: 'Un valideur a refusé de la relever.',
  },
  NO_LIMIT_NOT_SCORED: {
    en: 'Nothing is known to lend on.',
    fr: 'Rien n’est connu sur quoi accorder un crédit.',
  },
  CURRENCY_NOT_COVERED: {
    en: 'No exchange rate to the currency of the policy is known.',
    fr: 'Aucun taux de change vers la devise de la politique n’est connu.',
  },
  REVIEW_DUE: {
    en: 'Its review was due.',
    fr: 'Sa revue était due.',
  },
};
