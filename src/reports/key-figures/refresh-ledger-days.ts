import type { Clock } from '../../kernel';
import { recordingHorizon, type Transaction } from '../../database';
import { columnOf, contributionSql, MEASURES } from './contribution';

/**
 * Clocks of machines differ a little: days are as known a second ago, when nobody can still record into the past. What
 * came since is added by whoever reads.
 */
const SETTLED_AFTER_MS = 1_000;

export interface RefreshOptions {
  clock: Clock;
  /** Computes all days anew instead of adding what changed: the same result, unless something else wrote to the tables. */
  isFull?: boolean;
}

/**
 * Brings ledger_day of the tenant up to what is known now, in the given transaction. Killed, it leaves the days as they
 * were; run by two at once, the second adds what came after the first; run again, it changes nothing. Answers as known
 * when the days are.
 */
export async function refreshLedgerDays(
  tx: Transaction,
  { clock, isFull = false }: RefreshOptions,
): Promise<Date> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('ledger_day:' || $1, 0))`, [
    tx.tenantId,
  ]);
  const knownAt = await recordingHorizon(tx, new Date(clock.now().getTime() - SETTLED_AFTER_MS));
  const [state] = await tx.query<{ knownAt: Date; isChanged: boolean | null }>(
    `SELECT known_at AS "knownAt",
       (SELECT max(changed_at) FROM receivable WHERE tenant_id = $1) > known_at AS "isChanged"
     FROM ledger_day_state WHERE tenant_id = $1`,
    [tx.tenantId],
  );
  const isUpToDate = state !== undefined && (state.isChanged !== true || state.knownAt >= knownAt);
  if (isUpToDate && !isFull) return state.knownAt;
  await tx.query(`SET LOCAL work_mem = '256MB'`);
  if (state === undefined || isFull) {
    await tx.execute('DELETE FROM ledger_day WHERE tenant_id = $1', [tx.tenantId]);
    await tx.execute(ADD_DAYS(contributionSql({ claims: 'true', knownAt: '$2::timestamptz' })), [
      tx.tenantId,
      knownAt,
    ]);
  } else {
    await tx.execute(ADD_DAYS(CHANGES), [tx.tenantId, knownAt, state.knownAt]);
  }
  await tx.execute(KEEP_STATE, [tx.tenantId, knownAt]);
  return knownAt;
}

const COLUMNS = MEASURES.map(columnOf);

/** What claims that changed since the days were computed say now, less what they said then. */
const CHANGES = changesSql({ from: '$3::timestamptz', to: '$2::timestamptz' });

/** The change of all days between what was known at two instants; either may be the earlier. */
export function changesSql({ from, to }: { from: string; to: string }): string {
  const claims = `r.changed_at > least(${from}, ${to})`;
  const negated = COLUMNS.map((column) => `-${column}`).join(', ');
  return `SELECT currency, day, ${COLUMNS.join(', ')} FROM (${contributionSql({ claims, knownAt: to })}) now_known
    UNION ALL
    SELECT currency, day, ${negated} FROM (${contributionSql({ claims, knownAt: from })}) then_known`;
}

/** Days are added in order, so that two tenants' or two attempts' row locks never cross. */
const ADD_DAYS = (source: string): string => `
  INSERT INTO ledger_day AS d (tenant_id, currency, day, ${COLUMNS.join(', ')})
  SELECT $1, currency, day, ${COLUMNS.map((column) => `sum(${column})`).join(', ')}
  FROM (${source}) change GROUP BY currency, day
  HAVING ${COLUMNS.map((column) => `sum(${column}) <> 0`).join(' OR ')}
  ORDER BY currency, day
  ON CONFLICT (tenant_id, currency, day) DO UPDATE SET
    ${COLUMNS.map((column) => `${column} = d.${column} + EXCLUDED.${column}`).join(', ')}`;

const KEEP_STATE = `
  INSERT INTO ledger_day_state (tenant_id, known_at) VALUES ($1, $2)
  ON CONFLICT (tenant_id) DO UPDATE SET known_at = EXCLUDED.known_at`;
