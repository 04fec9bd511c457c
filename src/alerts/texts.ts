import { renderText, type Locale, type TextParams } from '../kernel';
import type { AlertTextKey } from './alert-types';

/** One line that says what happened, in the reader's language. */
export function alertTitle(key: AlertTextKey, params: TextParams, locale: Locale): string {
  return renderText(TEXTS[key][locale].title, params, locale);
}

/** What it means and what to do, in the reader's language. */
export function alertDetail(key: AlertTextKey, params: TextParams, locale: Locale): string {
  return renderText(TEXTS[key][locale].detail, params, locale);
}

interface Text {
  readonly title: string;
  readonly detail: string;
}

const DECLARE_EN =
  'Published on {publishedOn} ({noticeKey}: {notice}). Exposure: {exposure}. ' +
  'Declare the claim by {deadline}';
const DECLARE_FR =
  'Publié le {publishedOn} ({noticeKey} : {notice}). Encours : {exposure}. ' +
  'Déclarer la créance avant le {deadline} inclus';

const PAST_EN =
  'Published on {publishedOn} ({noticeKey}: {notice}). Exposure: {exposure}. ' +
  'The last day to declare claims was {deadline}: if yours was not declared, ask at once to be relieved ' +
  'of the foreclosure (within six months of publication)';
const PAST_FR =
  'Publié le {publishedOn} ({noticeKey} : {notice}). Encours : {exposure}. ' +
  'Le délai de déclaration a expiré le {deadline} : si la créance n’a pas été déclarée, demander sans ' +
  'attendre un relevé de forclusion (dans les six mois de la publication)';

