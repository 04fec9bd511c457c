import { configError, parseDecimal } from '../../kernel';
import { divideRounded } from './figure';

/** An exact share: of 60,000 at 2,000/23,000 the loss is 5,217.39, of 60,000 at 8.7 % it is not. */
export interface Share {
  numerator: bigint;
  denominator: bigint;
}

/** The share of open claims expected never to be paid, from some days past the due date on. */
export interface ProvisionRate {
  /** 0: what is not due, or has no due date. */
  fromDays: number;
  rate: Share;
}

const RATE_DECIMALS = 10;

/** "0.016" → 1.6 %, to ten decimals. Throws INVALID_AMOUNT. */
export function shareFromDecimal(text: string): Share {
  return {
    numerator: parseDecimal(text, RATE_DECIMALS),
    denominator: 10n ** BigInt(RATE_DECIMALS),
  };
}

/** Open claims of one age; days past due, 0 or less for what is not due. */
export interface AgedAmount {
  daysOverdue: number;
  amountMinor: bigint;
}

/** Expected loss by a provision matrix: sum of amount × rate of its age, rounded once at the end. Rates ascend by days. */
export function expectedLoss(
  amounts: readonly AgedAmount[],
  rates: readonly ProvisionRate[],
): bigint {
  let numerator = 0n;
  let denominator = 1n;
  for (const { rate, amountMinor } of byRate(amounts, rates)) {
    numerator = numerator * rate.denominator + amountMinor * rate.numerator * denominator;
    denominator *= rate.denominator;
  }
  return divideRounded(numerator, denominator);
}

/** What is open at each rate, in the order of the rates. */
export function byRate(
  amounts: readonly AgedAmount[],
  rates: readonly ProvisionRate[],
): (ProvisionRate & { amountMinor: bigint })[] {
  return rates.map((rate, index) => {
    const until = rates[index + 1]?.fromDays ?? Infinity;
    const from = index === 0 ? -Infinity : rate.fromDays;
    const within = amounts.filter(({ daysOverdue }) => daysOverdue >= from && daysOverdue < until);
    return { ...rate, amountMinor: within.reduce((sum, one) => sum + one.amountMinor, 0n) };
  });
}

/** Of claims issued in a period, how much was paid in each bucket of days, the first on time; and how much never. */
export interface LossHistory {
  paidMinor: readonly bigint[];
  neverPaidMinor: bigint;
}

/**
 * Loss rates from history: of what ever reached a bucket, the share that was never paid. One rate per bucket in which
 * something was paid, and a last one for what comes after, of which all was lost.
 */
export function lossRates({ paidMinor, neverPaidMinor }: LossHistory): Share[] {
  let reached = paidMinor.reduce((sum, minor) => sum + minor, neverPaidMinor);
  return [...paidMinor, 0n].map((paid) => {
    const rate = { numerator: neverPaidMinor, denominator: reached };
    reached -= paid;
    if (rate.denominator > 0n) return rate;
    throw configError(
      'LOSS_HISTORY_EMPTY',
      'nothing reached a bucket, so its loss rate is unknown',
    );
  });
}
