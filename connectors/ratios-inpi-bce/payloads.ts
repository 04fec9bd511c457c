/** Decoders for rows of ratios_inpi_bce: absent is null, whatever the State's own site makes of it. */
import {
  array,
  integer,
  isoDate,
  json,
  mapped,
  number,
  object,
  optional,
  optionalText,
  parseDecimal,
  text,
  type Decoded,
  type Decoder,
} from '../../src/connector-kit';

/** Whole euros sent as a JSON number, to cents. */
const euros: Decoder<bigint | null> = optional(
  mapped(number, (value) => parseDecimal(value.toFixed(2), 2)),
);

/** A ratio as it was published, as an exact decimal: outliers are kept, judging them is not the reader's business. */
const ratio: Decoder<string | null> = optional(
  mapped(number, (value) => {
    if (Math.abs(value) >= 1e15) throw new Error('a ratio of fewer than 16 digits');
    const written = String(value);
    const isPlain = /^-?\d+(\.\d{1,10})?$/.test(written);
    return isPlain ? written : value.toFixed(10).replace(/\.?0+$/, '');
  }),
);

export const row = object({
  siren: text,
  date_cloture_exercice: isoDate,
  type_bilan: optionalText,
  confidentiality: optionalText,
  chiffre_d_affaires: euros,
  ebe: euros,
  ebit: euros,
  resultat_net: euros,
  taux_d_endettement: ratio,
  ratio_de_liquidite: ratio,
  ratio_de_vetuste: ratio,
  autonomie_financiere: ratio,
  poids_bfr_exploitation_sur_ca: ratio,
  couverture_des_interets: ratio,
  caf_sur_ca: ratio,
  marge_ebe: ratio,
  resultat_courant_avant_impots_sur_ca: ratio,
  capacite_de_remboursement: ratio,
  poids_bfr_exploitation_sur_ca_jours: ratio,
  rotation_des_stocks_jours: ratio,
  credit_clients_jours: ratio,
  credit_fournisseurs_jours: ratio,
});
export type Row = Decoded<typeof row>;

export const rowHead = object({
  siren: text,
  date_cloture_exercice: isoDate,
  type_bilan: optionalText,
});

export const page = object({ total_count: integer, results: array(json) });
