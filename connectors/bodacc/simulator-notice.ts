/** A notice of the simulated world as a record of the dataset: JSON in strings, one child or several, dialects of dates. */
import type {
  Json,
  LegalEventKind,
  LocalDate,
  SimulatedCompany,
  SimulatedNotice,
} from '../../src/connector-kit';
import type { OdsRecord } from './simulator-odsql';

const FAMILY_LABELS: Readonly<Record<string, string>> = {
  collective: 'Procédures collectives',
  dpc: 'Dépôts des comptes',
  radiation: 'Radiations',
  vente: 'Ventes et cessions',
  creation: 'Créations',
  modification: 'Modifications diverses',
  divers: 'Annonces diverses',
};

interface JudgmentStyle {
  famille: string;
  nature: string;
}

const JUDGMENTS: Readonly<Partial<Record<LegalEventKind, JudgmentStyle>>> = {
  SAFEGUARD_OPENED: opening("Jugement d'ouverture d'une procédure de sauvegarde"),
  RECEIVERSHIP_OPENED: opening("Jugement d'ouverture d'une procédure de redressement judiciaire"),
  LIQUIDATION_OPENED: opening("Jugement d'ouverture de liquidation judiciaire"),
  CONVERTED_TO_RECEIVERSHIP: ruling(
    'Jugement de conversion en redressement judiciaire de la procédure de sauvegarde',
  ),
  CONVERTED_TO_LIQUIDATION: ruling('Jugement de conversion en liquidation judiciaire'),
  PLAN_ADOPTED: ruling('Jugement arrêtant le plan de redressement'),
  PLAN_FAILED: ruling('Jugement prononçant la résolution du plan de redressement'),
  PROCEEDINGS_CLOSED: {
    famille: 'Jugement de clôture',
    nature: "Jugement de clôture pour insuffisance d'actif",
  },
  PROCEEDINGS_OTHER: { famille: 'Avis de dépôt', nature: "Dépôt de l'état des créances" },
};

function opening(nature: string): JudgmentStyle {
  return { famille: "Jugement d'ouverture", nature };
}

function ruling(nature: string): JudgmentStyle {
  return { famille: 'Jugement prononçant', nature };
}

/** Columns of the dataset; a query about any other field is malformed. */
export const NOTICE_FIELDS: ReadonlySet<string> = new Set(
  (
    'id publicationavis publicationavis_facette parution dateparution numeroannonce typeavis ' +
    'typeavis_lib familleavis familleavis_lib numerodepartement departement_nom_officiel ' +
    'region_code region_nom_officiel tribunal commercant ville registre cp ' +
    'pdf_parution_subfolder ispdf_unitaire listepersonnes listeetablissements jugement acte ' +
    'modificationsgenerales radiationaurcs depot listeprecedentexploitant ' +
    'listeprecedentproprietaire divers parutionavisprecedent url_complete'
  ).split(' '),
);

/** The record of a notice about a company, with every documented column. */
export function noticeRecord(company: SimulatedCompany, notice: SimulatedNotice): OdsRecord {
  const { bulletin, parution, number } = notice;
  const family = familyOf(notice.kind);
  const isCorrection = notice.kind === 'STRIKE_OFF_CANCELLED';
  const spaced = company.siren.replace(/(\d{3})(?=\d)/g, '$1 ');
  const forms = [spaced, company.siren];
  return {
    id: notice.id,
    publicationavis: bulletin,
    publicationavis_facette: `Bodacc ${bulletin}`,
    parution,
    dateparution: notice.publishedOn,
    numeroannonce: number,
    typeavis: isCorrection ? 'rectificatif' : 'annonce',
    typeavis_lib: isCorrection ? 'Avis rectificatif' : 'Avis initial',
    familleavis: family,
    familleavis_lib: FAMILY_LABELS[family] ?? family,
    numerodepartement: company.address.department,
    departement_nom_officiel: null,
    region_code: Number(company.address.regionCode),
    region_nom_officiel: null,
    tribunal: notice.court,
    commercant: company.name,
    ville: company.address.city,
    registre: number % 2 === 0 ? forms : [...forms].reverse(),
    cp: company.address.postcode,
    pdf_parution_subfolder: 0,
    ispdf_unitaire: 'oui',
    listepersonnes: inString({ personne: people(company, spaced, notice) }),
    listeetablissements: null,
    jugement: inString(judgment(notice, family)),
    acte: inString(deed(notice)),
    modificationsgenerales: inString(
      notice.kind === 'MODIFIED' ? { descriptif: notice.complement ?? 'Modification' } : null,
    ),
    radiationaurcs: inString(removal(company, notice)),
    depot: inString(deposit(notice)),
    listeprecedentexploitant: null,
    listeprecedentproprietaire: null,
    divers: null,
    parutionavisprecedent: inString(isCorrection ? precedent(company, notice) : null),
    url_complete: `https://www.bodacc.fr/pages/annonces-commerciales-detail/?q.id=id:${notice.id}`,
  };
}

