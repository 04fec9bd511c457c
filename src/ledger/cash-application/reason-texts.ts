import type { CashReasonCode } from './receipt';

/** Why a payment is thought to be somebody's and to pay something, for people. */
export const CASH_REASON_TEXTS: Readonly<Record<CashReasonCode, { en: string; fr: string }>> = {
  NUMBER: { en: 'It quotes a document of the customer.', fr: 'Il cite une pièce du client.' },
  IBAN: {
    en: 'The customer has paid from this account.',
    fr: 'Le client a déjà payé depuis ce compte.',
  },
  SIREN: { en: 'It names the customer’s SIREN.', fr: 'Il cite le SIREN du client.' },
  NAME: { en: 'The payer has the customer’s name.', fr: 'Le payeur porte le nom du client.' },
  CODE: { en: 'It names the customer’s account.', fr: 'Il cite le compte du client.' },
  NAME_PART: {
    en: 'The payer’s name is a part of the customer’s.',
    fr: 'Le nom du payeur est une partie de celui du client.',
  },
  AMOUNT_ONLY: { en: 'Only the amount speaks for it.', fr: 'Seul le montant le suggère.' },
  QUOTED_SUM: {
    en: 'The documents it quotes come to the amount.',
    fr: 'Les pièces citées font le montant.',
  },
  QUOTED_SUM_CREDITS: {
    en: 'The documents it quotes, less credit notes, come to the amount.',
    fr: 'Les pièces citées, moins des avoirs, font le montant.',
  },
  QUOTED_DISCOUNT: {
    en: 'The documents it quotes, less the cash discount agreed, come to the amount.',
    fr: 'Les pièces citées, moins l’escompte convenu, font le montant.',
  },
  QUOTED_DIFFERENCE: {
    en: 'The documents it quotes come to little more than the amount.',
    fr: 'Les pièces citées dépassent de peu le montant.',
  },
  QUOTED_PART: {
    en: 'It pays a part of the document it quotes.',
    fr: 'Il paie une partie de la pièce citée.',
  },
  ONE_CLAIM: {
    en: 'One document of the customer has this amount.',
    fr: 'Une seule pièce du client a ce montant.',
  },
  ONE_OF_EQUALS: {
    en: 'Several documents have this amount; the oldest is taken.',
    fr: 'Plusieurs pièces ont ce montant ; la plus ancienne est prise.',
  },
  WHOLE_BALANCE: { en: 'It is all the customer owes.', fr: 'C’est tout ce que le client doit.' },
  DUE_BALANCE: {
    en: 'It is all the customer owed by that day.',
    fr: 'C’est tout ce qui était échu ce jour-là.',
  },
  MONTH: { en: 'It is a whole month of documents.', fr: 'C’est un mois entier de pièces.' },
  OLDEST_RUN: {
    en: 'The oldest documents come to the amount.',
    fr: 'Les plus anciennes pièces font le montant.',
  },
  ONLY_SUM: {
    en: 'Only these documents together come to the amount.',
    fr: 'Seules ces pièces ensemble font le montant.',
  },
  SOME_SUM: {
    en: 'These documents come to the amount, others would too.',
    fr: 'Ces pièces font le montant, d’autres aussi.',
  },
  CLAIM_DISCOUNT: {
    en: 'One document, less the cash discount agreed, has this amount.',
    fr: 'Une pièce, moins l’escompte convenu, a ce montant.',
  },
  CLAIM_DIFFERENCE: {
    en: 'One document has nearly this amount.',
    fr: 'Une pièce a presque ce montant.',
  },
  OLDEST_FIRST: {
    en: 'Nothing explains the amount; the oldest are paid first.',
    fr: 'Rien n’explique le montant ; les plus anciennes d’abord.',
  },
  RETURNED: { en: 'A payment of the customer came back.', fr: 'Un paiement du client est revenu.' },
  IN_BOOKS: {
    en: 'The books show this payment already.',
    fr: 'La comptabilité montre déjà ce paiement.',
  },
  OTHER_FIT: {
    en: 'Other documents come to the amount, too.',
    fr: 'D’autres pièces font aussi le montant.',
  },
  OTHER_CUSTOMER: {
    en: 'Another customer is as likely.',
    fr: 'Un autre client est aussi probable.',
  },
  OTHER_NUMBER: {
    en: 'It quotes another document, or one that is not open.',
    fr: 'Il cite une autre pièce, ou une qui n’est pas ouverte.',
  },
  ADVANCE: {
    en: 'The payer calls it a payment in advance.',
    fr: 'Le payeur parle d’un acompte.',
  },
  PAID_BY_ANOTHER: {
    en: 'The payer is known as another customer.',
    fr: 'Le payeur est connu comme un autre client.',
  },
  BATCH: {
    en: 'The bank booked several payments as one sum.',
    fr: 'La banque a comptabilisé plusieurs paiements en une somme.',
  },
};
