import type { IdentifierScheme } from '../connector-kit';
import type { Transaction } from '../database';

/** Looks up what others know a company as; null when nobody said. */
export type KnownIdentifiers = (siren: string, scheme: IdentifierScheme) => string | null;

/**
 * Identifiers of these companies by scheme: of several, what the connection itself was told comes first, then the latest.
 * What an authority calls invalid, and what may no longer be used on the day, is left out.
 */
export async function identifiersOf(
  tx: Transaction,
  question: { sirens: readonly string[]; connectionId: string; asOf: string },
): Promise<KnownIdentifiers> {
  const rows = await tx.query<{ siren: string; scheme: IdentifierScheme; value: string }>(
    `SELECT DISTINCT ON (i.company_id, i.scheme) c.siren, i.scheme, i.value
     FROM unnest($2::text[]) AS s (siren)
     JOIN company c ON c.tenant_id = $1::uuid AND c.company_id = stable_id($1::text, s.siren)
     JOIN company_identifier i ON i.tenant_id = c.tenant_id AND i.company_id = c.company_id
     WHERE i.is_valid IS DISTINCT FROM false AND (i.expires_on IS NULL OR i.expires_on > $4::date)
     ORDER BY i.company_id, i.scheme, (i.connection_id = $3::uuid) DESC, i.fetched_at DESC, i.source_key`,
    [tx.tenantId, [...question.sirens], question.connectionId, question.asOf],
  );
  const known = new Map(rows.map(({ siren, scheme, value }) => [`${siren} ${scheme}`, value]));
  return (siren, scheme) => known.get(`${siren} ${scheme}`) ?? null;
}
