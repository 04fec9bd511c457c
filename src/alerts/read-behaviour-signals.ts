import { addDays, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { CustomerFigures, OpenPortfolio, PaceFigures } from '../ledger';
import { LOOK_AGAIN_DAYS } from '../scoring';
import type {
  BehaviourSignals,
  BrokenPromiseView,
  PaceWindow,
  PaymentPace,
  ScorePoint,
} from './behaviour-signals';
import { receivedFor, type Receipt } from './promise-receipts';
import { baselineOf, BASELINE_TO_DAYS } from './score-drift';

/** What BEHAVIOUR_COLUMNS say of a customer. */
export interface BehaviourRow {
  customerId: string;
  currency: string;
  score: number | null;
  assessedOn: LocalDate | null;
  probabilityOfDefault: number | null;
  limitEndsOn: LocalDate | null;
  limitFrozenFrom: LocalDate | null;
  hasLimit: boolean;
  earlier: ScorePoint[] | null;
  hasPromises: boolean;
}

/** What was read of the batch already, by customer id. */
export interface BehaviourContext {
  readonly today: LocalDate;
  readonly figures: ReadonlyMap<string, CustomerFigures>;
  /** Absent: nobody read it, and nothing is said of shares of it. */
  readonly portfolio?: ReadonlyMap<string, OpenPortfolio>;
}

/** How each customer pays and what it was promised, read in sets; customers without figures are left out. */
export async function readBehaviourSignals(
  tx: Transaction,
  rows: readonly BehaviourRow[],
  context: BehaviourContext,
): Promise<Map<string, BehaviourSignals>> {
  const { today } = context;
  const promising = rows.filter((row) => row.hasPromises).map((row) => row.customerId);
  const promises = await readPromises(tx, promising, today);
  const signals = new Map<string, BehaviourSignals>();
  for (const row of rows) {
    const figures = context.figures.get(row.customerId);
    if (figures === undefined) continue;
    signals.set(row.customerId, {
      probabilityOfDefault: row.probabilityOfDefault,
      ...scoresOf(row, today),
      limitEnd: row.hasLimit ? { endsOn: row.limitEndsOn, frozenFrom: row.limitFrozenFrom } : null,
      ...ofLedger(figures),
      portfolio: context.portfolio?.get(row.currency) ?? null,
      brokenPromises: promises.get(row.customerId) ?? [],
    });
  }
  return signals;
}

/** Of one model only: another one judges otherwise, which is no news of the customer. */
function scoresOf(
  row: BehaviourRow,
  today: LocalDate,
): Pick<BehaviourSignals, 'baseline' | 'points'> {
  const { earlier, assessedOn, score, probabilityOfDefault } = row;
  if (earlier === null || assessedOn === null) return { baseline: null, points: [] };
  const points = [...earlier, { on: assessedOn, score, probabilityOfDefault }];
  return { baseline: baselineOf(points, today), points };
}

function ofLedger(figures: CustomerFigures): Pick<BehaviourSignals, 'pace' | 'openClaimsMinor'> {
  return {
    pace: {
      ...paceOf(figures),
      paymentCount: figures.paymentCount24m,
      mostDaysLate: figures.mostDaysLate24m,
    },
    openClaimsMinor: BigInt(figures.openReceivablesMinor),
  };
}

/** The two windows that PAYMENT_SLOWDOWN compares. */
export function paceOf(figures: PaceFigures): Pick<PaymentPace, 'recent' | 'habit'> {
  const { recentPaymentCount, recentPaidMinor, recentWeightedDaysLate } = figures;
  const { habitPaymentCount, habitPaidMinor, habitWeightedDaysLate } = figures;
  return {
    recent: paceWindow(recentPaymentCount, recentPaidMinor, recentWeightedDaysLate),
    habit: paceWindow(habitPaymentCount, habitPaidMinor, habitWeightedDaysLate),
  };
}

const TENTHS = 10;

function paceWindow(paymentCount: number, paid: string, weighted: string): PaceWindow | null {
  const paidMinor = BigInt(paid);
  if (paymentCount === 0 || paidMinor <= 0n) return null;
  // Days are no money: what is lost beyond a tenth of one changes nothing.
  const daysLate = Math.round((Number(weighted) / Number(paid)) * TENTHS) / TENTHS;
  return { paymentCount, paidMinor, daysLate };
}

interface PromiseRecord {
  customerId: string;
  brokenPromiseId: string;
  promisedOn: LocalDate;
  amountMinor: string | null;
  reference: string | null;
}

/** How long a broken promise is remembered for the next one. */
const REMEMBERED_DAYS = 365;

async function readPromises(
  tx: Transaction,
  ids: readonly string[],
  today: LocalDate,
): Promise<Map<string, BrokenPromiseView[]>> {
  if (ids.length === 0) return new Map();
  const since = addDays(today, -REMEMBERED_DAYS);
  const promises = byCustomer(await tx.query<PromiseRecord>(PROMISES, [tx.tenantId, ids, since]));
  const receipts = byCustomer(
    await tx.query<{ customerId: string; on: LocalDate; amountMinor: string }>(RECEIPTS, [
      ...[tx.tenantId, ids, since, today],
    ]),
  );
  return new Map(
    [...promises].map(([id, rows]) => [id, promiseViews(rows, receipts.get(id) ?? [])]),
  );
}

function byCustomer<Row extends { customerId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) {
    const same = grouped.get(row.customerId);
    if (same === undefined) grouped.set(row.customerId, [row]);
    else same.push(row);
  }
  return grouped;
}

