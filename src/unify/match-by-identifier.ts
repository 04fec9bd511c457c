import type { Transaction } from '../database';
import { changesOf, ensureCompanies, matchedTo, type MatchChange } from './match-customers';

/**
 * Matches customers to the companies whose SIREN their source states, and forgets such a match where it states none any more.
 * What a person confirmed stays, and what a person rejected is not proposed again. Answers what changed. The customers are to
 * be locked by the caller's writes before.
 */
export async function matchByIdentifier(
  tx: Transaction,
  stated: readonly { customerId: string; siren: string | null }[],
  at: Date,
): Promise<MatchChange[]> {
  if (stated.length === 0) return [];
  const before = await matchedTo(
    tx,
    stated.map(({ customerId }) => customerId),
  );
  const unstated = stated.flatMap(({ customerId, siren }) => (siren === null ? [customerId] : []));
  const known = stated.flatMap(({ customerId, siren }) =>
    siren === null ? [] : [{ customerId, siren }],
  );
  const changed = [...(await forgetStated(tx, unstated)), ...(await matchStated(tx, known, at))];
  return changed.flatMap((row) => changesOf(row, before.get(row.customerId) ?? null));
}

/** A number that was wrong, and was taken out, leads to no company any more: names may be searched again. */
async function forgetStated(
  tx: Transaction,
  ids: readonly string[],
): Promise<{ customerId: string; siren: null }[]> {
  const rows = await tx.query<{ customerId: string }>(FORGET, [tx.tenantId, [...ids]]);
  await tx.execute(
    `DELETE FROM match_candidate WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[])
       AND method = 'IDENTIFIER' AND status = 'SUGGESTED'`,
    [tx.tenantId, rows.map(({ customerId }) => customerId)],
  );
  return rows.map(({ customerId }) => ({ customerId, siren: null }));
}

async function matchStated(
  tx: Transaction,
  stated: readonly { customerId: string; siren: string }[],
  at: Date,
): Promise<{ customerId: string; siren: string }[]> {
  const ids = stated.map(({ customerId }) => customerId);
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
  return matched;
}

const FORGET = `
  UPDATE customer c SET company_id = NULL, match_status = 'UNMATCHED', match_confidence = NULL, match_method = NULL,
    match_decided_by = NULL, match_decided_at = NULL, match_searched_name = NULL
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2::uuid[]) AND c.match_status = 'AUTOMATIC' AND c.match_method = 'IDENTIFIER'
  RETURNING c.customer_id AS "customerId"`;

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
