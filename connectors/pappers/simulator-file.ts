/** A company of the simulated world as Pappers' file: every key present, null for missing values, [] for empty lists. */
import {
  addDays,
  creditViewOf,
  establishmentsOf,
  type Json,
  type LocalDate,
  type SimulatedCompany,
  type SimulatedEstablishment,
  type SimulatedOfficer,
  type SimulatedStatement,
} from '../../src/connector-kit';
import { proceedings, publications } from './simulator-notices';

export interface FileOptions {
  /** False when one of Pappers' own sources did not answer in time. */
  isComplete: boolean;
  /** integrer_diffusions_partielles */
  withHidden: boolean;
  extraFields: readonly string[];
  today: LocalDate;
}

type Fields = { [key: string]: Json };

export function companyFile(company: SimulatedCompany, options: FileOptions): Fields {
  if (!company.isDiffusible && !options.withHidden) {
    return { siren: company.siren, siren_formate: spaced(company.siren), diffusable: false };
  }
  const cases = proceedings(company);
  return {
    ...baseFields(company),
    diffusable: company.isDiffusible,
    sigle: null,
    devise_capital: company.isNaturalPerson ? null : 'Euros',
    statut_rne: company.ceasedOn === null ? 'Inscrit' : 'Radié',
    greffe: company.address.city,
    numero_rcs: null,
    date_immatriculation_rcs: company.createdOn,
    date_radiation_rcs: company.ceasedOn,
    numero_tva_intracommunautaire: company.vatNumber,
    dernier_traitement: options.today,
    derniere_mise_a_jour_sirene: company.ceasedOn ?? company.createdOn,
    siege: headOffice(company),
    etablissements: establishmentsOf(company).map((place) => establishment(company, place)),
    finances: company.statements.flatMap(yearFigures),
    representants: company.officers.map((officer) => representative(officer, company)),
    // The accreditation that the detail needs is missing: a message comes in place of the list.
    beneficiaires_effectifs: options.isComplete
      ? [{ message: 'Accès restreint aux entités habilitées' }]
      : [],
    depots_actes: [],
    comptes: company.statements.map(filing),
    publications_bodacc: publications(company),
    procedures_collectives: cases,
    procedure_collective_existe: cases.length > 0,
    procedure_collective_en_cours: cases.some((one) => one['date_fin'] === null),
    derniers_statuts: null,
    extrait_immatriculation: null,
    association: null,
    ...scores(company, options),
  };
}

/** A company as a result of /recherche. */
export function searchHit(company: SimulatedCompany): Fields {
  return {
    ...baseFields(company),
    siege: headOffice(company),
    villes: [company.address.city],
    chiffre_affaires: null,
    resultat: null,
    annee_finances: null,
  };
}

/** INSEE's codes, except that one-shareholder companies carry Pappers' own. */
function legalFormCode(company: SimulatedCompany): string {
  const isSingle = /unipersonnelle|associé unique/i.test(company.legalFormLabel);
  if (!isSingle) return company.legalFormCode;
  return { '5710': '5720', '5499': '5498' }[company.legalFormCode] ?? company.legalFormCode;
}

function baseFields(company: SimulatedCompany): Fields {
  const isHidden = !company.isDiffusible;
  const officer = company.officers[0];
  const isPerson = company.isNaturalPerson && !isHidden;
  return {
    siren: company.siren,
    siren_formate: spaced(company.siren),
    opposition_utilisation_commerciale: isHidden,
    nom_entreprise: isHidden && company.isNaturalPerson ? null : company.name,
    personne_morale: !company.isNaturalPerson,
    denomination: company.isNaturalPerson ? null : company.name,
    nom: isPerson ? (officer?.lastName ?? null) : null,
    prenom: isPerson ? (officer?.firstNames ?? null) : null,
    sexe: null,
    code_naf: company.activityCode,
    libelle_code_naf: company.activityLabel,
    categorie_juridique: legalFormCode(company),
    forme_juridique: company.legalFormLabel,
    date_creation: company.createdOn,
    date_creation_formate: slashed(company.createdOn),
    entreprise_cessee: company.ceasedOn !== null,
    date_cessation: company.ceasedOn,
    entreprise_employeuse: company.employeesMin > 0,
    effectif: `Entre ${company.employeesMin} et ${company.employeesMax} salariés`,
    effectif_min: company.employeesMin,
    effectif_max: company.employeesMax,
    tranche_effectif: company.employeesCode,
    annee_effectif: null,
    capital: company.isNaturalPerson ? null : company.capitalEuros,
    statut_rcs: company.ceasedOn === null ? 'Inscrit' : 'Radié',
  };
}

