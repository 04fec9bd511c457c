/** French registration numbers as Creditsafe writes them. Pure. */
import { identifierDigits, isSiren } from '../../src/connector-kit';

/** The SIREN in a registration number, which in France is a SIREN or a SIRET; null for another country's. */
export function sirenOf(company: { country: string | null; regNo: string | null }): string | null {
  const siren = identifierDigits(company.regNo ?? '').slice(0, 9);
  return (company.country ?? 'FR') === 'FR' && isSiren(siren) ? siren : null;
}
