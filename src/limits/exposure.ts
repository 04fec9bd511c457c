/**
 * Exposure: what a customer owes and what it was promised, in its own currency. Every path that compares it with a limit
 * (reports, planned reads, filters, the limit policy, alerts, reservations) reads it through this file; the views of
 * schema bi stand on the same SQL functions.
 */
import { minorMax, minorMin, type LocalDate } from '../kernel';
import type { Transaction } from '../database';

/** A day and an instant, as reports have them. */
export interface ExposurePoint {
  asOf: LocalDate;
  knownAt: Date;
  /** The rows as they stand say the same, so that no history has to be looked at. */
  isCurrent: boolean;
}

/** SQL of the keys and the currency of one customer. */
export interface ExposureSite {
  tenantId: string;
  customerId: string;
  currency: string;
}

interface StatementParams {
  add(value: unknown, type?: string): string;
}

/**
 * A SELECT of one row for a LATERAL: `open_minor` (claims), `credit_minor` (credits not set against any, positive) and
 * `reserved_minor`, in minor units and never NULL.
 */
export function exposureParts(
  site: ExposureSite,
  point: ExposurePoint,
  params: StatementParams,
): string {
  const day = params.add(point.asOf, 'date');
  const at = params.add(point.knownAt, 'timestamptz');
  return point.isCurrent
    ? partsOf(site, { items: 'receivable', reservations: `counting_reservations(${at}, ${day})` })
    : partsOf(site, {
        items: `receivables_at(${day}, ${at})`,
        reservations: `counting_reservations_at(${day}, ${at})`,
      });
}

/** SQL of what the limit is compared with, from an alias with the columns of `exposureParts`. */
export function exposureTotal(parts: string): string {
  return `greatest(${parts}.open_minor - ${parts}.credit_minor + ${parts}.reserved_minor, 0)`;
}

/** SQL of what is left of a limit: never more than nothing while it is frozen. */
export function headroomSql(limit: { minor: string; isFrozen: string }, total: string): string {
  return `CASE WHEN ${limit.isFrozen} THEN least((${limit.minor}) - ${total}, 0) ELSE (${limit.minor}) - ${total} END`;
}

/** Parts of an exposure in minor units. */
export interface ExposureParts {
  readonly openMinor: bigint;
  readonly creditMinor: bigint;
  readonly reservedMinor: bigint;
}

/** What the limit is compared with: a credit beyond the debt is owed to the customer, not a negative risk. */
export function totalMinorOf(parts: ExposureParts): bigint {
  return minorMax(0n, parts.openMinor - parts.creditMinor + parts.reservedMinor);
}

/** What is left of a limit: never more than nothing while it is frozen, negative when it is exceeded. */
export function headroomMinorOf(
  limit: { minor: bigint; isFrozen: boolean },
  totalMinor: bigint,
): bigint {
  const left = limit.minor - totalMinor;
  return limit.isFrozen ? minorMin(0n, left) : left;
}

/**
 * Exposures at this moment by customer id, as far as the transaction sees: entries of days to come left out. Who decides
 * under locks asks in a statement after them.
 */
export async function exposuresNow(
  tx: Transaction,
  customerIds: readonly string[],
  now: { asOf: LocalDate; at: Date },
): Promise<Map<string, ExposureParts>> {
  const rows = await tx.query<{
    customerId: string;
    open: string;
    credit: string;
    reserved: string;
  }>(
    `SELECT c.customer_id AS "customerId", x.open_minor AS open, x.credit_minor AS credit, x.reserved_minor AS reserved
     FROM customer c CROSS JOIN LATERAL (${exposurePartsNow(CUSTOMER, { asOf: '$3::date', at: '$4::timestamptz' })}) x
     WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2::uuid[])`,
    [tx.tenantId, [...customerIds], now.asOf, now.at],
  );
  return new Map(
    rows.map(({ customerId, open, credit, reserved }) => [
      customerId,
      {
        openMinor: BigInt(open),
        creditMinor: BigInt(credit),
        reservedMinor: BigInt(reserved),
      },
    ]),
  );
}

const CUSTOMER: ExposureSite = {
  tenantId: 'c.tenant_id',
  customerId: 'c.customer_id',
  currency: 'c.currency',
};

/** The same as `exposureParts` for statements that decide; `now` is SQL of the day and of the instant. */
export function exposurePartsNow(site: ExposureSite, now: { asOf: string; at: string }): string {
  return partsOf(site, {
    items: `open_items_now(${now.asOf})`,
    reservations: `counting_reservations(${now.at}, ${now.asOf})`,
  });
}

function partsOf(site: ExposureSite, from: { items: string; reservations: string }): string {
  return `SELECT coalesce(sum(r.open_minor) FILTER (WHERE r.open_minor > 0), 0) AS open_minor,
      coalesce(-sum(r.open_minor) FILTER (WHERE r.open_minor < 0), 0) AS credit_minor,
      ${reservedFrom(from.reservations, site)} AS reserved_minor
    FROM ${from.items} r
    WHERE r.tenant_id = ${site.tenantId} AND r.customer_id = ${site.customerId} AND r.open_minor <> 0
      AND r.currency = ${site.currency}`;
}

function reservedFrom(source: string, site: ExposureSite): string {
  return `(SELECT coalesce(sum(v.amount_minor), 0) FROM ${source} v
      WHERE v.tenant_id = ${site.tenantId} AND v.customer_id = ${site.customerId}
        AND v.currency = ${site.currency})`;
}
