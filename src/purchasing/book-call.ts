/** Booking one call: its answer if it was paid for already, else a place in the budget, in one short transaction. */
import { bugError, domainError, localDateAt, newId, type LocalDate } from '../kernel';
import type { Connector, KeptAnswer, PricedCall, Purchase } from '../connector-kit';
import type { Transaction } from '../database';
import { costMinor, unitsText } from './cost';
import { expireBooking } from './held-calls';
import { requestKeyOf } from './request-key';

/** Whose call it is, and since when its answer is needed. */
export interface Buyer {
  connectionId: string;
  connectorId: string;
  connectorName: string;
  prices: Connector['prices'];
  /** The stream it is read for; null for what no stream lands. */
  stream: string | null;
  /** Days for which a call is not bought again unasked when nobody knows how it ended. */
  holdDays: number;
  syncRunId: string | null;
}

export interface Need {
  purchase: Purchase;
  method: string;
  path: string;
  /** An answer that has been used is good enough when it came at or after this. */
  neededSince: Date;
  /** An answer from before this is out of date, used or not. */
  changedAt: Date | null;
  at: Date;
  leaseUntil: Date;
}

export type Booking =
  | { kind: 'kept'; answer: KeptAnswer }
  | { kind: 'live'; callId: string }
  | { kind: 'booked'; callId: string; isWarning: boolean };

interface Terms {
  timeZone: string;
  hasBudget: boolean;
  hasLimit: boolean;
  agreedPrice: string | null;
  isRepeat: boolean;
}

/** Throws BUDGET_NOT_SET, BUDGET_EXHAUSTED, PRICE_NOT_SET or PURCHASE_HELD, and then nothing is booked. */
export async function bookCall(tx: Transaction, buyer: Buyer, need: Need): Promise<Booking> {
  const priced = pricedCallOf(buyer, need.purchase);
  const key = requestKeyOf(buyer.connectionId, need.purchase);
  const kept = await keptAnswer(tx, key, need);
  if (kept !== null) return { kind: 'kept', answer: kept };
  const terms = await readTerms(tx, { buyer, need, priced });
  const price = priceOf(terms, priced);
  const draft = { ...draftOf(need, { terms, price, priced, buyer }), callId: newId(), key };
  await tx.query('SAVEPOINT booking');
  if (!(await insertCall(tx, { buyer, need, draft }))) return takeTurn(tx, key, need);
  // Who had the key before may have been answered between the first look and the insert.
  const meanwhile = await keptAnswer(tx, key, need);
  if (meanwhile !== null) {
    await tx.query('ROLLBACK TO SAVEPOINT booking');
    return { kind: 'kept', answer: meanwhile };
  }
  // Only now: whoever had the key may have given up while this waited for it.
  await refuseHeld(tx, { buyer, need, key });
  refuseWithoutTerms(buyer, need, { terms, price });
  const isWarning = await bookInMonth(tx, { buyer, draft, at: need.at });
  return { kind: 'booked', callId: draft.callId, isWarning };
}

function pricedCallOf(buyer: Buyer, purchase: Purchase): PricedCall {
  const found = buyer.prices?.find(({ call }) => call === purchase.call);
  if (found !== undefined) return found;
  throw bugError(
    'CALL_NOT_IN_PRICE_LIST',
    `${buyer.connectorId} buys ${JSON.stringify(purchase.call)}, which its price list does not name`,
  );
}

async function keptAnswer(tx: Transaction, key: string, need: Need): Promise<KeptAnswer | null> {
  const [row] = await tx.query<{ status: number; headers: Record<string, string>; body: Buffer }>(
    `SELECT http_status AS status, answer_headers AS headers, answer_body AS body
     FROM provider_call
     WHERE tenant_id = $1 AND request_key = $2 AND answer_body IS NOT NULL AND status = 'SETTLED'
       AND (consumed_at IS NULL OR ended_at >= $3) AND ($4::timestamptz IS NULL OR ended_at >= $4)
     ORDER BY ended_at DESC LIMIT 1`,
    [tx.tenantId, key, need.neededSince, need.changedAt],
  );
  return row ?? null;
}

