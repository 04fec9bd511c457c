import type { Database } from '../../src/database';
import { isEncoursError, stableId } from '../../src/kernel';
import {
  approveCreditLimit,
  rejectCreditLimit,
  setCreditLimit,
  type ManualLimit,
} from '../../src/limits';
import { connectApp, createSeller, NOW, TODAY, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { euros } from './limit-inputs';

let app: Database;
let seller: Seller;
let customers = 0;
afterAll(() => app.close());
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'eyes', customers: 14 });
});

const nextCustomer = (): string => seller.customerId(`C0${String(++customers).padStart(2, '0')}`);
const KEYS = { anne: stableId('anne'), anneToo: stableId('anne 2'), bob: stableId('bob') };

function set(customerId: string, changes: Partial<ManualLimit> = {}): Promise<string> {
  return app.tenant(seller.tenantId, (tx) =>
    setCreditLimit(tx, {
      ...{ customerId, limitMinor: euros(200_000), currency: 'EUR', reason: 'a large order' },
      ...{ decidedBy: 'Anne', decidedByKey: KEYS.anne, expiresOn: null, asOf: TODAY, at: NOW },
      ...changes,
    }),
  );
}

interface Ruler {
  by: string;
  key?: string | null;
  asOf?: string;
}

const ruling = (creditLimitId: string, { by, key = null, asOf = TODAY }: Ruler) => ({
  ...{ creditLimitId, decidedBy: by, decidedByKey: key, comment: 'seen', asOf, at: NOW },
});
const approve = (id: string, ruler: Ruler): Promise<void> =>
  app.tenant(seller.tenantId, (tx) => approveCreditLimit(tx, ruling(id, ruler)));
const reject = (id: string, ruler: Ruler, comment: string | null = 'no'): Promise<void> =>
  app.tenant(seller.tenantId, (tx) => rejectCreditLimit(tx, { ...ruling(id, ruler), comment }));

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!isEncoursError(error)) throw error;
    expect(error.message).not.toBe('');
    return error.code;
  }
}

interface Stored {
  status: string;
  amount: string;
  author: string | null;
  decidedBy: string;
  comment: string | null;
  until: string | null;
  frozenFrom: string | null;
  from: string;
}

async function stored(id: string): Promise<Stored | undefined> {
  const [row] = await database().query<Stored & Record<string, unknown>>(
    `SELECT status, limit_minor::text AS amount, proposed_by AS author, decided_by AS "decidedBy", comment,
       effective_to::text AS until, frozen_from::text AS "frozenFrom", effective_from::text AS "from"
     FROM credit_limit WHERE credit_limit_id = $1`,
    [id],
  );
  return row;
}

const countActive = async (customerId: string): Promise<number> => {
  const rows = await database().query(
    `SELECT FROM credit_limit WHERE customer_id = $1 AND status = 'ACTIVE'`,
    [customerId],
  );
  return rows.length;
};

test('a raise above authority waits, and keeps its author, reason and end once approved', async () => {
  const customer = nextCustomer();
  const first = await set(customer, { limitMinor: euros(10_000) });
  const id = await set(customer, { expiresOn: '2026-12-31' });
  expect(await stored(id)).toMatchObject({ status: 'PROPOSED', author: 'Anne' });
  expect((await stored(first))?.status).toBe('ACTIVE');
  await approve(id, { by: 'Bob', asOf: '2026-07-03' });
  expect(await stored(id)).toEqual({
    ...{ status: 'ACTIVE', amount: '20000000', author: 'Anne', decidedBy: 'Bob' },
    ...{ comment: 'a large order', from: '2026-07-03' },
    ...{ until: '2026-12-31', frozenFrom: '2027-01-01' },
  });
  expect((await stored(first))?.status).toBe('SUPERSEDED');
});

test('what two people granted until a day is not prolonged by one', async () => {
  const customer = nextCustomer();
  await approve(await set(customer, { expiresOn: '2026-07-31' }), { by: 'Bob' });
  const longer = await set(customer, { expiresOn: '2026-08-01' });
  expect(await stored(longer)).toMatchObject({ status: 'PROPOSED', author: 'Anne' });
  const again = await set(customer);
  expect(await stored(again)).toMatchObject({ status: 'ACTIVE', until: '2026-07-31' });
});

test('its author approves it under no name and with no key', async () => {
  const id = await set(nextCustomer());
  for (const by of ['Anne', ' anne ', 'ANNE']) {
    expect(await codeOf(approve(id, { by, key: KEYS.anneToo }))).toBe('CREDIT_LIMIT_OWN_PROPOSAL');
  }
  expect(await codeOf(approve(id, { by: 'renamed', key: KEYS.anne }))).toBe(
    'CREDIT_LIMIT_OWN_PROPOSAL',
  );
  expect((await stored(id))?.status).toBe('PROPOSED');
  await approve(id, { by: 'Bob' });
});

