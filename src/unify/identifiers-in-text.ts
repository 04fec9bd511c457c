import { isSiren, sirenOfVatNumber } from '../kernel';

/** Nine digits in one, or in three groups that are not part of a longer row of groups. */
const SIREN = /(?<!\d)\d{9}(?!\d)|(?<!\d\s?)\d{3}\s\d{3}\s\d{3}(?!\s?\d)/g;

/** SIREN stated in a text (a name, a label): by VAT number first, else nine digits that pass the checksum; null if none or several. */
export function sirenInText(
  text: string,
): { siren: string; method: 'VAT_NUMBER' | 'SIREN' } | null {
  const vat = distinct(
    [...text.matchAll(/FR\s?\d{2}\s?\d{3}\s?\d{3}\s?\d{3}/gi)].map((match) =>
      sirenOfVatNumber(match[0]),
    ),
  );
  if (vat.length === 1 && vat[0] !== undefined) return { siren: vat[0], method: 'VAT_NUMBER' };
  const siren = distinct(
    [...text.matchAll(SIREN)]
      .map((match) => match[0].replace(/\s/g, ''))
      .map((digits) => (isSiren(digits) ? digits : null)),
  );
  return siren.length === 1 && siren[0] !== undefined ? { siren: siren[0], method: 'SIREN' } : null;
}

function distinct(values: (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
