/** Decoders for /companies/{siren}: what is documented is strict, what is only seen in clients may be missing. */
import {
  isLocalDate,
  mapped,
  isoDay,
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

/** A day of a field nobody documents: null when it is written in a way we do not know. */
const perhapsDay: Decoder<LocalDate | null> = (value) => {
  const day = typeof value === 'string' ? value.slice(0, 10) : '';
  return isLocalDate(day) ? day : null;
};

/** A percentage of a field nobody documents: exact decimal, null for 0, true and the like. */
const perhapsPercent: Decoder<string | null> = (value) => {
  const amount = typeof value === 'string' ? Number(value.replace(',', '.')) : value;
  if (typeof amount !== 'number' || !(amount > 0 && amount <= 100)) return null;
  return String(Number(amount.toFixed(4)));
};

const perhapsText: Decoder<string | null> = (value, path) =>
  typeof value === 'string' ? optionalText(value, path) : null;

/** Codes come as strings, and now and then as numbers. */
const code: Decoder<string | null> = (value, path) =>
  typeof value === 'number' ? String(value) : optionalText(value, path);

const address = object({
  numVoie: code,
  indiceRepetition: perhapsText,
  typeVoie: perhapsText,
  voie: perhapsText,
  complementLocalisation: perhapsText,
  codePostal: code,
  commune: perhapsText,
  pays: perhapsText,
});
export type Address = Decoded<typeof address>;

const person = object({
  nom: optionalText,
  nomUsage: perhapsText,
  prenoms: mapped(optionalArray(optionalText), (names) => names.filter((name) => name !== null)),
  dateDeNaissance: optionalText,
  dateEffetRoleDeclarant: perhapsDay,
});
export type Person = Decoded<typeof person>;

const power = object({
  roleEntreprise: code,
  libelleRoleEntreprise: optionalText,
  typeDePersonne: optionalText,
  individu: optional(object({ descriptionPersonne: optional(person) })),
  entreprise: optional(object({ siren: optionalText, denomination: optionalText })),
});
export type Power = Decoded<typeof power>;

const beneficialOwner = object({
  beneficiaire: optional(object({ descriptionPersonne: optional(person) })),
  modalite: optional(
    object({
      detentionPartTotale: perhapsPercent,
      detentionVoteTotal: perhapsPercent,
      dateEffet: perhapsDay,
    }),
  ),
});
export type BeneficialOwner = Decoded<typeof beneficialOwner>;

const place = object({
  descriptionEtablissement: optional(
    object({
      siret: optionalText,
      rolePourEntreprise: code,
      enseigne: perhapsText,
      nomCommercial: perhapsText,
      codeApe: perhapsText,
      dateEffet: perhapsDay,
      dateEffetFermeture: perhapsDay,
    }),
  ),
  adresse: optional(address),
});
export type Place = Decoded<typeof place>;

const entry = object({
  identite: optional(
    object({
      entreprise: optional(
        object({
          denomination: optionalText,
          nomCommercial: perhapsText,
          formeJuridique: optionalText,
          codeApe: optionalText,
          dateImmat: optional(isoDay),
          dateRad: optional(isoDay),
        }),
      ),
      entrepreneur: optional(object({ descriptionPersonne: optional(person) })),
      description: optional(
        object({ montantCapital: optional(number), deviseCapital: optionalText }),
      ),
    }),
  ),
  composition: optional(object({ pouvoirs: optionalArray(power) })),
  beneficiairesEffectifs: optionalArray(beneficialOwner),
  adresseEntreprise: optional(object({ adresse: optional(address) })),
  etablissementPrincipal: optional(place),
  autresEtablissements: optionalArray(place),
  detailCessationEntreprise: optional(
    object({
      dateRadiation: optional(isoDay),
      dateEffet: optional(isoDay),
      dateCessationTotaleActivite: optional(isoDay),
    }),
  ),
});
export type Entry = Decoded<typeof entry>;

const nineDigits: Decoder<string> = mapped(text, (value) => {
  if (!/^\d{9}$/.test(value)) throw new Error('nine digits');
  return value;
});

export const company = object({
  siren: nineDigits,
  updatedAt: optional(isoDay),
  formality: object({
    formeJuridique: optionalText,
    diffusionINSEE: optionalText,
    codeAPE: optionalText,
    content: object({
      natureCreation: optional(object({ dateCreation: optional(isoDay) })),
      natureCessationEntreprise: optional(object({ etatAdministratifInsee: optionalText })),
      personneMorale: optional(entry),
      personnePhysique: optional(entry),
      exploitation: optional(entry),
    }),
  }),
});
export type Company = Decoded<typeof company>;

export const companyHead = object({ siren: text });
