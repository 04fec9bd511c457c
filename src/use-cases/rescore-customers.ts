import { silentProgress, type LocalDate, type Progress } from '../kernel';
import { monthsToMissAccounts, raiseBatch, turnedByTime, turnedShares } from '../alerts';
import { dayAt, type Transaction } from '../database';
import type { Hub } from '../hub';
import { openPortfolio, portfolioFigures, type OpenPortfolio } from '../ledger';
import {
  BUREAU_FRESH_MONTHS,
  decideBatch,
  groupsOf,
  markLapsed,
  policyInForce,
  REFUSAL_HOLDS_DAYS,
  type CreditPolicy,
} from '../limits';
import {
  assessBatch,
  claimMarked,
  closeScoringRun,
  customersInScope,
  dropMarks,
  isEverybodyMarked,
  isLedgerMoved,
  lookAgainOn,
  markCustomers,
  markRelatives,
  markStale,
  modelInForce,
  noteBatch,
  openBatch,
  openMarks,
  openScoringRun,
  portfolioOfDay,
  type BatchCounts,
  type CustomerBatch,
  type DroppedMarks,
  type ScoringModel,
  type ScoringRunKind,
} from '../scoring';
import { lockCustomers } from '../unify';
import { keepFigures } from './keep-figures';

/** What a run of scoring, limits and alerts did. */
export interface RescoreResult {
  /** Null when there was nobody to score. */
  scoringRunId: string | null;
  customers: number;
  /** Assessments that say something else than the one before: another score, other reasons, perhaps the same grade. */
  assessmentsStored: number;
  /** Grades that moved from one letter to another or to none; a first grade moved from nowhere. */
  gradesChanged: number;
  limitsChanged: number;
  alertsRaised: number;
  alertsResolved: number;
}

interface RescoreScope {
  tenantId: string;
  signal: AbortSignal;
  progress?: Progress;
}

/** Scores these customers now, or (null) all of them, whether or not anything is known to have changed. */
export async function rescore(
  hub: Hub,
  request: RescoreScope & { customerIds: readonly string[] | null },
): Promise<RescoreResult> {
  const { customerIds } = request;
  if (customerIds?.length === 0) return { ...NOTHING_DONE };
  return runScoring(hub, { ...request, kind: 'REQUESTED', customerIds });
}

/**
 * Scores whoever is marked: what was learnt since it was last scored. A nightly run marks before it those of whom the
 * passing of time, another model or another policy may change what is decided. Without marks nothing is read or written.
 */
export async function rescoreMarked(
  hub: Hub,
  request: RescoreScope & { kind: Exclude<ScoringRunKind, 'REQUESTED'> },
): Promise<RescoreResult> {
  return runScoring(hub, { ...request, customerIds: null });
}

const NOTHING_DONE: Readonly<RescoreResult> = {
  ...{ scoringRunId: null, customers: 0, assessmentsStored: 0, gradesChanged: 0 },
  ...{ limitsChanged: 0, alertsRaised: 0, alertsResolved: 0 },
};

/** Customers decided about in one transaction at most: few enough for nobody to wait long for one of them. */
const BATCH = 1_000;
/** Fewer are not worth a transaction of their own. */
const LEAST_BATCH = 100;
/** Batches of one process at once: while one is computed, the database works for the others. */
const LANES = 4;
/** A run over a smaller share of the customers takes the portfolio as the day's last run saw it. */
const FEW_SHARE = 0.05;

interface ScoringRequest extends RescoreScope {
  kind: ScoringRunKind;
  /** Null for whoever is marked. */
  customerIds: readonly string[] | null;
}

/** Of a few customers each lane has its share. */
function batchSize(customers: number): number {
  return Math.min(BATCH, Math.max(LEAST_BATCH, Math.ceil(customers / LANES)));
}

interface Run {
  id: string;
  request: ScoringRequest;
  judged: Omit<CustomerBatch, 'customerIds' | 'figures' | 'at'>;
  policy: CreditPolicy;
  openPortfolio: ReadonlyMap<string, OpenPortfolio>;
  customers: number;
  upTo: string;
  result: RescoreResult;
}

async function runScoring(hub: Hub, request: ScoringRequest): Promise<RescoreResult> {
  const { tenantId, progress = silentProgress } = request;
  const run = await hub.database.tenant(tenantId, (tx) => openRun(hub, tx, request));
  if (run === null) return { ...NOTHING_DONE };
  const close = (error?: unknown): Promise<void> =>
    hub.database.tenant(tenantId, (tx) =>
      closeScoringRun(tx, run.id, {
        at: hub.clock.now(),
        ...(error === undefined ? {} : { error }),
      }),
    );
  progress.start('Scoring', run.customers);
  try {
    await (request.customerIds === null ? workOffMarks(hub, run) : scoreThese(hub, run));
  } catch (error) {
    // A database that is gone cannot be told either; the next run notes this one as abandoned.
    await close(error).catch(() => undefined);
    throw error;
  }
  await close();
  progress.finish();
  await keepFigures(hub, { tenantId });
  return run.result;
}

