/** What a connection may buy and at what price, and where the month stands. */
import { configError, localDateAt, type LocalDate } from '../kernel';
import { timeZoneOf, type Transaction } from '../database';

export interface BudgetDraft {
  /** Cents of EUR a month; null for no limit in money. */
  monthlyLimitMinor: bigint | null;
  /** Calls a month; null for no limit in calls. */
  monthlyCallsMax: number | null;
  /** Share of the budget, above 0 and at most 1, at which a warning is given. */
  warnShare?: number;
  setBy: string;
  at: Date;
}

/** Sets the connection's budget, in money, in calls or in both. Throws BUDGET_INVALID. */
export async function setBudget(
  tx: Transaction,
  connectionId: string,
  draft: BudgetDraft,
): Promise<void> {
  const { monthlyLimitMinor: limit, monthlyCallsMax: calls, warnShare = 0.8 } = draft;
  if (limit === null && calls === null) {
    const remedy = 'give a number of calls, an amount in EUR, or both';
    throw budgetInvalid('neither money nor calls are limited', remedy);
  }
  if ((limit ?? 0n) < 0n || (calls ?? 0) < 0) {
    throw budgetInvalid('a budget is not below zero', 'give 0 to buy nothing');
  }
  if (!(warnShare > 0 && warnShare <= 1)) {
    const remedy = 'give a whole percentage from 1 to 100, or leave it out for 80';
    throw budgetInvalid('a warning comes at more than 0 % and at most 100 %', remedy, 'warnAt');
  }
  await tx.execute(
    `INSERT INTO provider_budget (tenant_id, connection_id, monthly_limit_minor, monthly_calls_max, warn_share, set_by, set_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (tenant_id, connection_id) DO UPDATE SET monthly_limit_minor = EXCLUDED.monthly_limit_minor,
       monthly_calls_max = EXCLUDED.monthly_calls_max, warn_share = EXCLUDED.warn_share, set_by = EXCLUDED.set_by,
       set_at = EXCLUDED.set_at`,
    [tx.tenantId, connectionId, limit, calls, warnShare, draft.setBy, draft.at],
  );
  // A month that was warned of under the old budget is warned of again under the new one.
  await tx.execute(
    `UPDATE provider_budget_month SET warned_at = NULL, exhausted_at = NULL
     WHERE tenant_id = $1 AND connection_id = $2 AND month_on = $3
       AND (warned_at IS NOT NULL OR exhausted_at IS NOT NULL)`,
    [tx.tenantId, connectionId, await monthAt(tx, draft.at)],
  );
}

/** What is told of a budget, each once a month under one budget. */
export type BudgetTurn = 'BUDGET_NEARLY_SPENT' | 'BUDGET_EXHAUSTED';

/** Notes that the budget kept a call from being made; true for the first time in its month. */
export async function noteExhausted(
  tx: Transaction,
  connectionId: string,
  at: Date,
): Promise<boolean> {
  const month = [tx.tenantId, connectionId, await monthAt(tx, at)];
  const [known] = await tx.query(
    `SELECT 1 FROM provider_budget_month
     WHERE tenant_id = $1 AND connection_id = $2 AND month_on = $3 AND exhausted_at IS NOT NULL`,
    month,
  );
  // The month's row is what bookings wait for: it is not locked for what is known.
  if (known !== undefined) return false;
  const noted = await tx.execute(
    `INSERT INTO provider_budget_month AS m (tenant_id, connection_id, month_on, booked_minor, booked_calls, exhausted_at)
     VALUES ($1, $2, $3, 0, 0, $4)
     ON CONFLICT (tenant_id, connection_id, month_on) DO UPDATE SET exhausted_at = EXCLUDED.exhausted_at
       WHERE m.exhausted_at IS NULL`,
    [...month, at],
  );
  return noted === 1;
}

function budgetInvalid(reason: string, remedy: string, field?: string): Error {
  const place = field === undefined ? {} : { field };
  return configError('BUDGET_INVALID', reason, { remedy, place });
}

export interface PriceDraft {
  call: string;
  /** Cents of EUR for one unit. */
  unitPriceMinor: bigint;
  setBy: string;
  at: Date;
}

