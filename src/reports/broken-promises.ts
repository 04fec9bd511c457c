import type { Transaction } from '../database';
import type { LocalDate } from '../kernel';

export interface BrokenPromiseRow {
  brokenPromiseId: string;
  customerId: string;
  promisedOn: LocalDate;
  /** Null when the customer named none. */
  amountMinor: string | null;
  currency: string;
  reference: string | null;
  note: string | null;
  reportedBy: string;
  reportedAt: Date;
}

const COLUMNS = `p.broken_promise_id AS "brokenPromiseId", p.customer_id AS "customerId", p.promised_on AS "promisedOn",
  p.amount_minor::text AS "amountMinor", p.currency, p.reference, p.note, p.reported_by AS "reportedBy",
  p.reported_at AS "reportedAt"`;

/** Most of one customer that are listed: the latest of them. */
export const BROKEN_PROMISES_MAX = 50;

/** Broken promises by id; unknown ids are left out. */
export async function brokenPromisesById(
  tx: Transaction,
  ids: readonly string[],
): Promise<BrokenPromiseRow[]> {
  return tx.query<BrokenPromiseRow>(
    `SELECT ${COLUMNS} FROM broken_promise p WHERE p.tenant_id = $1 AND p.broken_promise_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...ids]],
  );
}

/** The latest broken promises by customer, the latest first; customers without any are left out. */
export async function brokenPromisesOf(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<Map<string, BrokenPromiseRow[]>> {
  const rows = await tx.query<BrokenPromiseRow>(
    `SELECT p.* FROM unnest($2::uuid[]) AS w (customer_id) CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM broken_promise p WHERE p.tenant_id = $1 AND p.customer_id = w.customer_id
       ORDER BY p.promised_on DESC, p.reported_at DESC, p.broken_promise_id LIMIT ${BROKEN_PROMISES_MAX}) p ORDER BY "promisedOn" DESC, "reportedAt" DESC, "brokenPromiseId"`,
    [tx.tenantId, [...customerIds]],
  );
  const byCustomer = new Map<string, BrokenPromiseRow[]>();
  for (const row of rows) {
    byCustomer.set(row.customerId, [...(byCustomer.get(row.customerId) ?? []), row]);
  }
  return byCustomer;
}
