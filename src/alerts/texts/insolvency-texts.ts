import type { AlertTexts } from './alert-texts';

const NOTICE_EN = 'Published on {publishedOn} ({noticeKey}: {notice}). Exposure: {exposure}. ';
const NOTICE_FR = 'Publié le {publishedOn} ({noticeKey} : {notice}). Encours : {exposure}. ';

const DECLARE_EN = `${NOTICE_EN}Declare the claim by {deadline} (creditors outside mainland France: {abroad})`;
const DECLARE_FR = `${NOTICE_FR}Déclarer la créance avant le {deadline} inclus (créanciers hors France métropolitaine : {abroad})`;

const CONVERTED_EN =
  `${NOTICE_EN}A conversion opens no new period: claims of before the opening were to be declared by {deadline} ` +
  '(creditors outside mainland France: {abroad})';
const CONVERTED_FR =
  `${NOTICE_FR}La conversion n’ouvre pas de nouveau délai : les créances antérieures à l’ouverture sont à déclarer avant ` +
  'le {deadline} inclus (créanciers hors France métropolitaine : {abroad})';

const PAST_EN =
  `${NOTICE_EN}The last day to declare claims was {deadline} (creditors outside mainland France: {abroad}): if yours was ` +
  'not declared, ask at once to be relieved of the foreclosure (within six months of publication)';
const PAST_FR =
  `${NOTICE_FR}Le délai de déclaration a expiré le {deadline} (créanciers hors France métropolitaine : {abroad}) : si la ` +
  'créance n’a pas été déclarée, demander sans attendre un relevé de forclusion (dans les six mois de la publication)';

const CASH_EN = 'new deliveries against cash only';
const CASH_FR = 'nouvelles livraisons au comptant uniquement';
const AFTER_OPENING_EN =
  'what you delivered since the opening is paid before older claims if you report it to the liquidator';
const AFTER_OPENING_FR =
  'les livraisons postérieures à l’ouverture sont privilégiées si elles sont signalées au liquidateur';

