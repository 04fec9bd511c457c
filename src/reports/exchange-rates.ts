import {
  configError,
  convertMinor,
  money,
  type EuroRate,
  type LocalDate,
  type Money,
} from '../kernel';
import type { Transaction } from '../database';
import { Params } from './keyset';
import { pointParams, type ReportPoint } from './report-point';

/** A rate a report used: what one euro was worth, since when that is so, and who says it. */
export interface ExchangeRate extends EuroRate {
  publishedOn: LocalDate;
  /** Connector that gave it, "ecb". */
  source: string;
}

/** Rates that hold at one point, by currency. The euro is in them from the start; it needs no source. */
export class ExchangeRates {
  private readonly byCurrency: ReadonlyMap<string, ExchangeRate>;

  constructor(rates: readonly ExchangeRate[]) {
    this.byCurrency = new Map(rates.map((rate) => [rate.currency, rate]));
  }

  /** Whether there is any rate but the euro's own. */
  get isEmpty(): boolean {
    return this.byCurrency.size === 0;
  }

  has(currency: string): boolean {
    return this.euroRate(currency) !== null;
  }

  /** Rounded half away from zero to the minor unit; null without the rates, and never a guess. */
  convert(value: Money, currency: string): Money | null {
    if (value.currency === currency) return value;
    const from = this.euroRate(value.currency);
    const to = this.euroRate(currency);
    if (from === null || to === null) return null;
    return money(convertMinor(value.amountMinor, from, to), currency);
  }

  /** The published rates of these currencies, in the order of their codes: what an answer states it used. */
  statedOf(currencies: Iterable<string>): ExchangeRate[] {
    return [...new Set(currencies)].sort().flatMap((code) => this.byCurrency.get(code) ?? []);
  }

  private euroRate(currency: string): EuroRate | null {
    if (currency === 'EUR') return { currency, rate: '1' };
    return this.byCurrency.get(currency) ?? null;
  }
}

/**
 * The rates that hold at a point: the latest published on or before its day, at most ten days old, as known at its
 * instant. A currency without one is not in them. All currencies when none are named.
 */
export async function ratesAt(
  tx: Transaction,
  point: ReportPoint,
  currencies: readonly string[] | null = null,
): Promise<ExchangeRates> {
  const params = new Params();
  const from = exchangeRatesAt(point, params);
  const wanted = params.add(currencies === null ? null : [...currencies], 'text[]');
  const rates = await tx.query<ExchangeRate>(
    `SELECT x.currency, x.rate::text AS rate, x.published_on AS "publishedOn", x.source
     FROM ${from} WHERE x.source IS NOT NULL AND (${wanted} IS NULL OR x.currency = ANY (${wanted}))`,
    params.values,
  );
  return new ExchangeRates(rates);
}

/** A FROM item named `x`: currency, rate and minor_per_euro (what convert_minor takes), published_on, source. */
export function exchangeRatesAt(point: ReportPoint, params: Params): string {
  return `exchange_rates_at(${pointParams(point, params)}) x`;
}

/** The refusal of a report in a currency that nothing can be told in. */
export function exchangeRateMissing(currency: string, point: ReportPoint): Error {
  return configError(
    'EXCHANGE_RATE_MISSING',
    `there is no exchange rate of ${currency} for ${point.asOf}, so nothing can be converted to it`,
    {
      remedy: 'Connect `ecb` and sync it, or ask for a currency and a day that it has rates for.',
      place: { field: 'currency' },
    },
  );
}
