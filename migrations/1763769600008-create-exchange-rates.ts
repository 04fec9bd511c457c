import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a euro was worth in each currency, and the one way to convert with it. */
export class CreateExchangeRates1763769600008 implements MigrationInterface {
  name = 'CreateExchangeRates1763769600008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RATES);
    await runner.query(CURRENCIES);
    await runner.query(READS);
  }

  async down(): Promise<void> {
    throw new Error(
      'restore a backup instead: reports that stated a rate could not state it again',
    );
  }
}

const RATES = `
CREATE TABLE exchange_rate (
  tenant_id uuid NOT NULL REFERENCES tenant,
  published_on date NOT NULL,
  currency text NOT NULL,
  connection_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  connector_id text NOT NULL,
  rate numeric NOT NULL,
  PRIMARY KEY (tenant_id, published_on, currency, connection_id, recorded_at),
  CONSTRAINT exchange_rate_rate_check CHECK (rate > 0)
);
COMMENT ON TABLE exchange_rate IS 'Published reference rates against the euro. Append-only: a corrected rate is a new row with a later recorded_at.';
COMMENT ON COLUMN exchange_rate.rate IS 'Units of the currency for one euro, as published.';
CALL protect_tenant_table('exchange_rate');
REVOKE UPDATE, DELETE ON exchange_rate FROM encours_app;
`;

const CURRENCIES = `
CREATE FUNCTION currency_decimals(currency text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE
    WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
      'XAF', 'XOF', 'XPF') THEN 0
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
    WHEN currency IN ('CLF', 'UYW') THEN 4
    ELSE 2
  END;
COMMENT ON FUNCTION currency_decimals IS 'Decimals of the minor unit (ISO 4217), as currencyDecimals() in the kernel.';
`;

/** The days a rate holds for: TARGET is closed for five days at most, so that an older one is a source that fell silent. */
const READS = `
CREATE FUNCTION exchange_rates_at(as_of date, known_at timestamptz)
RETURNS TABLE (currency text, rate numeric, minor_per_euro numeric, published_on date, source text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT 'EUR', 1::numeric, 100::numeric, NULL::date, NULL::text
  UNION ALL (
    SELECT DISTINCT ON (x.currency) x.currency, x.rate,
      x.rate * (10::numeric ^ currency_decimals(x.currency))::integer, x.published_on, x.connector_id
    FROM exchange_rate x
    WHERE x.published_on BETWEEN as_of - 10 AND as_of AND x.recorded_at <= known_at AND x.currency <> 'EUR'
    ORDER BY x.currency, x.published_on DESC, x.recorded_at DESC, x.connection_id)
$$;
COMMENT ON FUNCTION exchange_rates_at IS 'What one euro is in each currency, in its units and in its minor units: the latest published on or before the day, at most ten days old, as known at the instant. The euro itself at 1; a currency without a row has no rate. Row security chooses the tenant.';

-- One division of exact numbers, so that nothing is rounded twice.
CREATE FUNCTION convert_minor(amount_minor numeric, from_minor_per_euro numeric, to_minor_per_euro numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN sign(amount_minor)
    * div(2 * abs(amount_minor) * to_minor_per_euro + from_minor_per_euro, 2 * from_minor_per_euro);
COMMENT ON FUNCTION convert_minor IS 'Minor units of one currency in those of another, by what one euro is in each; rounded half away from zero, as convertMinor() in the kernel. Null without a rate.';
`;
