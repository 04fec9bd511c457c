import { localDateAt, type LocalDate } from '../../kernel';
import { timeZoneOf, type Transaction } from '../../database';
import type {
  ConnectionBudget,
  ConnectionFailure,
  ConnectionView,
  LastingConnectionAlert,
} from './connection-alert-types';

/** What the rules see of connections now; null for all of them, of which there are never many. */
export async function readConnectionViews(
  tx: Transaction,
  connectionIds: readonly string[] | null,
  now: Date,
): Promise<ConnectionView[]> {
  const today = localDateAt(now, await timeZoneOf(tx));
  const monthOn = `${today.slice(0, 7)}-01`;
  const rows = await tx.query<ViewRow>(VIEWS, [tx.tenantId, connectionIds, now, monthOn]);
  return rows.map(({ budget, rhythmDays, failure, ...row }) => ({
    ...{ ...row, now, today },
    rhythmDays: rhythmDays === null ? null : Number(rhythmDays),
    failure: failure === null ? null : { ...failure, since: new Date(failure.since) },
    budget: budget === null ? null : budgetOf(budget, monthOn),
  }));
}

/** The alerts about these connections that have not been seen to be over. */
export async function readLastingAlerts(
  tx: Transaction,
  connectionIds: readonly string[],
): Promise<LastingConnectionAlert[]> {
  const timeZone = await timeZoneOf(tx);
  const rows = await tx.query<Omit<LastingConnectionAlert, 'raisedMonthOn'>>(
    `SELECT connection_alert_id AS "connectionAlertId", connection_id AS "connectionId", rule, severity,
       raised_at AS "raisedAt"
     FROM connection_alert WHERE tenant_id = $1 AND connection_id = ANY ($2::uuid[]) AND over_at IS NULL`,
    [tx.tenantId, [...connectionIds]],
  );
  return rows.map((row) => ({
    ...row,
    raisedMonthOn: `${localDateAt(row.raisedAt, timeZone).slice(0, 7)}-01`,
  }));
}

interface ViewRow extends Omit<
  ConnectionView,
  'now' | 'today' | 'rhythmDays' | 'failure' | 'budget'
> {
  rhythmDays: string | null;
  failure: (Omit<ConnectionFailure, 'since'> & { since: string }) | null;
  budget: BudgetRow | null;
}

interface BudgetRow {
  bookedMinor: string;
  limitMinor: string | null;
  bookedCalls: number;
  callsMax: number | null;
  warnPercent: number;
  isExhausted: boolean;
}

function budgetOf(row: BudgetRow, monthOn: LocalDate): ConnectionBudget {
  const { bookedMinor, limitMinor, ...rest } = row;
  return {
    ...{ ...rest, monthOn, bookedMinor: BigInt(bookedMinor) },
    limitMinor: limitMinor === null ? null : BigInt(limitMinor),
  };
}

/** What a budget keeps from being bought is told by the budget. */
const BUDGET_STOPS = `'BUDGET_NOT_SET', 'BUDGET_EXHAUSTED', 'PRICE_NOT_SET'`;
const RHYTHM_DAYS = 90;
/** Most runs of one stream that are looked at for how often it failed. */
const RUNS_MAX = 200;

/**
 * The stream that has failed longest speaks for its connection. Amounts travel as text: JSON numbers would be floats.
 */
const VIEWS = `
  SELECT c.connection_id AS "connectionId", c.connector_id AS "connectorId", c.name, c.status,
    c.status_code AS "statusCode", c.status_reason AS "statusReason", c.created_at AS "connectedAt",
    c.last_succeeded_at AS "succeededAt", r.days AS "rhythmDays", f.failure, b.budget
  FROM connection c
  LEFT JOIN LATERAL (
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY gap) AS days FROM (
      SELECT ran_on - lag(ran_on) OVER (ORDER BY ran_on) AS gap FROM (
        SELECT DISTINCT s.started_at::date AS ran_on FROM sync_run s
        WHERE s.tenant_id = $1 AND s.connection_id = c.connection_id AND s.status = 'SUCCEEDED'
          AND s.started_at > $3::timestamptz - interval '${RHYTHM_DAYS} days') runs) gaps
    WHERE gap IS NOT NULL HAVING count(*) >= 2
  ) r ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_build_object('since', min(bad.started_at), 'failures', count(*),
      'code', (array_agg(coalesce(bad.error_code, 'INTERNAL') ORDER BY bad.started_at DESC))[1]) AS failure
    FROM (
      SELECT DISTINCT ON (l.stream) l.stream, l.status, l.error_code FROM (
        SELECT s.* FROM sync_run s WHERE s.tenant_id = $1 AND s.connection_id = c.connection_id
          AND s.status <> 'RUNNING' ORDER BY s.started_at DESC LIMIT ${RUNS_MAX}) l
      ORDER BY l.stream, l.started_at DESC
    ) latest
    CROSS JOIN LATERAL (
      SELECT s.started_at, s.error_code FROM sync_run s
      WHERE s.tenant_id = $1 AND s.connection_id = c.connection_id AND s.stream = latest.stream
        AND s.status IN ('FAILED', 'ABORTED') AND coalesce(s.error_code NOT IN (${BUDGET_STOPS}), true)
        AND s.started_at > coalesce((SELECT max(g.started_at) FROM sync_run g
          WHERE g.tenant_id = $1 AND g.connection_id = c.connection_id AND g.stream = latest.stream
            AND g.status = 'SUCCEEDED'), '-infinity')
      ORDER BY s.started_at DESC LIMIT ${RUNS_MAX}
    ) bad
    WHERE latest.status IN ('FAILED', 'ABORTED') AND coalesce(latest.error_code NOT IN (${BUDGET_STOPS}), true)
    GROUP BY latest.stream ORDER BY min(bad.started_at), latest.stream LIMIT 1
  ) f ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_build_object('bookedMinor', coalesce(m.booked_minor, 0)::text,
      'limitMinor', p.monthly_limit_minor::text, 'bookedCalls', coalesce(m.booked_calls, 0),
      'callsMax', p.monthly_calls_max, 'warnPercent', (p.warn_share * 100)::int,
      'isExhausted', m.exhausted_at IS NOT NULL) AS budget
    FROM provider_budget p LEFT JOIN provider_budget_month m
      ON m.tenant_id = $1 AND m.connection_id = p.connection_id AND m.month_on = $4::date
    WHERE p.tenant_id = $1 AND p.connection_id = c.connection_id
  ) b ON true
  WHERE c.tenant_id = $1 AND ($2::uuid[] IS NULL OR c.connection_id = ANY ($2))
  ORDER BY c.connection_id`;
