import { newId } from '../kernel';
import type { Transaction } from '../database';
import { limitDigest, sumDigests, type CustomerBatch, type HeldAssessment } from '../scoring';
import { decideLimit } from './decide-limit';
import { MANUAL_POLICY_VERSION } from './decide-proposal';
import { limitInputText, limitTextHash } from './limit-input-json';
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
  /** What each customer's limit was compared with, by customer id. */
  readonly exposures: ReadonlyMap<string, bigint>;
  /** What was stored; what was withdrawn is told by whoever looks for what was not told yet. */
  readonly limitChanges: readonly LimitChange[];
  /** Sum of the digests of what was stored. */
  readonly digest: bigint;
}

interface Decided extends LimitCase {
  id: string;
  decision: LimitDecision;
  /** Of the input, as it is stored and hashed: written out once. */
  text: string;
}

/** The batch, and what holds of its customers when they were just assessed; otherwise that is read. */
export interface BatchToDecide extends CustomerBatch {
  readonly held?: ReadonlyMap<string, HeldAssessment>;
}

/**
 * Decides the limits of a batch of customers, which the transaction holds; writes only what the decision says to write.
 * Telling of the changes is the caller's: they count as told.
 */
export async function decideBatch(
  tx: Transaction,
  batch: BatchToDecide,
  policy: CreditPolicy,
): Promise<DecidedBatch> {
  const sellerSales12mMinor = BigInt(batch.portfolio.sales12mMinor);
  const { asOf, at, figures, held } = batch;
  const cases = await readLimitCases(tx, batch.customerIds, {
    ...{ asOf, at, figures, sellerSales12mMinor },
    ignoresGroups: policy.groupConcentrationRate === null,
    ...(held === undefined ? {} : { held }),
  });
  const decisions: Decided[] = [];
  const withdrawn: string[] = [];
  for (const each of cases) {
    const decision = decideLimit(each.input, policy);
    if (decision.action !== 'KEEP' && decision.action !== 'NONE') {
      decisions.push({ ...each, id: newId(), decision, text: limitInputText(each.input) });
    } else if (isStaleProposal(each, decision)) withdrawn.push(each.customerId);
  }
  await withdrawProposals(tx, withdrawn);
  await storeDecisions(tx, decisions, batch);
  return {
    changed: decisions.length + withdrawn.length,
    exposures: new Map(cases.map(({ customerId, input }) => [customerId, input.exposureMinor])),
    limitChanges: decisions.map(toChange),
    digest: sumDigests(decisions.map((decided) => digestOf(decided))),
  };
}

function toChange({ id, customerId, input, decision }: Decided): LimitChange {
  const { status, limitMinor } = decision;
  const { currency } = input;
  return { creditLimitId: id, customerId, status, limitMinor: limitMinor ?? 0n, currency };
}

function digestOf({ customerId, decision, text }: Decided): bigint {
  const inputsHash = limitTextHash(text);
  const limitMinor = decision.limitMinor ?? 0n;
  return limitDigest({ ...decision, customerId, inputsHash, limitMinor });
}

/** The policy proposed something once and would not propose it today. */
function isStaleProposal({ input }: LimitCase, decision: LimitDecision): boolean {
  return input.proposedMinor !== null && !isPending(decision);
}

function isPending({ reasonCodes }: LimitDecision): boolean {
  return reasonCodes.includes('PROPOSAL_PENDING');
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
  const { asOf, at, scoringRunId } = batch;
  const customerIds = decisions.map(({ customerId }) => customerId);
  const of = <T>(read: (decision: LimitDecision) => T): T[] =>
    decisions.map(({ decision }) => read(decision));
  const statuses = of(({ status }) => status);
  await supersede(tx, decisions.filter(hasOlder), batch);
  const toldAt = scoringRunId === null ? null : at;
  await tx.executePrepared(INSERT, [
    ...[tx.tenantId, asOf, at, DECIDED_BY_POLICY, toldAt, scoringRunId],
    ...[decisions.map(({ id }) => id), customerIds, statuses],
    of(({ limitMinor }) => String(limitMinor ?? 0n)),
    decisions.map(({ input }) => input.currency),
    of(({ reviewOn }) => reviewOn),
    of(({ frozenFrom }) => frozenFrom),
    of(({ computedMinor }) => computedMinor?.toString() ?? null),
    of(({ approvalsNeeded }) => approvalsNeeded),
    of(({ bindingTerm }) => bindingTerm),
    of(({ nextTerm }) => nextTerm),
    of(({ reasonCodes }) => reasonCodes.join(',')),
    of(({ policyVersion }) => policyVersion),
    of(({ terms }) => JSON.stringify(terms, amountsAsText)).join('\n'),
    decisions.map(({ text }) => text).join('\n'),
  ]);
}

