import fc from 'fast-check';
import type { Database } from '../../src/database';
import { addMoney, money } from '../../src/kernel';
import {
  agedBalance,
  AGED_BALANCE_GROUPS,
  reportPoint,
  sumOfParts,
  type AgedBalance,
  type AgedBalanceQuery,
  type CurrencyAgeing,
} from '../../src/reports';
import { useDatabase } from '../support/postgres';
import { owe, publishRates, type ForeignReceivable } from './rate-fixture';
import { connectApp, createSeller, NOW, TODAY, type Seller } from './seller-fixture';

let app: Database;
afterAll(() => app.close());
const database = useDatabase();
const place = { now: NOW, timeZone: 'Europe/Paris', horizon: NOW, hasFutureEntries: false };
const current = reportPoint({}, place);

beforeAll(async () => {
  app = await connectApp(database().url);
});

let sellers = 0;

/** A seller with these customers and nothing but what a test has them owe. */
async function sellerWith(customers: number, receivables: ForeignReceivable[]): Promise<Seller> {
  const seller = await createSeller(app, database(), { slug: `fx-${++sellers}`, customers });
  await database().query('DELETE FROM receivable_entry WHERE tenant_id = $1', [seller.tenantId]);
  await database().query('DELETE FROM receivable WHERE tenant_id = $1', [seller.tenantId]);
  await owe(database(), seller, receivables);
  return seller;
}

const query: AgedBalanceQuery = {
  point: current,
  basis: 'DUE_DATE',
  bucketDays: [30, 60, 90],
  groupBy: 'CUSTOMER',
  filter: {},
  currency: 'EUR',
  booksCurrency: 'EUR',
  withReconciliation: true,
};
const read = (seller: Seller, changes: Partial<AgedBalanceQuery> = {}): Promise<AgedBalance> =>
  app.tenant(seller.tenantId, (tx) => agedBalance(tx, { ...query, ...changes }), {
    readOnly: true,
  });

const item = (
  account: string,
  currency: string,
  openMinor: bigint,
  dueOn: string | null = '2026-06-20',
): ForeignReceivable => ({ account, currency, openMinor, dueOn, issuedOn: '2026-05-01' });

const outstanding = (list: readonly CurrencyAgeing[]): [string, bigint][] =>
  list.map(({ currency, ageing }) => [currency, ageing.outstanding.amountMinor]);

