import { localDateAt, type LocalDate } from '../kernel';
import type { Params } from './keyset';

/**
 * The two dates of a report: what was true on `asOf`, as far as it was known at `knownAt`. The current point reads the
 * maintained open amounts; any other sums the append-only entries with both dates on or before.
 */
export interface ReportPoint {
  asOf: LocalDate;
  knownAt: Date;
  isCurrent: boolean;
}

/** asOf defaults to the day of knownAt in the seller's zone, knownAt to now; neither given is the current point. */
export function reportPoint(
  wanted: { asOf?: LocalDate | null | undefined; knownAt?: Date | null | undefined },
  at: { now: Date; timeZone: string },
): ReportPoint {
  const asOf = wanted.asOf ?? null;
  const knownAt = wanted.knownAt ?? null;
  return {
    asOf: asOf ?? localDateAt(knownAt ?? at.now, at.timeZone),
    knownAt: knownAt ?? at.now,
    isCurrent: asOf === null && knownAt === null,
  };
}

/** Which receivables a statement is about: those of some customers (a placeholder of their ids) or all. */
export interface OpenItemScope {
  customerIds: string | null;
}

/**
 * A FROM item named `r`: receivables with `open_minor` as of the point. At a past point only those that existed, which
 * the ones without any entry by then did not. $1 must be the tenant.
 */
export function receivablesAt(point: ReportPoint, params: Params, scope: OpenItemScope): string {
  if (point.isCurrent) return 'receivable r';
  const inScope =
    scope.customerIds === null
      ? ''
      : `AND e.receivable_id IN (SELECT receivable_id FROM receivable
           WHERE tenant_id = $1 AND customer_id = ANY (${scope.customerIds}))`;
  return `(
    SELECT r.tenant_id, r.receivable_id, r.customer_id, r.connection_id, r.kind, r.number, r.label, r.issued_on,
      r.due_on, r.due_date_source, r.currency, r.total_minor, r.is_disputed, r.is_doubtful, r.source_file_id,
      r.source_line, balance.open_minor
    FROM receivable r JOIN (
      SELECT e.receivable_id, sum(e.amount_minor)::bigint AS open_minor
      FROM receivable_entry e
      WHERE e.tenant_id = $1 AND e.effective_on <= ${params.add(point.asOf, 'date')}
        AND e.recorded_at <= ${params.add(point.knownAt, 'timestamptz')} ${inScope}
      GROUP BY e.receivable_id
    ) balance USING (receivable_id)
    WHERE r.tenant_id = $1
  ) r`;
}
