import type { Transaction } from '../database';

/** What a provider watches for a connection, in figures. */
export interface PortfolioRow {
  connectionId: string;
  /** Companies it is to watch. */
  wanted: number;
  watched: number;
  refused: number;
  lastReconciledAt: Date | null;
}

/** The portfolios of connections; one that watches nothing and was never compared with its provider's list is left out. */
export async function watchedPortfolios(
  tx: Transaction,
  connectionIds: readonly string[],
): Promise<PortfolioRow[]> {
  return tx.query<PortfolioRow>(
    `SELECT c.connection_id AS "connectionId", c.portfolio_checked_at AS "lastReconciledAt",
       count(*) FILTER (WHERE w.status IN ('WANTED', 'WATCHED', 'REFUSED'))::int AS wanted,
       count(*) FILTER (WHERE w.status = 'WATCHED')::int AS watched,
       count(*) FILTER (WHERE w.status = 'REFUSED')::int AS refused
     FROM connection c LEFT JOIN watched_company w USING (tenant_id, connection_id)
     WHERE c.tenant_id = $1 AND c.connection_id = ANY ($2::uuid[])
     GROUP BY c.connection_id, c.portfolio_checked_at
     HAVING count(w.siren) > 0 OR c.portfolio_checked_at IS NOT NULL`,
    [tx.tenantId, [...connectionIds]],
  );
}