describe('a portfolio in three currencies', () => {
  let seller: Seller;
  beforeAll(async () => {
    seller = await sellerWith(4, [
      item('C001', 'EUR', 1_000_00n),
      item('C001', 'USD', 250_00n, '2026-08-01'),
      item('C002', 'USD', 1_250_00n),
      item('C002', 'USD', -125_00n, null),
      item('C003', 'CHF', 300_00n),
      item('C004', 'EUR', 1_00n, null),
    ]);
    await publishRates(database(), seller, [
      ['2026-06-29', 'USD', '1.25'],
      ['2026-06-29', 'JPY', '160'],
      ['2026-05-29', 'CHF', '0.95'],
    ]);
  });

  test('is told in one, at the rates of the day, which are stated', async () => {
    const { rows, total, rates } = await read(seller);
    expect(total).toMatchObject({
      notDue: money(200_00n, 'EUR'),
      undated: money(1_00n, 'EUR'),
      unallocated: money(-100_00n, 'EUR'),
      outstanding: money(2_101_00n, 'EUR'),
    });
    expect(total.buckets[0]?.amount).toEqual(money(2_000_00n, 'EUR'));
    expect(
      rows.map((row) => [row.customerId, row.currency, row.ageing.outstanding.amountMinor]),
    ).toEqual([
      [seller.customerId('C001'), 'EUR', 1_200_00n],
      [seller.customerId('C002'), 'EUR', 900_00n],
      [seller.customerId('C004'), 'EUR', 1_00n],
      [seller.customerId('C003'), 'EUR', 0n],
    ]);
    expect(rates).toEqual([
      { currency: 'USD', rate: '1.25', publishedOn: '2026-06-29', source: 'ecb' },
    ]);
  });

  test('what has no rate is reported with its customer, and in no total', async () => {
    const { rows, unconverted } = await read(seller);
    expect(outstanding(unconverted)).toEqual([['CHF', 300_00n]]);
    const last = rows.at(-1);
    expect(last?.customerId).toBe(seller.customerId('C003'));
    expect(outstanding(last?.unconverted ?? [])).toEqual([['CHF', 300_00n]]);
  });

  test('in another currency than the books’, through the euro, both rates are stated', async () => {
    const { total, rates, unconverted } = await read(seller, { currency: 'JPY' });
    expect(total.outstanding).toEqual(money(2_101n * 160n, 'JPY'));
    expect(rates.map(({ currency }) => currency)).toEqual(['JPY', 'USD']);
    expect(outstanding(unconverted)).toEqual([['CHF', 300_00n]]);
  });

  test('by currency each row is told in its own, and the total in the report’s', async () => {
    const { rows, total } = await read(seller, { groupBy: 'CURRENCY' });
    expect(rows.map(({ ageing }) => ageing.outstanding)).toEqual([
      money(300_00n, 'CHF'),
      money(1_001_00n, 'EUR'),
      money(1_375_00n, 'USD'),
    ]);
    expect(rows.map(({ currency }) => currency)).toEqual(['CHF', 'EUR', 'USD']);
    expect(total.outstanding).toEqual(money(2_101_00n, 'EUR'));
  });

  test('a day with a rate converts what another day cannot', async () => {
    const { unconverted, rates } = await read(seller, {
      point: reportPoint({ asOf: '2026-06-01' }, place),
    });
    expect(outstanding(unconverted)).toEqual([['USD', 1_375_00n]]);
    expect(rates.map(({ currency, rate }) => [currency, rate])).toEqual([['CHF', '0.95']]);
  });

  test('asked again as it was known, it converts with what was known then', async () => {
    const knownAt = new Date('2026-06-29T16:00:00Z');
    const point = reportPoint({ asOf: '2026-06-29', knownAt }, place);
    const before = await read(seller, { point });
    await publishRates(database(), seller, [['2026-06-29', 'USD', '2', '2026-06-29T17:00:00Z']]);
    expect(await read(seller, { point })).toEqual(before);
    const after = await read(seller, { point: reportPoint({ asOf: '2026-06-29' }, place) });
    expect(after.rates[0]?.rate).toBe('2');
  });

  test.each(['CHF', 'XAF', 'GBP'])('in %s, which has no rate, it is refused', async (currency) => {
    const refusal = {
      code: 'EXCHANGE_RATE_MISSING',
      family: 'CONFIG',
      place: { field: 'currency' },
    };
    await expect(read(seller, { currency })).rejects.toMatchObject(refusal);
  });
});

describe('without any rates', () => {
  test('a report in the books’ currency stands, and says what it leaves out', async () => {
    const seller = await sellerWith(2, [item('C001', 'EUR', 5_00n), item('C002', 'USD', 7_00n)]);
    const { total, rates, unconverted } = await read(seller);
    expect(total.outstanding).toEqual(money(5_00n, 'EUR'));
    expect([rates, outstanding(unconverted)]).toEqual([[], [['USD', 7_00n]]]);
  });

  test('books in another currency than the euro stand as well, but not in euros', async () => {
    const seller = await sellerWith(2, [item('C001', 'USD', 5_00n), item('C002', 'EUR', 7_00n)]);
    const dollars = { currency: 'USD', booksCurrency: 'USD' };
    const { total, unconverted } = await read(seller, dollars);
    expect(total.outstanding).toEqual(money(5_00n, 'USD'));
    expect(outstanding(unconverted)).toEqual([['EUR', 7_00n]]);
    await expect(read(seller, { ...dollars, currency: 'EUR' })).rejects.toMatchObject({
      code: 'EXCHANGE_RATE_MISSING',
    });
  });

  test('nothing to convert needs no rate, in whatever currency', async () => {
    const seller = await sellerWith(1, [item('C001', 'CHF', 5_00n)]);
    const { total, rates } = await read(seller, { currency: 'CHF' });
    expect([total.outstanding, rates]).toEqual([money(5_00n, 'CHF'), []]);
    const empty = await sellerWith(1, []);
    expect((await read(empty, { currency: 'CHF' })).total.outstanding).toEqual(money(0n, 'CHF'));
  });
});