/** Of a hidden company the address is null but for city and country. */
function headOffice(company: SimulatedCompany): Fields {
  const { address, isDiffusible } = company;
  const shown = (value: string): string | null => (isDiffusible ? value : null);
  return {
    siret: company.siret,
    nic: company.siret.slice(9),
    adresse_ligne_1: shown(address.line),
    adresse_ligne_2: null,
    code_postal: shown(address.postcode),
    ville: address.city,
    pays: 'France',
    code_pays: 'FR',
    enseigne: null,
    nom_commercial: null,
    etablissement_cesse: company.ceasedOn !== null,
    diffusion_partielle: !isDiffusible,
  };
}

/** Created at midnight in Paris, which is told as an instant of the evening before. */
function establishment(company: SimulatedCompany, place: SimulatedEstablishment): Fields {
  return {
    ...headOffice(company),
    siret: place.siret,
    nic: place.siret.slice(9),
    siege: place.isHeadOffice,
    code_naf: company.activityCode,
    date_de_creation: `${addDays(place.createdOn, -1)}T23:00:00.000Z`,
    date_cessation: place.isOpen ? null : company.ceasedOn,
    etablissement_cesse: !place.isOpen,
  };
}

/** Pappers knows the day of birth; the connector must forget it. */
function representative(officer: SimulatedOfficer, company: SimulatedCompany): Fields {
  const isHidden = !company.isDiffusible && company.isNaturalPerson;
  return {
    qualite: officer.role,
    personne_morale: false,
    date_prise_de_poste: officer.since,
    denomination: null,
    nom: isHidden ? null : officer.lastName,
    prenom: isHidden ? null : officer.firstNames,
    siren: null,
    nom_complet: isHidden ? null : `${officer.firstNames} ${officer.lastName}`,
    date_de_naissance: isHidden ? null : `${officer.birthMonth}-17`,
    nationalite: null,
    adresse_ligne_1: null,
    ville: null,
    code_pays: 'FR',
  };
}

/** Figures of a year; nothing for a wholly confidential one, no income statement for a partly confidential one. */
function yearFigures(statement: SimulatedStatement): Fields[] {
  const { items, confidentiality } = statement;
  if (confidentiality === 'FULL') return [];
  const shown = (value: number): number | null => (confidentiality === 'PUBLIC' ? value : null);
  return [
    {
      annee: Number(statement.closedOn.slice(0, 4)),
      date_de_cloture_exercice: statement.closedOn,
      duree_exercice: statement.months,
      chiffre_affaires: shown(items.turnover),
      resultat: items.netIncome,
      effectif: null,
      marge_brute: null,
      excedent_brut_exploitation: shown(items.ebitda),
      resultat_exploitation: shown(items.operatingIncome),
      valeur_ajoutee: shown(items.valueAdded),
      salaires_charges_sociales: shown(items.personnelCost),
      dettes_financieres: items.financialDebt,
      autonomie_financiere: null,
    },
  ];
}

function filing(statement: SimulatedStatement): Fields {
  return {
    date_depot: statement.filedOn,
    date_depot_formate: slashed(statement.filedOn),
    date_cloture: statement.closedOn,
    annee_cloture: Number(statement.closedOn.slice(0, 4)),
    type_comptes: 'C',
    confidentialite: statement.confidentiality === 'FULL',
    confidentialite_compte_de_resultat: statement.confidentiality === 'INCOME_STATEMENT',
    disponible: statement.confidentiality !== 'FULL',
    disponible_xlsx: false,
  };
}

/** Optional keys: only there when they were asked for. */
function scores(company: SimulatedCompany, options: FileOptions): Fields {
  const fields: Fields = {};
  if (options.extraFields.includes('scoring_financier')) {
    fields['scoring_financier'] = financialScore(company, options.today);
  }
  if (options.extraFields.includes('scoring_non_financier')) {
    const score = company.ceasedOn === null ? 13 : 2;
    fields['scoring_non_financier'] = {
      note: score > 10 ? 'B' : 'F',
      score,
      date_calcul: options.today,
      erreur: null,
    };
  }
  return fields;
}

function financialScore(company: SimulatedCompany, today: LocalDate): Json {
  const view = creditViewOf(company, today);
  if (view.statement?.confidentiality !== 'PUBLIC') {
    const erreur = 'Données financières incomplètes';
    return { note: null, score: null, details_score: null, date_calcul: today, erreur };
  }
  return {
    note: ['A', 'B', 'C', 'E', 'G'][view.riskClass - 1] ?? 'G',
    score: Math.round(20 * view.standing),
    date_cloture_comptes: view.statement.closedOn,
    details_score: null,
    date_calcul: today,
    erreur: null,
  };
}

function spaced(siren: string): string {
  return siren.replace(/(\d{3})(?=\d)/g, '$1 ');
}

function slashed(date: LocalDate): string {
  return date.split('-').reverse().join('/');
}
