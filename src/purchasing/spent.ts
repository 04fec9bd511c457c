/** What was bought: by a run, and lately enough that the provider bills it no more. */
import type { Transaction } from '../database';

export interface RunSpending {
  /** Calls that count against the budget. */
  calls: number;
  /** Cents of EUR; null when a call of unknown price is among them. */
  costMinor: bigint | null;
}

/** What the calls of a run count and cost so far. */
export async function spentInRun(tx: Transaction, syncRunId: string): Promise<RunSpending> {
  const [row] = await tx.query<{ calls: number; cost: string; isUnpriced: boolean }>(
    `SELECT coalesce(sum(counted_calls), 0)::int AS calls, coalesce(sum(cost_minor), 0) AS cost,
       coalesce(bool_or(counted_calls = 1 AND cost_minor IS NULL), false) AS "isUnpriced"
     FROM provider_call WHERE tenant_id = $1 AND sync_run_id = $2`,
    [tx.tenantId, syncRunId],
  );
  if (row === undefined) return { calls: 0, costMinor: 0n };
  return { calls: row.calls, costMinor: row.isUnpriced ? null : BigInt(row.cost) };
}

/** Of these companies, the ones a call was billed for since then: a repetition of it is free. */
export async function billedSince(
  tx: Transaction,
  of: { connectionId: string; call: string; sirens: readonly string[]; since: Date },
): Promise<Set<string>> {
  const rows = await tx.query<{ siren: string }>(
    `SELECT DISTINCT subject AS siren FROM provider_call
     WHERE tenant_id = $1 AND connection_id = $2 AND call = $3 AND subject = ANY ($4) AND counted_calls = 1
       AND status IN ('SETTLED', 'UNANSWERED') AND booked_at > $5`,
    [tx.tenantId, of.connectionId, of.call, [...of.sirens], of.since],
  );
  return new Set(rows.map(({ siren }) => siren));
}