function inString(value: Json): string | null {
  return value === null ? null : JSON.stringify(value);
}

function familyOf(kind: LegalEventKind): string {
  if (kind in JUDGMENTS) return 'collective';
  const families: Partial<Record<LegalEventKind, string>> = {
    STRUCK_OFF: 'radiation',
    STRIKE_OFF_CANCELLED: 'radiation',
    ACCOUNTS_FILED: 'dpc',
    SALE_OF_BUSINESS: 'vente',
    REGISTERED: 'creation',
    MODIFIED: 'modification',
  };
  return families[kind] ?? 'divers';
}

/** A single person is an object, several are an array: every fifth notice names a manager too. */
function people(company: SimulatedCompany, spaced: string, notice: SimulatedNotice): Json {
  const registration = {
    numeroIdentification: spaced,
    codeRCS: 'RCS',
    nomGreffeImmat: company.address.city,
  };
  const place = { codePostal: company.address.postcode, ville: company.address.city };
  const main: Json = company.isNaturalPerson
    ? {
        typePersonne: 'pp',
        nom: company.name,
        numeroImmatriculation: registration,
        adressePP: place,
      }
    : {
        typePersonne: 'pm',
        denomination: company.name,
        formeJuridique: company.legalFormLabel,
        numeroImmatriculation: registration,
        adresseSiegeSocial: place,
      };
  const officer = company.officers[0];
  if (notice.number % 5 !== 0 || officer === undefined) return main;
  return [main, { typePersonne: 'pp', nom: officer.lastName, prenom: officer.firstNames }];
}

function judgment(notice: SimulatedNotice, family: string): Json {
  const style = JUDGMENTS[notice.kind];
  if (family !== 'collective' || style === undefined) return null;
  const base = {
    type: 'initial',
    famille: style.famille,
    nature: notice.nature ?? style.nature,
  };
  const complement = notice.complement === null ? {} : { complementJugement: notice.complement };
  if (notice.decidedOn === null) return { ...base, ...complement };
  return { ...base, date: dialect(notice.decidedOn, notice.number), ...complement };
}

const MONTHS =
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');

/** The four ways clerks write a date, in turn. */
function dialect(date: LocalDate, number: number): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const spelledDay = day === '01' ? '1er' : String(Number(day));
  const parts = [spelledDay, MONTHS[Number(month) - 1] ?? '', year];
  const forms = [date, `${day}/${month}/${year}`, parts.join(' '), parts.join('\u00a0')];
  return forms[number % forms.length] ?? date;
}

function deed(notice: SimulatedNotice): Json {
  const date = notice.decidedOn;
  if (notice.kind === 'SALE_OF_BUSINESS') {
    const effect = date === null ? {} : { dateEffet: date };
    return { vente: { categorieVente: 'Cession de fonds', ...effect } };
  }
  if (notice.kind !== 'REGISTERED') return null;
  const registered = date === null ? {} : { dateImmatriculation: date };
  return { creation: { categorieCreation: 'Immatriculation' }, ...registered };
}

function removal(company: SimulatedCompany, notice: SimulatedNotice): Json {
  if (notice.kind === 'STRIKE_OFF_CANCELLED') {
    return { commentaire: "Rapport de radiation d'office" };
  }
  if (notice.kind !== 'STRUCK_OFF') return null;
  if (!company.isNaturalPerson) return { radiationPM: 'O' };
  return notice.decidedOn === null ? {} : { dateCessationActivitePP: notice.decidedOn };
}

function deposit(notice: SimulatedNotice): Json {
  if (notice.kind !== 'ACCOUNTS_FILED') return null;
  const confidential =
    "Les comptes annuels sont accompagnés d'une déclaration de confidentialité en application " +
    "du premier ou deuxième alinéa de l'article L. 232-25.";
  return {
    ...(notice.accountsClosedOn === null ? {} : { dateCloture: notice.accountsClosedOn }),
    typeDepot: 'Comptes annuels et rapports',
    ...(notice.accountsConfidential ? { descriptif: confidential } : {}),
  };
}

/** The latest striking-off before this notice: what the correction refers to. */
function precedent(company: SimulatedCompany, notice: SimulatedNotice): Json {
  const [previous] = company.notices
    .filter(({ kind, publishedOn }) => kind === 'STRUCK_OFF' && publishedOn <= notice.publishedOn)
    .sort((left, right) => (left.publishedOn < right.publishedOn ? 1 : -1));
  if (previous === undefined) return null;
  return {
    nomPublication: `BODACC ${previous.bulletin}`,
    numeroParution: previous.parution,
    dateParution: previous.publishedOn,
    numeroAnnonce: String(previous.number),
  };
}
