import type { Transaction } from '../database';

/** SIRENs of the companies the tenant's customers are matched to, in a stable order: what registries are asked about. */
export async function portfolioSirens(tx: Transaction): Promise<string[]> {
  const rows = await tx.query<{ siren: string }>(
    `SELECT DISTINCT siren FROM company JOIN customer USING (tenant_id, company_id) WHERE tenant_id = $1 ORDER BY siren`,
    [tx.tenantId],
  );
  return rows.map((row) => row.siren);
}

/** Customers matched to any of these companies. */
export async function customersOfCompanies(
  tx: Transaction,
  companyIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT customer_id AS id FROM customer WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) ORDER BY 1',
    [tx.tenantId, [...companyIds]],
  );
  return rows.map((row) => row.id);
}

/** Customers whose match was decided, or lost with their old name, at or after an instant. */
export async function customersMatchedSince(tx: Transaction, since: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT customer_id AS id FROM customer WHERE tenant_id = $1 AND match_decided_at >= $2 ORDER BY 1',
    [tx.tenantId, since],
  );
  return rows.map((row) => row.id);
}

/** SIRENs of these companies, in a stable order. */
export async function sirensOfCompanies(
  tx: Transaction,
  companyIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ siren: string }>(
    'SELECT siren FROM company WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) ORDER BY siren',
    [tx.tenantId, [...companyIds]],
  );
  return rows.map((row) => row.siren);
}

/** SIRENs of the companies these customers are matched to, in a stable order. */
export async function sirensOfCustomers(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ siren: string }>(
    `SELECT DISTINCT siren FROM company JOIN customer USING (tenant_id, company_id)
     WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[]) ORDER BY siren`,
    [tx.tenantId, [...customerIds]],
  );
  return rows.map((row) => row.siren);
}
