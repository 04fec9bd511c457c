import { money, type Money } from '../kernel';
import type { Transaction } from '../database';

/**
 * How much of the books says which payment settles which invoice: what ages, days to pay and behaviour are worth. Open
 * amounts are right whatever it is.
 */
export interface LetteringCoverage {
  /** Lines on customer accounts, zero ones left out. */
  lines: number;
  letteredLines: number;
  /** Sum of the lines' amounts without their signs. */
  amount: Money;
  letteredAmount: Money;
}

interface Counted {
  customerId: string | null;
  currency: string;
  lines: string;
  lettered: string;
  amount: string;
  letteredAmount: string;
}

/** Coverage of each customer's lines in the books as they are now; those without lines are left out. */
export async function letteringCoverageOf(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<Map<string, LetteringCoverage>> {
  const rows = await tx.query<Counted>(
    `SELECT l.customer_id AS "customerId", c.currency, ${COUNTS}
     FROM ledger_line l JOIN customer c USING (tenant_id, customer_id)
     WHERE l.tenant_id = $1 AND l.customer_id = ANY ($2::uuid[]) AND l.amount_minor <> 0
     GROUP BY l.customer_id, c.currency`,
    [tx.tenantId, [...customerIds]],
  );
  return new Map(rows.map((row) => [row.customerId ?? '', toCoverage(row)]));
}

/** Coverage of all customer lines of the tenant, in the currency of its books. */
export async function tenantLetteringCoverage(tx: Transaction): Promise<LetteringCoverage> {
  const [row] = await tx.query<Counted>(
    `SELECT NULL AS "customerId", (SELECT books_currency FROM tenant WHERE tenant_id = $1) AS currency, ${COUNTS}
     FROM ledger_line l WHERE l.tenant_id = $1 AND l.amount_minor <> 0`,
    [tx.tenantId],
  );
  return toCoverage(row ?? NOTHING);
}

const COUNTS = `count(*) AS lines, count(l.letter) AS lettered, coalesce(sum(abs(l.amount_minor)), 0) AS amount,
  coalesce(sum(abs(l.amount_minor)) FILTER (WHERE l.letter IS NOT NULL), 0) AS "letteredAmount"`;

const NOTHING: Counted = {
  ...{ customerId: null, currency: 'EUR', lines: '0', lettered: '0' },
  ...{ amount: '0', letteredAmount: '0' },
};

function toCoverage(row: Counted): LetteringCoverage {
  return {
    lines: Number(row.lines),
    letteredLines: Number(row.lettered),
    amount: money(BigInt(row.amount), row.currency),
    letteredAmount: money(BigInt(row.letteredAmount), row.currency),
  };
}