test('far above, two different people approve before it is in force', async () => {
  const customer = nextCustomer();
  const id = await set(customer, { limitMinor: euros(600_000) });
  await approve(id, { by: 'Bob', key: KEYS.bob });
  expect((await stored(id))?.status).toBe('PROPOSED');
  expect(await codeOf(approve(id, { by: 'bob' }))).toBe('CREDIT_LIMIT_APPROVED_ALREADY');
  expect(await codeOf(approve(id, { by: 'Robert', key: KEYS.bob }))).toBe(
    'CREDIT_LIMIT_APPROVED_ALREADY',
  );
  expect(await codeOf(approve(id, { by: 'Anne' }))).toBe('CREDIT_LIMIT_OWN_PROPOSAL');
  await approve(id, { by: 'Carla' });
  expect(await stored(id)).toMatchObject({ status: 'ACTIVE', decidedBy: 'Carla' });
});

test('a proposal that was to end before anybody looked is not put in force', async () => {
  const id = await set(nextCustomer(), { expiresOn: '2026-07-01' });
  expect(await codeOf(approve(id, { by: 'Bob', asOf: '2026-07-02' }))).toBe(
    'CREDIT_LIMIT_END_PAST',
  );
  expect(await codeOf(reject(id, { by: 'Bob' }, '  '))).toBe('CREDIT_LIMIT_REASON_REQUIRED');
  await reject(id, { by: 'Anne' });
  expect(await stored(id)).toMatchObject({ status: 'REJECTED', comment: 'a large order' });
});

test('a proposal of the policy is reviewed as long after its approval as after it was made', async () => {
  const id = stableId('made in June');
  await database().query(
    `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
       review_on, frozen_from, decided_by, decided_at, binding_term, terms, policy_version, proposed_by)
     VALUES ($1, $2, $3, 1, 'EUR', 'PROPOSED', '2026-06-30', '2026-07-30', '2026-08-30', 'policy', $4, 'NEED', '[]',
       'default-1', 'policy')`,
    [seller.tenantId, id, nextCustomer(), NOW],
  );
  await approve(id, { by: 'Bob', asOf: '2026-09-15' });
  const [row] = await database().query(
    `SELECT status, review_on::text AS review, frozen_from::text AS frozen FROM credit_limit WHERE credit_limit_id = $1`,
    [id],
  );
  expect(row).toEqual({ status: 'ACTIVE', review: '2026-10-15', frozen: '2026-11-15' });
});

test('of approvals and refusals at once one wins, and one limit is in force at most', async () => {
  for (let round = 0; round < 4; round += 1) {
    const customer = nextCustomer();
    const id = await set(customer);
    const outcomes = await Promise.all([
      codeOf(approve(id, { by: 'Bob' })),
      codeOf(approve(id, { by: 'Carla' })),
      codeOf(reject(id, { by: 'Dora' })),
      codeOf(reject(id, { by: 'Emil' })),
    ]);
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
    expect(outcomes.filter((code) => code === 'CREDIT_LIMIT_NOT_PROPOSED')).toHaveLength(3);
    const isApproved = (await stored(id))?.status === 'ACTIVE';
    expect(await countActive(customer)).toBe(isApproved ? 1 : 0);
  }
});

test('of two approvals far above given at once by one person one counts', async () => {
  const id = await set(nextCustomer(), { limitMinor: euros(600_000) });
  const twice = [approve(id, { by: 'Bob' }), approve(id, { by: 'BOB' })];
  const outcomes = await Promise.all(twice.map(codeOf));
  expect(outcomes.sort()).toEqual(['CREDIT_LIMIT_APPROVED_ALREADY', 'done']);
  expect((await stored(id))?.status).toBe('PROPOSED');
});

test('another tenant’s limits are not there', async () => {
  const id = await set(nextCustomer());
  const other = await createSeller(app, database(), { slug: 'eyes-other', customers: 1 });
  const foreign = app.tenant(other.tenantId, (tx) =>
    approveCreditLimit(tx, ruling(id, { by: 'X' })),
  );
  expect(await codeOf(foreign)).toBe('CREDIT_LIMIT_NOT_FOUND');
  const onForeign = app.tenant(other.tenantId, (tx) =>
    setCreditLimit(tx, {
      ...{ customerId: seller.customerId('C001'), limitMinor: 1n, currency: 'EUR', reason: 'x' },
      ...{ decidedBy: 'X', expiresOn: null, asOf: TODAY, at: NOW },
    }),
  );
  expect(await codeOf(onForeign)).toBe('CUSTOMER_NOT_FOUND');
});