/** How long something holds that limits and alerts read beside what is scored. */
const TIMES = {
  bureauMonths: BUREAU_FRESH_MONTHS,
  refusalDays: REFUSAL_HOLDS_DAYS,
};

/** Days on which something is told of a customer though nothing is learnt. */
function alertDaysOf({ alerts }: CreditPolicy): Parameters<typeof markStale>[1]['alertDays'] {
  return {
    limitEnds: alerts.limitEndsWithinDays,
    coverEnds: alerts.coverEndsWithinDays,
    promise: alerts.promiseDays,
    stale: alerts.staleAfterDays,
  };
}

/** Marks who is to be scored and notes the run; null when there is nobody. */
async function openRun(hub: Hub, tx: Transaction, request: ScoringRequest): Promise<Run | null> {
  const { kind, customerIds } = request;
  const at = hub.clock.now();
  const asOf = await dayAt(tx, at);
  if (kind === 'REQUESTED') await markCustomers(tx, customerIds, kind);
  const moved = await markDue(tx, { kind, asOf, at });
  const marks = await openMarks(tx);
  // After the last mark is known: one that was set for another policy or model is taken only by who has read that.
  const { model, policy, versions } = await inForce(tx, asOf);
  const customers = customerIds === null ? marks.customers : customerIds.length;
  if (customers === 0) return null;
  const portfolio = await portfolioFor(tx, { asOf, customers });
  const id = await openScoringRun(tx, {
    ...{ kind, ...versions, customersTotal: customers, portfolio, at },
  });
  const judged = { asOf, portfolio, model, policyVersion: policy.version, scoringRunId: id };
  const result = { ...NOTHING_DONE, scoringRunId: id };
  return {
    ...{ id, request, judged, policy, customers, upTo: marks.upTo, result },
    openPortfolio: moved ?? (await openPortfolio(tx)),
  };
}

/**
 * Marks of whom nothing was learnt what it is time to look at, and whose share of all that is owed others have moved. Answers
 * what all owe, if it had to be read for that.
 */
async function markDue(
  tx: Transaction,
  { kind, asOf, at }: { kind: ScoringRunKind; asOf: LocalDate; at: Date },
): Promise<Run['openPortfolio'] | null> {
  if (kind === 'NIGHTLY' || kind === 'POLICY') {
    const { versions, policy } = await inForce(tx, asOf);
    await markStale(tx, {
      ...{ ...versions, ...TIMES, alertDays: alertDaysOf(policy) },
      closingAges: [monthsToMissAccounts(policy.alerts)],
    });
    if (!(await isEverybodyMarked(tx))) {
      const turned = await turnedByTime(tx, { today: asOf, thresholds: policy.alerts });
      await markCustomers(tx, turned, 'TIME');
    }
  }
  await markLapsed(tx, at);
  if (!(await isLedgerMoved(tx))) return null;
  const { alerts } = await policyInForce(tx, asOf);
  const { customerIds, portfolio } = await turnedShares(tx, alerts);
  await markCustomers(tx, customerIds, 'PORTFOLIO');
  return portfolio;
}

interface InForce {
  model: ScoringModel;
  policy: CreditPolicy;
  versions: { asOf: LocalDate; modelVersion: string; policyVersion: string };
}

async function inForce(tx: Transaction, asOf: LocalDate): Promise<InForce> {
  const model = await modelInForce(tx, asOf);
  const policy = await policyInForce(tx, asOf);
  return {
    ...{ model, policy },
    versions: { asOf, modelVersion: model.version, policyVersion: policy.version },
  };
}

async function portfolioFor(
  tx: Transaction,
  { asOf, customers }: { asOf: string; customers: number },
): Promise<CustomerBatch['portfolio']> {
  const [all] = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM customer WHERE tenant_id = $1 AND NOT is_pooled',
    [tx.tenantId],
  );
  const isFew = customers < (all?.n ?? 0) * FEW_SHARE;
  const known = isFew ? await portfolioOfDay(tx, asOf) : null;
  return known ?? portfolioFigures(tx, asOf);
}

/** Before the first customer, in the order of ids. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Goes through the marked customers once, leaving out those that somebody else holds, and once more for what was left,
 * waiting for it. Others may do the same at the same time: each customer is one's or the other's.
 */
async function workOffMarks(hub: Hub, run: Run): Promise<void> {
  const isAnySkipped = await passMarks(hub, run, { isWaiting: false });
  if (isAnySkipped) await passMarks(hub, run, { isWaiting: true });
}

