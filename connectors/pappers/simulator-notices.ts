/** Notices of the simulated world as Pappers relays them from BODACC. */
import type {
  Json,
  LegalEventKind,
  SimulatedCompany,
  SimulatedNotice,
} from '../../src/connector-kit';

type Fields = { [key: string]: Json };

const NATURES: Readonly<Partial<Record<LegalEventKind, string>>> = {
  SAFEGUARD_OPENED: "Jugement d'ouverture d'une procédure de sauvegarde",
  RECEIVERSHIP_OPENED: "Jugement d'ouverture d'une procédure de redressement judiciaire",
  LIQUIDATION_OPENED: "Jugement d'ouverture de liquidation judiciaire",
  CONVERTED_TO_RECEIVERSHIP:
    'Jugement de conversion en redressement judiciaire de la procédure de sauvegarde',
  CONVERTED_TO_LIQUIDATION: 'Jugement de conversion en liquidation judiciaire',
  PLAN_ADOPTED: 'Jugement arrêtant le plan de redressement',
  PLAN_FAILED: 'Jugement prononçant la résolution du plan de redressement',
  PROCEEDINGS_CLOSED: "Jugement de clôture pour insuffisance d'actif",
  PROCEEDINGS_OTHER: "Dépôt de l'état des créances",
};

const TYPES: Readonly<Partial<Record<LegalEventKind, string>>> = {
  REGISTERED: 'Création',
  MODIFIED: 'Modification',
  SALE_OF_BUSINESS: 'Vente',
  STRUCK_OFF: 'Radiation',
  ACCOUNTS_FILED: 'Dépôt des comptes',
};

/** Pappers drops what later notices have made void: a cancelled striking-off disappears with its cancellation. */
export function publications(company: SimulatedCompany): Fields[] {
  const cancelledOn = company.notices
    .filter(({ kind }) => kind === 'STRIKE_OFF_CANCELLED')
    .map(({ publishedOn }) => publishedOn);
  const isVoid = ({ kind, publishedOn }: SimulatedNotice): boolean =>
    kind === 'STRUCK_OFF' && cancelledOn.some((day) => day >= publishedOn);
  return company.notices.filter((notice) => !isVoid(notice)).flatMap(publication);
}

function publication(notice: SimulatedNotice): Fields[] {
  const { kind } = notice;
  const nature = NATURES[kind];
  const type = nature === undefined ? TYPES[kind] : 'Procédure collective';
  if (type === undefined) return [];
  const common: Fields = {
    numero_parution: notice.parution,
    date: notice.publishedOn,
    numero_annonce: String(notice.number),
    bodacc: notice.bulletin,
    type,
    greffe: notice.court,
  };
  if (nature !== undefined) {
    return [{ ...common, ...judgment(notice, notice.nature ?? nature) }];
  }
  if (kind === 'MODIFIED') return [{ ...common, description: notice.complement }];
  return [kind === 'ACCOUNTS_FILED' ? { ...common, ...deposit(notice) } : common];
}

function judgment(notice: SimulatedNotice, nature: string): Fields {
  const isListing = notice.kind === 'PROCEEDINGS_OTHER';
  return {
    famille: isListing ? 'Avis de dépôt' : 'Jugement',
    nature,
    complement_jugement: notice.complement ?? '',
  };
}

function deposit(notice: SimulatedNotice): Fields {
  const confidential = "déclaration de confidentialité en application de l'article L. 232-25";
  return {
    date_cloture: notice.accountsClosedOn,
    type_depot: 'Comptes annuels et rapports',
    descriptif: notice.accountsConfidential ? confidential : null,
  };
}

const PROCEEDINGS: Readonly<Partial<Record<LegalEventKind, string>>> = {
  SAFEGUARD_OPENED: 'Procédure de sauvegarde',
  RECEIVERSHIP_OPENED: 'Redressement judiciaire',
  LIQUIDATION_OPENED: 'Liquidation judiciaire',
};

/** One entry per opening, with the notices that follow it until the next one. */
export function proceedings(company: SimulatedCompany): Fields[] {
  const judgments = company.notices
    .filter(({ kind }) => kind in NATURES)
    .sort((left, right) => (left.publishedOn < right.publishedOn ? -1 : 1));
  const cases: { type: string; notices: SimulatedNotice[] }[] = [];
  for (const notice of judgments) {
    const type = PROCEEDINGS[notice.kind];
    if (type !== undefined || cases.length === 0) {
      cases.push({ type: type ?? 'Autre procédure collective', notices: [] });
    }
    cases.at(-1)?.notices.push(notice);
  }
  return cases.map(({ type, notices }) => ({
    type,
    date_debut: notices[0]?.publishedOn ?? null,
    date_fin: notices.find(({ kind }) => kind === 'PROCEEDINGS_CLOSED')?.publishedOn ?? null,
    publications_bodacc: notices.flatMap(publication),
  }));
}
