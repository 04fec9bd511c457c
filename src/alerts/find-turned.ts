/**
 * Customers to look at though nothing was learnt of them: others paid, or a day has passed. Each is asked what its rule would
 * be, so that nobody is looked at for nothing; the rules themselves run when the customer is scored.
 */
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { heavyDebtors, paceWindows, type OpenPortfolio } from '../ledger';
import type { AlertThresholds } from '../limits';
import type { Grade } from '../scoring';
import { SEVERITIES, type AlertRuleCode, type Severity } from './alert-types';
import { paceOf } from './read-behaviour-signals';
import { weighShare } from './rules/concentration.rule';
import { NEWS_DAYS } from './rules/news';
import { weighPace } from './rules/payment-slowdown.rule';
import { AGEING_RULES } from './rules/registered-change';

export interface TurnedShares {
  readonly customerIds: readonly string[];
  /** What all customers owe, by currency, as it was read for it. */
  readonly portfolio: ReadonlyMap<string, OpenPortfolio>;
}

/**
 * Of whom CONCENTRATION would begin, get worse or end, because of what others owe. One pass over what is open; answers at most
 * the inverse of the policy's share for each currency, beside those that have the alert.
 */
export async function turnedShares(
  tx: Transaction,
  { concentrationRate: rate }: Pick<AlertThresholds, 'concentrationRate'>,
): Promise<TurnedShares> {
  const lasting = await lastingOf(tx, 'CONCENTRATION');
  const { debtors, portfolio } = await heavyDebtors(tx, {
    shareAtLeast: rate,
    customerIds: [...lasting.keys()],
  });
  const risky = await riskyAmong(
    tx,
    debtors.map(({ customerId }) => customerId),
  );
  const owing = new Set(debtors.map(({ customerId }) => customerId));
  const turned = debtors.filter(({ customerId, openMinor, portfolio }) => {
    const isRisky = risky.has(customerId);
    const weighed = weighShare({ openClaimsMinor: openMinor, portfolio, rate, isRisky });
    return isTurned(lasting.get(customerId), weighed.severity, weighed.hasReceded);
  });
  const settled = [...lasting.keys()].filter((id) => !owing.has(id));
  const customerIds = [...turned.map(({ customerId }) => customerId), ...settled].sort();
  return { customerIds, portfolio };
}

/**
 * Of whom time alone has begun, worsened or ended a PAYMENT_SLOWDOWN as payments grow older, or aged the news of an alert. One
 * pass over the payments of 455 days: for the nightly run.
 */
export async function turnedByTime(
  tx: Transaction,
  now: {
    today: LocalDate;
    thresholds: Pick<AlertThresholds, 'slowdownDays' | 'slowdownRatio'>;
  },
): Promise<string[]> {
  const { today, thresholds } = now;
  const lasting = await lastingOf(tx, 'PAYMENT_SLOWDOWN');
  const figures = await paceWindows(tx, today, [...lasting.keys()]);
  const risky = await riskyAmong(
    tx,
    figures.map(({ customerId }) => customerId),
  );
  const turned = figures.filter((each) => {
    const isRisky = risky.has(each.customerId);
    const { severity, over } = weighPace({ ...paceOf(each), thresholds, isRisky });
    return isTurned(lasting.get(each.customerId), severity, over !== null);
  });
  const paying = new Set(figures.map(({ customerId }) => customerId));
  const silent = [...lasting.keys()].filter((id) => !paying.has(id));
  const aged = await agedNews(tx, today);
  const ids = new Set([...turned.map(({ customerId }) => customerId), ...silent, ...aged]);
  return [...ids].sort();
}

function isTurned(
  lasting: Severity | undefined,
  severity: Severity | null,
  isOver: boolean,
): boolean {
  if (lasting === undefined) return severity !== null;
  if (isOver) return true;
  return severity !== null && SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(lasting);
}

/** The severity of each customer's alert of a rule whose condition has not been seen to be over. */
async function lastingOf(tx: Transaction, rule: AlertRuleCode): Promise<Map<string, Severity>> {
  const rows = await tx.query<{ customerId: string; severity: Severity }>(
    `SELECT customer_id AS "customerId", severity FROM risk_alert
     WHERE tenant_id = $1 AND rule = $2 AND over_at IS NULL`,
    [tx.tenantId, rule],
  );
  return new Map(rows.map(({ customerId, severity }) => [customerId, severity]));
}

async function riskyAmong(tx: Transaction, customerIds: readonly string[]): Promise<Set<string>> {
  const grades: readonly Grade[] = ['D', 'E'];
  const rows = await tx.query<{ customerId: string }>(
    `SELECT customer_id AS "customerId" FROM credit_assessment
     WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[]) AND is_current AND grade = ANY ($3)`,
    [tx.tenantId, [...customerIds], grades],
  );
  return new Set(rows.map(({ customerId }) => customerId));
}

/** Of alerts that tell a change, or a returned payment, as news: whose has grown old. */
async function agedNews(tx: Transaction, today: LocalDate): Promise<string[]> {
  const rows = await tx.query<{ customerId: string }>(
    `SELECT DISTINCT customer_id AS "customerId" FROM risk_alert
     WHERE tenant_id = $1 AND rule = ANY ($2) AND over_at IS NULL
       AND coalesce(after ->> 'learntOn', after ->> 'changedOn', after ->> 'returnedOn')::date < $3::date - ${NEWS_DAYS}`,
    [tx.tenantId, [...AGEING_RULES, 'RETURNED_PAYMENT'], today],
  );
  return rows.map(({ customerId }) => customerId);
}
