import fc from 'fast-check';
import type { Database } from '../../src/database';
import { convertMinor, currencyDecimals, money } from '../../src/kernel';
import { ratesAt, reportPoint, type ExchangeRates } from '../../src/reports';
import { useDatabase } from '../support/postgres';
import { publishRates } from './rate-fixture';
import { connectApp, createSeller, NOW, type Seller } from './seller-fixture';

let app: Database;
afterAll(() => app.close());
const database = useDatabase();
let seller: Seller;
let other: Seller;
const place = { now: NOW, timeZone: 'Europe/Paris', horizon: NOW, hasFutureEntries: false };

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'rates', customers: 1 });
  other = await createSeller(app, database(), { slug: 'other', customers: 1 });
  await publishRates(database(), seller, [
    ['2026-06-11', 'USD', '1.09'],
    ['2026-06-12', 'USD', '1.10'],
    ['2026-06-15', 'USD', '1.11'],
    // Corrected two days later.
    ['2026-06-15', 'USD', '1.12', '2026-06-17T15:00:00Z'],
    ['2026-06-12', 'JPY', '160.50'],
  ]);
  await publishRates(database(), other, [['2026-06-15', 'USD', '99']]);
});

const at = (asOf: string, knownAt?: string): Promise<ExchangeRates> =>
  app.tenant(seller.tenantId, (tx) => {
    const wanted = { asOf, knownAt: knownAt === undefined ? null : new Date(knownAt) };
    return ratesAt(tx, reportPoint(wanted, place));
  });
const usd = async (asOf: string, knownAt?: string): Promise<string | null> => {
  const [rate] = (await at(asOf, knownAt)).statedOf(['USD']);
  return rate === undefined ? null : `${rate.rate} of ${rate.publishedOn}`;
};

test.each([
  ['on its day', '2026-06-12', undefined, '1.10 of 2026-06-12'],
  ['over the weekend, the last one', '2026-06-14', undefined, '1.10 of 2026-06-12'],
  ['as corrected', '2026-06-15', undefined, '1.12 of 2026-06-15'],
  ['as known before the correction', '2026-06-15', '2026-06-17T14:59:59Z', '1.11 of 2026-06-15'],
  ['as known before it was published', '2026-06-15', '2026-06-15T12:00:00Z', '1.10 of 2026-06-12'],
  ['ten days later, still', '2026-06-25', undefined, '1.12 of 2026-06-15'],
  ['eleven days later, no more', '2026-06-26', undefined, null],
  ['before the first one, none', '2026-06-10', undefined, null],
  ['as known before any, none', '2026-06-12', '2026-06-11T00:00:00Z', null],
])('%s', async (_when, asOf, knownAt, expected) => {
  expect(await usd(asOf, knownAt)).toBe(expected);
});

test('states who published it, and only what it is asked for', async () => {
  const rates = await at('2026-06-15');
  expect(rates.statedOf(['JPY', 'EUR', 'JPY', 'CHF'])).toEqual([
    { currency: 'JPY', rate: '160.50', publishedOn: '2026-06-12', source: 'ecb' },
  ]);
});

test('converts between any two that have a rate, and guesses nothing for the others', async () => {
  const rates = await at('2026-06-15');
  expect(rates.convert(money(112_00n, 'USD'), 'EUR')).toEqual(money(100_00n, 'EUR'));
  expect(rates.convert(money(112_00n, 'USD'), 'JPY')).toEqual(money(16_050n, 'JPY'));
  expect(rates.convert(money(1n, 'CHF'), 'CHF')).toEqual(money(1n, 'CHF'));
  expect(rates.convert(money(1n, 'CHF'), 'EUR')).toBeNull();
  expect(rates.convert(money(1n, 'EUR'), 'CHF')).toBeNull();
});

test('another tenant’s rates are not seen', async () => {
  const rates = await app.tenant(other.tenantId, (tx) =>
    ratesAt(tx, reportPoint({ asOf: '2026-06-16' }, place)),
  );
  expect(rates.statedOf(['USD', 'JPY']).map(({ rate }) => rate)).toEqual(['99']);
});

describe('in SQL', () => {
  const codes = ['EUR', 'USD', 'JPY', 'TND', 'KWD', 'KRW'] as const;
  const rate = fc.tuple(fc.bigInt(1n, 10n ** 11n), fc.nat(8)).map(([digits, scale]) => {
    const padded = digits.toString().padStart(scale + 1, '0');
    return scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  });
  const conversion = fc.record({
    minor: fc.oneof(fc.bigInt(-(10n ** 18n), 10n ** 18n), fc.bigInt(-300n, 300n)),
    from: fc.constantFrom(...codes),
    to: fc.constantFrom(...codes),
    fromRate: fc.oneof(rate, fc.constantFrom('1', '2', '0.5', '200')),
    toRate: fc.oneof(rate, fc.constantFrom('1', '2', '0.5')),
  });

  test('amounts convert to the unit as they do in code', async () => {
    const samples = fc.sample(conversion, 3_000).filter(({ from, to }) => from !== to);
    const rows = await database().query<{ minor: string }>(
      `SELECT convert_minor(minor, "fromRate" * 10::numeric ^ currency_decimals("from"),
         "toRate" * 10::numeric ^ currency_decimals("to"))::text AS minor
       FROM ROWS FROM (jsonb_to_recordset($1)
         AS (minor numeric, "from" text, "fromRate" numeric, "to" text, "toRate" numeric)) WITH ORDINALITY
         AS s (minor, "from", "fromRate", "to", "toRate", n)
       ORDER BY n`,
      [
        JSON.stringify(samples, (_key, value: unknown) =>
          typeof value === 'bigint' ? value.toString() : value,
        ),
      ],
    );
    const expected = samples.map(({ minor, from, to, fromRate, toRate }) =>
      convertMinor(minor, { currency: from, rate: fromRate }, { currency: to, rate: toRate }),
    );
    expect(rows.map(({ minor }) => BigInt(minor))).toEqual(expected);
  });

  test('every currency has the decimals the code gives it', async () => {
    const known = Intl.supportedValuesOf('currency');
    const rows = await database().query<{ currency: string; decimals: number }>(
      'SELECT c AS currency, currency_decimals(c) AS decimals FROM unnest($1::text[]) c',
      [known],
    );
    const differing = rows.filter(
      ({ currency, decimals }) => currencyDecimals(currency) !== decimals,
    );
    expect([rows.length, differing]).toEqual([known.length, []]);
  });

  test('without a rate there is no amount', async () => {
    const [row] = await database().query(
      'SELECT convert_minor(5, NULL, 100) AS "from", convert_minor(5, 100, NULL) AS "to"',
    );
    expect(row).toEqual({ from: null, to: null });
  });

  test('the rates of a point come with what one euro is in minor units, the euro among them', async () => {
    const rows = await app.tenant(seller.tenantId, (tx) =>
      tx.query(
        `SELECT currency, minor_per_euro = rate * 10::numeric ^ currency_decimals(currency) AS holds
         FROM exchange_rates_at('2026-06-15', now()) ORDER BY 1`,
      ),
    );
    expect(rows).toEqual(['EUR', 'JPY', 'USD'].map((currency) => ({ currency, holds: true })));
  });
});
