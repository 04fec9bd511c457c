import { addDays, addMonths, formatDecimal, type LocalDate } from '../../kernel';
import type { Transaction } from '../../database';
import type { ReportPoint } from '../report-point';
import { lossRates } from './expected-loss';
import { divideRounded } from './figure';

/** Least days past due of the buckets that rates are derived for. */
const BUCKETS = [0, 1, 31, 61, 91] as const;
const DECIMALS = 10;

export interface DerivedRates {
  /** Claims due from the one day to the other were followed. */
  dueFrom: LocalDate;
  dueTo: LocalDate;
  rates: { fromDays: number; rate: string }[];
}

/**
 * Provision rates from what became of the claims that fell due between two years and one year before the point: of what
 * reached an age, the share that was written off or is open still. What was credited or sold was never at risk. Throws
 * LOSS_HISTORY_EMPTY when nothing reached an age.
 */
export async function provisionRatesFromHistory(
  tx: Transaction,
  { asOf, knownAt }: ReportPoint,
  currency: string,
): Promise<DerivedRates> {
  const dueTo = addMonths(asOf, -12);
  const dueFrom = addDays(addMonths(asOf, -24), 1);
  const [row] = await tx.query<{ paid: string[]; never: string }>(HISTORY, [
    ...[tx.tenantId, currency, dueFrom, dueTo],
    ...[asOf, knownAt],
  ]);
  const paidMinor = (row?.paid ?? []).map(BigInt);
  const rates = lossRates({ paidMinor, neverPaidMinor: BigInt(row?.never ?? 0) });
  return {
    dueFrom,
    dueTo,
    rates: BUCKETS.map((fromDays, index) => {
      const { numerator = 0n, denominator = 1n } = rates[index] ?? {};
      const scaled = divideRounded(numerator * 10n ** BigInt(DECIMALS), denominator);
      return { fromDays, rate: formatDecimal(scaled, DECIMALS) };
    }),
  };
}

const paidWithin = (index: number): string => {
  const next = BUCKETS[index + 1];
  const from = index === 0 ? '' : `late >= ${BUCKETS[index] ?? 0} AND `;
  return `coalesce(sum(paid) FILTER (WHERE ${from}${next === undefined ? 'true' : `late < ${next}`}), 0)`;
};

const HISTORY = `
  WITH movement AS (
    SELECT r.receivable_id, e.effective_on - r.due_on AS late, coalesce(e.reversed_kind, e.kind) AS kind, e.amount_minor
    FROM receivables_at($5::date, $6::timestamptz) r
    JOIN receivable_entry e ON e.tenant_id = r.tenant_id AND e.receivable_id = r.receivable_id
    WHERE r.tenant_id = $1 AND r.currency = $2 AND r.kind = 'INVOICE' AND r.due_on BETWEEN $3::date AND $4::date
      AND e.effective_on <= $5::date AND e.recorded_at <= $6::timestamptz
  ), flow AS (
    SELECT late, -sum(amount_minor) FILTER (WHERE kind IN ('PAYMENT', 'DISCOUNT', 'COMPENSATION')) AS paid,
      -sum(amount_minor) FILTER (WHERE kind = 'WRITE_OFF') AS lost
    FROM movement GROUP BY 1
  ), claim AS (
    SELECT receivable_id, sum(amount_minor) AS open FROM movement GROUP BY 1 HAVING sum(amount_minor) > 0
  )
  SELECT ARRAY[${BUCKETS.map((_, index) => paidWithin(index)).join(', ')}]::text[] AS paid,
    (coalesce(sum(lost), 0) + (SELECT coalesce(sum(open), 0) FROM claim))::text AS never
  FROM flow`;
