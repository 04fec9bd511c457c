import type { Transaction } from '../database';

/** Looks up under which name a company is registered; null when it is not known or not to be told. */
export type KnownNames = (siren: string) => string | null;

/**
 * Names of these companies, to be sent to providers that know companies by name: never that of a natural person (legal
 * forms 1…), of a company whose legal form is not known, or of one that opposed publication.
 */
export async function namesOf(tx: Transaction, sirens: readonly string[]): Promise<KnownNames> {
  const rows = await tx.query<{ siren: string; name: string }>(
    `SELECT c.siren, c.name
     FROM unnest($2::text[]) AS s (siren)
     JOIN company c ON c.tenant_id = $1::uuid AND c.company_id = stable_id($1::text, s.siren)
     WHERE c.name IS NOT NULL AND c.is_diffusible AND c.legal_form_code ~ '^[2-9]'`,
    [tx.tenantId, [...sirens]],
  );
  const known = new Map(rows.map(({ siren, name }) => [siren, name]));
  return (siren) => known.get(siren) ?? null;
}