async function readTerms(
  tx: Transaction,
  call: { buyer: Buyer; need: Need; priced: PricedCall },
): Promise<Terms> {
  const { buyer, need, priced } = call;
  const [terms] = await tx.query<Terms>(
    `SELECT t.time_zone AS "timeZone", b.tenant_id IS NOT NULL AS "hasBudget",
       b.monthly_limit_minor IS NOT NULL AS "hasLimit", p.unit_price_minor AS "agreedPrice",
       EXISTS (SELECT FROM provider_call c WHERE c.tenant_id = $1 AND c.connection_id = $2 AND c.subject = $4
         AND c.call = $3 AND c.counted_calls = 1 AND c.status IN ('SETTLED', 'UNANSWERED')
         AND c.booked_at > $5::timestamptz - make_interval(days => $6)) AS "isRepeat"
     FROM tenant t
     LEFT JOIN provider_budget b ON b.tenant_id = t.tenant_id AND b.connection_id = $2
     LEFT JOIN provider_price p ON p.tenant_id = t.tenant_id AND p.connection_id = $2 AND p.call = $3
     WHERE t.tenant_id = $1`,
    [
      tx.tenantId,
      buyer.connectionId,
      priced.call,
      need.purchase.subject,
      need.at,
      priced.repeatFreeDays,
    ],
  );
  if (terms === undefined)
    throw bugError('TENANT_MISSING', 'the tenant of a purchase is not there');
  return terms;
}

function priceOf(terms: Terms, priced: PricedCall): bigint | null {
  if (terms.agreedPrice !== null) return BigInt(terms.agreedPrice);
  return priced.unitPriceMinor === null ? null : BigInt(priced.unitPriceMinor);
}

interface CallDraft {
  monthOn: LocalDate;
  units: string;
  price: bigint | null;
  cost: bigint | null;
  counted: number;
  isRepeat: boolean;
  holdDays: number;
}

function draftOf(
  need: Need,
  on: { terms: Terms; price: bigint | null; priced: PricedCall; buyer: Buyer },
): CallDraft {
  const { terms, price, priced, buyer } = on;
  const units = need.purchase.units ?? 1;
  const { isRepeat } = terms;
  return {
    monthOn: `${localDateAt(need.at, terms.timeZone).slice(0, 7)}-01`,
    units: unitsText(units),
    price,
    cost: isRepeat && price !== null ? 0n : costMinor(units, price),
    counted: isRepeat ? 0 : 1,
    isRepeat,
    // Where a repetition is free, asking again costs at most what asking once does: nothing has to be held.
    holdDays: priced.repeatFreeDays > 0 ? 0 : Math.max(1, buyer.holdDays),
  };
}

/** False when somebody has booked the same and not heard of it yet. */
async function insertCall(
  tx: Transaction,
  call: { buyer: Buyer; need: Need; draft: CallDraft & { callId: string; key: string } },
): Promise<boolean> {
  const { buyer, need, draft } = call;
  const { purchase } = need;
  const inserted = await tx.execute(
    `INSERT INTO provider_call (tenant_id, provider_call_id, connection_id, connector_id, stream, call, subject, variant,
       request_key, method, path, month_on, units, unit_price_minor, cost_minor, counted_calls, is_repeat, status, booked_at,
       lease_until, hold_days, sync_run_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'BOOKED', $18, $19, $20, $21)
     ON CONFLICT (tenant_id, request_key) WHERE status = 'BOOKED' DO NOTHING`,
    [
      tx.tenantId,
      draft.callId,
      buyer.connectionId,
      buyer.connectorId,
      buyer.stream,
      purchase.call,
      purchase.subject,
      purchase.variant ?? null,
      draft.key,
      need.method,
      need.path.slice(0, 500),
      draft.monthOn,
      draft.units,
      draft.price,
      draft.cost,
      draft.counted,
      draft.isRepeat,
      need.at,
      need.leaseUntil,
      draft.holdDays,
      buyer.syncRunId,
    ],
  );
  return inserted === 1;
}

/** Somebody else has booked the same: waits for it, unless whoever booked it is gone. */
async function takeTurn(tx: Transaction, key: string, need: Need): Promise<Booking> {
  const kept = await keptAnswer(tx, key, need);
  if (kept !== null) return { kind: 'kept', answer: kept };
  const [live] = await tx.query<{ callId: string; isGone: boolean }>(
    `SELECT provider_call_id AS "callId", lease_until < $3 AS "isGone" FROM provider_call
     WHERE tenant_id = $1 AND request_key = $2 AND status = 'BOOKED'`,
    [tx.tenantId, key, need.at],
  );
  if (live?.isGone === true) await expireBooking(tx, live.callId, need.at);
  return { kind: 'live', callId: live?.callId ?? '' };
}

