import { isEncoursError } from '../kernel';
import type { Transaction } from '../database';
import type { ReplayFindings } from '../scoring';
import type { CreditPolicy } from './policies/credit-policy';
import { policyNamed } from './policy-in-force';
import { replayLimit, type StoredLimit } from './replay-limit';

interface LimitRow extends StoredLimit {
  creditLimitId: string;
  account: string;
}

const FETCHED = 500;

/**
 * Decides again every limit a run stored, each from its own snapshot with the policy it names; nothing the hub has learnt
 * since is looked at. Rows come through a cursor: memory does not grow with the run.
 */
export async function replayLimits(
  tx: Transaction,
  replay: { scoringRunId: string; findings: ReplayFindings; signal: AbortSignal },
): Promise<void> {
  const policies = new Map<string, CreditPolicy | null>();
  await tx.execute(`DECLARE replayed_limits NO SCROLL CURSOR FOR ${STORED}`, [
    tx.tenantId,
    replay.scoringRunId,
  ]);
  for (;;) {
    replay.signal.throwIfAborted();
    const rows = await tx.query<LimitRow>(`FETCH ${FETCHED} FROM replayed_limits`);
    for (const row of rows) {
      const policy = await policyOf(tx, policies, row.policyVersion);
      take(row, policy, replay.findings);
    }
    if (rows.length < FETCHED) break;
  }
  await tx.execute('CLOSE replayed_limits');
}

/** A run decides by one policy, so that few are ever read. */
async function policyOf(
  tx: Transaction,
  policies: Map<string, CreditPolicy | null>,
  name: string,
): Promise<CreditPolicy | null> {
  const known = policies.get(name);
  if (known !== undefined) return known;
  const policy = await readPolicy(tx, name);
  policies.set(name, policy);
  return policy;
}

async function readPolicy(tx: Transaction, name: string): Promise<CreditPolicy | null> {
  try {
    return await policyNamed(tx, name);
  } catch (error) {
    if (isEncoursError(error) && error.code === 'CREDIT_POLICY_NOT_FOUND') return null;
    throw error;
  }
}

function take(row: LimitRow, policy: CreditPolicy | null, findings: ReplayFindings): void {
  const { creditLimitId, customerId, account } = row;
  const of = { of: 'LIMIT' as const, id: creditLimitId, customerId, account };
  if (policy === null) findings.notReplayable(of, row.policyVersion);
  else findings.compared(of, replayLimit(row, policy));
}

const STORED = `
  SELECT l.credit_limit_id AS "creditLimitId", l.customer_id AS "customerId", c.account,
    l.limit_minor::text AS "limitMinor", l.currency, l.status, l.decided_by AS "decidedBy", l.review_on AS "reviewOn",
    l.frozen_from AS "frozenFrom", l.computed_minor::text AS "computedMinor", l.approvals_needed AS "approvalsNeeded",
    l.binding_term AS "bindingTerm", l.next_term AS "nextTerm", l.terms, l.reason_codes AS "reasonCodes",
    l.policy_version AS "policyVersion", l.inputs
  FROM credit_limit l JOIN customer c ON c.tenant_id = $1 AND c.customer_id = l.customer_id
  WHERE l.tenant_id = $1 AND l.scoring_run_id = $2`;
