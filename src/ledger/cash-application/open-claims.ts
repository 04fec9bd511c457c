/** What a rebuild has that receipts may settle or be: claims, and payments of the books. */
import { daysBetween, type LocalDate } from '../../kernel';
import type { Transaction } from '../../database';
import { ITEM_CLAIM_KEY } from '../documents/apply-links';
import type { PlacedPart, ReceiptShare } from './divide-receipt.rule';
import {
  WINDOW_DAYS,
  type AppliedReceipt,
  type BookedPayment,
  type OpenItem,
} from './settle-receipts.rule';

/** A number may come again after this many days: software that counts anew each year. */
const APART_DAYS_MAX = 180;

interface ClaimRow {
  id: string;
  no: string;
  customerId: string;
  numberKey: string;
  issuedOn: LocalDate;
  claimKey: string | null;
  openMinor: string;
  cashedMinor: string;
}

/** What receipts have settled of what the life cycle had said was cashed. */
export interface Superseded {
  no: string;
  amountMinor: bigint;
}

interface CashedClaim {
  id: string;
  no: string;
  cashedMinor: bigint;
  /** With what was cashed, before any receipt. */
  openMinor: bigint;
}

/**
 * Claims that shares of receipts settle, with what is open of them: also what only the life cycle says was cashed, since
 * that may be what the bank received.
 */
export class OpenClaims {
  /** By claim; lowered as they are settled. */
  readonly open = new Map<string, OpenItem>();
  private readonly cashed: CashedClaim[] = [];
  private readonly byClaimKey = new Map<string, ClaimRow[]>();
  private readonly byNumber = new Map<string, ClaimRow[]>();

  static async read(tx: Transaction, shares: readonly ReceiptShare[]): Promise<OpenClaims> {
    const claims = new OpenClaims();
    const parts = shares.flatMap((share) => share.parts);
    const ids = parts.map(({ receivableId }) => receivableId);
    const keys = parts.map(({ claimKey }) => claimKey).filter((key) => key !== null);
    claims.add(await tx.query<ClaimRow>(CLAIMS, [unique(ids), unique(keys)]));
    const missing = parts.filter((part) => claims.named(part).length === 0);
    if (missing.length === 0) return claims;
    const customers = missing.map(({ customerId }) => customerId);
    const numbers = missing.map(({ numberKey }) => numberKey).filter((key) => key !== '');
    claims.add(await tx.query<ClaimRow>(CLAIMS_BY_NUMBER, [unique(customers), unique(numbers)]));
    return claims;
  }

  private add(rows: readonly ClaimRow[]): void {
    for (const row of rows) {
      if (this.open.has(row.id)) continue;
      const cashedMinor = BigInt(row.cashedMinor);
      const openMinor = BigInt(row.openMinor) + cashedMinor;
      this.open.set(row.id, { no: row.no, openMinor });
      if (cashedMinor > 0n) this.cashed.push({ id: row.id, no: row.no, cashedMinor, openMinor });
      if (row.claimKey !== null) push(this.byClaimKey, row.claimKey, row);
      push(this.byNumber, `${row.customerId} ${row.numberKey}`, row);
    }
  }

  /** What a share settles, claim by claim as they are called here; what is nowhere is left out. */
  partsOf({ parts }: ReceiptShare): AppliedReceipt['parts'] {
    return parts.flatMap((part) => {
      const { receivableId, amountMinor } = part;
      if (this.open.has(receivableId)) return [{ receivableId, amountMinor }];
      return this.spread(this.named(part), amountMinor);
    });
  }

  /**
   * The claims a part is of: the one it names, what carries that, or what the same customer owes under the number by now,
   * of the nearest day. Of several instalments those due first come first.
   */
  private named({ receivableId, claimKey, ...part }: PlacedPart): string[] {
    if (this.open.has(receivableId)) return [receivableId];
    const carried = claimKey === null ? [] : (this.byClaimKey.get(claimKey) ?? []);
    if (carried.length > 0) return carried.map(({ id }) => id);
    const { customerId, numberKey, issuedOn } = part;
    if (issuedOn === null || numberKey === '') return [];
    const alike = (this.byNumber.get(`${customerId} ${numberKey}`) ?? [])
      .map((row) => ({ ...row, apart: Math.abs(daysBetween(row.issuedOn, issuedOn)) }))
      .filter(({ apart }) => apart <= APART_DAYS_MAX);
    const nearest = Math.min(...alike.map(({ apart }) => apart));
    return alike.filter(({ apart }) => apart === nearest).map(({ id }) => id);
  }

  /** Whatever was received is no more cashed beside it. */
  superseded(): Superseded[] {
    return this.cashed.flatMap(({ id, no, cashedMinor, openMinor }) => {
      const received = openMinor - (this.open.get(id)?.openMinor ?? openMinor);
      const amountMinor = received < cashedMinor ? received : cashedMinor;
      return amountMinor > 0n ? [{ no, amountMinor }] : [];
    });
  }

  /** Over instalments, in order, no more than is open of each; all of them are named, also those that get nothing. */
  private spread(
    ids: readonly string[],
    amountMinor: bigint,
  ): { receivableId: string; amountMinor: bigint }[] {
    let left = amountMinor;
    return ids.map((receivableId) => {
      const openMinor = this.open.get(receivableId)?.openMinor ?? 0n;
      const taken = nearer(left, openMinor);
      left -= taken;
      return { receivableId, amountMinor: taken };
    });
  }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function push<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}

