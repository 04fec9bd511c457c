import type { ExchangeRateRecord, UnifiedRecord } from '../connector-kit';
import type { Transaction } from '../database';
import type { RecordSource } from './record-source';

/**
 * Stores rates in one set. A rate that says what the latest row of its source says is left out; another one is a new
 * row, recorded at `at` but always after the one it corrects, so that what was known before stays known.
 */
export async function storeExchangeRates(
  tx: Transaction,
  records: readonly { record: UnifiedRecord; source: RecordSource }[],
  at: Date,
): Promise<void> {
  const rates = records.flatMap(({ record, source }) =>
    record.type === 'exchangeRate' ? [rowOf(record, source)] : [],
  );
  if (rates.length === 0) return;
  await tx.execute(
    `INSERT INTO exchange_rate (tenant_id, published_on, currency, connection_id, recorded_at, connector_id, rate)
     SELECT DISTINCT ON (r.published_on, r.currency, r.connection_id) $1::uuid, r.published_on, r.currency,
       r.connection_id, greatest($3::timestamptz, known.recorded_at + interval '1 millisecond'), r.connector_id, r.rate
     FROM jsonb_to_recordset($2::jsonb) AS r (published_on date, currency text, connection_id uuid, connector_id text,
       rate numeric)
     LEFT JOIN LATERAL (
       SELECT x.rate, x.recorded_at FROM exchange_rate x
       WHERE x.tenant_id = $1::uuid AND x.published_on = r.published_on AND x.currency = r.currency
         AND x.connection_id = r.connection_id
       ORDER BY x.recorded_at DESC LIMIT 1) known ON true
     WHERE known.rate IS DISTINCT FROM r.rate
     ORDER BY r.published_on, r.currency, r.connection_id`,
    [tx.tenantId, JSON.stringify(rates), at],
  );
}

function rowOf(record: ExchangeRateRecord, source: RecordSource): Record<string, string> {
  return {
    published_on: record.publishedOn,
    currency: record.quoteCurrency,
    connection_id: source.connectionId,
    connector_id: source.connectorId,
    rate: record.rate,
  };
}