/** What was read of it under its lock says that there is something to end; first decisions of a run have nothing. */
function hasOlder({ input }: Decided): boolean {
  return input.current !== null || input.proposedMinor !== null;
}

async function supersede(
  tx: Transaction,
  decisions: readonly Decided[],
  { asOf, at }: CustomerBatch,
): Promise<void> {
  if (decisions.length === 0) return;
  await tx.execute(SUPERSEDE, [
    tx.tenantId,
    decisions.map(({ customerId }) => customerId),
    decisions.map(({ decision }) => decision.status),
    ...[asOf, at],
    decisions.map(({ decision }) => isPending(decision)),
  ]);
}

function amountsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/**
 * A new active limit ends the old one and the policy's proposal, unless it renews what the proposal is to raise; a new
 * proposal ends the old proposal only. What a person proposed waits for a person.
 */
const SUPERSEDE = `
  UPDATE credit_limit l SET status = 'SUPERSEDED',
    told_at = CASE WHEN l.status = 'PROPOSED' THEN NULL ELSE l.told_at END,
    effective_to = CASE WHEN l.status = 'ACTIVE' THEN greatest(l.effective_from, $4::date) ELSE l.effective_to END,
    replaced_at = CASE WHEN l.status = 'ACTIVE' THEN $5::timestamptz END,
    replaced_effective_to = CASE WHEN l.status = 'ACTIVE' THEN l.effective_to END
  FROM unnest($2::uuid[], $3::text[], $6::boolean[]) AS r (customer_id, status, is_pending)
  WHERE l.tenant_id = $1 AND l.customer_id = r.customer_id
    AND (l.status = 'PROPOSED' AND NOT r.is_pending AND l.policy_version <> '${MANUAL_POLICY_VERSION}'
      OR l.status = 'ACTIVE' AND r.status = 'ACTIVE')`;

/** Documents come as lines, which JSON text never breaks: each is parsed once, into the column it is for. */
const INSERT = `
  INSERT INTO credit_limit (tenant_id, effective_from, decided_at, decided_by, told_at, scoring_run_id, credit_limit_id,
    customer_id, status, limit_minor, currency, review_on, frozen_from, computed_minor, approvals_needed, binding_term,
    next_term, reason_codes, policy_version, terms, inputs, proposed_by)
  SELECT $1, $2, $3, $4, $5, $6, r.id, r.customer_id, r.status, r.limit_minor, r.currency, r.review_on, r.frozen_from,
    r.computed_minor, r.approvals_needed, r.binding_term, r.next_term, string_to_array(r.reason_codes, ','),
    r.policy_version, r.terms::jsonb, r.inputs::jsonb, CASE WHEN r.status = 'PROPOSED' THEN $4 END
  FROM ROWS FROM (
    unnest($7::uuid[], $8::uuid[], $9::text[], $10::bigint[], $11::text[], $12::date[], $13::date[], $14::bigint[],
      $15::int[], $16::text[], $17::text[], $18::text[], $19::text[]),
    string_to_table($20, E'\\n'), string_to_table($21, E'\\n')
  ) AS r (id, customer_id, status, limit_minor, currency, review_on, frozen_from, computed_minor, approvals_needed,
    binding_term, next_term, reason_codes, policy_version, terms, inputs)`;
