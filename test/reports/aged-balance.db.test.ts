import type { Database } from '../../src/database';
import {
  agedBalance,
  AGE_BASES,
  AGED_BALANCE_GROUPS,
  ageingsOf,
  exposuresOf,
  reportPoint,
  sumOfParts,
  type AgedBalanceQuery,
} from '../../src/reports';
import { useDatabase } from '../support/postgres';
import {
  connectApp,
  createSeller,
  describeCustomer,
  NOW,
  SIREN,
  type Seller,
} from './seller-fixture';

let app: Database;
// Hooks run in the order they are defined: ours closes what useDatabase() looks for.
afterAll(() => app.close());
const database = useDatabase();
let seller: Seller;
const place = { now: NOW, timeZone: 'Europe/Paris', horizon: NOW, hasFutureEntries: false };
const current = reportPoint({}, place);

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'ageing', customers: 9 });
  await createSeller(app, database(), { slug: 'other', customers: 4 });
  await describeCustomer(database(), seller, {
    account: 'C002',
    siren: SIREN.first,
    limitMinor: 40_000,
  });
});

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
const read = (changes: Partial<AgedBalanceQuery> = {}) =>
  app.tenant(seller.tenantId, (tx) => agedBalance(tx, { ...query, ...changes }), {
    readOnly: true,
  });

const points = [
  current,
  reportPoint({ asOf: '2026-05-22' }, place),
  reportPoint({ asOf: '2026-05-22', knownAt: new Date('2026-05-25T00:00:00Z') }, place),
  reportPoint({ asOf: '2020-01-01' }, place),
];

describe.each(
  AGED_BALANCE_GROUPS.flatMap((groupBy) => AGE_BASES.map((basis) => [groupBy, basis] as const)),
)('by %s from %s', (groupBy, basis) => {
  test.each(points)('at %j every part sums up and the ledger agrees', async (point) => {
    for (const bucketDays of [[30, 60, 90], [1], [], [15, 45, 120, 365]]) {
      const balance = await read({ groupBy, basis, point, bucketDays });
      for (const { ageing } of balance.rows) expect(sumOfParts(ageing)).toEqual(ageing.outstanding);
      expect(sumOfParts(balance.total)).toEqual(balance.total.outstanding);
      expect(balance.reconciliation?.ledgerDifference.amountMinor).toBe(0n);
      const rows = balance.rows.reduce((sum, row) => sum + row.ageing.outstanding.amountMinor, 0n);
      expect(rows).toBe(balance.total.outstanding.amountMinor);
      expect(balance.buckets).toHaveLength(bucketDays.length + 1);
    }
  });
});

test('each amount is in the bucket its date says', async () => {
  const { rows } = await read({ filter: { accounts: ['C001'] } });
  const [row] = rows;
  expect(row?.ageing).toMatchObject({
    notDue: { amountMinor: 20_000n },
    undated: { amountMinor: 500n },
    unallocated: { amountMinor: -3_000n },
    outstanding: { amountMinor: 29_500n },
  });
  // LATE is 45 days past due, the open half of OLD 120.
  expect(row?.ageing.buckets.map(({ label, amount }) => [label, amount.amountMinor])).toEqual([
    ['1-30', 0n],
    ['31-60', 10_000n],
    ['61-90', 0n],
    ['91+', 2_000n],
  ]);
});

test('a claim due on the day is not due, the day after it is one day old', async () => {
  const due = '2026-05-16'; // LATE: 45 days before 30 June
  const at = async (asOf: string) => {
    const { rows } = await read({
      point: reportPoint({ asOf }, place),
      filter: { accounts: ['C001'] },
    });
    return rows[0]?.ageing.notDue.amountMinor;
  };
  expect([await at(due), await at('2026-05-17')]).toEqual([10_000n, 0n]);
});

test.each([[[30, 30]], [[0]], [[60, 30]], [[-1]], [[40_000]]])(
  'buckets %j are refused',
  async (bucketDays) => {
    await expect(read({ bucketDays })).rejects.toMatchObject({ code: 'BAD_BUCKETS' });
  },
);

test('rows stand for companies and grades, the rest together', async () => {
  const companies = await read({ groupBy: 'COMPANY' });
  expect(companies.rows.map((row) => row.companyId === null).sort()).toEqual([false, true]);
  const grades = await read({ groupBy: 'GRADE' });
  expect(grades.rows.map((row) => row.grade)).toEqual(['D', null]);
});

test('a broken projection shows as a difference to the ledger', async () => {
  await database().query(
    `UPDATE receivable SET open_minor = open_minor + 1
     WHERE tenant_id = $1 AND number = 'LATE-C001'`,
    [seller.tenantId],
  );
  const { reconciliation } = await read();
  expect(reconciliation?.ledgerDifference.amountMinor).toBe(1n);
  await database().query(
    `UPDATE receivable SET open_minor = open_minor - 1
     WHERE tenant_id = $1 AND number = 'LATE-C001'`,
    [seller.tenantId],
  );
});

describe('exposure', () => {
  const of = (account: string, point = current) =>
    app.tenant(seller.tenantId, async (tx) => {
      const id = seller.customerId(account);
      return (await exposuresOf(tx, [id], point)).get(id);
    });

  test('sets claims against credits and the limit in force', async () => {
    expect(await of('C002')).toMatchObject({
      openReceivables: { amountMinor: 65_000n },
      unallocatedCredits: { amountMinor: 6_000n },
      total: { amountMinor: 59_000n },
      limit: { amountMinor: 40_000n },
      headroom: { amountMinor: -19_000n },
      utilisation: 1.475,
    });
  });

  test('without a limit there is no headroom, which is not zero', async () => {
    expect(await of('C001')).toMatchObject({ limit: null, headroom: null, utilisation: null });
  });

  test('before anything was issued is nothing, and the limit was not decided yet', async () => {
    expect(await of('C002', reportPoint({ asOf: '2020-01-01' }, place))).toMatchObject({
      total: { amountMinor: 0n },
      limit: null,
    });
  });

  test('and ageing of several customers agree with the aged balance', async () => {
    const { rows } = await read();
    const ids = rows.map((row) => row.customerId ?? '');
    const ageings = await app.tenant(seller.tenantId, (tx) => ageingsOf(tx, ids, query));
    for (const row of rows) expect(ageings.get(row.customerId ?? '')).toEqual(row.ageing);
  });
});
