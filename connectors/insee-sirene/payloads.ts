/** Decoders for Sirene 3.11: what a person withheld is "[ND]" on the wire and null from here on. */
import {
  array,
  boolean,
  integer,
  isoDate,
  isoDay,
  json,
  mapped,
  object,
  optional,
  optionalArray,
  optionalText,
  text,
  type Decoded,
  type Decoder,
} from '../../src/connector-kit';

const MASK = /\[(ND|NON[- ]DIFFUSIBLE)\]/i;

/** Text the register shows; null when it is absent or withheld. */
const shown: Decoder<string | null> = mapped(optionalText, (value) =>
  value === null || MASK.test(value) ? null : value,
);

const digits = (length: number): Decoder<string> =>
  mapped(text, (value) => {
    if (value.length !== length || /\D/.test(value)) throw new Error(`${length} digits`);
    return value;
  });

const unitPeriod = object({
  dateDebut: optional(isoDate),
  etatAdministratifUniteLegale: optionalText,
  nomUniteLegale: shown,
  nomUsageUniteLegale: shown,
  denominationUniteLegale: shown,
  denominationUsuelle1UniteLegale: shown,
  categorieJuridiqueUniteLegale: optionalText,
  activitePrincipaleUniteLegale: optionalText,
  nomenclatureActivitePrincipaleUniteLegale: optionalText,
  nicSiegeUniteLegale: optionalText,
});
export type UnitPeriod = Decoded<typeof unitPeriod>;

export const legalUnit = object({
  siren: digits(9),
  statutDiffusionUniteLegale: optionalText,
  dateCreationUniteLegale: optional(isoDate),
  dateDernierTraitementUniteLegale: optional(isoDay),
  sigleUniteLegale: shown,
  prenom1UniteLegale: shown,
  prenomUsuelUniteLegale: shown,
  trancheEffectifsUniteLegale: optionalText,
  periodesUniteLegale: optionalArray(unitPeriod),
});
export type LegalUnit = Decoded<typeof legalUnit>;

const address = object({
  complementAdresseEtablissement: shown,
  numeroVoieEtablissement: shown,
  indiceRepetitionEtablissement: shown,
  typeVoieEtablissement: shown,
  libelleVoieEtablissement: shown,
  codePostalEtablissement: shown,
  libelleCommuneEtablissement: shown,
  libelleCommuneEtrangerEtablissement: shown,
  codePaysEtrangerEtablissement: shown,
});
export type Address = Decoded<typeof address>;

const establishmentPeriod = object({
  dateDebut: optional(isoDate),
  etatAdministratifEtablissement: optionalText,
  enseigne1Etablissement: shown,
  denominationUsuelleEtablissement: shown,
  activitePrincipaleEtablissement: optionalText,
  nomenclatureActivitePrincipaleEtablissement: optionalText,
});

export const establishment = object({
  siren: digits(9),
  siret: digits(14),
  etablissementSiege: boolean,
  statutDiffusionEtablissement: optionalText,
  dateCreationEtablissement: optional(isoDate),
  adresseEtablissement: optional(address),
  periodesEtablissement: optionalArray(establishmentPeriod),
});
export type Establishment = Decoded<typeof establishment>;

/** What a company lands as: the legal unit and its head office; both as received. */
export const landedCompany = object({ uniteLegale: legalUnit, siege: optional(establishment) });

/** A legal unit INSEE would not show at all, as the API before 3.11 refused it. */
export const landedRefusal = object({ siren: digits(9), refused: text });

export const unitAnswer = object({ uniteLegale: json });
export const unitHead = object({ siren: text, periodesUniteLegale: optionalArray(unitPeriod) });

/** The one establishment of an answer; the service is known to send a list of one in its place. */
export const establishmentAnswer = object({
  etablissement: optional(json),
  etablissements: optionalArray(json),
});

export const establishmentsPage = object({
  header: object({
    total: optional(integer),
    curseur: optionalText,
    curseurSuivant: optionalText,
  }),
  etablissements: array(json),
});

export const establishmentHead = object({ siren: text, siret: digits(14) });

export const refusal = object({ header: object({ message: optionalText }) });
