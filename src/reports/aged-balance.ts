import { addMoney, money, type Money } from '../kernel';
import type { Transaction } from '../database';
import { ageBuckets, emptyAgeing, toAgeing, type Ageing, type AgeBucket } from './ageing';
import {
  agedBalanceStatement,
  entriesStatement,
  type AgedBalanceGroup,
  type AgedBalanceLine,
  type AgedBalanceQuery,
} from './aged-balance-query';
import { exchangeRateMissing, ExchangeRates, ratesAt, type ExchangeRate } from './exchange-rates';
import { Params } from './keyset';

export {
  AGED_BALANCE_GROUPS,
  agedBalanceGroups,
  entriesStatement,
  type AgedBalanceGroup,
  type AgedBalanceQuery,
} from './aged-balance-query';

/** What is open in one currency, by age, in that currency. */
export interface CurrencyAgeing {
  currency: string;
  ageing: Ageing;
}

export interface AgedBalanceRow {
  customerId: string | null;
  companyId: string | null;
  grade: string | null;
  /** Of the row's amounts: the report's, or with groupBy CURRENCY its own. */
  currency: string;
  ageing: Ageing;
  /** What is not in `ageing` for want of a rate. */
  unconverted: CurrencyAgeing[];
}

export interface Reconciliation {
  sumOfBuckets: Money;
  outstanding: Money;
  /** Outstanding less the sum of the ledger's entries: zero, or the projection is broken. */
  ledgerDifference: Money;
}

export interface AgedBalance {
  buckets: AgeBucket[];
  rows: AgedBalanceRow[];
  /** Everything that can be told in the report's currency: the sum of the rows unless they are currencies. */
  total: Ageing;
  /** The published rates that were used; none when nothing had to be converted. */
  rates: ExchangeRate[];
  /** What no rate was found for, per currency: in no total, and never guessed. */
  unconverted: CurrencyAgeing[];
  reconciliation: Reconciliation | null;
}

/** A line of the statement with its amounts. */
interface Portion {
  key: string | null;
  currency: string;
  own: Ageing;
  /** Null when there is no rate. */
  converted: Ageing | null;
}

/**
 * The aged balance, all of it from one snapshot. Must run in a REPEATABLE READ transaction. Throws BAD_BUCKETS, and
 * EXCHANGE_RATE_MISSING when a currency other than the books' was asked for and it has no rate to convert with.
 */
export async function agedBalance(tx: Transaction, query: AgedBalanceQuery): Promise<AgedBalance> {
  const buckets = ageBuckets(query.bucketDays, query.basis);
  const portions = await readPortions(tx, query, buckets);
  const rates = await readRates(tx, query, portions);
  const nothing = emptyAgeing(query.currency, buckets);
  const total = portions.reduce(
    (sum, { converted }) => (converted === null ? sum : addAgeing(sum, converted)),
    nothing,
  );
  return {
    buckets,
    rows: rowsOf(query, portions, nothing).sort(ROW_ORDERS[query.groupBy]),
    total,
    rates: statedRates(query, portions, rates),
    unconverted: unconvertedOf(portions),
    reconciliation: query.withReconciliation
      ? await reconcile(tx, query, { portions, rates, total })
      : null,
  };
}

async function readPortions(
  tx: Transaction,
  query: AgedBalanceQuery,
  buckets: readonly AgeBucket[],
): Promise<Portion[]> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const lines = await tx.query<AgedBalanceLine>(agedBalanceStatement(query, params), params.values);
  return lines.map(({ key, currency, own, converted }) => {
    const ageing = ageingOf(own, currency, buckets);
    if (converted === null) return { key, currency, own: ageing, converted: ageing };
    const parts = converted.filter((part) => part !== null);
    const isRated = parts.length === converted.length;
    return {
      ...{ key, currency, own: ageing },
      converted: isRated ? ageingOf(parts, query.currency, buckets) : null,
    };
  });
}

/** From parts in the order of the statement; without outstanding at their end it is their sum. */
function ageingOf(
  parts: readonly string[],
  currency: string,
  buckets: readonly AgeBucket[],
): Ageing {
  const [notDue = '0', ...rest] = parts;
  const count = buckets.length;
  const sum = (): string =>
    String(parts.slice(0, count + 3).reduce((total, part) => total + BigInt(part), 0n));
  return toAgeing(
    {
      ...{ currency, notDue, buckets: rest.slice(0, count) },
      undated: rest[count] ?? '0',
      unallocated: rest[count + 1] ?? '0',
      assumedDue: rest[count + 2] ?? '0',
      outstanding: rest[count + 3] ?? sum(),
    },
    buckets,
  );
}

/** The point's rates when there is something in another currency. */
async function readRates(
  tx: Transaction,
  query: AgedBalanceQuery,
  portions: readonly Portion[],
): Promise<ExchangeRates> {
  const foreign = portions.filter(({ currency }) => currency !== query.currency);
  if (foreign.length === 0) return new ExchangeRates([]);
  const rates = await ratesAt(tx, query.point);
  const isChosen = query.currency !== query.booksCurrency;
  // The euro is what the others are told in: it has a rate when any of them has.
  const hasRate = query.currency === 'EUR' ? !rates.isEmpty : rates.has(query.currency);
  if (isChosen && !hasRate) throw exchangeRateMissing(query.currency, query.point);
  return rates;
}