/** Proceedings: what was published, by when claims must be declared, and what to do now. */
export const INSOLVENCY_TEXTS = {
  LIQUIDATION: {
    en: {
      title: '{customer}: judicial liquidation',
      detail: `${DECLARE_EN}, stop deliveries and reclaim goods under retention of title within three months.`,
    },
    fr: {
      title: '{customer} : liquidation judiciaire',
      detail: `${DECLARE_FR}, arrêter les livraisons et revendiquer les marchandises réservées sous trois mois.`,
    },
  },
  RECEIVERSHIP: {
    en: {
      title: '{customer}: receivership',
      detail: `${DECLARE_EN}, and reclaim goods under retention of title within three months; ${CASH_EN}.`,
    },
    fr: {
      title: '{customer} : redressement judiciaire',
      detail: `${DECLARE_FR}, revendiquer les marchandises réservées sous trois mois ; ${CASH_FR}.`,
    },
  },
  SAFEGUARD: {
    en: {
      title: '{customer}: safeguard proceedings',
      detail: `${DECLARE_EN}, and reclaim goods under retention of title within three months; ${CASH_EN}.`,
    },
    fr: {
      title: '{customer} : procédure de sauvegarde',
      detail: `${DECLARE_FR}, revendiquer les marchandises réservées sous trois mois ; ${CASH_FR}.`,
    },
  },
  CONVERTED_TO_LIQUIDATION: {
    en: {
      title: '{customer}: proceedings converted into liquidation',
      detail: `${CONVERTED_EN}; ${AFTER_OPENING_EN}. Stop deliveries.`,
    },
    fr: {
      title: '{customer} : conversion en liquidation judiciaire',
      detail: `${CONVERTED_FR} ; ${AFTER_OPENING_FR}. Arrêter les livraisons.`,
    },
  },
  CONVERTED_TO_RECEIVERSHIP: {
    en: {
      title: '{customer}: safeguard converted into receivership',
      detail: `${CONVERTED_EN}; ${CASH_EN}.`,
    },
    fr: {
      title: '{customer} : conversion en redressement judiciaire',
      detail: `${CONVERTED_FR} ; ${CASH_FR}.`,
    },
  },
  PLAN_ADOPTED: {
    en: {
      title: '{customer}: a plan was adopted',
      detail:
        `${NOTICE_EN}Check that your claim was admitted and what the plan pays of it and when; note its instalments, and ` +
        'lend again only by small, short and secured steps.',
    },
    fr: {
      title: '{customer} : plan arrêté par le tribunal',
      detail:
        `${NOTICE_FR}Vérifier l’admission de la créance et ce que le plan en règle, et quand ; suivre ses échéances et ne ` +
        'rouvrir de crédit que par petites étapes, courtes et garanties.',
    },
  },
  PLAN_FAILED: {
    en: {
      title: '{customer}: the recovery plan failed',
      detail:
        `${NOTICE_EN}Stop deliveries. Where new proceedings open, claims of the plan need not be declared again; declare ` +
        'what came since within two months of their publication, counted from this notice by {deadline} (outside mainland ' +
        'France: {abroad}).',
    },
    fr: {
      title: '{customer} : résolution du plan',
      detail:
        `${NOTICE_FR}Arrêter les livraisons. Si une nouvelle procédure s’ouvre, les créances du plan n’ont pas à être ` +
        'redéclarées ; déclarer celles nées depuis dans les deux mois de sa publication, soit, depuis cette annonce, avant le ' +
        '{deadline} (hors France métropolitaine : {abroad}).',
    },
  },
  CLOSED_WITHOUT_ASSETS: {
    en: {
      title: '{customer}: liquidation closed, nothing is left',
      detail:
        `${NOTICE_EN}Claims are not paid any more and creditors may, but for exceptions, not sue again: write off what is ` +
        'open, reclaim its VAT (art. 272 of the French tax code), call on guarantors and the insurer, and close the account.',
    },
    fr: {
      title: '{customer} : clôture pour insuffisance d’actif',
      detail:
        `${NOTICE_FR}Les créances ne seront plus payées et, sauf exceptions, les poursuites ne reprennent pas : passer le solde ` +
        'en perte, récupérer la TVA (art. 272 CGI), appeler cautions et assureur, et clore le compte.',
    },
  },
  PROCEEDINGS_CLOSED: {
    en: {
      title: '{customer}: the proceedings are closed',
      detail:
        `${NOTICE_EN}Read why: closed because the debts were paid or the plan was kept, it may be sold to again, in small ` +
        'steps. Otherwise check what became of your claim.',
    },
    fr: {
      title: '{customer} : clôture de la procédure',
      detail:
        `${NOTICE_FR}En lire le motif : après extinction du passif ou exécution du plan, revendre est possible, par petites ` +
        'étapes. Sinon, vérifier le sort de la créance.',
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
      detail: `${PAST_EN}; ${CASH_EN}.`,
    },
    fr: {
      title: '{customer} : redressement judiciaire',
      detail: `${PAST_FR} ; ${CASH_FR}.`,
    },
  },
  SAFEGUARD_PAST_DEADLINE: {
    en: {
      title: '{customer}: safeguard proceedings',
      detail: `${PAST_EN}; ${CASH_EN}.`,
    },
    fr: {
      title: '{customer} : procédure de sauvegarde',
      detail: `${PAST_FR} ; ${CASH_FR}.`,
    },
  },
  CONVERTED_TO_LIQUIDATION_PAST_DEADLINE: {
    en: {
      title: '{customer}: proceedings converted into liquidation',
      detail: `${PAST_EN}; ${AFTER_OPENING_EN}. Stop deliveries.`,
    },
    fr: {
      title: '{customer} : conversion en liquidation judiciaire',
      detail: `${PAST_FR} ; ${AFTER_OPENING_FR}. Arrêter les livraisons.`,
    },
  },
  CONVERTED_TO_RECEIVERSHIP_PAST_DEADLINE: {
    en: {
      title: '{customer}: safeguard converted into receivership',
      detail: `${PAST_EN}; ${CASH_EN}.`,
    },
    fr: {
      title: '{customer} : conversion en redressement judiciaire',
      detail: `${PAST_FR} ; ${CASH_FR}.`,
    },
  },
  PLAN_FAILED_PAST_DEADLINE: {
    en: {
      title: '{customer}: the recovery plan failed',
      detail:
        `${NOTICE_EN}Stop deliveries, and look for new proceedings: what came since the plan is to be declared within two ` +
        'months of their publication.',
    },
    fr: {
      title: '{customer} : résolution du plan',
      detail:
        `${NOTICE_FR}Arrêter les livraisons et rechercher une nouvelle procédure : les créances nées depuis le plan sont à ` +
        'déclarer dans les deux mois de sa publication.',
    },
  },
} satisfies AlertTexts;