/** Answers whether somebody else held any of them. */
async function passMarks(hub: Hub, run: Run, pass: { isWaiting: boolean }): Promise<boolean> {
  const { tenantId, signal } = run.request;
  const size = batchSize(run.customers);
  let after: string | null = BEFORE_ALL;
  let isAnySkipped = false;
  let claiming: Promise<unknown> = Promise.resolve();
  const claim = (tx: Transaction): Promise<DroppedMarks> => {
    const claimed = claiming.then(async () => {
      signal.throwIfAborted();
      if (after === null) return { customerIds: [], changedIds: [] };
      const window = { after, upTo: run.upTo, size, isWaiting: pass.isWaiting };
      const { last, skipped, ...claimed } = await claimMarked(tx, window);
      after = last;
      isAnySkipped ||= skipped > 0;
      return claimed;
    });
    // The next lane claims after this one, whatever came of it.
    claiming = claimed.catch(() => undefined);
    return claimed;
  };
  await inLanes(async () => {
    while (after !== null) {
      signal.throwIfAborted();
      const counts = await hub.database.tenant(tenantId, async (tx) => {
        const claimed = await claim(tx);
        if (claimed.customerIds.length === 0) return null;
        return scoreBatch(hub, tx, { run, ...claimed });
      });
      if (counts !== null) addUp(run, counts);
    }
  });
  return isAnySkipped;
}

async function scoreThese(hub: Hub, run: Run): Promise<void> {
  const { tenantId, signal, customerIds } = run.request;
  const left = [...(customerIds ?? [])].sort();
  const size = batchSize(left.length);
  await inLanes(async () => {
    for (let ids = left.splice(0, size); ids.length > 0; ids = left.splice(0, size)) {
      signal.throwIfAborted();
      const counts = await hub.database.tenant(tenantId, async (tx) => {
        await lockCustomers(tx, ids);
        const { changedIds } = await dropMarks(tx, ids, run.upTo);
        const customerIds = await customersInScope(tx, ids);
        return scoreBatch(hub, tx, { run, customerIds, changedIds });
      });
      addUp(run, counts);
    }
  });
}

/** Waits for all lanes also when one fails, so that none goes on after the caller has been told. */
async function inLanes(lane: () => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

type RunCounts = BatchCounts & Pick<RescoreResult, 'assessmentsStored'>;

/** All stages over customers this transaction holds, whose figures are read once. */
async function scoreBatch(
  hub: Hub,
  tx: Transaction,
  { run, customerIds, changedIds }: DroppedMarks & { run: Run },
): Promise<RunCounts> {
  const batch = await openBatch(tx, customerIds, { ...run.judged, clock: hub.clock });
  const assessed = await assessBatch(tx, batch);
  const { gradeChanges, held } = assessed;
  const decided = await decideBatch(tx, { ...batch, held }, run.policy);
  await markGroupsOf(tx, run, { customerIds, changedIds });
  const { limitChanges, exposures } = decided;
  const alerted = await raiseBatch(tx, {
    ...{ ...batch, exposures, gradeChanges, limitChanges },
    openPortfolio: run.openPortfolio,
  });
  await lookAgainOn(tx, alerted.lookAgain);
  const counts = {
    customers: customerIds.length,
    assessmentsStored: assessed.changed,
    gradesChanged: gradeChanges.filter(({ previousGrade }) => previousGrade !== null).length,
    limitsChanged: decided.changed,
    alertsRaised: alerted.raised,
    alertsResolved: alerted.resolved,
    digest: assessed.digest + decided.digest,
  };
  await noteBatch(tx, run.id, { ...counts, at: hub.clock.now() });
  return counts;
}

/** Where the policy caps groups, what one is sold moves the shares of its relatives: the next run looks at them. */
async function markGroupsOf(
  tx: Transaction,
  { policy, judged }: Run,
  { customerIds, changedIds }: DroppedMarks,
): Promise<void> {
  if (policy.groupConcentrationRate === null || changedIds.length === 0) return;
  const groups = await groupsOf(tx, changedIds, { asOf: judged.asOf });
  const relatives = new Set(
    [...new Set(groups.values())].flatMap(({ members }) => members.map((each) => each.customerId)),
  );
  for (const id of customerIds) relatives.delete(id);
  await markRelatives(tx, [...relatives].sort());
}

function addUp(run: Run, counts: RunCounts): void {
  const { result } = run;
  result.customers += counts.customers;
  result.assessmentsStored += counts.assessmentsStored;
  result.gradesChanged += counts.gradesChanged;
  result.limitsChanged += counts.limitsChanged;
  result.alertsRaised += counts.alertsRaised;
  result.alertsResolved += counts.alertsResolved;
  run.request.progress?.advance(result.customers);
}