/** One row per key, its currencies together as far as they can be converted; or one per currency, told in itself. */
function rowsOf(
  query: AgedBalanceQuery,
  portions: readonly Portion[],
  nothing: Ageing,
): AgedBalanceRow[] {
  const { groupBy, currency } = query;
  if (groupBy === 'CURRENCY') {
    return portions.map((portion) => newRow(query, { ...portion, ageing: portion.own }));
  }
  const rows = new Map<string | null, AgedBalanceRow>();
  for (const { key, currency: ownCurrency, own, converted } of portions) {
    const row = rows.get(key);
    if (row === undefined) {
      rows.set(key, newRow(query, { key, currency, ageing: converted ?? nothing }));
    } else if (converted !== null) {
      row.ageing = addAgeing(row.ageing, converted);
    }
    if (converted === null) {
      rows.get(key)?.unconverted.push({ currency: ownCurrency, ageing: own });
    }
  }
  return [...rows.values()];
}

function newRow(
  { groupBy }: AgedBalanceQuery,
  row: { key: string | null; currency: string; ageing: Ageing },
): AgedBalanceRow {
  const { key, currency, ageing } = row;
  return {
    customerId: groupBy === 'CUSTOMER' ? key : null,
    companyId: groupBy === 'COMPANY' ? key : null,
    grade: groupBy === 'GRADE' ? key : null,
    ...{ currency, ageing, unconverted: [] },
  };
}

type RowOrder = (one: AgedBalanceRow, other: AgedBalanceRow) => number;

const mostFirst: RowOrder = (one, other) => {
  const [left, right] = [one.ageing.outstanding.amountMinor, other.ageing.outstanding.amountMinor];
  return left === right ? 0 : left > right ? -1 : 1;
};

/** Ascending, what has no value last. */
const by =
  (value: (row: AgedBalanceRow) => string | null): RowOrder =>
  (one, other) => {
    const [left, right] = [value(one) ?? '\uffff', value(other) ?? '\uffff'];
    return left === right ? 0 : left < right ? -1 : 1;
  };

const ROW_ORDERS: Readonly<Record<AgedBalanceGroup, RowOrder>> = {
  CUSTOMER: (one, other) => mostFirst(one, other) || by(({ customerId }) => customerId)(one, other),
  COMPANY: (one, other) => mostFirst(one, other) || by(({ companyId }) => companyId)(one, other),
  GRADE: by(({ grade }) => grade),
  CURRENCY: by(({ currency }) => currency),
  NONE: () => 0,
};

function statedRates(
  query: AgedBalanceQuery,
  portions: readonly Portion[],
  rates: ExchangeRates,
): ExchangeRate[] {
  const used = portions.filter(
    ({ currency, converted }) => currency !== query.currency && converted !== null,
  );
  if (used.length === 0) return [];
  return rates.statedOf([query.currency, ...used.map(({ currency }) => currency)]);
}

function unconvertedOf(portions: readonly Portion[]): CurrencyAgeing[] {
  const byCurrency = new Map<string, Ageing>();
  for (const { currency, own, converted } of portions) {
    if (converted !== null) continue;
    const sum = byCurrency.get(currency);
    byCurrency.set(currency, sum === undefined ? own : addAgeing(sum, own));
  }
  return [...byCurrency]
    .map(([currency, ageing]) => ({ currency, ageing }))
    .sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

/**
 * Against the entries themselves, currency by currency before anything is converted: rounding cannot hide or make a
 * difference. One in a currency without a rate is left out, as its receivables are.
 */
async function reconcile(
  tx: Transaction,
  query: AgedBalanceQuery,
  report: { portions: readonly Portion[]; rates: ExchangeRates; total: Ageing },
): Promise<Reconciliation> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const entries = await tx.query<{ currency: string; sum: string }>(
    entriesStatement(query, params),
    params.values,
  );
  const differences = new Map(entries.map(({ currency, sum }) => [currency, -BigInt(sum)]));
  for (const { currency, own } of report.portions) {
    const before = differences.get(currency) ?? 0n;
    differences.set(currency, before + own.outstanding.amountMinor);
  }
  const ledgerDifference = [...differences]
    .map(([currency, minor]) => report.rates.convert(money(minor, currency), query.currency))
    .filter((difference) => difference !== null)
    .reduce(addMoney, money(0n, query.currency));
  return {
    sumOfBuckets: sumOfParts(report.total),
    outstanding: report.total.outstanding,
    ledgerDifference,
  };
}

/** Not due + buckets + undated + unallocated. */
export function sumOfParts(ageing: Ageing): Money {
  return [
    ...ageing.buckets.map((bucket) => bucket.amount),
    ageing.undated,
    ageing.unallocated,
  ].reduce(addMoney, ageing.notDue);
}

function addAgeing(left: Ageing, right: Ageing): Ageing {
  return {
    notDue: addMoney(left.notDue, right.notDue),
    buckets: left.buckets.map((bucket, index) => ({
      ...bucket,
      amount: addMoney(
        bucket.amount,
        right.buckets[index]?.amount ?? money(0n, bucket.amount.currency),
      ),
    })),
    undated: addMoney(left.undated, right.undated),
    unallocated: addMoney(left.unallocated, right.unallocated),
    outstanding: addMoney(left.outstanding, right.outstanding),
    assumedDue: addMoney(left.assumedDue, right.assumedDue),
  };
}
