/** Decoders for Pappers' answers: keys are always there, missing values are null, empty lists are []. */
import {
  addDays,
  array,
  boolean,
  integer,
  isoDate,
  isoDay,
  json,
  mapOf,
  mapped,
  number,
  object,
  optional,
  optionalArray,
  optionalText,
  text,
  type Decoded,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

const nineDigits: Decoder<string> = mapped(text, (value) => {
  if (!/^\d{9}$/.test(value)) throw new Error('nine digits');
  return value;
});

/** What is landed: the answer with its status, because 206 and 404 are facts the body does not state. */
export const landed = object({ status: integer, siren: nineDigits, body: json });

/** A number or a year that some answers write as text. */
const looseText: Decoder<string | null> = (value, path) =>
  typeof value === 'number' ? String(value) : optionalText(value, path);

/**
 * Days of establishments are also written as the instant a French day begins, "2011-05-12T22:00:00.000Z", which is the
 * evening before in UTC.
 */
const frenchDay: Decoder<LocalDate> = (value, path) => {
  const day = isoDay(value, path);
  return /T2[23]:00:00(\.000)?Z$/.test(String(value)) ? addDays(day, 1) : day;
};

const headOffice = object({
  siret: optionalText,
  code_naf: optionalText,
  date_de_creation: optional(frenchDay),
  date_cessation: optional(frenchDay),
  etablissement_cesse: optional(boolean),
  diffusion_partielle: optional(boolean),
  adresse_ligne_1: optionalText,
  adresse_ligne_2: optionalText,
  code_postal: optionalText,
  ville: optionalText,
  code_pays: optionalText,
  enseigne: optionalText,
  nom_commercial: optionalText,
});

export type Place = Decoded<typeof headOffice>;

const representative = object({
  qualite: optionalText,
  personne_morale: optional(boolean),
  denomination: optionalText,
  nom: optionalText,
  prenom: optionalText,
  nom_complet: optionalText,
  siren: optionalText,
  date_de_naissance: optionalText,
  date_prise_de_poste: optional(isoDay),
});
export type Representative = Decoded<typeof representative>;

const amount = optional(number);

const beneficiary = object({
  nom: optionalText,
  prenom: optionalText,
  date_de_naissance_formatee: optionalText,
  code_pays: optionalText,
  pourcentage_parts: amount,
  pourcentage_votes: amount,
});
export type Beneficiary = Decoded<typeof beneficiary>;

/** Without accreditation a message comes in place of the list, or in it: nobody is named then. */
const beneficiaries: Decoder<Beneficiary[]> = (value, path) =>
  Array.isArray(value) ? array(beneficiary)(value, path) : [];

const yearFigures = object({
  date_de_cloture_exercice: optional(isoDay),
  duree_exercice: optional(integer),
  chiffre_affaires: amount,
  resultat: amount,
  excedent_brut_exploitation: amount,
  resultat_exploitation: amount,
  valeur_ajoutee: amount,
  dettes_financieres: amount,
  salaires_charges_sociales: amount,
});
export type YearFigures = Decoded<typeof yearFigures>;

const filing = object({
  date_depot: optional(isoDay),
  date_cloture: optional(isoDay),
  type_comptes: optionalText,
  confidentialite: optional(boolean),
  confidentialite_compte_de_resultat: optional(boolean),
});
export type Filing = Decoded<typeof filing>;

const publication = object({
  numero_parution: looseText,
  numero_annonce: looseText,
  bodacc: optionalText,
  date: optional(isoDay),
  type: optionalText,
  greffe: optionalText,
  famille: optionalText,
  nature: optionalText,
  complement_jugement: optionalText,
  date_cloture: optional(isoDay),
  type_depot: optionalText,
  descriptif: optionalText,
  description: optionalText,
  commentaires: optionalText,
});
export type Publication = Decoded<typeof publication>;

const proceedings = object({
  type: optionalText,
  date_debut: optional(isoDay),
  date_fin: optional(isoDay),
  publications_bodacc: optionalArray(publication),
});
export type Proceedings = Decoded<typeof proceedings>;

const score = object({
  score: amount,
  note: optionalText,
  date_calcul: optional(isoDay),
  erreur: optionalText,
});
export type Score = Decoded<typeof score>;

const identity = {
  siren: nineDigits,
  nom_entreprise: optionalText,
  denomination: optionalText,
  entreprise_cessee: optional(boolean),
  siege: optional(headOffice),
};

export const company = object({
  ...identity,
  diffusable: optional(boolean),
  personne_morale: optional(boolean),
  sigle: optionalText,
  code_naf: optionalText,
  categorie_juridique: optionalText,
  forme_juridique: optionalText,
  date_creation: optional(isoDate),
  date_cessation: optional(isoDate),
  effectif_min: optional(integer),
  effectif_max: optional(integer),
  capital: amount,
  devise_capital: optionalText,
  numero_tva_intracommunautaire: optionalText,
  dernier_traitement: optional(isoDay),
  derniere_mise_a_jour_sirene: optional(isoDay),
  representants: optionalArray(representative),
  beneficiaires_effectifs: beneficiaries,
  etablissements: optionalArray(headOffice),
  finances: optionalArray(yearFigures),
  comptes: optionalArray(filing),
  publications_bodacc: optionalArray(publication),
  procedures_collectives: optionalArray(proceedings),
  scoring_financier: optional(score),
  scoring_non_financier: optional(score),
});
export type Company = Decoded<typeof company>;

export const searchHit = object(identity);
export type SearchHit = Decoded<typeof searchHit>;

const column = object({ libelle: optionalText, valeur: amount });
export type Column = Decoded<typeof column>;

const line = object({ code: looseText, colonnes: optionalArray(column) });
export type Line = Decoded<typeof line>;

const taxReturn = object({
  date_depot: optional(isoDay),
  date_cloture: isoDay,
  duree_exercice_n: optional(integer),
  type_comptes: optionalText,
  devise: optionalText,
  confidentialite: optional(boolean),
  confidentialite_compte_de_resultat: optional(boolean),
  sections: optionalArray(object({ liasses: optionalArray(line) })),
});
export type TaxReturn = Decoded<typeof taxReturn>;

/** Accounts by year; a year holds several filings (company, consolidated, corrected). */
export const accountsByYear = mapOf(array(taxReturn));
