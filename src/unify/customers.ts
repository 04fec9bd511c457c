import type { Transaction } from '../database';
import { foldName } from './fold-name';

export interface PartyNames {
  customerId: string;
  account: string;
  name: string;
  isPooled: boolean;
}

const BATCH = 10_000;

/**
 * Customers for the parties of the books. A name that the latest books changed is taken over, decisions about matching
 * stay; older books only bring customers that are not known yet.
 */
export async function ensureCustomers(
  tx: Transaction,
  target: { connectionId: string; currency: string; at: Date; isLatest: boolean },
  parties: readonly PartyNames[],
): Promise<void> {
  const ordered = [...parties].sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
  for (let start = 0; start < ordered.length; start += BATCH) {
    const batch = ordered.slice(start, start + BATCH);
    const names = batch.map((party) => (party.name === '' ? party.account : party.name));
    const rows = [
      ...[tx.tenantId, target.connectionId, target.currency, target.at],
      batch.map((party) => party.customerId),
      batch.map((party) => party.account),
      names,
      names.map(foldName),
      batch.map((party) => party.isPooled),
    ];
    await tx.execute(`${INSERT} ON CONFLICT DO NOTHING`, rows);
    await tx.execute(UPSERT, [...rows, target.isLatest]);
  }
}

const INSERT = `
  INSERT INTO customer AS c (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled,
    match_status, created_at)
  SELECT $1, p.customer_id, $2, p.account, p.name, p.folded_name, $3, p.is_pooled,
    CASE WHEN p.is_pooled THEN 'POOLED' ELSE 'UNMATCHED' END, $4
  FROM unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::boolean[])
    AS p (customer_id, account, name, folded_name, is_pooled)
  ORDER BY p.customer_id`;

/**
 * Locks every customer it meets, changed or not: in the order of their ids, as everybody does. By then all of them exist:
 * id and account are unique each, and an upsert that is to insert fails on the one it does not name when two bring the
 * same customer at once.
 */
const UPSERT = `${INSERT}
  ON CONFLICT (tenant_id, customer_id) DO UPDATE SET name = EXCLUDED.name, folded_name = EXCLUDED.folded_name
  WHERE $10::boolean AND c.name <> EXCLUDED.name`;