test('a broken projection shows in the report’s currency', async () => {
  const seller = await sellerWith(1, [item('C001', 'USD', 100_00n)]);
  await publishRates(database(), seller, [['2026-06-29', 'USD', '1.25']]);
  await database().query(
    'UPDATE receivable SET open_minor = open_minor + 125 WHERE tenant_id = $1',
    [seller.tenantId],
  );
  const { reconciliation } = await read(seller);
  expect(reconciliation?.ledgerDifference).toEqual(money(1_00n, 'EUR'));
});

const CURRENCIES = ['EUR', 'USD', 'JPY', 'TND', 'GBP', 'CHF'] as const;

test('parts sum up per row and in total, whatever the currencies, groups and days', async () => {
  const day = (from: number, to: number): fc.Arbitrary<string> =>
    fc
      .integer({ min: from, max: to })
      .map((days) => new Date(Date.parse(TODAY) + days * 86_400_000).toISOString().slice(0, 10));
  const receivable: fc.Arbitrary<ForeignReceivable> = fc.record({
    account: fc.constantFrom('C001', 'C002', 'C003'),
    currency: fc.constantFrom(...CURRENCIES),
    openMinor: fc.bigInt(-9_999n, 99_999n).filter((minor) => minor !== 0n),
    dueOn: fc.option(day(-150, 60)),
    issuedOn: day(-200, -1),
  });
  const rate = fc.integer({ min: 1, max: 999_999 }).map((digits) => `0.${digits}`);
  const rates = fc.dictionary(fc.constantFrom('USD', 'JPY', 'TND', 'GBP'), rate);
  const world = fc.tuple(fc.array(receivable, { maxLength: 25 }), rates);
  await fc.assert(
    fc.asyncProperty(world, async ([receivables, published]) => {
      const seller = await sellerWith(3, receivables);
      await publishRates(
        database(),
        seller,
        Object.entries(published).map(
          ([currency, each]) => ['2026-06-26', currency, each] as const,
        ),
      );
      for (const currency of CURRENCIES) {
        if (currency !== 'EUR' && published[currency] === undefined) continue;
        await verify(seller, receivables, { currency, booksCurrency: currency, rated: published });
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

/** One seller in one reporting currency, in every grouping, now and earlier. */
async function verify(
  seller: Seller,
  receivables: readonly ForeignReceivable[],
  report: { currency: string; booksCurrency: string; rated: Record<string, string> },
): Promise<void> {
  const { currency, booksCurrency, rated } = report;
  for (const point of [current, reportPoint({ asOf: '2026-06-28' }, place)]) {
    const there = receivables.filter(({ issuedOn }) => issuedOn <= point.asOf);
    const missing = (code: string): boolean =>
      code !== currency && code !== 'EUR' && rated[code] === undefined;
    const totals = new Set<bigint>();
    for (const groupBy of AGED_BALANCE_GROUPS) {
      const balance = await read(seller, { currency, booksCurrency, groupBy, point });
      const { rows, total, unconverted, reconciliation } = balance;
      for (const { ageing } of [...rows, ...unconverted, { ageing: total }]) {
        expect(sumOfParts(ageing)).toEqual(ageing.outstanding);
      }
      expect(reconciliation?.ledgerDifference).toEqual(money(0n, currency));
      expect(reconciliation?.sumOfBuckets).toEqual(total.outstanding);
      const left = new Map<string, bigint>();
      for (const { currency: code, openMinor } of there.filter((each) => missing(each.currency))) {
        left.set(code, (left.get(code) ?? 0n) + openMinor);
      }
      expect(outstanding(unconverted)).toEqual([...left].sort());
      totals.add(total.outstanding.amountMinor);
      if (groupBy === 'CURRENCY') continue;
      const rowSum = rows
        .map(({ ageing }) => ageing.outstanding)
        .reduce(addMoney, money(0n, currency));
      expect(rowSum).toEqual(total.outstanding);
    }
    expect(totals.size).toBe(1);
  }
}
