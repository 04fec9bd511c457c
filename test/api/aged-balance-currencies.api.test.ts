import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { owe, publishRates } from '../reports/rate-fixture';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
// Hooks run in the order they are defined: ours closes what useDatabase() looks for.
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'currencies', customers: 1 });
  const there = { account: 'C001', dueOn: '2026-06-20', issuedOn: '2026-05-01' };
  await owe(database(), seller, [
    { ...there, currency: 'USD', openMinor: 1_250_00n },
    { ...there, currency: 'CHF', openMinor: 10_00n },
  ]);
  await publishRates(database(), seller, [
    ['2026-06-29', 'USD', '1.250'],
    ['2026-06-29', 'JPY', '160.1'],
  ]);
  api = await startApi(app);
});

const AGEING = '{ outstanding { amount currency } }';
const QUERY = `query ($currency: CurrencyCode, $asOf: Date) {
  agedBalance(currency: $currency, asOf: $asOf) {
    currency total ${AGEING}
    rates { currency rate publishedOn source }
    unconverted { currency ageing ${AGEING} }
    rows { rowCurrency customer { account } ageing ${AGEING} unconverted { currency ageing ${AGEING} } }
    reconciliation { sumOfBuckets { amount currency } outstanding { amount } ledgerDifference { amount currency } }
  }
}`;
interface Balance {
  agedBalance: unknown;
}

test('the answer states its currency, the rates it used and what it could not convert', async () => {
  const { agedBalance } = await data<Balance>(api, seller.keys.VIEWER, QUERY);
  // 295.00 of the fixture and 1,250.00 USD at 1.25.
  const total = { amount: '1295.00', currency: 'EUR' };
  const unconverted = [
    { currency: 'CHF', ageing: { outstanding: { amount: '10.00', currency: 'CHF' } } },
  ];
  expect(agedBalance).toEqual({
    currency: 'EUR',
    total: { outstanding: total },
    rates: [{ currency: 'USD', rate: '1.250', publishedOn: '2026-06-29', source: 'ecb' }],
    unconverted,
    rows: [
      {
        rowCurrency: 'EUR',
        customer: { account: 'C001' },
        ageing: { outstanding: total },
        unconverted,
      },
    ],
    reconciliation: {
      sumOfBuckets: total,
      outstanding: { amount: '1295.00' },
      ledgerDifference: { amount: '0.00', currency: 'EUR' },
    },
  });
});

test('amounts have the decimals of the currency reported in', async () => {
  const { agedBalance } = await data<Balance>(api, seller.keys.VIEWER, QUERY, { currency: 'JPY' });
  expect(agedBalance).toMatchObject({
    currency: 'JPY',
    total: { outstanding: { currency: 'JPY', amount: expect.stringMatching(/^\d+$/) as string } },
    reconciliation: { ledgerDifference: { amount: '0', currency: 'JPY' } },
  });
});

test.each([
  ['a currency without a rate', { currency: 'GBP' }, 'EXCHANGE_RATE_MISSING'],
  ['a day without rates', { currency: 'JPY', asOf: '2026-05-20' }, 'EXCHANGE_RATE_MISSING'],
  ['no currency at all', { currency: 'DOLLARS' }, 'UNKNOWN_CURRENCY'],
  ['a currency in small letters', { currency: 'usd' }, 'UNKNOWN_CURRENCY'],
])('%s is refused with its code and a remedy', async (_what, variables, code) => {
  const { data: answered, errors } = await ask(api, seller.keys.VIEWER, QUERY, variables);
  expect(answered ?? null).toBeNull();
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual([code]);
  if (code !== 'EXCHANGE_RATE_MISSING') return;
  expect(errors?.[0]?.extensions).toMatchObject({
    remedy: expect.stringContaining('ecb') as string,
    place: { field: 'currency' },
  });
});
