import { renderText, type Locale, type TextParams } from '../../kernel';
import type { AlertTexts } from '../texts/alert-texts';

const TEXTS = {
  CONNECTION_REFUSED: {
    en: {
      title: '{connection}: the provider refuses its credentials',
      detail:
        'Nothing is asked of {connector} until somebody enters others or resumes the connection ({code}). What it said ' +
        'before stays, and gets older: customers are scored with it and no news of them comes in this way.',
    },
    fr: {
      title: '{connection} : identifiants refusés par le fournisseur',
      detail:
        'Rien n’est demandé à {connector} tant que personne n’a saisi d’autres identifiants ou relancé la connexion ' +
        '({code}). Les données déjà reçues restent et vieillissent : les scores s’appuient dessus, sans nouvelles par cette voie.',
    },
  },
  CONSENT_ENDED: {
    en: {
      title: '{connection}: the consent of the books’ owner has ended',
      detail:
        'It was withdrawn, has run out for want of use, or was lost ({code}). Nothing is read from {connector} until the owner ' +
        'consents again: npx encours connections authorize {connector}. What it said before stays, and gets older.',
    },
    fr: {
      title: '{connection} : l’autorisation du titulaire des comptes a pris fin',
      detail:
        'Elle a été retirée, a expiré faute d’usage ou a été perdue ({code}). Plus rien n’est lu chez {connector} tant que le ' +
        'titulaire n’a pas autorisé à nouveau : npx encours connections authorize {connector}. Les données reçues restent et vieillissent.',
    },
  },
  CONNECTION_FAILING: {
    en: {
      title: '{connection}: not synced since {since}',
      detail:
        '{failures} runs failed in a row ({code}); the last good one was on {succeededOn}. News of customers that only ' +
        '{connector} has does not reach you: see its sync runs, and ask the provider if it is not the network.',
    },
    fr: {
      title: '{connection} : plus de synchronisation depuis le {since}',
      detail:
        '{failures} exécutions de suite ont échoué ({code}) ; dernière réussite : {succeededOn}. Ce que seul {connector} sait ' +
        'de vos clients ne vous parvient plus : voir les exécutions et, si le réseau n’est pas en cause, interroger le fournisseur.',
    },
  },
  CONNECTION_STALE: {
    en: {
      title: '{connection}: nothing read for {days} days',
      detail:
        'The last good run was on {succeededOn}; it usually runs every {rhythm} days. No run failed: see whether a worker ' +
        'runs and its schedule includes this connection, or import the file that is due.',
    },
    fr: {
      title: '{connection} : rien lu depuis {days} jours',
      detail:
        'Dernière réussite : {succeededOn} ; rythme habituel : tous les {rhythm} jours. Aucune exécution n’a échoué : vérifier ' +
        'qu’un processus worker tourne et planifie cette connexion, ou importer le fichier attendu.',
    },
  },
  CONNECTION_NEVER_READ: {
    en: {
      title: '{connection}: connected {days} days ago and never read',
      detail:
        'No run of it has succeeded since it was connected on {connectedOn}. Start a sync and see what it says, or ' +
        'disconnect it: as it stands nothing rests on {connector}.',
    },
    fr: {
      title: '{connection} : connectée depuis {days} jours et jamais lue',
      detail:
        'Aucune exécution n’a réussi depuis la connexion du {connectedOn}. Lancer une synchronisation et lire son message, ou ' +
        'déconnecter : en l’état rien ne repose sur {connector}.',
    },
  },
  BUDGET_NEARLY_SPENT: {
    en: {
      title: '{connection}: {share} of the month’s budget is spent',
      detail:
        'Booked: {booked} of {limit}, {calls} of {callsMax} calls. At 100 % nothing more is bought until the month ends, ' +
        'and companies keep the age their data has: raise the budget, or refresh the important customers first.',
    },
    fr: {
      title: '{connection} : {share} du budget du mois consommés',
      detail:
        'Engagé : {booked} sur {limit}, {calls} appels sur {callsMax}. À 100 %, plus aucun achat avant la fin du mois et les ' +
        'données des sociétés vieillissent : relever le budget, ou actualiser d’abord les clients importants.',
    },
  },
  BUDGET_SPENT: {
    en: {
      title: '{connection}: the month’s budget is used up',
      detail:
        'A paid call was not made. Booked: {booked} of {limit}, {calls} of {callsMax} calls. What only {connector} sells is ' +
        'not renewed until the month ends: raise the budget, or accept older data and check large orders by hand.',
    },
    fr: {
      title: '{connection} : budget du mois épuisé',
      detail:
        'Un appel payant n’a pas été fait. Engagé : {booked} sur {limit}, {calls} appels sur {callsMax}. Ce que seul ' +
        '{connector} vend n’est plus renouvelé avant la fin du mois : relever le budget, ou accepter des données plus ' +
        'anciennes et vérifier à la main les grosses commandes.',
    },
  },
} satisfies AlertTexts;

/** Stored with every alert about a connection; a key is never reused for something else. */
export type ConnectionTextKey = keyof typeof TEXTS;

export const CONNECTION_TEXT_KEYS = Object.keys(TEXTS) as ConnectionTextKey[];

/** One line that says what is wrong, in the reader's language. */
export function connectionAlertTitle(
  key: ConnectionTextKey,
  params: TextParams,
  locale: Locale,
): string {
  return renderText(TEXTS[key][locale].title, params, locale);
}

/** What it means and what to do, in the reader's language. */
export function connectionAlertDetail(
  key: ConnectionTextKey,
  params: TextParams,
  locale: Locale,
): string {
  return renderText(TEXTS[key][locale].detail, params, locale);
}
