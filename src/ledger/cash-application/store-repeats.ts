import type { BankTransactionRecord } from '../../connector-kit';
import type { Transaction } from '../../database';
import { DAYS_APART, pairRepeats, type ToldMovement } from './pair-repeats.rule';

/** A movement with the id it has in its format. */
export type NewMovement = BankTransactionRecord & { id: string };

type KnownRow = Omit<ToldMovement, 'amountMinor'> & { amountMinor: string };

/**
 * Notes movements that a statement in another format has told already, and answers the others. An account whose statements
 * come as CAMT.053 and as MT940 pays nobody twice.
 */
export async function withoutRepeats(
  tx: Transaction,
  source: { sourceFileId: string; at: Date },
  movements: readonly NewMovement[],
): Promise<NewMovement[]> {
  const [first] = movements;
  if (first === undefined) return [];
  // Two files of one account at once would not see each other.
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('bank:' || $1, 0))`, [tx.tenantId]);
  const ids = movements.map(({ id }) => id);
  const told = await tx.query<{ id: string; isRepeat: boolean }>(TOLD, [tx.tenantId, ids]);
  const isTold = new Map(told.map(({ id, isRepeat }) => [id, isRepeat]));
  const fresh = movements.filter(({ id }) => !isTold.has(id));
  const { format } = first;
  const known = await tx.query<KnownRow>(ELSEWHERE, [
    tx.tenantId,
    format,
    fresh.map(({ amountMinor }) => amountMinor.toString()),
    fresh.map(({ bookedOn }) => bookedOn),
  ]);
  const pairs = pairRepeats(
    distinct(fresh),
    known.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) })),
  );
  if (pairs.size > 0) {
    const { sourceFileId, at } = source;
    const noted = [[...pairs.keys()], [...pairs.values()]];
    await tx.execute(NOTE, [tx.tenantId, ...noted, format, sourceFileId, at]);
  }
  return movements.filter(({ id }) => !pairs.has(id) && isTold.get(id) !== true);
}

function distinct(movements: readonly NewMovement[]): NewMovement[] {
  return [...new Map(movements.map((each) => [each.id, each])).values()];
}

const TOLD = `
  SELECT bank_transaction_id AS id, false AS "isRepeat" FROM bank_transaction
  WHERE tenant_id = $1 AND bank_transaction_id = ANY ($2::uuid[])
  UNION ALL
  SELECT bank_transaction_id, true FROM bank_transaction_repeat
  WHERE tenant_id = $1 AND bank_transaction_id = ANY ($2::uuid[])`;

/** Movements of these amounts and about these days in other formats that this format has not told again. */
const ELSEWHERE = `
  SELECT DISTINCT b.bank_transaction_id AS id, b.account, b.booked_on AS "bookedOn", b.value_on AS "valueOn",
    b.amount_minor::text AS "amountMinor", b.currency, b.counterparty_name AS "counterpartyName",
    b.counterparty_account AS "counterpartyAccount", b.end_to_end_id AS "endToEndId", b.bank_reference AS "bankReference"
  FROM unnest($3::bigint[], $4::date[]) AS m (amount, day)
  JOIN bank_transaction b ON b.tenant_id = $1 AND b.amount_minor = m.amount
    AND b.booked_on BETWEEN m.day - ${DAYS_APART} AND m.day + ${DAYS_APART}
  LEFT JOIN source_file f ON f.tenant_id = $1 AND f.source_file_id = b.source_file_id
  WHERE coalesce(b.format, f.summary -> 'columns' ->> 0) <> $2
    AND NOT EXISTS (SELECT FROM bank_transaction_repeat r
      WHERE r.tenant_id = $1 AND r.repeats_id = b.bank_transaction_id AND r.format = $2)
  ORDER BY b.bank_transaction_id`;

const NOTE = `
  INSERT INTO bank_transaction_repeat (tenant_id, bank_transaction_id, repeats_id, format, source_file_id, recorded_at)
  SELECT $1, r.id, r.repeats_id, $4, $5, $6 FROM unnest($2::uuid[], $3::uuid[]) AS r (id, repeats_id)`;
