import type { Transaction } from '../database';

/** What all customers of a tenant owe in one currency, and how many owe something. */
export interface OpenPortfolio {
  readonly openMinor: bigint;
  readonly debtors: number;
}

/** Open claims by currency, in minor units. One pass over what is open: read once per run, not per customer. */
export async function openPortfolio(tx: Transaction): Promise<Map<string, OpenPortfolio>> {
  const rows = await tx.query<{ currency: string; openMinor: string; debtors: number }>(
    `SELECT currency, sum(open)::text AS "openMinor", count(*)::int AS debtors FROM (
       SELECT currency, customer_id, sum(open_minor) AS open FROM receivable
       WHERE tenant_id = $1 AND open_minor > 0 AND open_minor <> 0 GROUP BY 1, 2
     ) owed GROUP BY 1`,
    [tx.tenantId],
  );
  return new Map(
    rows.map(({ currency, openMinor, debtors }) => [
      currency,
      { openMinor: BigInt(openMinor), debtors },
    ]),
  );
}

/** A customer that owes a share of what all owe in its currency. */
export interface HeavyDebtor {
  readonly customerId: string;
  /** Open claims, credits not set against them. */
  readonly openMinor: bigint;
  /** Of its currency. */
  readonly portfolio: OpenPortfolio;
}

/**
 * Customers that owe at least such a share, of which there are never more than its inverse in each currency, and those named
 * that owe anything. One pass over what is open.
 */
export async function heavyDebtors(
  tx: Transaction,
  wanted: { shareAtLeast: number; customerIds: readonly string[] },
): Promise<HeavyDebtor[]> {
  const rows = await tx.query<{
    customerId: string;
    openMinor: string;
    totalMinor: string;
    debtors: number;
  }>(
    `WITH owed AS MATERIALIZED (
       SELECT customer_id, currency, sum(open_minor) AS open FROM receivable
       WHERE tenant_id = $1 AND open_minor > 0 AND open_minor <> 0 GROUP BY 1, 2
     ), total AS (
       SELECT currency, sum(open) AS open, count(*)::int AS debtors FROM owed GROUP BY 1
     ), debtor AS (
       SELECT customer_id, sum(open) AS open FROM owed GROUP BY 1
     ), heavy AS (
       -- Against the smallest total first, so that few customers are looked up for their currency.
       SELECT * FROM debtor WHERE open >= (SELECT min(open) FROM total) * $2::float8::numeric OR customer_id = ANY ($3::uuid[])
     )
     SELECT h.customer_id AS "customerId", h.open::text AS "openMinor", t.open::text AS "totalMinor", t.debtors
     FROM heavy h JOIN customer c ON c.tenant_id = $1 AND c.customer_id = h.customer_id JOIN total t ON t.currency = c.currency
     WHERE NOT c.is_pooled AND (h.open >= t.open * $2::float8::numeric OR h.customer_id = ANY ($3))
     ORDER BY 1`,
    [tx.tenantId, wanted.shareAtLeast, [...wanted.customerIds]],
  );
  return rows.map(({ customerId, openMinor, totalMinor, debtors }) => ({
    customerId,
    openMinor: BigInt(openMinor),
    portfolio: { openMinor: BigInt(totalMinor), debtors },
  }));
}
