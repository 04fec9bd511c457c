import type { Clock } from '../kernel';
import { openRecording, type Database, type Transaction } from '../database';
import { allocate } from './allocate';
import { appendDifferences } from './append-differences';
import { applyReceipts } from './cash-application/apply-receipts';
import { findElsewhere } from './cash-application/find-elsewhere';
import { enrichLinked, leaveOutLinked } from './documents/apply-links';
import { disputeItems } from './documents/document-events';
import { hasDocuments, loadDocuments, settledTogether } from './documents/load-documents';
import { linkSources } from './documents/link-sources';
import { readMarks, takeMarks } from './documents/rebuild-marks';
import { lockLedger } from './documents/store-accounting-records';
import { computeDesired } from './desired';
import { holdTerms } from './due-dates';
import { listPeriodFiles, loadItems } from './load-items';
import { followTransfers } from './transfers';

/** Customers rebuilt in one transaction: enough for set-based work, few enough for its tables to stay in memory. */
const SHARD_CUSTOMERS = 5_000;
/** Documents are set against each other in this process's memory. */
const SHARD_OF_DOCUMENTS = 500;
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
  if (customerIds.length === 0) return;
  const isOfDocuments = await context.database.tenant(target.tenantId, (tx) =>
    hasDocuments(tx, target.connectionId),
  );
  const size = isOfDocuments ? SHARD_OF_DOCUMENTS : SHARD_CUSTOMERS;
  const shards: (readonly string[])[] = [];
  for (let start = 0; start < customerIds.length; start += size) {
    shards.push(customerIds.slice(start, start + size));
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

/** Customers marked while others were rebuilt come in the next round; so many, and the rest is the next run's. */
const ROUNDS_MAX = 5;

/**
 * Computes the claims of everybody marked, of one connection or (null) of all, what a killed run left too, and of whom
 * several sources tell the same invoices. A mark falls in the transaction that computes the claims. Answers whom it computed.
 */
export async function rebuildMarked(
  context: { database: Database; clock: Clock },
  target: {
    tenantId: string;
    connectionId: string | null;
    signal: AbortSignal;
    /** Customers whose claims the caller has just computed. */
    computed?: readonly string[];
  },
): Promise<string[]> {
  const { tenantId, signal } = target;
  const rebuilt = new Set<string>();
  let changed = target.computed ?? [];
  await context.database.tenant(tenantId, (tx) => linkSources(tx, context.clock));
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const marked = await context.database.tenant(tenantId, (tx) =>
      readMarks(tx, target.connectionId),
    );
    if (marked.size === 0 && changed.length === 0) break;
    changed = [...changed, ...[...marked.values()].flat()];
    for (const [connectionId, customerIds] of marked) {
      await rebuildReceivables(context, { tenantId, connectionId, signal }, customerIds);
      for (const customerId of customerIds) rebuilt.add(customerId);
    }
    const concerned = changed;
    changed = [];
    await context.database.tenant(tenantId, (tx) => findElsewhere(tx, context.clock, concerned));
  }
  return [...rebuilt];
}

async function rebuildShard(
  tx: Transaction,
  wanted: readonly string[],
  target: { connectionId: string; clock: Clock },
): Promise<void> {
  const { connectionId } = target;
  await tx.query(`SET LOCAL work_mem = '64MB'`);
  const isOfDocuments = await hasDocuments(tx, connectionId);
  // Nobody stores documents meanwhile: who settles with whom stays what it is.
  if (isOfDocuments) await lockLedger(tx, connectionId);
  const customerIds = isOfDocuments ? await settledTogether(tx, connectionId, wanted) : wanted;
  await holdTerms(tx);
  const [customer] = await tx.query<{ currency: string }>(
    `SELECT currency FROM customer WHERE tenant_id = $1 AND customer_id = ANY ($2)
     ORDER BY customer_id FOR NO KEY UPDATE`,
    [tx.tenantId, [...customerIds]],
  );
  await takeMarks(tx, connectionId, customerIds);
  if (customer === undefined) return;
  const files = await listPeriodFiles(tx, connectionId);
  await loadItems(tx, customerIds, files);
  await allocate(tx, files);
  await followTransfers(tx);
  if (isOfDocuments) await loadDocuments(tx, connectionId, target.clock.now());
  await leaveOutLinked(tx, connectionId);
  await applyReceipts(tx, customerIds);
  await enrichLinked(tx, connectionId);
  await disputeItems(tx);
  await computeDesired(tx);
  const at = await openRecording(tx, target.clock);
  await appendDifferences(tx, { connectionId, currency: customer.currency, at });
}
