import { conflictError, domainError, newId, type LocalDate } from '../kernel';
import type { Transaction } from '../database';

/** The policy version of limits that a person set. */
export const MANUAL_POLICY_VERSION = 'manual';

export interface ProposalRuling {
  creditLimitId: string;
  decidedBy: string;
  comment: string | null;
  asOf: LocalDate;
  at: Date;
}

export interface ManualLimit {
  customerId: string;
  limitMinor: bigint;
  currency: string;
  decidedBy: string;
  reason: string;
  expiresOn: LocalDate | null;
  asOf: LocalDate;
  at: Date;
}

/** Makes a proposed limit the active one. Throws CREDIT_LIMIT_NOT_FOUND, CREDIT_LIMIT_NOT_PROPOSED, CREDIT_LIMIT_OWN_PROPOSAL. */
export async function approveCreditLimit(tx: Transaction, ruling: ProposalRuling): Promise<void> {
  const proposal = await lockProposal(tx, ruling.creditLimitId);
  if (proposal.decidedBy === ruling.decidedBy) {
    throw domainError(
      'CREDIT_LIMIT_OWN_PROPOSAL',
      'a proposal is approved by somebody other than its author',
    );
  }
  await endActive(tx, proposal.customerId, ruling);
  await tx.execute(
    `UPDATE credit_limit SET status = 'ACTIVE', effective_from = $3, decided_by = $4, decided_at = $5, comment = $6,
       told_at = NULL
     WHERE tenant_id = $1 AND credit_limit_id = $2`,
    [tx.tenantId, ruling.creditLimitId, ruling.asOf, ruling.decidedBy, ruling.at, ruling.comment],
  );
}

/** Refuses a proposed limit; the active one stays. */
export async function rejectCreditLimit(tx: Transaction, ruling: ProposalRuling): Promise<void> {
  await lockProposal(tx, ruling.creditLimitId);
  await tx.execute(
    `UPDATE credit_limit SET status = 'REJECTED', decided_by = $3, decided_at = $4, comment = $5, told_at = NULL
     WHERE tenant_id = $1 AND credit_limit_id = $2`,
    [tx.tenantId, ruling.creditLimitId, ruling.decidedBy, ruling.at, ruling.comment],
  );
}

/** A limit a person sets, with its reason; the policy leaves it alone until it expires. Answers its id. */
export async function setCreditLimit(tx: Transaction, limit: ManualLimit): Promise<string> {
  const customer = await lockCustomer(tx, limit.customerId);
  if (customer.currency !== limit.currency) {
    throw domainError('CREDIT_LIMIT_CURRENCY', `this customer's limit is in ${customer.currency}`, {
      place: { field: 'currency' },
      remedy: `give the amount in ${customer.currency}`,
    });
  }
  if (limit.limitMinor < 0n) {
    throw domainError('CREDIT_LIMIT_NEGATIVE', 'a limit is zero or more', {
      place: { field: 'amount' },
    });
  }
  if (limit.expiresOn !== null && limit.expiresOn < limit.asOf) {
    throw domainError('CREDIT_LIMIT_EXPIRED', 'a limit cannot end before it begins', {
      place: { field: 'expiresOn' },
    });
  }
  await endActive(tx, limit.customerId, limit);
  await tx.execute(
    `UPDATE credit_limit SET status = 'SUPERSEDED', told_at = NULL
     WHERE tenant_id = $1 AND customer_id = $2 AND status = 'PROPOSED'`,
    [tx.tenantId, limit.customerId],
  );
  const id = newId();
  await tx.execute(
    `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
       effective_to, decided_by, decided_at, binding_term, terms, reason_codes, policy_version, comment)
     VALUES ($1, $2, $3, $4, $5, 'ACTIVE', $6, $7, $8, $9, 'MANUAL', '[]', '{MANUAL_LIMIT_IN_FORCE}', '${MANUAL_POLICY_VERSION}', $10)`,
    [
      tx.tenantId,
      id,
      limit.customerId,
      limit.limitMinor.toString(),
      limit.currency,
      limit.asOf,
      limit.expiresOn,
      limit.decidedBy,
      limit.at,
      limit.reason,
    ],
  );
  return id;
}

async function lockProposal(
  tx: Transaction,
  creditLimitId: string,
): Promise<{ customerId: string; decidedBy: string }> {
  const read = async (): Promise<
    { customerId: string; status: string; decidedBy: string } | undefined
  > => {
    const [row] = await tx.query<{ customerId: string; status: string; decidedBy: string }>(
      `SELECT customer_id AS "customerId", status, decided_by AS "decidedBy" FROM credit_limit
       WHERE tenant_id = $1 AND credit_limit_id = $2`,
      [tx.tenantId, creditLimitId],
    );
    return row;
  };
  const found = await read();
  if (found === undefined)
    throw domainError('CREDIT_LIMIT_NOT_FOUND', 'there is no credit limit with this id');
  await lockCustomer(tx, found.customerId);
  const limit = await read();
  if (limit?.status !== 'PROPOSED') {
    throw conflictError(
      'CREDIT_LIMIT_NOT_PROPOSED',
      `this limit is ${limit?.status ?? 'gone'}, no longer a proposal`,
    );
  }
  return limit;
}

async function lockCustomer(tx: Transaction, customerId: string): Promise<{ currency: string }> {
  const [customer] = await tx.query<{ currency: string }>(
    'SELECT currency FROM customer WHERE tenant_id = $1 AND customer_id = $2 FOR NO KEY UPDATE',
    [tx.tenantId, customerId],
  );
  if (customer === undefined)
    throw domainError('CUSTOMER_NOT_FOUND', 'there is no customer with this id');
  return customer;
}

/** What it said until now is kept: a report as known before asks for it. */
async function endActive(
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
