import { bugError, newId, type Clock, type LocalDate } from '../kernel';
import { dayAt, openRecording, type Database, type Transaction } from '../database';
import { customerFigures, portfolioFigures, type CustomerFigures } from '../ledger';
import {
  customersInScope,
  type AssessmentDecision,
  type Grade,
  type StatementFacts,
} from '../scoring';
import { lockCustomers } from '../unify';
import { decideLimit } from './decide-limit';
import { MANUAL_POLICY_VERSION } from './decide-proposal';
import type { CurrentLimit, LimitAccounts, LimitDecision, LimitInput } from './limit-types';
import type { CreditPolicy } from './policies/credit-policy';

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

interface LimitRow {
  customerId: string;
  currency: string;
  isAssessed: boolean;
  grade: Grade | null;
  decision: AssessmentDecision | null;
  statement: StatementFacts | null;
  activeMinor: string | null;
  activePolicyVersion: string | null;
  activeReviewOn: LocalDate | null;
  activeEffectiveTo: LocalDate | null;
  proposedMinor: string | null;
}

async function decideBatch(tx: Transaction, ids: readonly string[], when: When): Promise<number> {
  const rows = await tx.query<LimitRow>(ROWS, [tx.tenantId, [...ids]]);
  const figures = await customerFigures(tx, when.asOf, ids);
  const byCustomer = new Map(figures.map((row) => [row.customerId, row]));
  const decisions: { row: LimitRow; decision: LimitDecision }[] = [];
  const withdrawn: string[] = [];
  for (const row of rows) {
    const figure = byCustomer.get(row.customerId);
    if (figure === undefined) throw bugError('ASSERTION_FAILED', 'a customer has no figures');
    const decision = decideLimit(toInput(row, figure, when), when.policy);
    if (decision.action !== 'KEEP' && decision.action !== 'NONE') decisions.push({ row, decision });
    else if (isStaleProposal(row, decision)) withdrawn.push(row.customerId);
  }
  await withdrawProposals(tx, withdrawn);
  await storeDecisions(tx, decisions, when);
  return decisions.length + withdrawn.length;
}

/** The policy proposed something once and would not propose it today. */
function isStaleProposal(row: LimitRow, decision: LimitDecision): boolean {
  return row.proposedMinor !== null && !decision.reasonCodes.includes('PROPOSAL_PENDING');
}

function toInput(row: LimitRow, figures: CustomerFigures, when: When): LimitInput {
  const paid = BigInt(figures.paidAmountMinor);
  const open = BigInt(figures.openReceivablesMinor) - BigInt(figures.unallocatedCreditsMinor);
  return {
    asOf: when.asOf,
    currency: row.currency,
    grade: row.grade,
    overrideEffect: row.decision?.override?.limitEffect ?? null,
    sales12mMinor: figures.hasReceivables ? BigInt(figures.sales12mMinor) : null,
    paymentTermsDays: figures.paymentTermsDays,
    averageDaysLate:
      paid > 0n ? Number((BigInt(figures.weightedDaysLate) * 100n) / paid) / 100 : null,
    accounts: row.statement === null ? null : toAccounts(row.statement),
    highestCreditPaidOnTimeMinor: bigintOrNull(figures.highestCreditPaidOnTimeMinor),
    insuredMinor: null,
    bureauLimitMinor: null,
    sellerSales12mMinor: when.sellerSales12mMinor > 0n ? when.sellerSales12mMinor : null,
    exposureMinor: open > 0n ? open : 0n,
    current: toCurrent(row),
    proposedMinor: bigintOrNull(row.proposedMinor),
  };
}

function toAccounts(statement: StatementFacts): LimitAccounts {
  const { items, months } = statement;
  const turnover = bigintOrNull(items.turnover ?? null);
  return {
    equityMinor: bigintOrNull(items.equity ?? null),
    intangibleAssetsMinor: bigintOrNull(items.intangibleAssets ?? null),
    turnoverMinor: turnover === null ? null : (turnover * 12n) / BigInt(months ?? 12),
    tradePayablesMinor: bigintOrNull(items.tradePayables ?? null),
  };
}

function toCurrent(row: LimitRow): CurrentLimit | null {
  if (row.activeMinor === null) return null;
  return {
    limitMinor: BigInt(row.activeMinor),
    // A proposal that a person approved is still the policy's, which may cut it again.
    decidedBy: row.activePolicyVersion === MANUAL_POLICY_VERSION ? 'PERSON' : 'POLICY',
    reviewOn: row.activeReviewOn,
    expiresOn: row.activeEffectiveTo,
  };
}

function bigintOrNull(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

const ROWS = `
  SELECT c.customer_id AS "customerId", c.currency, a.customer_id IS NOT NULL AS "isAssessed", a.grade, a.decision,
    (SELECT s FROM jsonb_array_elements(a.inputs -> 'statements') AS s
     WHERE s ->> 'sourceKey' = a.decision ->> 'statementKey' LIMIT 1) AS statement,
    l.limit_minor AS "activeMinor", l.policy_version AS "activePolicyVersion", l.review_on AS "activeReviewOn",
    l.effective_to AS "activeEffectiveTo", p.limit_minor AS "proposedMinor"
  FROM customer c
  LEFT JOIN credit_assessment a ON a.tenant_id = $1 AND a.customer_id = c.customer_id AND a.is_current
  LEFT JOIN credit_limit l ON l.tenant_id = $1 AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'
  LEFT JOIN credit_limit p ON p.tenant_id = $1 AND p.customer_id = c.customer_id AND p.status = 'PROPOSED'
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2) ORDER BY c.customer_id`;

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
  decisions: readonly { row: LimitRow; decision: LimitDecision }[],
  when: When,
): Promise<void> {
  if (decisions.length === 0) return;
  const rows = decisions.map(({ row, decision }) => ({
    id: newId(),
    customer_id: row.customerId,
    limit_minor: String(decision.limitMinor ?? 0n),
    currency: row.currency,
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
