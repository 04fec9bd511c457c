import { domainError, type LocalDate } from '../kernel';
import type { Transaction } from '../database';

/** Locks what decides limits of one customer: its row, which every path takes. Throws CUSTOMER_NOT_FOUND. */
export async function lockLimitsOf(
  tx: Transaction,
  customerId: string,
): Promise<{ currency: string }> {
  const [customer] = await tx.query<{ currency: string }>(
    'SELECT currency FROM customer WHERE tenant_id = $1 AND customer_id = $2 FOR NO KEY UPDATE',
    [tx.tenantId, customerId],
  );
  if (customer === undefined)
    throw domainError('CUSTOMER_NOT_FOUND', 'there is no customer with this id', {
      place: { field: 'customerId' },
      remedy: 'use an id this API answered to the same key',
    });
  return customer;
}

/** Ends the limit in force. What it said until now is kept: a report as known before asks for it. */
export async function endActiveLimit(
  tx: Transaction,
  customerId: string,
  { asOf, at }: { asOf: LocalDate; at: Date },
): Promise<void> {
  await tx.execute(
    `UPDATE credit_limit SET status = 'SUPERSEDED', effective_to = greatest(effective_from, $3::date),
       replaced_at = $4, replaced_effective_to = effective_to
     WHERE tenant_id = $1 AND customer_id = $2 AND status = 'ACTIVE'`,
    [tx.tenantId, customerId, asOf, at],
  );
}
