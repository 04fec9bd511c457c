/** Which French company accounting software states a customer to be. */
import { isSiren } from '../kernel';

/** As a party says it; what is not said is null. */
export interface StatedNumbers {
  siren: string | null;
  siret: string | null;
  vatNumber: string | null;
  countryCode: string | null;
}

/** Countries whose companies have a SIREN. */
const FRENCH: ReadonlySet<string> = new Set([
  ...['FR', 'GP', 'MQ', 'GF', 'RE', 'YT', 'PM', 'BL', 'MF', 'NC', 'PF', 'WF', 'MC'],
]);
const FRENCH_VAT = /^FR[0-9A-Z]{2}([0-9]{9})$/;
const FOREIGN_VAT = /^(?!FR)[A-Z]{2}(?=(.*\d){5})[0-9A-Z+*]{5,13}$/;

/**
 * The SIREN itself, or the one in a SIRET or a French VAT number; null when none passes the checksum. Of a customer abroad only
 * a French VAT number counts: the numbers of other registers have nine digits too, and one in ten passes.
 */
export function statedSiren({
  siren,
  siret,
  vatNumber,
  countryCode,
}: StatedNumbers): string | null {
  const vat = (vatNumber ?? '').replace(/[\s.-]/g, '').toUpperCase();
  const inVat = FRENCH_VAT.exec(vat)?.[1];
  const isAbroad = countryCode === null ? FOREIGN_VAT.test(vat) : !FRENCH.has(countryCode);
  const said = isAbroad ? [inVat] : [siren, siret?.slice(0, 9), inVat];
  return said.find((each) => each != null && isSiren(each)) ?? null;
}
