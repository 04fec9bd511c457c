import { conflictError, domainError, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { endActiveLimit, lockLimitsOf } from './limit-rows';

/** The policy version of limits that a person set. */
export const MANUAL_POLICY_VERSION = 'manual';

export interface ProposalRuling {
  creditLimitId: string;
  /** Who rules, as decisions name their author. */
  decidedBy: string;
  /** The key it is done with; null when it is not known. */
  decidedByKey?: string | null;
  comment: string | null;
  asOf: LocalDate;
  at: Date;
}

/**
 * Approves a proposed limit, which comes into force with the last approval it needs: two of different people for amounts
 * the policy says so of. A person's proposal keeps its author, reason and end. Throws CREDIT_LIMIT_NOT_FOUND,
 * CREDIT_LIMIT_NOT_PROPOSED, CREDIT_LIMIT_OWN_PROPOSAL, CREDIT_LIMIT_APPROVED_ALREADY and CREDIT_LIMIT_END_PAST.
 */
export async function approveCreditLimit(tx: Transaction, ruling: ProposalRuling): Promise<void> {
  const proposal = await lockProposal(tx, ruling.creditLimitId);
  requireOther(proposal, ruling);
  if (proposal.effectiveTo !== null && proposal.effectiveTo < ruling.asOf) {
    throw domainError('CREDIT_LIMIT_END_PAST', `it was to end on ${proposal.effectiveTo}`, {
      place: { field: 'id' },
      remedy: 'set the limit anew with a later end, or reject the proposal',
    });
  }
  const approvals = await noteApproval(tx, ruling);
  if (approvals < proposal.approvalsNeeded) return markUntold(tx, ruling.creditLimitId);
  await endActiveLimit(tx, proposal.customerId, ruling);
  await tx.execute(PUT_IN_FORCE, [
    ...[tx.tenantId, ruling.creditLimitId, ruling.asOf],
    ...[ruling.decidedBy, ruling.at, ruling.comment],
  ]);
}

/**
 * What a person proposed ends on its day. What the policy proposed is looked at again as long after its approval as it was
 * to be after the proposal: somebody has just looked, and it must not be frozen from the start.
 */
const PUT_IN_FORCE = `
  UPDATE credit_limit SET status = 'ACTIVE', effective_from = $3, decided_by = $4, decided_at = $5, told_at = NULL,
    comment = CASE WHEN policy_version = '${MANUAL_POLICY_VERSION}' THEN comment ELSE $6 END,
    review_on = review_on + ($3::date - effective_from),
    frozen_from = CASE WHEN policy_version = '${MANUAL_POLICY_VERSION}' THEN frozen_from
      ELSE frozen_from + ($3::date - effective_from) END
  WHERE tenant_id = $1 AND credit_limit_id = $2`;

/** Refuses a proposed limit, with the reason, which stands beside its author's; the active one stays. Its author may take it back so. */
export async function rejectCreditLimit(tx: Transaction, ruling: ProposalRuling): Promise<void> {
  const reason = ruling.comment?.trim() ?? '';
  if (reason === '') {
    throw domainError('CREDIT_LIMIT_REASON_REQUIRED', 'a refusal says why', {
      place: { field: 'reason' },
      remedy: 'give the reason in a sentence that the author of the proposal will understand',
    });
  }
  await lockProposal(tx, ruling.creditLimitId);
  await tx.execute(
    `UPDATE credit_limit SET status = 'REJECTED', decided_by = $3, decided_at = $4, told_at = NULL,
       rejected_because = $5, comment = CASE WHEN policy_version = '${MANUAL_POLICY_VERSION}' THEN comment ELSE $5 END
     WHERE tenant_id = $1 AND credit_limit_id = $2`,
    [tx.tenantId, ruling.creditLimitId, ruling.decidedBy, ruling.at, reason],
  );
}

interface Proposal {
  customerId: string;
  status: string;
  author: string;
  authorKey: string | null;
  /** Of the policy that proposes it and that its author alone has published; else null. */
  policyVersion: number | null;
  effectiveTo: LocalDate | null;
  approvalsNeeded: number;
}

/** Reads a proposal under the lock of its customer, which whoever replaces, approves or rejects it takes too. */
async function lockProposal(tx: Transaction, creditLimitId: string): Promise<Proposal> {
  const found = await readProposal(tx, creditLimitId);
  if (found === undefined)
    throw domainError('CREDIT_LIMIT_NOT_FOUND', 'there is no credit limit with this id', {
      place: { field: 'id' },
      remedy: 'use an id this API answered to the same key',
    });
  await lockLimitsOf(tx, found.customerId);
  const limit = await readProposal(tx, creditLimitId);
  if (limit?.status !== 'PROPOSED') {
    throw conflictError(
      'CREDIT_LIMIT_NOT_PROPOSED',
      `this limit is ${limit?.status ?? 'gone'}, no longer a proposal`,
      { place: { field: 'id' }, remedy: 'read the limits of the customer again' },
    );
  }
  return limit;
}

/** Who alone allowed more by a policy is the author of what that policy proposes. */
async function readProposal(tx: Transaction, id: string): Promise<Proposal | undefined> {
  const [row] = await tx.query<Proposal>(
    `SELECT l.customer_id AS "customerId", l.status, l.effective_to AS "effectiveTo",
       coalesce(p.published_by, l.proposed_by, l.decided_by) AS author,
       coalesce(p.published_by_key, l.proposed_by_key) AS "authorKey", p.version AS "policyVersion",
       l.approvals_needed AS "approvalsNeeded"
     FROM credit_limit l
     LEFT JOIN credit_policy p ON p.tenant_id = $1 AND p.bounded_by IS NOT NULL
       AND l.policy_version = 'policy-' || p.version
     WHERE l.tenant_id = $1 AND l.credit_limit_id = $2`,
    [tx.tenantId, id],
  );
  return row;
}

/** Two keys with one label are one person with two keys. */
function requireOther(proposal: Proposal, ruling: ProposalRuling): void {
  const { author, authorKey, policyVersion } = proposal;
  const isSameKey = authorKey !== null && authorKey === (ruling.decidedByKey ?? null);
  if (!isSameKey && !isSamePerson(author, ruling.decidedBy)) return;
  throw domainError(
    'CREDIT_LIMIT_OWN_PROPOSAL',
    policyVersion === null
      ? 'a proposal is approved by somebody other than its author'
      : `you alone published policy version ${policyVersion}, which proposes it and allows more than the one before`,
    {
      place: { field: 'id' },
      remedy:
        policyVersion === null
          ? 'ask a colleague with the role APPROVER'
          : 'ask a colleague with the role APPROVER, to approve it or to publish the same document too',
    },
  );
}

/** Labels are typed by people: case and blanks tell nobody apart. */
export function isSamePerson(label: string, other: string): boolean {
  return normalized(label) === normalized(other);
}

function normalized(label: string): string {
  return label.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Notes an approval of somebody who has not approved yet; answers how many there are with it. */
async function noteApproval(tx: Transaction, ruling: ProposalRuling): Promise<number> {
  const known = await tx.query<{ by: string; key: string | null }>(
    `SELECT approved_by AS by, approved_by_key AS key FROM credit_limit_approval
     WHERE tenant_id = $1 AND credit_limit_id = $2`,
    [tx.tenantId, ruling.creditLimitId],
  );
  const key = ruling.decidedByKey ?? null;
  if (known.some((each) => isSamePerson(each.by, ruling.decidedBy) || (key ?? '') === each.key)) {
    throw domainError(
      'CREDIT_LIMIT_APPROVED_ALREADY',
      'you have approved it before: amounts like this take two people',
      { place: { field: 'id' }, remedy: 'ask another colleague with the role APPROVER' },
    );
  }
  await tx.execute(
    `INSERT INTO credit_limit_approval (tenant_id, credit_limit_id, approved_by, approved_by_key, approved_at, comment)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [tx.tenantId, ruling.creditLimitId, ruling.decidedBy, key, ruling.at, ruling.comment],
  );
  return known.length + 1;
}

/** The first of two approvals is news, though the limit is still a proposal. */
async function markUntold(tx: Transaction, creditLimitId: string): Promise<void> {
  await tx.execute(
    `UPDATE credit_limit SET told_at = NULL WHERE tenant_id = $1 AND credit_limit_id = $2`,
    [tx.tenantId, creditLimitId],
  );
}
