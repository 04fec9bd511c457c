/** Decoders for answers of /search: the literal "[NON-DIFFUSIBLE]" is null from here on. */
import {
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
} from '../../src/connector-kit';

const MASK = /\[(NON-DIFFUSIBLE|ND)\]/i;

/** Text the registry shows; null when it is absent or masked because the person opposed publication. */
const shown: Decoder<string | null> = mapped(optionalText, (value) =>
  value === null || MASK.test(value) ? null : value,
);

const shownList = mapped(optionalArray(shown), (list) => list.filter((item) => item !== null));

const place = object({
  siret: optionalText,
  est_siege: optional(boolean),
  etat_administratif: optionalText,
  activite_principale: optionalText,
  date_creation: optional(isoDate),
  date_fermeture: optional(isoDate),
  statut_diffusion_etablissement: optionalText,
  adresse: shown,
  code_postal: shown,
  libelle_commune: shown,
  libelle_commune_etranger: shown,
  libelle_pays_etranger: shown,
  nom_commercial: shown,
  liste_enseignes: shownList,
});
export type Place = Decoded<typeof place>;

const officer = object({
  nom: shown,
  prenoms: shown,
  date_de_naissance: shown,
  siren: optionalText,
  denomination: shown,
  qualite: shown,
  type_dirigeant: optionalText,
});
export type Officer = Decoded<typeof officer>;

const registration = object({
  date_cloture_exercice: optionalText,
  capital_social: optional(number),
  devise_capital: optionalText,
});

const yearFigures = object({ ca: optional(number), resultat_net: optional(number) });

const nineDigits: Decoder<string> = mapped(text, (value) => {
  if (!/^\d{9}$/.test(value)) throw new Error('nine digits');
  return value;
});

export const company = object({
  siren: nineDigits,
  nom_complet: shown,
  nom_raison_sociale: shown,
  sigle: shown,
  siege: optional(place),
  matching_etablissements: optionalArray(place),
  activite_principale: optionalText,
  categorie_entreprise: optionalText,
  nature_juridique: optionalText,
  tranche_effectif_salarie: optionalText,
  date_creation: optional(isoDate),
  date_fermeture: optional(isoDate),
  date_mise_a_jour_insee: optional(isoDay),
  date_mise_a_jour_rne: optional(isoDay),
  etat_administratif: optionalText,
  statut_diffusion: optionalText,
  tva: optionalArray(text),
  dirigeants: optionalArray(officer),
  immatriculation: optional(registration),
  finances: optional(mapOf(yearFigures)),
});
export type Company = Decoded<typeof company>;

export const envelope = object({ results: array(json), total_results: integer });
