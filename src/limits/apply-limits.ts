import { newId, type Clock, type LocalDate } from '../kernel';
import { dayAt, openRecording, type Database, type Transaction } from '../database';
import { portfolioFigures } from '../ledger';
import { customersInScope } from '../scoring';
import { lockCustomers } from '../unify';
import { decideLimit } from './decide-limit';
import type { LimitDecision } from './limit-types';
import type { CreditPolicy } from './policies/credit-policy';
import { readLimitCases, type LimitCase } from './read-limit-cases';

export interface LimitContext {
  database: Database;
  clock: Clock;
  signal: AbortSignal;
  policy: CreditPolicy;
  onProgress?: (done: number, total: number) => void;
}

const BATCH = 1_000;
export const DECIDED_BY_POLICY = 'policy';

/** Decides the limits of customers in batches under locks on them; writes only what the decision says to write. */
export async function applyLimits(
  context: LimitContext,
  scope: { tenantId: string; customerIds: readonly string[] | null },
): Promise<{ decided: number; changed: number }> {
  const { database, clock } = context;
  const { asOf, ids, portfolio } = await database.tenant(scope.tenantId, async (tx) => {
    const day = await dayAt(tx, clock.now());
    return {
      asOf: day,
      ids: await customersInScope(tx, scope.customerIds),
      portfolio: await portfolioFigures(tx, day),
    };
  });
  const when = { asOf, sellerSales12mMinor: BigInt(portfolio.sales12mMinor) };
  let changed = 0;
  for (let start = 0; start < ids.length; start += BATCH) {
    context.signal.throwIfAborted();
    const batch = ids.slice(start, start + BATCH);
    changed += await database.tenant(scope.tenantId, async (tx) => {
      await lockCustomers(tx, batch);
      const at = await openRecording(tx, clock);
      return decideBatch(tx, batch, { ...when, at, policy: context.policy });
    });
    context.onProgress?.(start + batch.length, ids.length);
  }
  return { decided: ids.length, changed };
}

interface When {
  asOf: LocalDate;
  at: Date;
  sellerSales12mMinor: bigint;
  policy: CreditPolicy;
}

interface Decided extends LimitCase {
  decision: LimitDecision;
}

async function decideBatch(tx: Transaction, ids: readonly string[], when: When): Promise<number> {
  const cases = await readLimitCases(tx, ids, when);
  const decisions: Decided[] = [];
  const withdrawn: string[] = [];
  for (const each of cases) {
    const decision = decideLimit(each.input, when.policy);
    if (decision.action !== 'KEEP' && decision.action !== 'NONE') {
      decisions.push({ ...each, decision });
    } else if (isStaleProposal(each, decision)) withdrawn.push(each.customerId);
  }
  await withdrawProposals(tx, withdrawn);
  await storeDecisions(tx, decisions, when);
  return decisions.length + withdrawn.length;
}

/** The policy proposed something once and would not propose it today. */
function isStaleProposal({ input }: LimitCase, decision: LimitDecision): boolean {
  return input.proposedMinor !== null && !decision.reasonCodes.includes('PROPOSAL_PENDING');
}

/** Subscribers were told of the proposal and are told that it is gone. */
async function withdrawProposals(tx: Transaction, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.execute(
    `UPDATE credit_limit SET status = 'SUPERSEDED', told_at = NULL
     WHERE tenant_id = $1 AND customer_id = ANY ($2) AND status = 'PROPOSED'`,
    [tx.tenantId, [...customerIds]],
  );
}

async function storeDecisions(
  tx: Transaction,
  decisions: readonly Decided[],
  when: When,
): Promise<void> {
  if (decisions.length === 0) return;
  const rows = decisions.map(({ customerId, input, decision }) => ({
    id: newId(),
    customer_id: customerId,
    limit_minor: String(decision.limitMinor ?? 0n),
    currency: input.currency,
    status: decision.status,
    review_on: decision.reviewOn,
    binding_term: decision.bindingTerm,
    next_term: decision.nextTerm,
    terms: decision.terms.map((term) => ({
      ...term,
      amountMinor: term.amountMinor?.toString() ?? null,
    })),
    reason_codes: decision.reasonCodes,
    policy_version: decision.policyVersion,
  }));
  await tx.execute(SUPERSEDE, [tx.tenantId, JSON.stringify(rows), when.asOf, when.at]);
  await tx.execute(INSERT, [
    tx.tenantId,
    JSON.stringify(rows),
    when.asOf,
    when.at,
    DECIDED_BY_POLICY,
  ]);
}

/** A new active limit ends the old one and any proposal; a new proposal ends the old proposal only. */
const SUPERSEDE = `
  UPDATE credit_limit l SET status = 'SUPERSEDED',
    told_at = CASE WHEN l.status = 'PROPOSED' THEN NULL ELSE l.told_at END,
    effective_to = CASE WHEN l.status = 'ACTIVE' THEN greatest(l.effective_from, $3::date) ELSE l.effective_to END,
    replaced_at = CASE WHEN l.status = 'ACTIVE' THEN $4::timestamptz END,
    replaced_effective_to = CASE WHEN l.status = 'ACTIVE' THEN l.effective_to END
  FROM jsonb_to_recordset($2::jsonb) AS r (customer_id uuid, status text)
  WHERE l.tenant_id = $1 AND l.customer_id = r.customer_id
    AND (l.status = 'PROPOSED' OR (l.status = 'ACTIVE' AND r.status = 'ACTIVE'))`;

const INSERT = `
  INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
    review_on, decided_by, decided_at, binding_term, next_term, terms, reason_codes, policy_version)
  SELECT $1, r.id, r.customer_id, r.limit_minor, r.currency, r.status, $3, r.review_on, $5, $4, r.binding_term,
    r.next_term, r.terms, ARRAY(SELECT jsonb_array_elements_text(r.reason_codes)), r.policy_version
  FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, customer_id uuid, limit_minor bigint, currency text, status text,
    review_on date, binding_term text, next_term text, terms jsonb, reason_codes jsonb, policy_version text)`;
