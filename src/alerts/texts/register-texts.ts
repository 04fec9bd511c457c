import type { AlertTexts } from './alert-texts';

/** What registers and accounts say of the company. */
export const REGISTER_TEXTS = {
  STRUCK_OFF: {
    en: {
      title: '{customer}: struck off or ceased',
      detail:
        'The company left the register (date: {on}). Exposure: {exposure}. Stop deliveries, find out who answers for its ' +
        'debts (liquidator, buyer of the business), and claim before what is left is shared out.',
    },
    fr: {
      title: '{customer} : radiation ou cessation',
      detail:
        'L’entreprise a quitté le registre (date : {on}). Encours : {exposure}. Arrêter les livraisons, identifier qui répond ' +
        'de ses dettes (liquidateur, repreneur) et réclamer avant la répartition du solde.',
    },
  },
  ACCOUNTS_NOT_FILED: {
    en: {
      title: '{customer}: accounts not filed',
      detail:
        'The accounts closed on {closedOn} were expected by {expectedOn}; ' +
        'the latest filed were closed on {latestClosedOn}. Ask for them: who hides a bad year files late. Do not raise the ' +
        'limit on accounts of the year before.',
    },
    fr: {
      title: '{customer} : comptes non déposés',
      detail:
        'Les comptes clos le {closedOn} étaient attendus pour le {expectedOn} ; ' +
        'les derniers déposés sont clos le {latestClosedOn}. Les demander : un mauvais exercice se dépose tard. Ne pas ' +
        'augmenter la limite sur la foi des comptes précédents.',
    },
  },
  EQUITY_BELOW_HALF_CAPITAL: {
    en: {
      title: '{customer}: equity below half of the share capital',
      detail:
        'Accounts closed on {closedOn}: equity {equity} for a capital of {capital}. Its members must decide whether it ' +
        'goes on, and restore the equity by the end of the second year after (art. L. 223-42 and L. 225-248 of the French ' +
        'commercial code). Exposure: {exposure}. Ask for the minutes and for what the owners put in; meanwhile secure ' +
        'new deliveries.',
    },
    fr: {
      title: '{customer} : capitaux propres inférieurs à la moitié du capital',
      detail:
        'Comptes clos le {closedOn} : capitaux propres de {equity} pour un capital de {capital}. Les associés doivent se ' +
        'prononcer sur la continuation et reconstituer les capitaux propres avant la fin du deuxième exercice suivant (art. ' +
        'L. 223-42 et L. 225-248 C. com.). Encours : {exposure}. Demander le procès-verbal et les apports prévus ; d’ici là, ' +
        'garantir les nouvelles livraisons.',
    },
  },
  SHAREHOLDERS_CHANGE_OFTEN: {
    en: {
      title: '{customer}: owners changed {count} times in {days} days',
      detail:
        'The latest change is of {latestOn}. Exposure: {exposure}. Ask who stands behind the company now and why; check ' +
        'that guarantees by former owners still hold, and look at the limit with the answer.',
    },
    fr: {
      title: '{customer} : {count} changements d’actionnaires en {days} jours',
      detail:
        'Le dernier date du {latestOn}. Encours : {exposure}. Demander qui contrôle désormais l’entreprise et pourquoi ; ' +
        'vérifier que les garanties des anciens associés tiennent et revoir la limite.',
    },
  },
  OFFICERS_CHANGE_OFTEN: {
    en: {
      title: '{customer}: management changed {count} times in {days} days',
      detail:
        'The latest change is of {latestOn}. Exposure: {exposure}. Ask who signs orders and payments now, and why the ' +
        'others left; orders placed in the name of who has left do not bind the company.',
    },
    fr: {
      title: '{customer} : {count} changements de dirigeants en {days} jours',
      detail:
        'Le dernier date du {latestOn}. Encours : {exposure}. Demander qui signe désormais commandes et paiements, et pourquoi ' +
        'les autres sont partis ; une commande au nom d’un dirigeant parti n’engage pas la société.',
    },
  },
  SEAT_CHANGED: {
    en: {
      title: '{customer}: registered office moved to {to}',
      detail:
        'From {from}, noted on {changedOn}. Exposure: {exposure}. Correct the address on invoices and reminders. Ask for the ' +
        'reason of a move far away: it may change the competent court, or cover a sale.',
    },
    fr: {
      title: '{customer} : siège transféré à {to}',
      detail:
        'Depuis {from}, relevé le {changedOn}. Encours : {exposure}. Corriger l’adresse des factures et relances. Demander la ' +
        'raison d’un transfert lointain : il peut changer le tribunal compétent ou cacher une cession.',
    },
  },
  LEGAL_FORM_CHANGED: {
    en: {
      title: '{customer}: legal form changed from {from} to {to}',
      detail:
        'Noted on {changedOn}. Exposure: {exposure}. Correct the name on contracts, and check who answers for the debts: ' +
        'members who answered with all they had may not any more for what is sold from now on.',
    },
    fr: {
      title: '{customer} : forme juridique passée de {from} à {to}',
      detail:
        'Relevé le {changedOn}. Encours : {exposure}. Corriger la dénomination des contrats et vérifier qui répond des dettes : ' +
        'des associés indéfiniment responsables peuvent ne plus l’être pour les ventes à venir.',
    },
  },
  ACTIVITY_CHANGED: {
    en: {
      title: '{customer}: registered activity changed from {from} to {to}',
      detail:
        'Noted on {changedOn}. Exposure: {exposure}. Ask whether what you sell it still fits its trade; a new trade has ' +
        'other risks than those its limit was set by.',
    },
    fr: {
      title: '{customer} : activité passée de {from} à {to}',
      detail:
        'Relevé le {changedOn}. Encours : {exposure}. Vérifier que vos ventes correspondent encore à son métier ; une nouvelle ' +
        'activité porte d’autres risques que ceux de sa limite.',
    },
  },
} satisfies AlertTexts;
