import type { Transaction } from '../database';

/**
 * Holds customers, in one order, until the transaction ends. Who decides about them takes the instant of the decision
 * after it: of two that decide, the one that waited decided later. And reads what it decides on in a statement after it,
 * which sees what the other wrote.
 */
export async function lockCustomers(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM customer WHERE tenant_id = $1 AND customer_id = ANY ($2) ORDER BY customer_id FOR NO KEY UPDATE`,
    [tx.tenantId, [...ids]],
  );
}
