import { configError, type Clock } from '../../kernel';
import { openRecording, type Transaction } from '../../database';
import { shareFromDecimal, type ProvisionRate } from './expected-loss';

/** A provision matrix: by days past due, the share of open claims expected never to be paid. */
export interface ProvisionMatrix {
  /** 0: the default, used until a tenant publishes rates of its own. */
  version: number;
  note: string;
  rates: readonly (ProvisionRate & { decimal: string })[];
}

/**
 * The rates of the illustration in IFRS 9 (example 12, IE77): for a start only. What a portfolio really loses is to be
 * derived from its own history and published.
 */
export const DEFAULT_PROVISION_MATRIX: ProvisionMatrix = matrix(
  0,
  'IFRS 9, illustrative example 12',
  [
    [0, '0.003'],
    [1, '0.016'],
    [31, '0.036'],
    [61, '0.066'],
    [91, '0.106'],
  ],
);

/** The matrix in force as known at an instant. */
export async function provisionMatrixAt(tx: Transaction, knownAt: Date): Promise<ProvisionMatrix> {
  const rows = await tx.query<{ version: number; fromDays: number; rate: string; note: string }>(
    `SELECT version, from_days AS "fromDays", rate::text, note FROM provision_rate
     WHERE tenant_id = $1 AND version = (
       SELECT max(version) FROM provision_rate WHERE tenant_id = $1 AND recorded_at <= $2)
     ORDER BY from_days`,
    [tx.tenantId, knownAt],
  );
  const [first] = rows;
  if (first === undefined) return DEFAULT_PROVISION_MATRIX;
  return matrix(
    first.version,
    first.note,
    rows.map(({ fromDays, rate }) => [fromDays, rate]),
  );
}

/** Makes rates the ones in force and answers their version; earlier versions stay. Throws BAD_PROVISION_RATES. */
export async function publishProvisionRates(
  tx: Transaction,
  draft: { note: string; rates: readonly { fromDays: number; rate: string }[] },
  clock: Clock,
): Promise<number> {
  checkRates(draft.rates);
  const at = await openRecording(tx, clock);
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('provision_rate:' || $1, 0))`, [
    tx.tenantId,
  ]);
  const [row] = await tx.query<{ version: number }>(
    `WITH next AS (SELECT coalesce(max(version), 0) + 1 AS version FROM provision_rate WHERE tenant_id = $1)
     INSERT INTO provision_rate (tenant_id, version, from_days, rate, recorded_at, note)
     SELECT $1, next.version, r.from_days, r.rate, $4, $5
     FROM next, unnest($2::int[], $3::numeric[]) AS r (from_days, rate) RETURNING version`,
    [
      tx.tenantId,
      draft.rates.map(({ fromDays }) => fromDays),
      draft.rates.map(({ rate }) => rate),
      at,
      draft.note,
    ],
  );
  return row?.version ?? 0;
}

const RATE = /^(0(\.\d{1,10})?|1(\.0{1,10})?)$/;
const DAYS_MAX = 36_500;

function checkRates(rates: readonly { fromDays: number; rate: string }[]): void {
  const isAscending = rates.every(
    ({ fromDays }, index) =>
      Number.isInteger(fromDays) && fromDays > (rates[index - 1]?.fromDays ?? -1),
  );
  const isUsable = rates[0]?.fromDays === 0 && (rates.at(-1)?.fromDays ?? 0) <= DAYS_MAX;
  if (isAscending && isUsable && rates.every(({ rate }) => RATE.test(rate))) return;
  throw configError('BAD_PROVISION_RATES', 'these cannot be the rates of a provision matrix', {
    remedy: `Give rates from 0 to 1, as decimals, for ascending days past due from 0 to ${DAYS_MAX}.`,
    place: { field: 'rates' },
  });
}

function matrix(
  version: number,
  note: string,
  rates: readonly (readonly [fromDays: number, decimal: string])[],
): ProvisionMatrix {
  return {
    version,
    note,
    rates: rates.map(([fromDays, decimal]) => ({
      ...{ fromDays, decimal, rate: shareFromDecimal(decimal) },
    })),
  };
}
