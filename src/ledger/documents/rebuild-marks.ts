import type { Transaction } from '../../database';
import type { ConcernedCustomer } from './store-document-events';

/**
 * Notes whose claims must be computed again, in the transaction that changes what they come from. A mark that a rebuild is
 * taking at this moment is written anew: what is stored here that rebuild has not seen.
 */
export async function markForRebuild(
  tx: Transaction,
  customers: readonly ConcernedCustomer[],
  at: Date,
): Promise<void> {
  if (customers.length === 0) return;
  await tx.execute(
    `INSERT INTO rebuild_mark AS m (tenant_id, connection_id, customer_id, marked_at)
     SELECT DISTINCT $1::uuid, c.connection_id, c.customer_id, $4::timestamptz
     FROM unnest($2::uuid[], $3::uuid[]) AS c (connection_id, customer_id) ORDER BY 2, 3
     ON CONFLICT (tenant_id, connection_id, customer_id) DO UPDATE SET marked_at = EXCLUDED.marked_at`,
    [
      tx.tenantId,
      customers.map(({ connectionId }) => connectionId),
      customers.map(({ customerId }) => customerId),
      at,
    ],
  );
}

/** Takes the marks of customers whose claims the same transaction computes; what is marked after it stays marked. */
export async function takeMarks(
  tx: Transaction,
  connectionId: string,
  customerIds: readonly string[],
): Promise<void> {
  await tx.execute(
    'DELETE FROM rebuild_mark WHERE tenant_id = $1 AND connection_id = $2 AND customer_id = ANY ($3::uuid[])',
    [tx.tenantId, connectionId, [...customerIds]],
  );
}

/** Marked customers by connection: all of the tenant's, or of one connection. */
export async function readMarks(
  tx: Transaction,
  connectionId: string | null,
): Promise<Map<string, string[]>> {
  const rows = await tx.query<ConcernedCustomer>(
    `SELECT connection_id AS "connectionId", customer_id AS "customerId" FROM rebuild_mark
     WHERE tenant_id = $1 AND ($2::uuid IS NULL OR connection_id = $2) ORDER BY 1, 2`,
    [tx.tenantId, connectionId],
  );
  const marked = new Map<string, string[]>();
  for (const row of rows) {
    const known = marked.get(row.connectionId);
    if (known === undefined) marked.set(row.connectionId, [row.customerId]);
    else known.push(row.customerId);
  }
  return marked;
}
