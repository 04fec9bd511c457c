import { domainError, newId, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { decideLimit } from './decide-limit';
import { limitIsFrozen } from './frozen-limit';
import { MANUAL_POLICY_VERSION } from './decide-proposal';
import { endActiveLimit, lockLimitsOf } from './limit-rows';
import { decideManualLimit, type ManualLimitCase, type ManualLimitDecision } from './manual-limit';
import type { CreditPolicy } from './policies/credit-policy';
import { policyInForce } from './policy-in-force';
import { readLimitCases } from './read-limit-cases';

export interface ManualLimit {
  customerId: string;
  limitMinor: bigint;
  currency: string;
  /** Who sets it, as decisions name their author. */
  decidedBy: string;
  /** The key it is done with; null when it is not known. */
  decidedByKey?: string | null;
  /** Why; never blank. */
  reason: string;
  /** Last day; null: as many days as the policy gives. */
  expiresOn: LocalDate | null;
  asOf: LocalDate;
  at: Date;
}

/**
 * A limit a person sets, with its reason and its end; the policy leaves it alone until then. What the person may not grant
 * alone becomes a proposal and leaves the limit in force as it is. Answers the id of either. Throws CUSTOMER_NOT_FOUND,
 * CREDIT_LIMIT_CURRENCY and what decideManualLimit throws.
 */
export async function setCreditLimit(tx: Transaction, limit: ManualLimit): Promise<string> {
  const customer = await lockLimitsOf(tx, limit.customerId);
  if (customer.currency !== limit.currency) {
    throw domainError('CREDIT_LIMIT_CURRENCY', `this customer's limit is in ${customer.currency}`, {
      place: { field: 'input.limit.currency' },
      remedy: `give the amount in ${customer.currency}`,
    });
  }
  const policy = await policyInForce(tx, limit.asOf);
  const known = await knownOf(tx, limit);
  const decision = decideManualLimit({ ...limit, ...known }, policy);
  if (decision.status === 'ACTIVE') await endActiveLimit(tx, limit.customerId, limit);
  await tx.execute(
    `UPDATE credit_limit SET status = 'SUPERSEDED', told_at = NULL
     WHERE tenant_id = $1 AND customer_id = $2 AND status = 'PROPOSED'`,
    [tx.tenantId, limit.customerId],
  );
  return insert(tx, limit, { decision, computedMinor: await computedOf(tx, limit, policy) });
}

/** Of the limit in force, unless it is frozen and grants nothing new. */
async function knownOf(
  tx: Transaction,
  { customerId, currency, asOf }: ManualLimit,
): Promise<Pick<ManualLimitCase, 'currentMinor' | 'currentUntil' | 'euroRate'>> {
  const [row] = await tx.query<KnownRow>(KNOWN, [tx.tenantId, customerId, asOf, currency]);
  const { currentMinor = null, currentUntil = null, euroRate = null } = row ?? {};
  return {
    ...{ currentUntil, euroRate },
    currentMinor: currentMinor === null ? null : BigInt(currentMinor),
  };
}

interface KnownRow {
  currentMinor: string | null;
  currentUntil: LocalDate | null;
  euroRate: string | null;
}

const KNOWN = `
  SELECT l.limit_minor AS "currentMinor", l.frozen_from - 1 AS "currentUntil", x.rate::text AS "euroRate"
  FROM (VALUES (true)) AS one
  LEFT JOIN credit_limit l ON l.tenant_id = $1 AND l.customer_id = $2 AND l.status = 'ACTIVE' AND l.currency = $4
    AND NOT ${limitIsFrozen('l', '$3::date')}
  LEFT JOIN exchange_rates_at($3, 'infinity') x ON x.currency = $4 AND x.source IS NOT NULL`;

/** What the policy would have given, kept beside what the person wants: overrides are judged by it later. */
async function computedOf(
  tx: Transaction,
  { customerId, asOf, at }: ManualLimit,
  policy: CreditPolicy,
): Promise<bigint | null> {
  const [run] = await tx.query<{ sales: string }>(
    `SELECT portfolio_sales_minor AS sales FROM scoring_run WHERE tenant_id = $1 AND as_of <= $2
     ORDER BY as_of DESC, started_at DESC LIMIT 1`,
    [tx.tenantId, asOf],
  );
  const day = { asOf, at, sellerSales12mMinor: BigInt(run?.sales ?? 0) };
  const [found] = await readLimitCases(tx, [customerId], day);
  return found === undefined ? null : decideLimit(found.input, policy).computedMinor;
}

async function insert(
  tx: Transaction,
  limit: ManualLimit,
  given: { decision: ManualLimitDecision; computedMinor: bigint | null },
): Promise<string> {
  const { decision, computedMinor } = given;
  const id = newId();
  const isProposal = decision.status === 'PROPOSED';
  await tx.execute(INSERT, [
    ...[tx.tenantId, id, limit.customerId, limit.limitMinor.toString(), limit.currency],
    ...[decision.status, limit.asOf, decision.expiresOn, limit.decidedBy, limit.at],
    isProposal ? ['ABOVE_AUTHORITY'] : ['MANUAL_LIMIT_IN_FORCE'],
    limit.reason.trim(),
    computedMinor?.toString() ?? null,
    isProposal ? limit.decidedBy : null,
    isProposal ? (limit.decidedByKey ?? null) : null,
    decision.approvalsNeeded,
    decision.frozenFrom,
  ]);
  return id;
}

const INSERT = `
  INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
    effective_to, decided_by, decided_at, binding_term, terms, reason_codes, policy_version, comment, computed_minor,
    proposed_by, proposed_by_key, approvals_needed, frozen_from)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'MANUAL', '[]', $11, '${MANUAL_POLICY_VERSION}', $12, $13, $14, $15,
    $16, $17)`;
