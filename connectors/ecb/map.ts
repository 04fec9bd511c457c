/** A day of rates to records: pure, one record per currency. */
import { decode, type ExchangeRateRecord, type Json } from '../../src/connector-kit';
import { currencyCode, dayOfRates } from './payloads';

/** Throws CONTRACT PAYLOAD_INVALID with the path of the first value that is not what it should be. */
export function mapDay(payload: Json): ExchangeRateRecord[] {
  const { time, rates } = decode(dayOfRates, payload);
  return [...rates].map(([code, rate]) => ({
    type: 'exchangeRate',
    sourceKey: `${time}:${code}`,
    baseCurrency: 'EUR',
    quoteCurrency: currencyCode(code, `rates.${code}`),
    rate,
    publishedOn: time,
  }));
}
