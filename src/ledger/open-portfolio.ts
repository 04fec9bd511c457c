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
