import type { AlertTexts } from './alert-texts';
import { COVER_TEXTS } from './cover-texts';
import { REGISTER_TEXTS } from './register-texts';

/** What bureaux say, and what nobody says. */
const OPINION_TEXTS = {
  PROVIDER_SCORE_DROP: {
    en: {
      title: '{customer}: {provider} scores it worse, {from} → {to}',
      detail:
        'On {scale} it fell from {from} ({fromOn}) to {to} ({on}); by our table of that scale the odds of failing are ' +
        '{times} times as high. Exposure: {exposure}. Ask the bureau what it saw, look at the limit before the next ' +
        'delivery, and do not raise it meanwhile.',
    },
    fr: {
      title: '{customer} : note {provider} dégradée, {from} → {to}',
      detail:
        'Sur {scale}, passage de {from} ({fromOn}) à {to} ({on}) ; selon notre table de cette échelle, le risque estimé ' +
        'de défaillance est multiplié par {times}. Encours : {exposure}. Demander au prestataire ce qu’il a vu, revoir la ' +
        'limite avant la prochaine livraison et ne pas l’augmenter d’ici là.',
    },
  },
  PROVIDER_SCORE_FAILED: {
    en: {
      title: '{customer}: {provider} says it has failed',
      detail:
        'On {scale} it went from {from} ({fromOn}) to {to} ({on}), the value of companies that have failed. Exposure: ' +
        '{exposure}. Stop deliveries on credit, look for the notice in the BODACC, and declare the claim once it is there.',
    },
    fr: {
      title: '{customer} : défaillance selon {provider}',
      detail:
        'Sur {scale}, passage de {from} ({fromOn}) à {to} ({on}), valeur des entreprises défaillantes. Encours : ' +
        '{exposure}. Suspendre les livraisons à crédit, rechercher l’annonce au BODACC et déclarer la créance dès sa parution.',
    },
  },
  RECOMMENDED_LIMIT_CUT: {
    en: {
      title: '{customer}: {provider} recommends {to} instead of {from}',
      detail:
        'The recommended limit was cut from {from} to {to} on {on}. Exposure: {exposure}. It is an opinion and no cover: ' +
        'compare it with your own limit, and ask for fresh figures if more is owed than is recommended.',
    },
    fr: {
      title: '{customer} : {provider} conseille {to} au lieu de {from}',
      detail:
        'L’encours conseillé est passé de {from} à {to} le {on}. Encours : {exposure}. C’est un avis, pas une garantie : ' +
        'le comparer à votre limite et demander une situation récente si l’encours le dépasse.',
    },
  },
  RECOMMENDED_LIMIT_GONE: {
    en: {
      title: '{customer}: {provider} recommends no credit any more',
      detail:
        'It recommended {from} until {on}, and nothing since. Exposure: {exposure}. Find out why before the next delivery; ' +
        'until then deliver against payment or a guarantee.',
    },
    fr: {
      title: '{customer} : {provider} ne conseille plus aucun crédit',
      detail:
        'Il conseillait {from} jusqu’au {on}, et plus rien depuis. Encours : {exposure}. En chercher la raison avant la ' +
        'prochaine livraison ; d’ici là, livrer au comptant ou contre garantie.',
    },
  },
  COMPANY_DATA_STALE: {
    en: {
      title: '{customer}: nothing confirmed since {confirmedOn}',
      detail:
        'For more than {days} days no source has confirmed anything of the company, which owes {exposure}. Refresh it, and ' +
        'check that its connections still run: an opening of proceedings would not reach you.',
    },
    fr: {
      title: '{customer} : rien de confirmé depuis le {confirmedOn}',
      detail:
        'Depuis plus de {days} jours, aucune source n’a rien confirmé de cette entreprise, qui doit {exposure}. L’actualiser ' +
        'et vérifier ses connexions : une ouverture de procédure ne vous parviendrait pas.',
    },
  },
  COMPANY_NEVER_CONFIRMED: {
    en: {
      title: '{customer}: no source has ever confirmed it',
      detail:
        'It owes {exposure} and no source has said anything of the company yet. Connect a registry, or refresh the company: ' +
        'an opening of proceedings would not reach you.',
    },
    fr: {
      title: '{customer} : aucune source ne l’a jamais confirmée',
      detail:
        'Elle doit {exposure} et aucune source n’en a encore rien dit. Connecter un registre ou actualiser l’entreprise : une ' +
        'ouverture de procédure ne vous parviendrait pas.',
    },
  },
  UNMATCHED_EXPOSURE: {
    en: {
      title: '{customer}: owes {exposure} and is matched to no company',
      detail:
        'Customers without a company are told from {threshold} on, since no registry, bureau or insurer is asked about ' +
        'them. Match it to its company, or note its SIREN or VAT number in the accounting.',
    },
    fr: {
      title: '{customer} : doit {exposure} sans entreprise rapprochée',
      detail:
        'Les clients sans entreprise sont signalés à partir de {threshold} : ni registre, ni prestataire, ni assureur n’est ' +
        'interrogé à leur sujet. Le rapprocher, ou saisir son SIREN ou son n° de TVA dans la comptabilité.',
    },
  },
} satisfies AlertTexts;

/** What registers, bureaux and insurers say of the company. */
export const COMPANY_TEXTS = {
  ...REGISTER_TEXTS,
  ...COVER_TEXTS,
  ...OPINION_TEXTS,
} satisfies AlertTexts;
