import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { publishProvisionRates, refreshLedgerDays } from '../../src/reports';
import { connectApp, createSeller, fixedClock, NOW, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';

let app: Database;
let api: Api;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();
/** C001 of the fixture, whose few claims are reckoned by hand below. */
let seller: Seller;
let other: Seller;

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'figures', customers: 1 });
  other = await createSeller(app, database(), { slug: 'others', customers: 3 });
  api = await startApi(app);
});

const FIGURE = '{ value unit reasonIfAbsent }';
const PERIOD = `revenue { amount } collected { amount } outstanding { amount } overdue { amount } overdueRatio
  overdueBuckets { label amount { amount } overdueRatio ${FIGURE} }
  dso ${FIGURE} dsoCountBack ${FIGURE} bestPossibleDso ${FIGURE} averageDaysDelinquent ${FIGURE} daysToPay ${FIGURE}
  daysLate ${FIGURE} collectionEffectiveness ${FIGURE} collectionRate ${FIGURE}`;
const QUERY = `query Figures($from: Date!, $to: Date!, $knownAt: DateTime, $filter: CustomerFilter, $currency: CurrencyCode) {
  keyFigures(from: $from, to: $to, knownAt: $knownAt, filter: $filter, currency: $currency) {
    from to through knownAt currency ${PERIOD} openClaims { amount } unallocatedCredits { amount }
    disputed { amount } doubtful { amount } settlements { payments { amount } creditNotes { amount } }
    rollRates { fromBucket toBucket rate ${FIGURE} } concentrationHhi ${FIGURE} effectiveCustomers ${FIGURE}
    top1Share ${FIGURE} top10Share ${FIGURE} expectedLoss { amount currency }
    provision { version note lines { fromDays toDays rate open { amount } expectedLoss { amount } } }
    expectedReceipts { weekStart amount { amount } } receiptsUnscheduled { amount } expectedReceiptsMethod
    cashEffectOfOneDay { amount } rates { currency } unconverted { amount currency }
    monthly { month from through isPartial ${PERIOD} }
  }
}`;
const HALF_YEAR = { from: '2026-01-01', to: '2026-06-30' };

type Json = Record<string, unknown>;
async function figures(variables: Json, of: Seller = seller): Promise<Json> {
  const answer = await data<{ keyFigures: Json }>(api, of.keys.VIEWER, QUERY, variables);
  return answer.keyFigures;
}
const days = (value: number) => ({ value, unit: 'days', reasonIfAbsent: null });
const refresh = (of: Seller): Promise<Date> =>
  app.tenant(of.tenantId, (tx) => refreshLedgerDays(tx, { clock: fixedClock }));

test('key figures are those reckoned by hand', async () => {
  expect(await figures(HALF_YEAR)).toMatchObject({
    ...{ ...HALF_YEAR, through: '2026-06-30', knownAt: NOW.toISOString(), currency: 'EUR' },
    revenue: { amount: '310.00' },
    collected: { amount: '90.00' },
    outstanding: { amount: '295.00' },
    openClaims: { amount: '325.00' },
    unallocatedCredits: { amount: '-30.00' },
    overdue: { amount: '120.00' },
    overdueRatio: 0.40678,
    dso: days(172.2419), // 295 / 310 × 181
    dsoCountBack: days(169.375), // 30 + 31 + 30 + 31 + 28 + 25 / 40 × 31
    bestPossibleDso: days(102.1774), // 175 / 310 × 181
    averageDaysDelinquent: days(70.0645), // 120 / 310 × 181
    daysToPay: days(148.8889), // (70 × 160 + 20 × 110) / 90
    daysLate: days(118.8889), // (70 × 130 + 20 × 80) / 90
    collectionEffectiveness: { value: null, reasonIfAbsent: 'NOTHING_TO_COLLECT' },
    collectionRate: { value: 42.8571, unit: 'percent' }, // 90 / (90 + 120)
    concentrationHhi: { value: 10_000, unit: 'points' },
    effectiveCustomers: { value: 1 },
    top1Share: { value: 1 },
    expectedLoss: { amount: '6.34', currency: 'EUR' }, // 205 × 0.3 % + 100 × 3.6 % + 20 × 10.6 %
    expectedReceipts: [
      { weekStart: '2026-09-07', amount: { amount: '100.00' } }, // 16 May + 119 days
      { weekStart: '2026-11-16', amount: { amount: '200.00' } }, // 25 July + 119 days
    ],
    receiptsUnscheduled: { amount: '25.00' },
    cashEffectOfOneDay: { amount: '1.71' },
    settlements: { payments: { amount: '90.00' }, creditNotes: { amount: '0.00' } },
    unconverted: [],
  });
});

