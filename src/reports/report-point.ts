import { configError, localDateAt, transientError, type LocalDate } from '../kernel';
import { recordingHorizon, type Transaction } from '../database';
import type { Params } from './keyset';

/**
 * The two dates of a report: what was true on `asOf`, as far as it was known at `knownAt`. The same two dates give the
 * same report, to the byte, whatever was learnt since.
 */
export interface ReportPoint {
  asOf: LocalDate;
  knownAt: Date;
  /** The rows as they stand say the same, so that no history has to be looked at. */
  isCurrent: boolean;
}

export interface WantedPoint {
  asOf?: LocalDate | null | undefined;
  knownAt?: Date | null | undefined;
}

/** What a tenant's present is: asked once per request, before the snapshot that is reported. */
export interface Present {
  now: Date;
  timeZone: string;
  /** The latest instant as of which everything recorded can be seen. */
  horizon: Date;
  /** The books already hold entries of days to come, which are not true yet. */
  hasFutureEntries: boolean;
}

/** Reads the present. Must be asked in a transaction of its own, before the one that reads the report. */
export async function readPresent(
  tx: Transaction,
  at: { now: Date; timeZone: string },
): Promise<Present> {
  const horizon = await recordingHorizon(tx, at.now);
  const [row] = await tx.query<{ hasFuture: boolean }>(
    // The greatest is one step in the index, whatever the planner thinks of the day.
    `SELECT coalesce((SELECT max(last_effective_on) FROM receivable WHERE tenant_id = $1) > $2::date, false)
       AS "hasFuture"`,
    [tx.tenantId, localDateAt(at.now, at.timeZone)],
  );
  return { ...at, horizon, hasFutureEntries: row?.hasFuture ?? false };
}

/** Somebody still writes what will have been known at the wanted instant: no report can speak for it yet. */
export function isUnsettled({ knownAt }: WantedPoint, { now, horizon }: Present): boolean {
  return knownAt != null && knownAt > horizon && knownAt <= now;
}

/**
 * asOf defaults to the day of knownAt in the seller's zone, knownAt to the latest instant whose past is complete. Throws
 * KNOWN_AT_IN_FUTURE and KNOWN_AT_UNSETTLED.
 */
export function reportPoint(wanted: WantedPoint, present: Present): ReportPoint {
  const asOf = wanted.asOf ?? null;
  const knownAt = wanted.knownAt ?? null;
  if (knownAt !== null && knownAt > present.now) {
    throw configError('KNOWN_AT_IN_FUTURE', `${knownAt.toISOString()} is still to come`, {
      remedy: 'Give an instant that has passed, or leave knownAt out to get what is known now.',
      place: { field: 'knownAt' },
    });
  }
  if (isUnsettled(wanted, present)) {
    const { horizon } = present;
    throw transientError(
      'KNOWN_AT_UNSETTLED',
      `what was learnt until ${knownAt?.toISOString()} is still being written`,
      {
        remedy: `Ask again in a moment, for ${horizon.toISOString()}, or without knownAt.`,
        place: { field: 'knownAt' },
        retryAfterMs: 1_000,
      },
    );
  }
  const isNow = present.horizon.getTime() === present.now.getTime() && !present.hasFutureEntries;
  return {
    asOf: asOf ?? localDateAt(knownAt ?? present.now, present.timeZone),
    knownAt: knownAt ?? present.horizon,
    isCurrent: asOf === null && knownAt === null && isNow,
  };
}

/** The two dates as parameters of `…_at` functions. */
export function pointParams(point: ReportPoint, params: Params): string {
  return `${params.add(point.asOf, 'date')}, ${params.add(point.knownAt, 'timestamptz')}`;
}

/** A FROM item named `r`: the receivables there were, with what was open of them. Give the tenant and customers in WHERE. */
export function receivablesAt(point: ReportPoint, params: Params): string {
  return point.isCurrent ? 'receivable r' : `receivables_at(${pointParams(point, params)}) r`;
}

/** A FROM item named `k`: customers by the name and company they were known by; null when they are as they stand. */
export function customersAt(point: ReportPoint, params: Params): string | null {
  return point.isCurrent ? null : `customers_at(${params.add(point.knownAt, 'timestamptz')}) k`;
}