/** Sets what the connection agreed to pay for a unit of a call, for the calls booked from now on. */
export async function setPrice(
  tx: Transaction,
  connectionId: string,
  draft: PriceDraft,
): Promise<void> {
  await tx.execute(
    `INSERT INTO provider_price (tenant_id, connection_id, call, unit_price_minor, set_by, set_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, connection_id, call) DO UPDATE SET unit_price_minor = EXCLUDED.unit_price_minor,
       set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at`,
    [tx.tenantId, connectionId, draft.call, draft.unitPriceMinor, draft.setBy, draft.at],
  );
}

/** Prices agreed for a connection, in cents of EUR by call. */
export async function pricesOf(
  tx: Transaction,
  connectionId: string,
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await tx.query<{ call: string; minor: string }>(
    `SELECT call, unit_price_minor AS minor FROM provider_price WHERE tenant_id = $1 AND connection_id = $2`,
    [tx.tenantId, connectionId],
  );
  return new Map(rows.map(({ call, minor }) => [call, BigInt(minor)]));
}

export interface BudgetState {
  connectionId: string;
  month: string;
  monthlyLimitMinor: bigint | null;
  monthlyCallsMax: number | null;
  bookedMinor: bigint;
  bookedCalls: number;
  /** Calls were booked whose price nobody knows: they cost more than `bookedMinor` says. */
  isCostUnknown: boolean;
  /** Share of it at which a warning is given. */
  warnPercent: number;
  /** Money and calls left; null where they are not limited. */
  leftMinor: bigint | null;
  leftCalls: number | null;
}

/** Every budget of the tenant with what is booked in the month of an instant. */
export async function budgetsOf(tx: Transaction, at: Date): Promise<BudgetState[]> {
  const monthOn = await monthAt(tx, at);
  const rows = await tx.query<{
    connectionId: string;
    limit: string | null;
    max: number | null;
    warn: number;
    minor: string;
    calls: number;
    isCostUnknown: boolean;
  }>(
    `SELECT b.connection_id AS "connectionId", b.monthly_limit_minor AS limit, b.monthly_calls_max AS max,
       (b.warn_share * 100)::int AS warn, coalesce(m.booked_minor, 0) AS minor, coalesce(m.booked_calls, 0) AS calls,
       EXISTS (SELECT FROM provider_call c WHERE c.tenant_id = $1 AND c.connection_id = b.connection_id
         AND c.month_on = $2 AND c.counted_calls > 0 AND c.cost_minor IS NULL) AS "isCostUnknown"
     FROM provider_budget b LEFT JOIN provider_budget_month m
       ON m.tenant_id = b.tenant_id AND m.connection_id = b.connection_id AND m.month_on = $2
     WHERE b.tenant_id = $1 ORDER BY b.connection_id`,
    [tx.tenantId, monthOn],
  );
  return rows.map(({ connectionId, limit, max, warn, minor, calls, isCostUnknown }) => {
    const [monthlyLimitMinor, bookedMinor] = [limit === null ? null : BigInt(limit), BigInt(minor)];
    return {
      connectionId,
      month: monthOn.slice(0, 7),
      monthlyLimitMinor,
      monthlyCallsMax: max,
      warnPercent: warn,
      bookedMinor,
      bookedCalls: calls,
      isCostUnknown,
      leftMinor:
        monthlyLimitMinor === null ? null : atLeastNothing(monthlyLimitMinor - bookedMinor),
      leftCalls: max === null ? null : Math.max(0, max - calls),
    };
  });
}

function atLeastNothing(minor: bigint): bigint {
  return minor < 0n ? 0n : minor;
}

/**
 * How many calls of a connection are held because nobody knows whether they were billed; those of a process that is gone
 * among them, though the next run has not given them up yet.
 */
export async function callsHeld(tx: Transaction, connectionId: string, at: Date): Promise<number> {
  const [row] = await tx.query<{ held: number }>(
    `SELECT count(*)::int AS held FROM provider_call
     WHERE tenant_id = $1 AND connection_id = $2 AND (status = 'UNANSWERED' AND held_until > $3
       OR status = 'BOOKED' AND lease_until < $3 AND hold_days > 0)`,
    [tx.tenantId, connectionId, at],
  );
  return row?.held ?? 0;
}

async function monthAt(tx: Transaction, at: Date): Promise<LocalDate> {
  return `${localDateAt(at, await timeZoneOf(tx)).slice(0, 7)}-01`;
}
