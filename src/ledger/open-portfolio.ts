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

/** Who owes a share of the whole, and the whole by currency, as `openPortfolio` says it. */
export interface HeavyDebtors {
  readonly debtors: readonly HeavyDebtor[];
  readonly portfolio: ReadonlyMap<string, OpenPortfolio>;
}

/**
 * Customers that owe at least such a share, of which there are never more than its inverse in each currency, and those named
 * that owe anything. One pass over what is open.
 */
export async function heavyDebtors(
  tx: Transaction,
  wanted: { shareAtLeast: number; customerIds: readonly string[] },
): Promise<HeavyDebtors> {
  const rows = await tx.query<DebtorRow>(HEAVY, [
    ...[tx.tenantId, wanted.shareAtLeast, [...wanted.customerIds]],
  ]);
  const portfolio = new Map<string, OpenPortfolio>();
  const heavy: HeavyDebtor[] = [];
  for (const { currency, totalMinor, debtors, customerId, openMinor } of rows) {
    const whole = portfolio.get(currency) ?? { openMinor: BigInt(totalMinor), debtors };
    portfolio.set(currency, whole);
    if (customerId === null || openMinor === null) continue;
    heavy.push({ customerId, openMinor: BigInt(openMinor), portfolio: whole });
  }
  return { debtors: heavy, portfolio };
}

interface DebtorRow {
  currency: string;
  totalMinor: string;
  debtors: number;
  /** Null where nobody owes so much. */
  customerId: string | null;
  openMinor: string | null;
}

const HEAVY = `
  WITH owed AS MATERIALIZED (
    SELECT customer_id, currency, sum(open_minor) AS open FROM receivable
    WHERE tenant_id = $1 AND open_minor > 0 AND open_minor <> 0 GROUP BY 1, 2
  ), total AS (
    SELECT currency, sum(open) AS open, count(*)::int AS debtors FROM owed GROUP BY 1
  ), debtor AS (
    SELECT customer_id, sum(open) AS open FROM owed GROUP BY 1
  ), heavy AS (
    -- Against the smallest total first, so that few customers are looked up for their currency.
    SELECT * FROM debtor WHERE open >= (SELECT min(open) FROM total) * $2::float8::numeric OR customer_id = ANY ($3::uuid[])
  ), named AS (
    SELECT h.customer_id, h.open, c.currency
    FROM heavy h JOIN customer c ON c.tenant_id = $1 AND c.customer_id = h.customer_id WHERE NOT c.is_pooled
  )
  SELECT t.currency, t.open::text AS "totalMinor", t.debtors, n.customer_id AS "customerId", n.open::text AS "openMinor"
  FROM total t LEFT JOIN named n ON n.currency = t.currency
    AND (n.open >= t.open * $2::float8::numeric OR n.customer_id = ANY ($3::uuid[]))
  ORDER BY t.currency, n.customer_id`;