/** Throws PURCHASE_HELD when nobody knows how the same ended before. */
async function refuseHeld(
  tx: Transaction,
  { buyer, need, key }: { buyer: Buyer; need: Need; key: string },
): Promise<void> {
  const { call, subject } = need.purchase;
  const [held] = await tx.query<{ until: Date | null }>(
    `SELECT max(held_until) AS until FROM provider_call
     WHERE tenant_id = $1 AND connection_id = $2 AND subject = $3 AND status = 'UNANSWERED' AND request_key = $4
       AND held_until > $5`,
    [tx.tenantId, buyer.connectionId, subject, key, need.at],
  );
  const until = held?.until ?? null;
  if (until === null) return;
  throw domainError(
    'PURCHASE_HELD',
    `"${call}" on ${subject ?? ''} was sent to ${buyer.connectorName} and its answer never recorded: it was most likely billed, and is not bought again before ${until.toISOString().slice(0, 10)}`,
    { remedy: `buy it again with \`encours budgets repeat ${buyer.connectorId}\`` },
  );
}

function refuseWithoutTerms(
  buyer: Buyer,
  { purchase }: Need,
  { terms, price }: { terms: Terms; price: bigint | null },
): void {
  const { connectorId, connectorName } = buyer;
  if (!terms.hasBudget) {
    throw domainError(
      'BUDGET_NOT_SET',
      `${connectorName} is paid per call and has no budget, so nothing is bought`,
      { remedy: `set one with \`encours budgets set ${connectorId} --calls 100\` or --euros` },
    );
  }
  if (terms.hasLimit && price === null) {
    throw domainError(
      'PRICE_NOT_SET',
      `the budget of ${connectorName} is in euros, and the price of "${purchase.call}" is not known`,
      {
        remedy: `set what you agreed with \`encours prices set ${connectorId} ${purchase.call} …\``,
      },
    );
  }
}

/** Takes the month's row, the last lock of the booking. Answers whether the share to warn at is reached now. */
async function bookInMonth(
  tx: Transaction,
  { buyer, draft, at }: { buyer: Buyer; draft: CallDraft; at: Date },
): Promise<boolean> {
  const month = [tx.tenantId, buyer.connectionId, draft.monthOn];
  await tx.execute(
    `INSERT INTO provider_budget_month (tenant_id, connection_id, month_on, booked_minor, booked_calls)
     VALUES ($1, $2, $3, 0, 0)
     ON CONFLICT (tenant_id, connection_id, month_on) DO NOTHING`,
    month,
  );
  const [booked] = await tx.query<{ isWarning: boolean }>(
    `UPDATE provider_budget_month m SET booked_minor = m.booked_minor + $4, booked_calls = m.booked_calls + $5
     FROM provider_budget b
     WHERE m.tenant_id = $1 AND m.connection_id = $2 AND m.month_on = $3
       AND b.tenant_id = m.tenant_id AND b.connection_id = m.connection_id
       AND ($4 = 0 OR b.monthly_limit_minor IS NULL OR m.booked_minor + $4 <= b.monthly_limit_minor)
       AND ($5 = 0 OR b.monthly_calls_max IS NULL OR m.booked_calls + $5 <= b.monthly_calls_max)
     RETURNING m.warned_at IS NULL AND coalesce(m.booked_minor >= b.monthly_limit_minor * b.warn_share
       OR m.booked_calls >= b.monthly_calls_max * b.warn_share, false) AS "isWarning"`,
    [...month, draft.cost ?? 0n, draft.counted],
  );
  if (booked === undefined) throw await exhausted(tx, buyer, draft);
  if (!booked.isWarning) return false;
  // The month's row is ours by now, so the first to get here is the only one.
  await tx.execute(
    `UPDATE provider_budget_month SET warned_at = $4
     WHERE tenant_id = $1 AND connection_id = $2 AND month_on = $3`,
    [...month, at],
  );
  return true;
}

async function exhausted(tx: Transaction, buyer: Buyer, draft: CallDraft): Promise<Error> {
  const [state] = await tx.query<{
    minor: string;
    calls: number;
    limit: string | null;
    max: number | null;
  }>(
    `SELECT m.booked_minor AS minor, m.booked_calls AS calls, b.monthly_limit_minor AS limit, b.monthly_calls_max AS max
     FROM provider_budget_month m JOIN provider_budget b USING (tenant_id, connection_id)
     WHERE m.tenant_id = $1 AND m.connection_id = $2 AND m.month_on = $3`,
    [tx.tenantId, buyer.connectionId, draft.monthOn],
  );
  const said = [
    ...(state?.max == null ? [] : [`${state.calls} of ${state.max} calls`]),
    ...(state?.limit == null ? [] : [`${euros(state.minor)} of ${euros(state.limit)}`]),
  ].join(' and ');
  return domainError(
    'BUDGET_EXHAUSTED',
    `the budget of ${buyer.connectorName} for ${draft.monthOn.slice(0, 7)} is used up: ${said} booked`,
    {
      remedy: `wait for next month, or raise it with \`encours budgets set ${buyer.connectorId}\``,
    },
  );
}

function euros(minor: string): string {
  const cents = BigInt(minor);
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')} EUR`;
}
