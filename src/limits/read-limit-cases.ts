import { bugError, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { customerFigures, type CustomerFigures } from '../ledger';
import type { AssessmentDecision, Grade, StatementFacts } from '../scoring';
import { MANUAL_POLICY_VERSION } from './decide-proposal';
import type { CurrentLimit, LimitAccounts, LimitInput } from './limit-types';

/** One customer with what its limit is decided from. */
export interface LimitCase {
  readonly customerId: string;
  readonly input: LimitInput;
}

export interface LimitDay {
  asOf: LocalDate;
  /** Of the whole portfolio; 0 when nothing was sold. */
  sellerSales12mMinor: bigint;
}

/**
 * What the limits of these customers are decided from, by customer id: who decides under locks, and who only previews, read
 * the same. The caller's transaction sees one state of the books if it wants one.
 */
export async function readLimitCases(
  tx: Transaction,
  ids: readonly string[],
  day: LimitDay,
): Promise<LimitCase[]> {
  const rows = await tx.query<LimitRow>(ROWS, [tx.tenantId, [...ids]]);
  const figures = await customerFigures(tx, day.asOf, ids);
  const byCustomer = new Map(figures.map((row) => [row.customerId, row]));
  return rows.map((row) => {
    const figure = byCustomer.get(row.customerId);
    if (figure === undefined) throw bugError('ASSERTION_FAILED', 'a customer has no figures');
    return { customerId: row.customerId, input: toInput(row, figure, day) };
  });
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

function toInput(row: LimitRow, figures: CustomerFigures, when: LimitDay): LimitInput {
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
