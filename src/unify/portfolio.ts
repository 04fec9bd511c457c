import type { Transaction } from '../database';

/** SIRENs of the companies the tenant's customers are matched to, in a stable order: what registries are asked about. */
export async function portfolioSirens(tx: Transaction): Promise<string[]> {
  const rows = await tx.query<{ siren: string }>(
    `SELECT DISTINCT siren FROM company JOIN customer USING (tenant_id, company_id) WHERE tenant_id = $1 ORDER BY siren`,
    [tx.tenantId],
  );
  return rows.map((row) => row.siren);
}