const TEXTS: Readonly<Record<AlertTextKey, Readonly<Record<Locale, Text>>>> = {
  LIQUIDATION: {
    en: {
      title: '{customer}: judicial liquidation',
      detail: `${DECLARE_EN}, stop deliveries and reclaim goods under retention of title.`,
    },
    fr: {
      title: '{customer} : liquidation judiciaire',
      detail: `${DECLARE_FR}, arrêter les livraisons et revendiquer les marchandises réservées.`,
    },
  },
  RECEIVERSHIP: {
    en: {
      title: '{customer}: receivership',
      detail: `${DECLARE_EN}; new deliveries against cash only.`,
    },
    fr: {
      title: '{customer} : redressement judiciaire',
      detail: `${DECLARE_FR} ; nouvelles livraisons au comptant uniquement.`,
    },
  },
  SAFEGUARD: {
    en: {
      title: '{customer}: safeguard proceedings',
      detail: `${DECLARE_EN}; new deliveries against cash only.`,
    },
    fr: {
      title: '{customer} : procédure de sauvegarde',
      detail: `${DECLARE_FR} ; nouvelles livraisons au comptant uniquement.`,
    },
  },
  PLAN_FAILED: {
    en: {
      title: '{customer}: the recovery plan failed',
      detail: `${DECLARE_EN} where new proceedings open, and stop deliveries.`,
    },
    fr: {
      title: '{customer} : résolution du plan',
      detail: `${DECLARE_FR} si une nouvelle procédure s'ouvre, et arrêter les livraisons.`,
    },
  },
  LIQUIDATION_PAST_DEADLINE: {
    en: {
      title: '{customer}: judicial liquidation',
      detail: `${PAST_EN}; no deliveries.`,
    },
    fr: {
      title: '{customer} : liquidation judiciaire',
      detail: `${PAST_FR} ; plus de livraisons.`,
    },
  },
  RECEIVERSHIP_PAST_DEADLINE: {
    en: {
      title: '{customer}: receivership',
      detail: `${PAST_EN}; new deliveries against cash only.`,
    },
    fr: {
      title: '{customer} : redressement judiciaire',
      detail: `${PAST_FR} ; nouvelles livraisons au comptant uniquement.`,
    },
  },
  SAFEGUARD_PAST_DEADLINE: {
    en: {
      title: '{customer}: safeguard proceedings',
      detail: `${PAST_EN}; new deliveries against cash only.`,
    },
    fr: {
      title: '{customer} : procédure de sauvegarde',
      detail: `${PAST_FR} ; nouvelles livraisons au comptant uniquement.`,
    },
  },
  PLAN_FAILED_PAST_DEADLINE: {
    en: {
      title: '{customer}: the recovery plan failed',
      detail:
        'Published on {publishedOn} ({noticeKey}: {notice}). Exposure: {exposure}. Stop deliveries, and ' +
        'declare the claim where new proceedings open (within two months of their publication).',
    },
    fr: {
      title: '{customer} : résolution du plan',
      detail:
        'Publié le {publishedOn} ({noticeKey} : {notice}). Encours : {exposure}. Arrêter les livraisons, et ' +
        'déclarer la créance si une nouvelle procédure s’ouvre (dans les deux mois de sa publication).',
    },
  },
  STRUCK_OFF: {
    en: {
      title: '{customer}: struck off or ceased',
      detail: 'The company left the register (date: {on}). Exposure: {exposure}.',
    },
    fr: {
      title: '{customer} : radiation ou cessation',
      detail: "L'entreprise a quitté le registre (date : {on}). Encours : {exposure}.",
    },
  },
  GRADE_DROP: {
    en: {
      title: '{customer}: grade {from} → {to}',
      detail: 'The grade fell from {from} to {to} on {changedOn}. Exposure: {exposure}.',
    },
    fr: {
      title: '{customer} : note {from} → {to}',
      detail: 'La note est passée de {from} à {to} le {changedOn}. Encours : {exposure}.',
    },
  },
  LIMIT_EXCEEDED: {
    en: {
      title: '{customer}: {over} over the credit limit',
      detail: 'Exposure {exposure} against a limit of {limit}.',
    },
    fr: {
      title: '{customer} : {over} au-delà de la limite de crédit',
      detail: 'Encours de {exposure} pour une limite de {limit}.',
    },
  },
  LIMIT_CUT: {
    en: {
      title: '{customer}: the limit was cut {over} below what is owed',
      detail:
        'Exposure {exposure} against a new limit of {limit}; nothing was sold beyond it since.',
    },
    fr: {
      title: '{customer} : limite ramenée {over} sous l’encours',
      detail:
        'Encours de {exposure} pour une nouvelle limite de {limit} ; rien n’a été vendu au-delà depuis.',
    },
  },
  SERIOUSLY_LATE: {
    en: {
      title: '{customer}: seriously late for the first time',
      detail:
        'Invoice {number}, due on {dueOn}, is {days} days late ({amount}). ' +
        'Overdue in all: {overdue}.',
    },
    fr: {
      title: '{customer} : premier retard grave',
      detail:
        'Facture {number}, échue le {dueOn}, en retard de {days} jours ({amount}). ' +
        'Total échu : {overdue}.',
    },
  },
  SERIOUSLY_LATE_ASSUMED: {
    en: {
      title: '{customer}: seriously late for the first time, by an assumed due date',
      detail:
        'Invoice {number} states no due date. By the usual or the legal terms it was due on ' +
        '{dueOn} and is {days} days late ({amount}). Overdue in all: {overdue}. ' +
        'Check the agreed terms.',
    },
    fr: {
      title: '{customer} : premier retard grave, échéance supposée',
      detail:
        "La facture {number} ne porte pas d'échéance. Aux conditions habituelles ou légales, " +
        'elle était échue le {dueOn}, soit {days} jours de retard ({amount}). ' +
        'Total échu : {overdue}. Vérifier les conditions convenues.',
    },
  },
  ACCOUNTS_NOT_FILED: {
    en: {
      title: '{customer}: accounts not filed',
      detail:
        'The accounts closed on {closedOn} were expected by {expectedOn}; ' +
        'the latest filed were closed on {latestClosedOn}.',
    },
    fr: {
      title: '{customer} : comptes non déposés',
      detail:
        'Les comptes clos le {closedOn} étaient attendus pour le {expectedOn} ; ' +
        'les derniers déposés sont clos le {latestClosedOn}.',
    },
  },
  RETURNED_PAYMENT: {
    en: {
      title: '{customer}: payment of {amount} returned',
      detail: 'The bank returned a payment of {amount} on {on}.',
    },
    fr: {
      title: '{customer} : paiement de {amount} rejeté',
      detail: 'La banque a rejeté un paiement de {amount} le {on}.',
    },
  },
};
