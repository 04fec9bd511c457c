import type { Transaction } from '../database';

/** Reservations of one statement. */
const BATCH = 5_000;
/** Batches of one look; what is left is the next one's. */
const BATCHES_MAX = 20;

/**
 * Has customers scored again of whom credit that was set aside counts no more, because it expired or its invoice never came:
 * no row changes when it does. Each is noticed once, by whoever looks first; rows that others write are left for the next
 * look. Answers how many reservations.
 */
export async function markLapsed(tx: Transaction, at: Date): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const lapsed = await markBatch(tx, at);
    total += lapsed;
    if (lapsed < BATCH) break;
  }
  return total;
}

/** Marked whether or not they are already: this transaction does not hold them, and a run may have read before the instant. */
async function markBatch(tx: Transaction, at: Date): Promise<number> {
  const rows = await tx.query<{ customerId: string; count: number }>(
    `WITH lapsed AS (
       UPDATE credit_reservation SET lapse_seen_at = $2
       WHERE tenant_id = $1 AND credit_reservation_id = ANY (ARRAY (
         SELECT credit_reservation_id FROM credit_reservation
         WHERE tenant_id = $1 AND lapse_seen_at IS NULL AND released_at IS NULL AND counts_until <= $2
         ORDER BY counts_until LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))
       RETURNING customer_id
     )
     SELECT customer_id AS "customerId", count(*)::int AS count FROM lapsed GROUP BY 1`,
    [tx.tenantId, at],
  );
  if (rows.length === 0) return 0;
  await tx.query(
    `SELECT mark_customers(array_fill($1::uuid, ARRAY[cardinality($2::uuid[])]), $2::uuid[], 'RESERVATION')`,
    [tx.tenantId, rows.map(({ customerId }) => customerId)],
  );
  return rows.reduce((sum, { count }) => sum + count, 0);
}
