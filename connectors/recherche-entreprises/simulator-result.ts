/** A company of the simulated world as one result of /search, masked as the service masks. */
import type {
  Json,
  LocalDate,
  SimulatedCompany,
  SimulatedOfficer,
  SimulatedStatement,
} from '../../src/connector-kit';

const MASKED = '[NON-DIFFUSIBLE]';

/** Fields left out of a minimal answer. */
export const SECONDARY_FIELDS: readonly string[] = [
  'complements',
  'dirigeants',
  'finances',
  'matching_etablissements',
  'siege',
  'score',
  'tva',
];

type Fields = { [key: string]: Json };

export function searchResult(company: SimulatedCompany, today: LocalDate): Fields {
  const isMaskedPerson = !company.isDiffusible && company.isNaturalPerson;
  const mask = (value: string | null): string | null => (isMaskedPerson ? MASKED : value);
  const isClosed = company.ceasedOn !== null;
  return {
    siren: company.siren,
    nom_complet: mask(company.name),
    nom_raison_sociale: isMaskedPerson || !company.isNaturalPerson ? mask(company.name) : null,
    // Of a legal person only the acronym is masked.
    sigle: company.isDiffusible ? null : MASKED,
    nombre_etablissements: 1,
    nombre_etablissements_ouverts: isClosed ? 0 : 1,
    siege: headOffice(company, mask),
    activite_principale: company.activityCode,
    activite_principale_naf25: null,
    section_activite_principale: company.activitySection,
    categorie_entreprise: company.size,
    caractere_employeur: null,
    annee_categorie_entreprise: null,
    nature_juridique: company.legalFormCode,
    date_creation: company.createdOn,
    date_fermeture: company.ceasedOn,
    date_mise_a_jour: `${today}T04:00:00`,
    date_mise_a_jour_insee: `${company.ceasedOn ?? company.createdOn}T03:11:04`,
    date_mise_a_jour_rne: null,
    etat_administratif: isClosed ? 'C' : 'A',
    statut_diffusion: company.isDiffusible ? 'O' : 'P',
    tranche_effectif_salarie: company.employeesCode,
    annee_tranche_effectif_salarie: null,
    tva: [company.vatNumber],
    dirigeants: company.officers.map((officer) => person(officer, isMaskedPerson)),
    finances: finances(company.statements),
    immatriculation: registration(company),
    complements: {
      est_association: company.legalFormCode.startsWith('92'),
      est_entrepreneur_individuel: company.isNaturalPerson,
      est_ess: false,
      liste_idcc: null,
    },
    matching_etablissements: [],
  };
}

/** The commune stays public where the address is masked; a closed company's head office is "F". */
function headOffice(
  company: SimulatedCompany,
  mask: (value: string | null) => string | null,
): Fields {
  const { address } = company;
  return {
    siret: company.siret,
    activite_principale: company.activityCode,
    adresse: mask(`${address.line} ${address.postcode} ${address.city}`),
    cedex: mask(null),
    code_postal: mask(address.postcode),
    commune: address.communeCode,
    libelle_commune: address.city,
    libelle_commune_etranger: null,
    libelle_pays_etranger: null,
    code_pays_etranger: null,
    departement: address.department,
    region: address.regionCode,
    latitude: mask(null),
    longitude: mask(null),
    coordonnees: mask(null),
    date_creation: company.createdOn,
    date_fermeture: company.ceasedOn,
    etat_administratif: company.ceasedOn === null ? 'A' : 'F',
    est_siege: true,
    liste_enseignes: mask(null) === null ? null : [MASKED],
    nom_commercial: mask(null),
    statut_diffusion_etablissement: company.isDiffusible ? 'O' : 'P',
    tranche_effectif_salarie: company.employeesCode,
  };
}

function person(officer: SimulatedOfficer, isMasked: boolean): Fields {
  const mask = (value: string): string => (isMasked ? MASKED : value);
  return {
    nom: mask(officer.lastName),
    prenoms: mask(officer.firstNames),
    annee_de_naissance: mask(officer.birthMonth.slice(0, 4)),
    date_de_naissance: mask(officer.birthMonth),
    qualite: officer.role,
    nationalite: isMasked ? MASKED : null,
    type_dirigeant: 'personne physique',
  };
}

/** The latest year whose income statement is public, keyed by year; null when there is none. */
function finances(statements: readonly SimulatedStatement[]): Json {
  const shown = statements.filter(({ confidentiality }) => confidentiality === 'PUBLIC');
  const [latest] = [...shown].sort((left, right) => (left.closedOn < right.closedOn ? 1 : -1));
  if (latest === undefined) return null;
  const { turnover, netIncome } = latest.items;
  return { [latest.closedOn.slice(0, 4)]: { ca: turnover, resultat_net: netIncome } };
}

function registration(company: SimulatedCompany): Fields {
  const [, month = '12', day = '31'] = company.statements[0]?.closedOn.split('-') ?? [];
  return {
    date_debut_activite: company.createdOn,
    date_immatriculation: company.createdOn,
    date_radiation: company.ceasedOn,
    duree_personne_morale: company.isNaturalPerson ? null : 99,
    date_fin_existence: null,
    nature_entreprise: ['Commerciale'],
    date_cloture_exercice: company.isNaturalPerson ? null : `${day}${month}`,
    capital_social: company.isNaturalPerson ? null : company.capitalEuros,
    capital_variable: false,
    devise_capital: company.isNaturalPerson ? null : 'EUR',
    indicateur_associe_unique: false,
  };
}
