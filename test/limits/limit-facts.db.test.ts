import type { Database } from '../../src/database';
import type { LimitInput } from '../../src/limits/limit-types';
import { readLimitCases } from '../../src/limits/read-limit-cases';
import { portfolioFigures } from '../../src/ledger';
import { publishRates } from '../reports/rate-fixture';
import {
  connectApp,
  createSeller,
  describeCustomer,
  NOW,
  SIREN,
  TODAY,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';

let app: Database;
let seller: Seller;
afterAll(() => app.close());
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'facts', customers: 2 });
  const account = { account: 'C001', siren: SIREN.first, limitMinor: 100_000 };
  await describeCustomer(database(), seller, account);
});

async function inputOf(account: string): Promise<LimitInput> {
  const [found] = await app.tenant(seller.tenantId, (tx) =>
    readLimitCases(tx, [seller.customerId(account)], {
      ...{ asOf: TODAY, at: NOW, sellerSales12mMinor: 0n },
    }),
  );
  if (found === undefined) throw new Error('no such customer');
  return found.input;
}

it('several hard rules reach the limit, each effect once; those of one as they always did', async () => {
  const told = async (decision: object): Promise<Partial<LimitInput>> => {
    await database().query(
      `UPDATE credit_assessment SET decision = (decision - 'furtherOverrides') || $1::jsonb WHERE is_current`,
      [JSON.stringify(decision)],
    );
    const { overrideEffect, furtherEffects } = await inputOf('C001');
    return { overrideEffect, ...(furtherEffects === undefined ? {} : { furtherEffects }) };
  };
  const override = { limitEffect: 'FREEZE' };
  expect(await told({ override })).toEqual({ overrideEffect: 'FREEZE' });
  const effects = ['UNINSURED_ONLY', 'FREEZE', 'INSURED_ONLY', 'UNINSURED_ONLY', 'NONE'];
  const furtherOverrides = effects.map((limitEffect) => ({ limitEffect }));
  expect(await told({ override, furtherOverrides })).toEqual({
    ...{ overrideEffect: 'FREEZE', furtherEffects: ['INSURED_ONLY', 'UNINSURED_ONLY'] },
  });
});

it('sales of the seller are in the currency of its books, at the rates of the day', async () => {
  const sales = async (): Promise<bigint> => {
    const figures = await app.tenant(seller.tenantId, (tx) => portfolioFigures(tx, TODAY));
    return BigInt(figures.sales12mMinor);
  };
  const all = await sales();
  const [moved] = await database().query<{ minor: string }>(
    `UPDATE receivable SET currency = 'USD' WHERE receivable_id = (
       SELECT receivable_id FROM receivable WHERE kind = 'INVOICE' AND issued_on > '${TODAY}'::date - 90
       ORDER BY total_minor DESC, receivable_id LIMIT 1) RETURNING total_minor AS minor`,
  );
  const minor = BigInt(moved?.minor ?? 0);
  expect(minor).toBeGreaterThan(0n);
  // Nobody knows what a dollar is: it is no euro.
  expect(await sales()).toBe(all - minor);
  await publishRates(database(), seller, [['2026-06-29', 'USD', '1.25']]);
  expect(await sales()).toBe(all - minor + (minor * 4n) / 5n);
});

it('books in another currency than the euro are told with their rate', async () => {
  expect(await inputOf('C001')).not.toHaveProperty('books');
  await database().query(`UPDATE tenant SET books_currency = 'USD' WHERE tenant_id = $1`, [
    seller.tenantId,
  ]);
  expect((await inputOf('C001')).books).toEqual({ currency: 'USD', euroRate: '1.25' });
  await database().query(`UPDATE tenant SET books_currency = 'GBP' WHERE tenant_id = $1`, [
    seller.tenantId,
  ]);
  expect((await inputOf('C001')).books).toEqual({ currency: 'GBP', euroRate: null });
});
