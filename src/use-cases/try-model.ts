import { configError, formatDecimal, currencyDecimals, type LocalDate } from '../kernel';
import { dayAt, type Transaction } from '../database';
import type { Hub } from '../hub';
import { shadowLimits, type ShadowLimits } from '../limits';
import {
  compareShadow,
  finishShadowRun,
  openShadowRun,
  pruneShadowRuns,
  shadowBatch,
  type ShadowComparison,
  type ShadowRun,
} from '../scoring';

/** What limits would come to, in one currency; amounts are exact decimals. */
export interface LimitShift {
  readonly currency: string;
  readonly customers: number;
  readonly raised: number;
  readonly cut: number;
  readonly before: string;
  readonly after: string;
  readonly raisedBy: string;
  readonly cutBy: string;
}

/** A trial with what it came to. */
export interface ModelTrial extends ShadowRun, ShadowComparison {
  readonly limits: readonly LimitShift[];
  /** The first day on which anybody was assessed; null when nobody ever was. */
  readonly firstAssessedOn: LocalDate | null;
}

/**
 * Tries a model in shadow: assesses every customer with it on the inputs of the assessments in force on a day (null: today)
 * and compares; assessments and limits that count are not touched. Made again on one day it is the same trial; two at once
 * write the same. Throws SCORING_MODEL_UNKNOWN and SHADOW_DAY_IN_FUTURE.
 */
export async function tryModel(
  hub: Hub,
  trial: {
    tenantId: string;
    modelVersion: string;
    asOf: LocalDate | null;
    signal: AbortSignal;
  },
): Promise<ModelTrial> {
  const { tenantId, modelVersion, signal } = trial;
  const inTenant = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    hub.database.tenant(tenantId, work);
  const run = await inTenant(async (tx) => {
    const at = hub.clock.now();
    const asOf = await trialDay(tx, at, trial.asOf);
    return openShadowRun(tx, { modelVersion, asOf, at });
  });
  for (let after: string | null = null; ;) {
    signal.throwIfAborted();
    after = await inTenant((tx) => shadowBatch(tx, run, after));
    if (after === null) break;
  }
  return inTenant(async (tx) => {
    const limits = (await shadowLimits(tx, run, signal)).map(shiftOf);
    const comparison = { ...(await compareShadow(tx, run)), limits };
    await finishShadowRun(tx, run, { comparison, at: hub.clock.now() });
    await pruneShadowRuns(tx);
    const [first] = await tx.query<{ day: LocalDate | null }>(
      'SELECT min(assessed_on) AS day FROM credit_assessment WHERE tenant_id = $1',
      [tx.tenantId],
    );
    return { ...run, ...comparison, firstAssessedOn: first?.day ?? null };
  });
}

async function trialDay(tx: Transaction, at: Date, asked: LocalDate | null): Promise<LocalDate> {
  const today = await dayAt(tx, at);
  if (asked === null || asked <= today) return asked ?? today;
  throw configError(
    'SHADOW_DAY_IN_FUTURE',
    `${asked} has not come: nothing is in force on it yet`,
    {
      remedy: `give ${today} or an earlier day`,
      place: { field: 'asOf' },
    },
  );
}

function shiftOf(sums: ShadowLimits): LimitShift {
  const { currency, customers, raised, cut } = sums;
  const text = (minor: bigint): string => formatDecimal(minor, currencyDecimals(currency));
  return {
    ...{ currency, customers, raised, cut },
    before: text(sums.beforeMinor),
    after: text(sums.afterMinor),
    raisedBy: text(sums.raisedMinor),
    cutBy: text(sums.cutMinor),
  };
}
