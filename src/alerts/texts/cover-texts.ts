import type { AlertTexts } from './alert-texts';

/** What insurers cover less of, or no more. */
export const COVER_TEXTS = {
  COVER_REDUCED: {
    en: {
      title: '{customer}: cover cut from {from} to {to}',
      detail:
        '{insurer}, policy {policy} (notice: {noticeOn}; effective: {effectiveOn}; run-off of earlier deliveries until: ' +
        '{runOffUntil}). Exposure: {exposure}. What ships from now on is insured up to {to} only: bring the limit into ' +
        'line, or ask the insurer to look again with fresh figures.',
    },
    fr: {
      title: '{customer} : garantie ramenée de {from} à {to}',
      detail:
        '{insurer}, police {policy} (notification : {noticeOn} ; effet : {effectiveOn} ; maintien pour les livraisons ' +
        'antérieures jusqu’au : {runOffUntil}). Encours : {exposure}. Désormais, seules les livraisons dans la limite de {to} ' +
        'sont assurées : aligner la limite, ou demander une révision à l’assureur avec des éléments récents.',
    },
  },
  COVER_REDUCTION_ANNOUNCED: {
    en: {
      title: '{customer}: cover will fall from {from} to {to}',
      detail:
        '{insurer}, policy {policy} (notice: {noticeOn}; effective: {effectiveOn}; run-off of earlier deliveries until: ' +
        '{runOffUntil}). Exposure: {exposure}. Plan deliveries by the day it takes effect, and ask the insurer to look ' +
        'again while there is time.',
    },
    fr: {
      title: '{customer} : garantie bientôt ramenée de {from} à {to}',
      detail:
        '{insurer}, police {policy} (notification : {noticeOn} ; effet : {effectiveOn} ; maintien pour les livraisons ' +
        'antérieures jusqu’au : {runOffUntil}). Encours : {exposure}. Planifier les livraisons avant la prise d’effet et ' +
        'demander une révision à l’assureur tant qu’il est temps.',
    },
  },
  COVER_WITHDRAWN: {
    en: {
      title: '{customer}: cover withdrawn',
      detail:
        '{insurer}, policy {policy}, covered: {from} (notice: {noticeOn}; effective: {effectiveOn}; run-off of earlier ' +
        'deliveries until: {runOffUntil}). Exposure: {exposure}. Whatever ships now is at your own risk: stop, or deliver ' +
        'against payment; declare late invoices to the insurer in time.',
    },
    fr: {
      title: '{customer} : garantie résiliée',
      detail:
        '{insurer}, police {policy}, montant garanti : {from} (notification : {noticeOn} ; effet : {effectiveOn} ; maintien ' +
        'pour les livraisons antérieures jusqu’au : {runOffUntil}). Encours : {exposure}. Toute nouvelle livraison est à vos ' +
        'risques : arrêter ou livrer au comptant ; déclarer les impayés à l’assureur dans les délais.',
    },
  },
  COVER_WITHDRAWAL_ANNOUNCED: {
    en: {
      title: '{customer}: the insurer withdraws its cover on {effectiveOn}',
      detail:
        '{insurer}, policy {policy}, covered until then: {from} (notice: {noticeOn}; run-off of earlier deliveries until: ' +
        '{runOffUntil}). Exposure: {exposure}. Find out what the insurer knows, and decide which deliveries still leave ' +
        'before {effectiveOn}.',
    },
    fr: {
      title: '{customer} : l’assureur résilie sa garantie au {effectiveOn}',
      detail:
        '{insurer}, police {policy}, montant garanti jusque-là : {from} (notification : {noticeOn} ; maintien pour les ' +
        'livraisons antérieures jusqu’au : {runOffUntil}). Encours : {exposure}. Se renseigner auprès de l’assureur et ' +
        'décider des livraisons à faire partir avant le {effectiveOn}.',
    },
  },
  COVER_ENDING: {
    en: {
      title: '{customer}: cover of {amount} ends on {endsOn}',
      detail:
        '{insurer}, policy {policy}: no renewal is known. Exposure: {exposure}. Ask for the renewal now; what ships after ' +
        '{endsOn} is not insured.',
    },
    fr: {
      title: '{customer} : garantie de {amount} arrivant à échéance le {endsOn}',
      detail:
        '{insurer}, police {policy} : aucun renouvellement connu. Encours : {exposure}. Demander le renouvellement dès ' +
        'maintenant ; les livraisons postérieures au {endsOn} ne sont pas assurées.',
    },
  },
  COVER_ENDED: {
    en: {
      title: '{customer}: cover of {amount} ended on {endsOn}',
      detail:
        '{insurer}, policy {policy}: not renewed as far as we know. Exposure: {exposure}. What ships now is at your own ' +
        'risk: ask for a cover, or bring the limit down to what you carry yourself.',
    },
    fr: {
      title: '{customer} : garantie de {amount} échue depuis le {endsOn}',
      detail:
        '{insurer}, police {policy} : pas de renouvellement connu. Encours : {exposure}. Toute livraison est désormais à vos ' +
        'risques : demander une garantie ou ramener la limite à ce que vous portez vous-même.',
    },
  },
} satisfies AlertTexts;