/** Of two of one sign the one nearer to nothing; nothing of two signs. */
function nearer(one: bigint, other: bigint): bigint {
  if (one > 0n !== other > 0n) return 0n;
  return one > 0n === one < other ? one : other;
}

export type OpenPayment = BookedPayment & OpenItem;

interface PaymentRow {
  id: string;
  no: string;
  customerId: string;
  on: LocalDate;
  amountMinor: string;
  openMinor: string;
  settles: string[] | null;
}

/** Payments of the books about the days of receipts, and what a source says was paid without telling of a payment. */
export async function readPayments(
  tx: Transaction,
  shares: readonly ReceiptShare[],
): Promise<OpenPayment[]> {
  const days = shares.map(({ bookedOn }) => bookedOn).sort();
  const customers = [...new Set(shares.map(({ customerId }) => customerId))];
  const rows = await tx.query<PaymentRow>(PAYMENTS, [customers, days[0], days.at(-1)]);
  return rows.map(({ amountMinor, openMinor, settles, ...row }) => ({
    ...row,
    amountMinor: BigInt(amountMinor),
    openMinor: BigInt(openMinor),
    settles: settles ?? [],
  }));
}

/** What is left of an item, signed. */
const OPEN = `(i.amount - coalesce(d.amount, 0) + coalesce(c.amount, 0) - coalesce(x.amount, 0))::text AS "openMinor"`;
const SETTLED = `
  LEFT JOIN (SELECT debit_no, sum(amount) AS amount FROM segment GROUP BY 1) d ON d.debit_no = i.item_no
  LEFT JOIN (SELECT credit_no, sum(amount) AS amount FROM segment GROUP BY 1) c ON c.credit_no = i.item_no
  LEFT JOIN (SELECT item_no, sum(amount) AS amount, sum(amount) FILTER (WHERE kind = 'CASHED') AS cashed FROM closing
    GROUP BY 1) x ON x.item_no = i.item_no`;

const claims = (which: string): string => `
  SELECT i.identity AS id, i.item_no::text AS no, i.customer_id AS "customerId", number_key(i.reference) AS "numberKey",
    i.issued_on AS "issuedOn", ${ITEM_CLAIM_KEY} AS "claimKey", ${OPEN}, coalesce(x.cashed, 0)::text AS "cashedMinor"
  FROM item i ${SETTLED}
  WHERE ${which}
  ORDER BY i.due_on, i.issued_on, i.identity`;

const CLAIMS = claims(`i.identity = ANY ($1::uuid[]) OR ${ITEM_CLAIM_KEY} = ANY ($2::text[])`);

const CLAIMS_BY_NUMBER = claims(
  `i.nature IN ('SALE', 'OPENING') AND i.customer_id = ANY ($1::uuid[]) AND number_key(i.reference) = ANY ($2::text[])`,
);

const PAYMENTS = `
  SELECT i.identity AS id, i.item_no::text AS no, i.customer_id AS "customerId", i.entry_on AS on,
    i.amount::text AS "amountMinor", ${OPEN}, s.settles
  FROM item i ${SETTLED}
  LEFT JOIN (
    SELECT s.credit_no, array_agg(d.identity) AS settles FROM segment s JOIN item d ON d.item_no = s.debit_no GROUP BY 1
  ) s ON s.credit_no = i.item_no
  WHERE i.nature = 'CASH' AND i.customer_id = ANY ($1::uuid[])
    AND i.entry_on BETWEEN $2::date - ${WINDOW_DAYS} AND $3::date + ${WINDOW_DAYS}
  UNION ALL
  SELECT stable_id(i.identity::text, 'paid', x.effective_on::text), '', i.customer_id, x.effective_on, (-sum(x.amount))::text,
    '0', ARRAY[i.identity]
  FROM closing x JOIN item i USING (item_no)
  WHERE x.kind IN ('CASHED', 'PAYMENT') AND x.amount > 0 AND i.customer_id = ANY ($1::uuid[])
    AND x.effective_on BETWEEN $2::date - ${WINDOW_DAYS} AND $3::date + ${WINDOW_DAYS}
  GROUP BY i.identity, i.customer_id, x.effective_on`;

/** What the life cycle says was cashed, less what receipts settle of the same claims: the earliest first. */
export async function supersedeCashed(
  tx: Transaction,
  superseded: readonly Superseded[],
): Promise<void> {
  if (superseded.length === 0) return;
  const rows = superseded.map(({ no, amountMinor }) => ({
    ...{ item_no: no, amount: amountMinor.toString() },
  }));
  await tx.execute(SUPERSEDE, [JSON.stringify(rows)]);
}

const SUPERSEDE = `
  WITH less AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1) AS s (item_no bigint, amount bigint)
  ), was AS (
    DELETE FROM closing x USING less WHERE x.item_no = less.item_no AND x.kind = 'CASHED' RETURNING x.*
  ), placed AS (
    SELECT *, sum(amount) OVER (PARTITION BY item_no ORDER BY effective_on, amount ROWS UNBOUNDED PRECEDING) AS upto FROM was
  )
  INSERT INTO closing (item_no, amount, effective_on, kind)
  SELECT p.item_no, least(p.amount, p.upto - less.amount), p.effective_on, p.kind
  FROM placed p JOIN less USING (item_no) WHERE p.upto > less.amount`;
