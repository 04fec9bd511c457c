/** Decoders for societe.com: two envelopes for the same block, everything as text, dates YYYYMMDD. */
import {
  decimalToMinor,
  integer,
  isLocalDate,
  isSiren,
  json,
  mapOf,
  mapped,
  object,
  oneOrMany,
  optional,
  optionalText,
  payloadInvalid,
  text,
  type Decoded,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

export const BLOCKS = ['infoslegales', 'dirigeants', 'bilans', 'scoring'] as const;
export type Block = (typeof BLOCKS)[number];

const block: Decoder<Block> = (value, path) => {
  const known = BLOCKS.find((name) => name === value);
  if (known === undefined) throw payloadInvalid(path, `one of ${BLOCKS.join(', ')}`, value);
  return known;
};

const siren: Decoder<string> = mapped(text, (value) => {
  if (!isSiren(value)) throw new Error('a SIREN');
  return value;
});

/** What is landed: one block of one company. */
export const landed = object({ siren, block, body: json });

/** The content under its own name where an answer has it, else under "data". */
export function enveloped<T>(name: string, content: Decoder<T>): Decoder<T> {
  const fields = mapOf<unknown>((value) => value);
  return (value, path) => {
    const all = fields(value, path);
    const key = all.has(name) ? name : 'data';
    return content(all.get(key), `${path}.${key}`);
  };
}

const loose: Decoder<string | null> = (value, path) =>
  typeof value === 'number' ? String(integer(value, path)) : optionalText(value, path);

/** "20190402"; "00000000" and blanks are no date. */
export const compactDay: Decoder<LocalDate | null> = (value, path) => {
  const written = loose(value, path);
  if (written === null || /^0+$/.test(written)) return null;
  const day = written.replace(/^(\d{4})-?(\d{2})-?(\d{2})$/, '$1-$2-$3');
  if (!isLocalDate(day)) throw payloadInvalid(path, 'a date YYYYMMDD', value);
  return day;
};

/** Euros as text or number; null when absent. */
export const euros: Decoder<bigint | null> = (value, path) => {
  const written = typeof value === 'string' ? value.replace(/[\s\u00a0\u202f]/g, '') : value;
  return written === undefined || written === null || written === ''
    ? null
    : decimalToMinor('EUR')(written, path);
};

export const legalFacts = enveloped(
  'infolegales',
  object({
    sirenformat: loose,
    denoinsee: optionalText,
    denorcs: optionalText,
    numtva: optionalText,
    nafinsee: optionalText,
    nafrcs: optionalText,
    capital: optional(json),
    libdevise: optionalText,
    catjurlibinsee: optionalText,
    catjurlibrcs: optionalText,
    datecrearcs: compactDay,
    numvoieinsee: loose,
    typvoieinsee: optionalText,
    libvoieinsee: optionalText,
    codepostalinsee: loose,
    villeinsee: optionalText,
    voieadressagercs: optionalText,
    codepostalrcs: loose,
    villercs: optionalText,
    trancheeffinsee: loose,
  }),
);
export type LegalFacts = Decoded<typeof legalFacts>;

export const officers = enveloped(
  'dirigeants',
  oneOrMany(
    object({
      type: optionalText,
      titre: optionalText,
      prenompp: optionalText,
      nompp: optionalText,
      datefin: compactDay,
    }),
  ),
);

export const accounts = enveloped(
  'bilans',
  object({ bilans: oneOrMany(object({ anneebilan: loose, rescatotal: euros })) }),
);

const points: Decoder<string | null> = (value, path) =>
  typeof value === 'number' ? String(value) : optionalText(value, path);

export const scores = enveloped(
  'scoring',
  object({
    'extra-financier': optional(
      object({ score: optional(object({ territorial: points, social: points, fiscal: points })) }),
    ),
  }),
);
