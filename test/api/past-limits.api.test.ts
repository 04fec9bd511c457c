import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { FixedClock, stableId } from '../../src/kernel';
import { approveCreditLimit, rejectCreditLimit, setCreditLimit } from '../../src/limits';
import {
  connectApp,
  createSeller,
  describeCustomer,
  NOW,
  SIREN,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { data, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
const clock = new FixedClock(NOW);
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'limits', customers: 4 });
  api = await startApi(app, { clock });
});

const LIMIT = `creditLimit { id limit { amount } status effectiveFrom effectiveTo decidedBy decidedAt comment }
  exposure { limit { amount } headroom { amount } utilisation }`;
/** The first by its plan, the second by the resolvers, which alone know the viewer. */
const BY_PLAN = `query ($asOf: Date, $knownAt: DateTime) { agedBalance(asOf: $asOf, knownAt: $knownAt) {
  rows { customer { account ${LIMIT} } } } }`;
const BY_RESOLVERS = BY_PLAN.replace('agedBalance', 'viewer { tenant { slug } } agedBalance');
const EXCEEDED = `query ($asOf: Date, $knownAt: DateTime) { agedBalance(asOf: $asOf, knownAt: $knownAt,
  filter: {limitExceeded: true}) { rows { customer { account } } } }`;

type Point = { asOf: string; knownAt: string };

async function reports(point: Point): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const query of [BY_PLAN, BY_RESOLVERS, EXCEEDED]) {
    answers.push(await data(api, seller.keys.ADMIN, query, point));
  }
  return answers;
}

async function limitOf(account: string, point: Point): Promise<Record<string, unknown> | null> {
  const answer = await data<{
    agedBalance: {
      rows: { customer: { account: string; creditLimit: Record<string, unknown> | null } }[];
    };
  }>(api, seller.keys.ADMIN, BY_PLAN, point);
  const row = answer.agedBalance.rows.find(({ customer }) => customer.account === account);
  return row?.customer.creditLimit ?? null;
}

const decided = (): { asOf: string; at: Date } => ({
  asOf: clock.now().toISOString().slice(0, 10),
  at: clock.now(),
});
const manual = (account: string, limitMinor: bigint, expiresOn: string | null): Promise<string> =>
  app.tenant(seller.tenantId, (tx) =>
    setCreditLimit(tx, {
      customerId: seller.customerId(account),
      ...{ limitMinor, currency: 'EUR', decidedBy: 'somebody', reason: 'why', expiresOn },
      ...decided(),
    }),
  );

test('a limit is told as it was known, whatever replaced it and whatever was proposed since', async () => {
  await describeCustomer(database(), seller, {
    account: 'C001',
    siren: SIREN.first,
    limitMinor: 1_000,
  });
  await describeCustomer(database(), seller, {
    account: 'C002',
    siren: SIREN.second,
    limitMinor: 2_000,
  });
  await describeCustomer(database(), seller, {
    account: 'C003',
    siren: SIREN.third,
    limitMinor: 3_000,
  });
  clock.advanceMs(1_000);
  await manual('C004', 4_000n, '2026-12-31');
  clock.advanceMs(60_000);
  const point = { asOf: '2026-06-30', knownAt: clock.now().toISOString() };
  const before = await reports(point);
  expect(await limitOf('C004', point)).toMatchObject({
    limit: { amount: '40.00' },
    ...{ status: 'ACTIVE', effectiveTo: '2026-12-31' },
  });

  clock.advanceMs(86_400_000);
  const proposal = (account: string): string =>
    stableId(seller.tenantId, seller.customerId(account), 'proposal');
  const ruling = { decidedBy: 'approver', comment: 'seen', ...decided() };
  await app.tenant(seller.tenantId, async (tx) => {
    await approveCreditLimit(tx, { creditLimitId: proposal('C001'), ...ruling });
    await rejectCreditLimit(tx, { creditLimitId: proposal('C002'), ...ruling });
  });
  // Withdraws the proposal, too.
  await manual('C003', 9_000n, null);
  await manual('C004', 5_000n, null);
  clock.advanceMs(60_000);
  const next = { asOf: '2026-07-01', knownAt: clock.now().toISOString() };
  const after = await reports(next);
  clock.advanceMs(86_400_000);
  await manual('C001', 1n, '2026-07-31');
  await manual('C004', 1n, null);

  expect(await reports(point)).toEqual(before);
  expect(await reports(next)).toEqual(after);
  const amounts = ['C001', 'C002', 'C003', 'C004'].map(async (account) => {
    const limits = [await limitOf(account, point), await limitOf(account, next)];
    return limits.map((limit) => (limit?.['limit'] as { amount: string }).amount);
  });
  expect(await Promise.all(amounts)).toEqual([
    ['10.00', '20.00'],
    ['20.00', '20.00'],
    ['30.00', '90.00'],
    ['40.00', '50.00'],
  ]);
  // Of the first day, but known later: the end it came to.
  expect(await limitOf('C004', { ...point, knownAt: next.knownAt })).toMatchObject({
    ...{ status: 'ACTIVE', effectiveTo: '2026-07-01' },
  });
});
