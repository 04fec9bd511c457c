import type { Transaction } from '../database';
import { changesOf, ensureCompanies, matchedTo, type MatchChange } from './match-customers';

/**
 * Matches customers to the companies whose SIREN their source states. What a person confirmed stays, and what a person
 * rejected is not proposed again. Answers what changed. The customers are to be locked by the caller's writes before.
 */
export async function matchByIdentifier(
  tx: Transaction,
  stated: readonly { customerId: string; siren: string }[],
  at: Date,
): Promise<MatchChange[]> {
  if (stated.length === 0) return [];
  const ids = stated.map(({ customerId }) => customerId);
  const before = await matchedTo(tx, ids);
  const sirens = stated.map(({ siren }) => siren);
  await ensureCompanies(tx, sirens, at);
  const matched = await tx.query<{ customerId: string; siren: string }>(MATCH, [
    tx.tenantId,
    ids,
    sirens,
    at,
  ]);
  await tx.execute(CANDIDATES, [
    tx.tenantId,
    matched.map(({ customerId }) => customerId),
    matched.map(({ siren }) => siren),
    at,
  ]);
  return matched.flatMap((row) => changesOf(row, before.get(row.customerId) ?? null));
}

/** The searched name is the present one, so that no search by name takes the place of what is stated. */
const MATCH = `
  UPDATE customer c SET company_id = stable_id($1::text, s.siren), match_status = 'AUTOMATIC', match_confidence = 1,
    match_method = 'IDENTIFIER', match_decided_by = 'encours', match_decided_at = $4, match_searched_name = c.folded_name
  FROM unnest($2::uuid[], $3::text[]) AS s (customer_id, siren)
  WHERE c.tenant_id = $1::uuid AND c.customer_id = s.customer_id AND NOT c.is_pooled AND c.match_status <> 'CONFIRMED'
    AND (c.company_id, c.match_method, c.match_searched_name)
      IS DISTINCT FROM (stable_id($1::text, s.siren), 'IDENTIFIER', c.folded_name)
    AND NOT EXISTS (SELECT FROM match_candidate m WHERE m.tenant_id = $1::uuid AND m.customer_id = c.customer_id
      AND m.siren = s.siren AND m.status = 'REJECTED')
  RETURNING c.customer_id AS "customerId", s.siren`;

const CANDIDATES = `
  INSERT INTO match_candidate AS m (tenant_id, customer_id, siren, name, company_status, confidence, method, status, found_at)
  SELECT $1, s.customer_id, s.siren, c.name, 'UNKNOWN', 1, 'IDENTIFIER', 'SUGGESTED', $4
  FROM unnest($2::uuid[], $3::text[]) AS s (customer_id, siren)
  JOIN customer c ON c.tenant_id = $1 AND c.customer_id = s.customer_id
  ON CONFLICT (tenant_id, customer_id, siren) DO UPDATE SET confidence = 1, method = 'IDENTIFIER'
  WHERE m.status = 'SUGGESTED'`;
