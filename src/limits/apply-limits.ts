import { newId } from '../kernel';
import type { Json } from '../connector-kit';
import type { Transaction } from '../database';
import { limitDigest, sumDigests, type CustomerBatch } from '../scoring';
import { decideLimit } from './decide-limit';
import { MANUAL_POLICY_VERSION } from './decide-proposal';
import { limitInputHash, limitInputText } from './limit-input-json';
import type { LimitDecision } from './limit-types';
import type { CreditPolicy } from './policies/credit-policy';
import { readLimitCases, type LimitCase } from './read-limit-cases';

export const DECIDED_BY_POLICY = 'policy';

/** A limit that was set or proposed, to be told. */
export interface LimitChange {
  readonly creditLimitId: string;
  readonly customerId: string;
  readonly status: LimitDecision['status'];
  readonly limitMinor: bigint;
  readonly currency: string;
}

export interface DecidedBatch {
  /** Limits and proposals stored or withdrawn. */
  readonly changed: number;
  /** What was stored; what was withdrawn is told by whoever looks for what was not told yet. */
  readonly limitChanges: readonly LimitChange[];
  /** Sum of the digests of what was stored. */
  readonly digest: bigint;
}

interface Decided extends LimitCase {
  id: string;
  decision: LimitDecision;
}

/**
 * Decides the limits of a batch of customers, which the transaction holds; writes only what the decision says to write.
 * Telling of the changes is the caller's: they count as told.
 */
export async function decideBatch(
  tx: Transaction,
  batch: CustomerBatch,
  policy: CreditPolicy,
): Promise<DecidedBatch> {
  const sellerSales12mMinor = BigInt(batch.portfolio.sales12mMinor);
  const { asOf, at, figures } = batch;
  const cases = await readLimitCases(tx, batch.customerIds, {
    ...{ asOf, at, figures, sellerSales12mMinor },
    ignoresGroups: policy.groupConcentrationRate === null,
  });
  const decisions: Decided[] = [];
  const withdrawn: string[] = [];
  for (const each of cases) {
    const decision = decideLimit(each.input, policy);
    if (decision.action !== 'KEEP' && decision.action !== 'NONE') {
      decisions.push({ ...each, id: newId(), decision });
    } else if (isStaleProposal(each, decision)) withdrawn.push(each.customerId);
  }
  await withdrawProposals(tx, withdrawn);
  await storeDecisions(tx, decisions, batch);
  return {
    changed: decisions.length + withdrawn.length,
    limitChanges: decisions.map(toChange),
    digest: sumDigests(decisions.map((decided) => digestOf(decided))),
  };
}

function toChange({ id, customerId, input, decision }: Decided): LimitChange {
  const { status, limitMinor } = decision;
  const { currency } = input;
  return { creditLimitId: id, customerId, status, limitMinor: limitMinor ?? 0n, currency };
}

function digestOf({ customerId, input, decision }: Decided): bigint {
  const inputsHash = limitInputHash(JSON.parse(limitInputText(input)) as Json);
  const limitMinor = decision.limitMinor ?? 0n;
  return limitDigest({ ...decision, customerId, inputsHash, limitMinor });
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
     WHERE tenant_id = $1 AND customer_id = ANY ($2) AND status = 'PROPOSED'
       AND policy_version <> '${MANUAL_POLICY_VERSION}'`,
    [tx.tenantId, [...customerIds]],
  );
}

async function storeDecisions(
  tx: Transaction,
  decisions: readonly Decided[],
  batch: CustomerBatch,
): Promise<void> {
  if (decisions.length === 0) return;
  const ended = decisions.map(({ customerId, decision }) => ({
    customer_id: customerId,
    status: decision.status,
  }));
  const { asOf, at, scoringRunId } = batch;
  await tx.execute(SUPERSEDE, [tx.tenantId, JSON.stringify(ended), asOf, at]);
  const rows = `[${decisions.map(rowText).join(',')}]`;
  const toldAt = scoringRunId === null ? null : at;
  await tx.execute(INSERT, [
    ...[tx.tenantId, rows, asOf, at, DECIDED_BY_POLICY],
    ...[toldAt, scoringRunId],
  ]);
}

/** The row as JSON text, its input in the form in which it is kept. */
function rowText({ id, customerId, input, decision }: Decided): string {
  const row = JSON.stringify({
    id,
    customer_id: customerId,
    limit_minor: String(decision.limitMinor ?? 0n),
    currency: input.currency,
    status: decision.status,
    review_on: decision.reviewOn,
    frozen_from: decision.frozenFrom,
    computed_minor: decision.computedMinor?.toString() ?? null,
    approvals_needed: decision.approvalsNeeded,
    binding_term: decision.bindingTerm,
    next_term: decision.nextTerm,
    terms: decision.terms.map((term) => ({
      ...term,
      amountMinor: term.amountMinor?.toString() ?? null,
    })),
    reason_codes: decision.reasonCodes,
    policy_version: decision.policyVersion,
  });
  return `${row.slice(0, -1)},"inputs":${limitInputText(input)}}`;
}

/**
 * A new active limit ends the old one and the policy's proposal; a new proposal ends the old proposal only. What a person
 * proposed waits for a person.
 */
const SUPERSEDE = `
  UPDATE credit_limit l SET status = 'SUPERSEDED',
    told_at = CASE WHEN l.status = 'PROPOSED' THEN NULL ELSE l.told_at END,
    effective_to = CASE WHEN l.status = 'ACTIVE' THEN greatest(l.effective_from, $3::date) ELSE l.effective_to END,
    replaced_at = CASE WHEN l.status = 'ACTIVE' THEN $4::timestamptz END,
    replaced_effective_to = CASE WHEN l.status = 'ACTIVE' THEN l.effective_to END
  FROM jsonb_to_recordset($2::jsonb) AS r (customer_id uuid, status text)
  WHERE l.tenant_id = $1 AND l.customer_id = r.customer_id
    AND (l.status = 'PROPOSED' AND l.policy_version <> '${MANUAL_POLICY_VERSION}'
      OR l.status = 'ACTIVE' AND r.status = 'ACTIVE')`;

const INSERT = `
  INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
    review_on, decided_by, decided_at, binding_term, next_term, terms, reason_codes, policy_version, told_at,
    scoring_run_id, inputs, computed_minor, proposed_by, approvals_needed, frozen_from)
  SELECT $1, r.id, r.customer_id, r.limit_minor, r.currency, r.status, $3, r.review_on, $5, $4, r.binding_term,
    r.next_term, r.terms, ARRAY(SELECT jsonb_array_elements_text(r.reason_codes)), r.policy_version, $6, $7, r.inputs,
    r.computed_minor, CASE WHEN r.status = 'PROPOSED' THEN $5 END, r.approvals_needed, r.frozen_from
  FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, customer_id uuid, limit_minor bigint, currency text, status text,
    review_on date, binding_term text, next_term text, terms jsonb, reason_codes jsonb, policy_version text, inputs jsonb,
    computed_minor bigint, approvals_needed integer, frozen_from date)`;
