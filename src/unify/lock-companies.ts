import type { Transaction } from '../database';

/**
 * What a company is comes from all its sources' records together: who changes one must see what the others stored.
 * Locks in the order of their ids, as everybody does, and answers their SIRENs.
 */
export async function lockCompanies(
  tx: Transaction,
  among: { sirens: readonly string[] } | { companyIds: readonly string[] },
): Promise<string[]> {
  const isBySiren = 'sirens' in among;
  const keys = isBySiren ? among.sirens : among.companyIds;
  if (keys.length === 0) return [];
  const condition = isBySiren ? 'siren = ANY ($2::text[])' : 'company_id = ANY ($2::uuid[])';
  const rows = await tx.query<{ siren: string }>(
    `SELECT siren FROM company WHERE tenant_id = $1 AND ${condition} ORDER BY company_id FOR NO KEY UPDATE`,
    [tx.tenantId, [...keys]],
  );
  return rows.map((row) => row.siren);
}
