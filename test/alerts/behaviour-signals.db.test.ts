import type { BehaviourSignals } from '../../src/alerts/behaviour-signals';
import { readRiskViews } from '../../src/alerts/read-risk-views';
import { heavyDebtors, openPortfolio } from '../../src/ledger';
import { useTenants, type Tenant } from '../unify/tenant';

const TODAY = '2026-03-01';
const NOON = new Date(`${TODAY}T12:00:00Z`);
const newTenant = useTenants();

interface Paid {
  /** Days before today. */
  paidAgo: number;
  daysLate: number;
  amount?: number;
  isDisputed?: boolean;
  /** Was booked back a day later. */
  isReversed?: boolean;
}

/** An invoice of 30 days, and the money for it. */
async function paid(tenant: Tenant, account: string, row: Paid): Promise<void> {
  const { paidAgo, daysLate, amount = 100_00, isDisputed = false, isReversed = false } = row;
  const day = `'${TODAY}'::date - ${paidAgo}`;
  await tenant.one(
    `WITH claim AS (
       INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
         due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_disputed,
         is_doubtful, source_file_id, source_line)
       SELECT $1, gen_random_uuid(), '${tenant.customerId(account)}', gen_random_uuid(), 'INVOICE', 'F', '', '411',
         ${day} - ${daysLate} - 30, ${day} - ${daysLate}, 'DOCUMENT', 'EUR', ${amount}, ${isReversed ? amount : 0},
         ${day} + ${isReversed ? 1 : 0}, now(), ${isDisputed}, false, gen_random_uuid(), 1
       RETURNING tenant_id, receivable_id, issued_on)
     INSERT INTO receivable_entry (tenant_id, receivable_id, kind, reversed_kind, amount_minor, effective_on, recorded_at,
       cause_id, source_file_id, source_line)
     SELECT tenant_id, receivable_id, e.kind, e.reversed, e.amount, coalesce(e.day, issued_on), now(), gen_random_uuid(),
       gen_random_uuid(), 1
     FROM claim, (VALUES ('ISSUE', NULL, ${amount}, NULL), ('PAYMENT', NULL, -${amount}, ${day})
       ${isReversed ? `, ('REVERSAL', 'PAYMENT', ${amount}, ${day})` : ''}) AS e (kind, reversed, amount, day)`,
  );
}

async function signalsOf(tenant: Tenant, account: string): Promise<BehaviourSignals> {
  const id = tenant.customerId(account);
  return tenant.hub.tenant(tenant.tenantId, async (tx) => {
    const now = { today: TODAY, at: NOON, portfolio: await openPortfolio(tx) };
    const signals = (await readRiskViews(tx, [id], now))[0]?.behaviour;
    if (signals === undefined) throw new Error(`nothing was read of ${account}`);
    return signals;
  });
}

describe('the pace of payments', () => {
  it('is weighted by amount, of 90 days and of the year before them', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=One');
    const rows: Paid[] = [
      { paidAgo: 0, daysLate: 12, amount: 300_00 },
      { paidAgo: 89, daysLate: 0 },
      { paidAgo: 90, daysLate: 5 },
      { paidAgo: 454, daysLate: -1 },
      { paidAgo: 455, daysLate: 300 },
      { paidAgo: 10, daysLate: 90, isDisputed: true },
      { paidAgo: 10, daysLate: 90, isReversed: true },
    ];
    for (const row of rows) await paid(tenant, 'C1', row);
    const { pace } = await signalsOf(tenant, 'C1');
    expect(pace).toEqual({
      recent: { paymentCount: 2, paidMinor: 400_00n, daysLate: 9 },
      habit: { paymentCount: 2, paidMinor: 200_00n, daysLate: 2 },
      ...{ paymentCount: 5, mostDaysLate: 300 },
    });
  });

  it('is unknown of who never paid', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=One');
    const { pace, brokenPromises, baseline, limitEnd } = await signalsOf(tenant, 'C1');
    expect(pace).toEqual({ recent: null, habit: null, paymentCount: 0, mostDaysLate: null });
    expect([brokenPromises, baseline, limitEnd]).toEqual([[], null, null]);
  });
});

describe('returned payments', () => {
  it('are read while they are news, whatever is owed of them', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=One', 'C2=Two');
    const back = (account: string, daysAgo: number, openMinor: number) =>
      tenant.one(
        `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account,
           issued_on, due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at,
           is_disputed, is_doubtful, source_file_id, source_line)
         SELECT $1, gen_random_uuid(), '${tenant.customerId(account)}', gen_random_uuid(), 'RETURNED_PAYMENT', 'R', '',
           '411', day, day, 'DOCUMENT', 'EUR', 500, ${openMinor}, day, now(), false, false, gen_random_uuid(), 1
         FROM (SELECT '${TODAY}'::date - ${daysAgo} AS day) d`,
      );
    await back('C1', 91, 500);
    await back('C1', 90, 500);
    await back('C1', 10, 0);
    await back('C2', 91, 500);
    const read = (account: string) =>
      tenant.hub.tenant(tenant.tenantId, async (tx) => {
        const ids = [tenant.customerId(account)];
        const [view] = await readRiskViews(tx, ids, { today: TODAY, at: NOON });
        return view?.returnedPayments.map(({ on }) => on);
      });
    expect(await read('C1')).toEqual(['2025-12-01', '2026-02-19']);
    expect(await read('C2')).toEqual([]);
  });
});

