import type { Clock, LocalDate } from '../kernel';
import { dayAt, type Database, type Transaction } from '../database';
import type { CustomerFigures, OpenPortfolio } from '../ledger';
import type { LimitChange } from '../limits';
import { customersInScope, type GradeChange } from '../scoring';
import { lockCustomers } from '../unify';
import type { CustomerRiskView } from './alert-types';
import { decideDrafts, draftAlerts, type AlertDecision } from './decide-alerts';
import { readKnownAlerts } from './known-alerts';
import { lastingDrift, nextDriftDay } from './next-drift-day';
import { readRiskViews } from './read-risk-views';
import { ALERT_RULES } from './rules/rule-list';
import { endAlerts, escalateAlerts, insertAlerts } from './store-alerts';
import { tellChanges } from './tell-changes';

export interface AlertContext {
  database: Database;
  clock: Clock;
  signal: AbortSignal;
}

const BATCH = 1_000;

/**
 * Runs all rules over customers in batches, under locks on them: raises what is new, resolves what is over, and writes
 * the events of both, and of grades and limits not yet told, in the same transaction. Run again, it writes nothing.
 */
export async function raiseAlerts(
  context: AlertContext,
  scope: { tenantId: string; customerIds: readonly string[] | null },
): Promise<{ raised: number; resolved: number }> {
  const { database, clock } = context;
  const total = { raised: 0, resolved: 0 };
  const ids = await database.tenant(scope.tenantId, (tx) =>
    customersInScope(tx, scope.customerIds),
  );
  for (let start = 0; start < ids.length; start += BATCH) {
    context.signal.throwIfAborted();
    const batch = ids.slice(start, start + BATCH);
    const at = clock.now();
    const counts = await database.tenant(scope.tenantId, async (tx) => {
      await lockCustomers(tx, batch);
      return raiseBatch(tx, { customerIds: batch, at, asOf: await dayAt(tx, at) });
    });
    total.raised += counts.raised;
    total.resolved += counts.resolved;
  }
  return total;
}

/** Customers the transaction holds, and what was just decided of them and not told yet. */
export interface AlertBatch {
  readonly customerIds: readonly string[];
  readonly asOf: LocalDate;
  readonly at: Date;
  /** As read in the same transaction; absent: they are read. */
  readonly figures?: ReadonlyMap<string, CustomerFigures>;
  /** Likewise, in minor units by customer id. */
  readonly exposures?: ReadonlyMap<string, bigint>;
  /** What all customers owe, by currency; absent: nothing is said of shares of it. */
  readonly openPortfolio?: ReadonlyMap<string, OpenPortfolio>;
  readonly gradeChanges?: readonly GradeChange[];
  readonly limitChanges?: readonly LimitChange[];
}

export interface RaisedBatch {
  readonly raised: number;
  readonly resolved: number;
  /** Of whom the day alone will begin or end something, though nothing is learnt until then. */
  readonly lookAgain: readonly { readonly customerId: string; readonly on: LocalDate }[];
}

/** Raises and resolves alerts of a batch, and tells them with what was decided, all in the caller's transaction. */
export async function raiseBatch(tx: Transaction, batch: AlertBatch): Promise<RaisedBatch> {
  const { customerIds, asOf, at, figures, exposures, openPortfolio } = batch;
  const views = await readRiskViews(tx, customerIds, {
    ...{ today: asOf, at },
    ...(figures === undefined ? {} : { figures }),
    ...(exposures === undefined ? {} : { exposures }),
    ...(openPortfolio === undefined ? {} : { portfolio: openPortfolio }),
  });
  const decision = await decideBatch(tx, customerIds, views);
  await tellChanges(tx, batch);
  await insertAlerts(tx, decision.raise, at);
  await escalateAlerts(tx, decision.escalate, at);
  await endAlerts(tx, decision.resolve, at);
  const { raise, resolve, lookAgain } = decision;
  return { raised: raise.length, resolved: resolve.length, lookAgain };
}

async function decideBatch(
  tx: Transaction,
  customerIds: readonly string[],
  views: readonly CustomerRiskView[],
): Promise<AlertDecision & Pick<RaisedBatch, 'lookAgain'>> {
  const said = views.map((view) => ({ view, drafts: draftAlerts(view) }));
  const drafts = said.flatMap((each) => each.drafts);
  const known = await readKnownAlerts(tx, customerIds, { rules: ALERT_RULES, drafts });
  const decisions = said.map(({ view, drafts }) => {
    const about = known.get(view.customerId) ?? [];
    const decision = decideDrafts(view, about, { rules: ALERT_RULES, drafts });
    return { ...decision, view, on: nextDriftDay(view, lastingDrift(about, decision)) };
  });
  return {
    raise: decisions.flatMap(({ raise }) => raise),
    escalate: decisions.flatMap(({ escalate }) => escalate),
    resolve: decisions.flatMap(({ resolve }) => resolve),
    lookAgain: decisions.flatMap(({ view, on }) =>
      on === null ? [] : [{ customerId: view.customerId, on }],
    ),
  };
}
