import type { Clock } from '../kernel';
import { openRecording, type Database, type Transaction } from '../database';
import { allocate } from './allocate';
import { appendDifferences } from './append-differences';
import { computeDesired } from './desired';
import { holdTerms } from './due-dates';
import { listPeriodFiles, loadItems } from './load-items';
import { followTransfers } from './transfers';

/** Customers rebuilt in one transaction: enough for set-based work, few enough for its tables to stay in memory. */
const SHARD_CUSTOMERS = 5_000;
const SHARDS_AT_ONCE = 2;

/**
 * Computes the claims of customers from all their lines and appends what differs from the ledger, some thousand
 * customers at a time, two transactions side by side. Each holds its customers' locks and sees all lines stored before,
 * so whichever of two rebuilds comes last leaves the claims the lines call for.
 */
export async function rebuildReceivables(
  context: { database: Database; clock: Clock },
  target: { tenantId: string; connectionId: string; signal: AbortSignal },
  customerIds: readonly string[],
): Promise<void> {
  const shards: (readonly string[])[] = [];
  for (let start = 0; start < customerIds.length; start += SHARD_CUSTOMERS) {
    shards.push(customerIds.slice(start, start + SHARD_CUSTOMERS));
  }
  const rebuild = async (): Promise<void> => {
    for (let shard = shards.shift(); shard !== undefined; shard = shards.shift()) {
      target.signal.throwIfAborted();
      const customers = shard;
      await context.database.tenant(target.tenantId, (tx) =>
        rebuildShard(tx, customers, { connectionId: target.connectionId, clock: context.clock }),
      );
    }
  };
  const results = await Promise.allSettled(Array.from({ length: SHARDS_AT_ONCE }, rebuild));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function rebuildShard(
  tx: Transaction,
  customerIds: readonly string[],
  target: { connectionId: string; clock: Clock },
): Promise<void> {
  await tx.query(`SET LOCAL work_mem = '64MB'`);
  await holdTerms(tx);
  const [customer] = await tx.query<{ currency: string }>(
    `SELECT currency FROM customer WHERE tenant_id = $1 AND customer_id = ANY ($2)
     ORDER BY customer_id FOR NO KEY UPDATE`,
    [tx.tenantId, [...customerIds]],
  );
  if (customer === undefined) return;
  const files = await listPeriodFiles(tx, target.connectionId);
  await loadItems(tx, customerIds, files);
  await allocate(tx, files);
  await followTransfers(tx);
  await computeDesired(tx);
  const at = await openRecording(tx, target.clock);
  const { connectionId } = target;
  await appendDifferences(tx, { connectionId, currency: customer.currency, at });
}