test('months are the same figures of their own days', async () => {
  const all = await figures(HALF_YEAR);
  const monthly = all['monthly'] as Json[];
  expect(monthly.map(({ month, isPartial }) => [month, isPartial])).toEqual(
    ['01', '02', '03', '04', '05', '06'].map((month) => [`2026-${month}`, false]),
  );
  for (const month of monthly) {
    const own = await figures({ from: month['from'], to: month['through'] });
    expect(own).toMatchObject(
      Object.fromEntries(
        Object.keys(month)
          .filter(isFigure)
          .map((key) => [key, month[key]]),
      ),
    );
  }
  expect(monthly[4]).toMatchObject({
    revenue: { amount: '0.00' },
    dso: { value: null, reasonIfAbsent: 'NO_SALES_IN_PERIOD' },
  });
});

const isFigure = (key: string): boolean => !['month', 'from', 'through', 'isPartial'].includes(key);

test('every figure says how it was computed', async () => {
  const answer = await data<{ keyFigures: Record<string, { method: string }> }>(
    api,
    seller.keys.VIEWER,
    `{ keyFigures(from: "2026-01-01", to: "2026-06-30") { dso { method } dsoCountBack { method } daysToPay { method }
       collectionRate { method } concentrationHhi { method } } }`,
  );
  for (const { method } of Object.values(answer.keyFigures)) {
    expect(method).toMatch(/2026-06-30/);
    expect(method.length).toBeGreaterThan(40);
  }
});

test('the month that runs is counted so far, and says so', async () => {
  const june = await figures({ from: '2026-05-15', to: '2026-06-30' });
  const months = (june['monthly'] as Json[]).map((one) => [one['month'], one['isPartial']]);
  expect(months).toEqual([
    ['2026-05', true],
    ['2026-06', false],
  ]);
  const known = await figures({ ...HALF_YEAR, knownAt: '2026-06-12T10:00:00Z' });
  expect(known).toMatchObject({ to: '2026-06-30', through: '2026-06-12' });
  expect((known['monthly'] as Json[]).at(-1)).toMatchObject({
    through: '2026-06-12',
    isPartial: true,
  });
});

test('with kept days the answer is the same, and so it is asked by a filter that names everybody', async () => {
  const before = await figures(HALF_YEAR);
  await refresh(seller);
  expect(await figures(HALF_YEAR)).toEqual(before);
  expect(await figures({ ...HALF_YEAR, filter: { accounts: ['C001'] } })).toEqual(before);
  const whole = { ...HALF_YEAR, from: '2025-12-01' };
  expect(await figures({ ...whole, filter: { accounts: ['C001'] } })).toEqual(await figures(whole));
});

test('an earlier instant is answered as then, to the byte, whatever was learnt since', async () => {
  const knownAt = '2026-06-30T09:59:00.000Z';
  await refresh(other);
  const then = JSON.stringify(await figures({ ...HALF_YEAR, knownAt }, other));
  const { tenantId } = other;
  await database().query(
    `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
       source_file_id, source_line)
     SELECT tenant_id, receivable_id, 'PAYMENT', -total_minor, '2026-03-01', $2, receivable_id, source_file_id, 1
     FROM receivable WHERE tenant_id = $1 AND number LIKE 'LATE%'`,
    [tenantId, NOW],
  );
  await database().query(
    `UPDATE receivable SET open_minor = 0, changed_at = $2 WHERE tenant_id = $1 AND number LIKE 'LATE%'`,
    [tenantId, NOW],
  );
  expect(JSON.stringify(await figures({ ...HALF_YEAR, knownAt }, other))).toBe(then);
  expect(await figures(HALF_YEAR, other)).not.toEqual(JSON.parse(then));
  const settled = { clock: { now: () => new Date(NOW.getTime() + 60_000) } };
  await app.tenant(tenantId, (tx) => refreshLedgerDays(tx, settled));
  expect(JSON.stringify(await figures({ ...HALF_YEAR, knownAt }, other))).toBe(then);
});

