/** How a booked call ended: settled, given back or left open, with the month's sum in the same transaction. */
import type { KeptAnswer } from '../connector-kit';
import type { Transaction } from '../database';
import { costMinor, unitsText } from './cost';

export interface CallEnd {
  status: 'SETTLED' | 'NOT_CHARGED' | 'RELEASED' | 'UNANSWERED';
  at: Date;
  reason: string | null;
  /** Units it really cost; null leaves what was booked. */
  units: number | null;
  answer: KeptAnswer | null;
  /** Nobody buys the same again unasked for as long as the booking says. */
  isHeld: boolean;
}

interface Open {
  connectionId: string;
  monthOn: string;
  stream: string | null;
  units: string;
  price: string | null;
  cost: string | null;
  counted: number;
  isRepeat: boolean;
}

/**
 * Ends a call that is booked, or that was given up before its answer came. Answers false when it has ended already: it is
 * ended once. Locks the call, then its month.
 */
export async function endCall(tx: Transaction, callId: string, end: CallEnd): Promise<boolean> {
  const [open] = await tx.query<Open>(
    `SELECT connection_id AS "connectionId", month_on AS "monthOn", stream, units, unit_price_minor AS price,
       cost_minor AS cost, counted_calls AS counted, is_repeat AS "isRepeat"
     FROM provider_call WHERE tenant_id = $1 AND provider_call_id = $2 AND status IN ('BOOKED', 'UNANSWERED')
     FOR UPDATE`,
    [tx.tenantId, callId],
  );
  if (open === undefined) return false;
  const after = amountsAfter(open, end);
  await writeEnd(tx, callId, { end, after, stream: open.stream });
  const minor = BigInt(after.cost ?? 0) - BigInt(open.cost ?? 0);
  const calls = after.counted - open.counted;
  if (minor !== 0n || calls !== 0) {
    await tx.execute(
      `UPDATE provider_budget_month SET booked_minor = booked_minor + $4, booked_calls = booked_calls + $5
       WHERE tenant_id = $1 AND connection_id = $2 AND month_on = $3`,
      [tx.tenantId, open.connectionId, open.monthOn, minor, calls],
    );
  }
  return true;
}

interface Amounts {
  units: string;
  cost: bigint | string | null;
  counted: number;
}

function amountsAfter(open: Open, end: CallEnd): Amounts {
  const { units, cost, counted } = open;
  if (end.status === 'UNANSWERED') return { units, cost, counted };
  const price = open.price === null ? null : BigInt(open.price);
  const nothing = price === null ? null : 0n;
  if (end.status !== 'SETTLED') return { units: '0.00', cost: nothing, counted: 0 };
  if (end.units === null) return { units, cost, counted };
  const actual = open.isRepeat ? nothing : costMinor(end.units, price);
  return { units: unitsText(end.units), cost: actual, counted };
}

/** Headers are kept for connectors that read them; what may be a credential is not. */
const SENSITIVE = /cookie|auth|token|secret|session/i;

async function writeEnd(
  tx: Transaction,
  callId: string,
  { end, after, stream }: { end: CallEnd; after: Amounts; stream: string | null },
): Promise<void> {
  const kept = end.status === 'SETTLED' ? end.answer : null;
  const headers = Object.entries(kept?.headers ?? {}).filter(([name]) => !SENSITIVE.test(name));
  await tx.execute(
    `UPDATE provider_call SET status = $3, ended_at = $4, reason = $5, units = $6, cost_minor = $7, counted_calls = $8,
       http_status = $9, answer_headers = $10, answer_body = $11,
       held_until = CASE WHEN $12 AND hold_days > 0 THEN $4::timestamptz + make_interval(days => hold_days) END,
       consumed_at = CASE WHEN $13 THEN $4::timestamptz END
     WHERE tenant_id = $1 AND provider_call_id = $2`,
    [
      tx.tenantId,
      callId,
      end.status,
      end.at,
      end.reason?.slice(0, 500) ?? null,
      after.units,
      after.cost,
      after.counted,
      end.answer?.status ?? null,
      kept === null ? null : JSON.stringify(Object.fromEntries(headers)),
      kept === null ? null : Buffer.from(kept.body),
      end.status === 'UNANSWERED' && end.isHeld,
      // What no stream lands has been used by whoever asked.
      end.status === 'SETTLED' && stream === null,
    ],
  );
}