function promiseViews(
  rows: readonly PromiseRecord[],
  came: readonly { on: LocalDate; amountMinor: string }[],
): BrokenPromiseView[] {
  const promises = rows.map(({ brokenPromiseId, promisedOn, amountMinor, reference }) => ({
    ...{ brokenPromiseId, promisedOn, reference },
    amountMinor: amountMinor === null ? null : BigInt(amountMinor),
  }));
  const receipts: Receipt[] = came.map(({ on, amountMinor }) => ({
    on,
    amountMinor: BigInt(amountMinor),
  }));
  const received = receivedFor(promises, receipts);
  return promises.map((each, index) => ({ ...each, receivedMinor: received[index] ?? 0n }));
}

/** Those of less long ago are in the window before the customer is looked at again. */
const READ_TO_DAYS = BASELINE_TO_DAYS - LOOK_AGAIN_DAYS;
/** Assessments of before the window and in it; more changes than this of one customer are noise. */
const POINTS_MAX = 60;

/** Of customers `c`, their current assessments `a` and active limits `l`; $1 is the tenant, $3 the day. */
export const BEHAVIOUR_COLUMNS = `a.assessed_on AS "assessedOn", a.probability_of_default AS "probabilityOfDefault",
    l.effective_to AS "limitEndsOn", l.frozen_from AS "limitFrozenFrom", l.credit_limit_id IS NOT NULL AS "hasLimit",
    h.earlier, EXISTS (SELECT FROM broken_promise p WHERE p.tenant_id = $1 AND p.customer_id = c.customer_id)
      AS "hasPromises"`;

/** What else they are read from, to be joined after those. */
export const BEHAVIOUR_JOINS = `
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('on', p.assessed_on, 'score', p.score, 'probabilityOfDefault',
      p.probability_of_default) ORDER BY p.assessed_at) AS earlier
    FROM (
      SELECT e.assessed_on, e.assessed_at, e.score, e.probability_of_default FROM credit_assessment e
      WHERE e.tenant_id = $1 AND e.customer_id = c.customer_id AND e.assessed_on <= $3::date - ${READ_TO_DAYS}
        AND NOT e.is_current AND e.model_version = a.model_version
      ORDER BY e.assessed_at DESC LIMIT ${POINTS_MAX}
    ) p
    WHERE a.score IS NOT NULL
  ) h ON true`;

const PROMISES = `
  SELECT customer_id AS "customerId", broken_promise_id AS "brokenPromiseId", promised_on AS "promisedOn",
    amount_minor::text AS "amountMinor", reference
  FROM broken_promise WHERE tenant_id = $1 AND customer_id = ANY ($2) AND promised_on >= $3
  ORDER BY customer_id, promised_on, reported_at, broken_promise_id`;

/** Money on claims, and what of money on account is not on a claim yet, by the day it came. */
const RECEIPTS = `
  SELECT customer_id AS "customerId", day AS "on", sum(amount)::text AS "amountMinor" FROM (
    SELECT r.customer_id, e.effective_on AS day, -e.amount_minor AS amount
    FROM receivable r JOIN receivable_entry e ON e.tenant_id = $1 AND e.receivable_id = r.receivable_id
    WHERE r.tenant_id = $1 AND r.customer_id = ANY ($2) AND r.kind IN ('INVOICE', 'OPENING', 'BILL', 'RETURNED_PAYMENT')
      AND (e.kind = 'PAYMENT' OR e.reversed_kind = 'PAYMENT') AND e.effective_on BETWEEN $3 AND $4
    UNION ALL
    SELECT customer_id, issued_on, -open_minor FROM receivable
    WHERE tenant_id = $1 AND customer_id = ANY ($2) AND kind = 'PAYMENT_ON_ACCOUNT' AND open_minor < 0
      AND issued_on BETWEEN $3 AND $4
  ) came GROUP BY 1, 2 HAVING sum(amount) > 0 ORDER BY 1, 2`;
