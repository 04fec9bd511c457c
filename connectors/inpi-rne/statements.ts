/** A filed return, as landed, to a financial statement. Pure. */
import {
  boolean,
  decode,
  isCurrency,
  isoDate,
  isoDay,
  isSiren,
  listed,
  mapped,
  object,
  optional,
  optionalArray,
  optionalText,
  text,
  type Decoded,
  type Decoder,
  type FinancialStatementRecord,
  type Json,
} from '../../src/connector-kit';
import { filingKey, SCOPES } from './filings';
import { statementItems } from './liasse';

/** "000000001848367" and "-000000000230752"; blank is absent. */
const padded: Decoder<bigint | null> = mapped(optionalText, (value) => {
  if (value === null) return null;
  if (!/^[+-]?\d{1,18}$/.test(value)) throw new Error('a whole number padded with zeros');
  return BigInt(value.replace('+', ''));
});

const line = object({ code: text, m1: padded, m2: padded, m3: padded });

const pageNumber: Decoder<string> = mapped(text, (value) => value.padStart(2, '0'));

const balance = object({
  identite: optional(object({ dureeExerciceN: optionalText, codeDevise: optionalText })),
  detail: optional(
    object({
      pages: optionalArray(object({ numero: pageNumber, liasses: optionalArray(line) })),
    }),
  ),
});

const filing = object({
  siren: text,
  dateCloture: isoDate,
  dateDepot: optional(isoDay),
  typeBilan: optionalText,
  confidentiality: optionalText,
  deleted: optional(boolean),
  bilanSaisi: optional(object({ bilan: optional(balance) })),
});
type Filing = Decoded<typeof filing>;

type Confidentiality = FinancialStatementRecord['confidentiality'];

/**
 * The statement of one filing; none for a deleted one and for banks and insurers, which keep other books. Throws CONTRACT
 * PAYLOAD_INVALID with the path.
 */
export function mapFiling(payload: Json): FinancialStatementRecord[] {
  const source = decode(filing, payload);
  const scope = listed(SCOPES, source.typeBilan);
  const identity = source.bilanSaisi?.bilan?.identite ?? null;
  const currency = identity?.codeDevise ?? 'EUR';
  if (scope === undefined || source.deleted === true || !isSiren(source.siren)) return [];
  if (!isCurrency(currency)) return [];
  const confidentiality = confidentialityOf(source.confidentiality);
  const items = confidentiality === 'FULL' ? {} : itemsOf(source, confidentiality, currency);
  if (Object.keys(items).length === 0 && confidentiality !== 'FULL') return [];
  const record: FinancialStatementRecord = {
    type: 'financialStatement',
    sourceKey: filingKey(source),
    siren: source.siren,
    closedOn: source.dateCloture,
    months: monthsOf(identity?.dureeExerciceN ?? null),
    scope,
    confidentiality,
    currency,
    filedOn: source.dateDepot,
    items,
  };
  return [record];
}

/** What is not known to be public is not shown: a word nobody has heard of hides everything. */
function confidentialityOf(word: string | null): Confidentiality {
  if (word === 'Public' || word === 'Publication simplifiee') return 'PUBLIC';
  return word === 'Partiellement confidentiel' ? 'INCOME_STATEMENT' : 'FULL';
}

function itemsOf(
  source: Filing,
  confidentiality: Confidentiality,
  currency: string,
): FinancialStatementRecord['items'] {
  const pages = source.bilanSaisi?.bilan?.detail?.pages ?? [];
  return statementItems(
    pages.map(({ numero, liasses }) => ({ number: numero, lines: liasses })),
    {
      form: source.typeBilan === 'S' ? 'SIMPLIFIED' : 'FULL',
      currency,
      isIncomeShown: confidentiality === 'PUBLIC',
    },
  );
}

function monthsOf(duration: string | null): number | null {
  const months = /^\d{1,3}$/.test(duration ?? '') ? Number(duration) : 0;
  return months > 0 ? months : null;
}
