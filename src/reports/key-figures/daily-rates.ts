import { money, type LocalDate } from '../../kernel';
import type { Transaction } from '../../database';
import { ExchangeRates, type ExchangeRate } from '../exchange-rates';

/** An amount in another currency on a day, in the report's; null when no rate is known. */
export type Converter = (amountMinor: bigint, currency: string, on: LocalDate) => bigint | null;

/** The rates that held on some days, as known at one instant. */
export class DailyRates {
  constructor(private readonly byDay: ReadonlyMap<LocalDate, readonly ExchangeRate[]>) {}

  /** Rounded half away from zero; null without the rates of the day. */
  converter(currency: string): Converter {
    const rates = new Map([...this.byDay].map(([day, list]) => [day, new ExchangeRates(list)]));
    return (amountMinor, own, on) => {
      if (own === currency) return amountMinor;
      const of = rates.get(on) ?? new ExchangeRates([]);
      return of.convert(money(amountMinor, own), currency)?.amountMinor ?? null;
    };
  }

  /** Units for one euro on a day, as a decimal; null without a rate. */
  euroRate(currency: string, on: LocalDate): string | null {
    if (currency === 'EUR') return '1';
    const rates = this.byDay.get(on) ?? [];
    return rates.find((one) => one.currency === currency)?.rate ?? null;
  }

  /** What was published of these currencies and used, oldest first. */
  statedOf(currencies: readonly string[], from: LocalDate): ExchangeRate[] {
    const used = [...this.byDay]
      .filter(([day]) => day >= from)
      .flatMap(([, rates]) => rates.filter(({ currency }) => currencies.includes(currency)));
    const key = ({ publishedOn, currency }: ExchangeRate): string => `${publishedOn} ${currency}`;
    const distinct = new Map(used.map((rate) => [key(rate), rate]));
    return [...distinct].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, rate]) => rate);
  }
}

/** The rates of some currencies that held on some days, in one statement. */
export async function readDailyRates(
  tx: Transaction,
  wanted: { days: readonly LocalDate[]; currencies: readonly string[]; knownAt: Date },
): Promise<DailyRates> {
  const rows = await tx.query<ExchangeRate & { day: LocalDate }>(
    `SELECT d.day, x.currency, x.rate::text AS rate, x.published_on AS "publishedOn", x.source
     FROM unnest($1::date[]) AS d (day), LATERAL exchange_rates_at(d.day, $2) x
     WHERE x.source IS NOT NULL AND x.currency = ANY ($3)`,
    [[...wanted.days], wanted.knownAt, [...wanted.currencies]],
  );
  const byDay = new Map<LocalDate, ExchangeRate[]>();
  for (const { day, ...rate } of rows) byDay.set(day, [...(byDay.get(day) ?? []), rate]);
  return new DailyRates(byDay);
}
