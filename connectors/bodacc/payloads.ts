/** Decoders for records of the dataset `annonces-commerciales`: JSON inside strings, one child or several. */
import {
  identifierDigits,
  isoDay,
  isSiren,
  jsonString,
  mapped,
  object,
  oneOrMany,
  optional,
  payloadInvalid,
  text,
  type Decoded,
  type Decoder,
} from '../../src/connector-kit';
import { repairEncoding } from './french-text';

/** Text or null; a number is taken as written, because notice and bulletin numbers come both ways. */
const words: Decoder<string | null> = (value, path) => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw payloadInvalid(path, 'a string', value);
  const trimmed = repairEncoding(value).trim();
  return trimmed === '' ? null : trimmed;
};

/** A column that carries JSON in a string; null, blank and missing are null; an object already parsed is accepted. */
function embedded<T>(decoder: Decoder<T>): Decoder<T | null> {
  const inString = jsonString(optional(decoder));
  return (value, path) => {
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string') return decoder(value, path);
    return value.trim() === '' ? null : inString(value, path);
  };
}

/** The first of one or several children; null when there is none. */
function first<T>(decoder: Decoder<T>): Decoder<T | null> {
  return mapped(oneOrMany(decoder), (children) => children[0] ?? null);
}

/**
 * SIRENs of a `registre` column, once each, in the order given: v2.1 sends an array of spaced and unspaced forms,
 * v1 one string with commas. Other registers' numbers are left out.
 */
const registre: Decoder<string[]> = (value, path) => {
  if (value === undefined || value === null) return [];
  const forms = typeof value === 'string' ? value.split(',') : oneOrMany(text)(value, path);
  return sirensOf(forms);
};

function sirensOf(forms: readonly string[]): string[] {
  const digits = forms.map(identifierDigits).filter(isSiren);
  return [...new Set(digits)];
}

const identification = object({ numeroIdentification: words });
const personSiren = object({ numeroImmatriculation: oneOrMany(identification) });

/** SIRENs of the people listed: the fallback for notices whose `registre` is empty. */
const listedSirens: Decoder<string[]> = mapped(
  embedded(object({ personne: oneOrMany(personSiren) })),
  (list) => {
    const numbers = (list?.personne ?? []).flatMap((person) => person.numeroImmatriculation);
    return sirensOf(numbers.flatMap(({ numeroIdentification }) => numeroIdentification ?? []));
  },
);

const judgment = object({
  type: words,
  famille: words,
  nature: words,
  date: words,
  complementJugement: words,
});

const deed = object({
  vente: first(object({ categorieVente: words, dateEffet: words })),
  creation: first(object({ categorieCreation: words })),
  immatriculation: first(object({ categorieImmatriculation: words })),
  dateEffet: words,
  dateImmatriculation: words,
  dateCommencementActivite: words,
  descriptif: words,
});

const removal = object({
  commentaire: words,
  dateCessationActivitePP: words,
  radiationPP: optional(object({ dateCessationActivitePP: words })),
});

const precedent = object({
  nomPublication: words,
  numeroParution: words,
  dateParution: words,
  numeroAnnonce: words,
});

export const notice = object({
  id: text,
  dateparution: isoDay,
  typeavis: words,
  familleavis: words,
  familleavis_lib: words,
  tribunal: words,
  url_complete: words,
  registre,
  listepersonnes: listedSirens,
  jugement: embedded(judgment),
  acte: embedded(deed),
  depot: embedded(object({ dateCloture: words, typeDepot: words, descriptif: words })),
  radiationaurcs: embedded(removal),
  modificationsgenerales: embedded(object({ descriptif: words })),
  parutionavisprecedent: embedded(precedent),
});
export type Notice = Decoded<typeof notice>;

/** The part of a notice that reading needs: its key and its day. */
export const noticeKey = object({ id: text, dateparution: isoDay });