test('a period without anything has no figures, and zeros only for amounts', async () => {
  expect(await figures({ from: '2001-01-01', to: '2001-12-31' })).toMatchObject({
    revenue: { amount: '0.00' },
    outstanding: { amount: '0.00' },
    overdueRatio: 0,
    dso: { value: null, reasonIfAbsent: 'NO_SALES_IN_PERIOD' },
    dsoCountBack: days(0),
    daysToPay: { value: null, reasonIfAbsent: 'NO_PAYMENTS_IN_PERIOD' },
    collectionRate: { value: null, reasonIfAbsent: 'NOTHING_DUE_IN_PERIOD' },
    concentrationHhi: { value: null, reasonIfAbsent: 'NOTHING_OUTSTANDING' },
    expectedLoss: { amount: '0.00' },
    expectedReceipts: [],
  });
});

test('nobody sees the figures of another', async () => {
  const foreign = await figures({ ...HALF_YEAR, filter: { ids: [] } });
  expect(foreign).toMatchObject({ outstanding: { amount: '0.00' } });
  expect(await figures(HALF_YEAR, other)).not.toMatchObject({ outstanding: { amount: '295.00' } });
});

test('rates of the tenant’s own take effect, and what was reckoned before stays to be asked for', async () => {
  const clock = { now: () => new Date(NOW.getTime() - 30_000) };
  const note = 'Losses of 2021 to 2025';
  const rates = [
    { fromDays: 0, rate: '0' },
    { fromDays: 46, rate: '0.5' },
    { fromDays: 121, rate: '1' },
  ];
  await app.tenant(seller.tenantId, (tx) => publishProvisionRates(tx, { note, rates }, clock));
  // LATE is 45 days overdue, the open half of OLD 120.
  expect(await figures(HALF_YEAR)).toMatchObject({
    expectedLoss: { amount: '10.00' },
    provision: { version: 1, note },
  });
  const before = { ...HALF_YEAR, knownAt: '2026-06-30T09:59:00Z' };
  expect(await figures(before)).toMatchObject({
    expectedLoss: { amount: '6.34' },
    provision: { version: 0 },
  });
  const wrong = { note, rates: [{ fromDays: 1, rate: '0.5' }] };
  await expect(
    app.tenant(seller.tenantId, (tx) => publishProvisionRates(tx, wrong, clock)),
  ).rejects.toMatchObject({ code: 'BAD_PROVISION_RATES' });
});

test.each([
  [{ from: '2026-06-30', to: '2026-06-29' }, 'BAD_PERIOD'],
  [{ from: '2021-06-30', to: '2026-06-30' }, 'PERIOD_TOO_LONG'],
  [{ from: '2026-06-01', to: '2026-07-01' }, 'PERIOD_IN_FUTURE'],
  [{ from: '2026-02-01', to: '2026-02-30' }, 'INVALID_DATE'],
  [{ ...HALF_YEAR, knownAt: '2026-06-30T10:00:01Z' }, 'KNOWN_AT_IN_FUTURE'],
  [{ ...HALF_YEAR, currency: 'EURO' }, 'UNKNOWN_CURRENCY'],
  [{ ...HALF_YEAR, currency: 'USD' }, 'EXCHANGE_RATE_MISSING'],
  [{ ...HALF_YEAR, filter: { ids: ['nobody'] } }, 'INVALID_ID'],
])('%j is refused with %s', async (variables, code) => {
  const answer = await ask(api, seller.keys.VIEWER, QUERY, variables);
  expect(answer.errors?.[0]?.extensions['code']).toBe(code);
});