describe('what all customers owe', () => {
  it('is the open claims of the tenant in the customer’s currency, and who owes them', async () => {
    const [tenant, stranger] = [await newTenant(), await newTenant()];
    for (const each of [tenant, stranger]) await each.customers('C1=One', 'C2=Two', 'C3=Three');
    await paid(tenant, 'C1', { paidAgo: 5, daysLate: 0, isReversed: true });
    await paid(tenant, 'C2', { paidAgo: 5, daysLate: 0, isReversed: true, amount: 300_00 });
    await paid(tenant, 'C2', { paidAgo: 5, daysLate: 0, isReversed: true });
    await paid(stranger, 'C1', { paidAgo: 5, daysLate: 0, isReversed: true, amount: 1_000_00 });
    const { portfolio, openClaimsMinor } = await signalsOf(tenant, 'C2');
    expect(portfolio).toEqual({ openMinor: 500_00n, debtors: 2 });
    expect(openClaimsMinor).toBe(400_00n);
    await tenant.hub.tenant(tenant.tenantId, async (tx) => {
      const nobody = await heavyDebtors(tx, { shareAtLeast: 0.9, customerIds: [] });
      expect(nobody).toEqual({ debtors: [], portfolio: await openPortfolio(tx) });
      const heavy = await heavyDebtors(tx, { shareAtLeast: 0.8, customerIds: [] });
      expect(heavy.debtors).toEqual([
        { customerId: tenant.customerId('C2'), openMinor: 400_00n, portfolio },
      ]);
    });
  });
});

describe('the score of before', () => {
  it('is that of the same model, as it held 90 to 180 days ago', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=One');
    const scored = (daysAgo: number, score: number, model: string, isCurrent = false) =>
      tenant.one(
        `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score,
           probability_of_default, confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision,
           grade_state)
         SELECT $1, gen_random_uuid(), '${tenant.customerId('C1')}', ${isCurrent}, 'C', ${score}, ${score / 1000}, 'HIGH',
           '${model}', '${TODAY}'::date - ${daysAgo}, '${TODAY}'::date - ${daysAgo}, 'h', '{}', '{}', '{}'`,
      );
    await scored(300, 60, 'now');
    await scored(140, 55, 'before');
    await scored(100, 50, 'now');
    await scored(89, 45, 'now');
    await scored(3, 30, 'now', true);
    const { baseline, probabilityOfDefault } = await signalsOf(tenant, 'C1');
    expect(baseline).toMatchObject({ score: 60, probabilityOfDefault: 0.06 });
    expect(probabilityOfDefault).toBe(0.03);
    await tenant.one(
      `UPDATE credit_assessment SET model_version = 'new' WHERE tenant_id = $1 AND is_current`,
    );
    expect((await signalsOf(tenant, 'C1')).baseline).toBeNull();
  });
});

describe('broken promises', () => {
  it('come with the money that came since, corrections taken off', async () => {
    const tenant = await newTenant();
    await tenant.customers('C1=One', 'C2=Two');
    const promised = (account: string, daysAgo: number, minor: number | null) =>
      tenant.one(
        `INSERT INTO broken_promise (tenant_id, broken_promise_id, customer_id, promised_on, amount_minor, currency,
           idempotency_key, reported_by, reported_at)
         SELECT $1, gen_random_uuid(), '${tenant.customerId(account)}', '${TODAY}'::date - ${daysAgo}, ${minor}, 'EUR',
           '${account} ${daysAgo}', 'marie', now()`,
      );
    await promised('C1', 400, 1);
    await promised('C1', 20, 150_00);
    await promised('C1', 10, 150_00);
    await promised('C2', 20, 150_00);
    await paid(tenant, 'C1', { paidAgo: 21, daysLate: 0, amount: 999_00 });
    await paid(tenant, 'C1', { paidAgo: 20, daysLate: 0 });
    await paid(tenant, 'C1', { paidAgo: 5, daysLate: 0 });
    await paid(tenant, 'C1', { paidAgo: 5, daysLate: 0, isReversed: true });
    const { brokenPromises } = await signalsOf(tenant, 'C1');
    expect(brokenPromises).toMatchObject([
      { promisedOn: '2026-02-09', amountMinor: 150_00n, receivedMinor: 150_00n },
      { promisedOn: '2026-02-19', amountMinor: 150_00n, receivedMinor: 50_00n },
    ]);
    expect((await signalsOf(tenant, 'C2')).brokenPromises).toMatchObject([{ receivedMinor: 0n }]);
  });
});
