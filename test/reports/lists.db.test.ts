import type { Database } from '../../src/database';
import {
  countCustomers,
  countReceivables,
  listCustomers,
  listReceivables,
  reportPoint,
  type CustomerListQuery,
  type Page,
  type PageRequest,
  type ReceivableQuery,
} from '../../src/reports';
import { useDatabase } from '../support/postgres';
import {
  connectApp,
  createSeller,
  describeCustomer,
  NOW,
  SIREN,
  TODAY,
  type Seller,
} from './seller-fixture';

let app: Database;
// Hooks run in the order they are defined: ours closes what useDatabase() looks for.
afterAll(() => app.close());
const database = useDatabase();
let seller: Seller;
const CUSTOMERS = 23;
const present = { now: NOW, timeZone: 'Europe/Paris', horizon: NOW, hasFutureEntries: false };
const point = reportPoint({}, present);

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'lists', customers: CUSTOMERS });
  await describeCustomer(database(), seller, {
    account: 'C003',
    siren: SIREN.first,
    limitMinor: 100,
  });
});

type Read<Row> = (page: PageRequest) => Promise<Page<Row>>;

/** Walks a list to its end in pages of `size`. */
async function walk<Row>(read: Read<Row>, size: number, isBackward: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let guard = 0; guard < 500; guard += 1) {
    const page = isBackward
      ? await read({ last: size, ...(cursor === undefined ? {} : { before: cursor }) })
      : await read({ first: size, ...(cursor === undefined ? {} : { after: cursor }) });
    if (isBackward) rows.unshift(...page.items);
    else rows.push(...page.items);
    const goesOn = isBackward ? page.hasPreviousPage : page.hasNextPage;
    if (!goesOn) return rows;
    cursor = isBackward ? page.cursors[0] : page.cursors.at(-1);
  }
  throw new Error('the walk does not end');
}

const customers =
  (query: Partial<CustomerListQuery> = {}): Read<{ customerId: string; name: string }> =>
  (page) =>
    app.tenant(seller.tenantId, (tx) =>
      listCustomers(tx, { filter: {}, orderBy: [], point, ...query }, page),
    );

const receivables =
  (query: Partial<ReceivableQuery> = {}): Read<{ receivableId: string; issuedOn: string }> =>
  (page) =>
    app.tenant(seller.tenantId, (tx) =>
      listReceivables(tx, { filter: {}, orderBy: [], point, ...query }, page),
    );

describe('walking a list covers it once, forwards and backwards, in the same order', () => {
  const lists: [string, () => Read<object>, number][] = [
    ['customers', () => customers(), CUSTOMERS],
    [
      'customers by grade then what they owe',
      () =>
        customers({
          orderBy: [
            { field: 'GRADE', direction: 'ASC' },
            { field: 'OUTSTANDING', direction: 'DESC' },
          ],
        }),
      CUSTOMERS,
    ],
    [
      'customers by limit and overdue',
      () =>
        customers({
          orderBy: [
            { field: 'CREDIT_LIMIT', direction: 'DESC' },
            { field: 'OVERDUE', direction: 'ASC' },
          ],
        }),
      CUSTOMERS,
    ],
    ['receivables', () => receivables(), CUSTOMERS * 6],
    [
      'receivables by due date, some without',
      () => receivables({ orderBy: [{ field: 'DUE_ON', direction: 'DESC' }] }),
      CUSTOMERS * 6,
    ],
    [
      'receivables by open amount and number',
      () =>
        receivables({
          orderBy: [
            { field: 'OPEN_AMOUNT', direction: 'ASC' },
            { field: 'NUMBER', direction: 'DESC' },
          ],
        }),
      CUSTOMERS * 6,
    ],
  ];
  test.each(lists)('%s', async (_, read, size) => {
    const whole = (await read()({ first: 10_000 })).items.map(idOf);
    expect(new Set(whole).size).toBe(size);
    for (const step of [1, 7, size]) {
      expect((await walk(read(), step, false)).map(idOf)).toEqual(whole);
      expect((await walk(read(), step, true)).map(idOf)).toEqual(whole);
    }
  });
});

function idOf(row: object): unknown {
  return 'receivableId' in row ? row.receivableId : (row as { customerId: string }).customerId;
}

describe('filters of customers', () => {
  const cases: [string, CustomerListQuery['filter'], number][] = [
    ['a part of the name', { search: 'omer 3' }, 3],
    ['a wildcard is a letter like others', { search: '%' }, 0],
    ['grades', { grades: ['D'] }, 1],
    ['several conditions together', { grades: ['D'], search: 'C004' }, 0],
    ['over the limit', { limitExceeded: true }, 1],
    ['not over the limit', { limitExceeded: false }, CUSTOMERS - 1],
    ['overdue', { overdue: true }, CUSTOMERS],
    ['nothing open', { hasOpen: false }, 0],
    ['unmatched', { unmatched: true }, CUSTOMERS - 1],
    ['match status', { matchStatus: ['AUTOMATIC'] }, 1],
    ['companies', { sirens: [SIREN.first] }, 1],
    ['no ids at all match nothing', { customerIds: [] }, 0],
  ];
  test.each(cases)('%s', async (_, filter, expected) => {
    const query = { filter, orderBy: [], point };
    const [page, count] = await app.tenant(seller.tenantId, async (tx) => [
      await listCustomers(tx, query, { first: 100 }),
      await countCustomers(tx, query),
    ]);
    expect([page.items.length, count]).toEqual([expected, expected]);
  });
});

describe('filters of receivables', () => {
  const cases: [string, ReceivableQuery['filter'], number][] = [
    ['overdue', { status: ['OVERDUE'] }, 2 * CUSTOMERS],
    ['open, due or not', { status: ['OPEN', 'OVERDUE'] }, 4 * CUSTOMERS],
    ['credits', { status: ['CREDIT'] }, CUSTOMERS],
    ['settled', { status: ['SETTLED'] }, CUSTOMERS],
    ['kinds', { kinds: ['CREDIT_NOTE', 'ADJUSTMENT'] }, 2 * CUSTOMERS],
    ['due between', { dueFrom: TODAY, dueTo: '2026-12-31' }, CUSTOMERS],
    ['numbers', { numbers: ['LATE-C002', 'none'] }, 1],
  ];
  test.each(cases)('%s', async (_, filter, expected) => {
    const query = { filter, orderBy: [], point };
    const [page, count] = await app.tenant(seller.tenantId, async (tx) => [
      await listReceivables(tx, query, { first: 1_000 }),
      await countReceivables(tx, query),
    ]);
    expect([page.items.length, count]).toEqual([expected, expected]);
  });
});

test('at a past point what was not issued or not known yet is not there', async () => {
  const at = (asOf: string, knownAt: string) =>
    app.tenant(seller.tenantId, async (tx) => {
      const past = reportPoint({ asOf, knownAt: new Date(knownAt) }, present);
      const filter = { numbers: ['OLD-C001', 'FRESH-C001', 'PAID-C001'] };
      const query = { filter, orderBy: [], point: past };
      const { items } = await listReceivables(tx, query, { first: 10 });
      return Object.fromEntries(items.map((row) => [row.label, [row.openMinor, row.status]]));
    });
  // Paid 40 days before 30 June (21 May), known 31 May.
  expect(await at('2026-05-20', '2026-06-30T00:00:00Z')).toEqual({
    OLD: ['4000', 'OVERDUE'],
    PAID: ['7000', 'OVERDUE'],
  });
  expect(await at('2026-05-25', '2026-05-25T00:00:00Z')).toEqual({
    OLD: ['4000', 'OVERDUE'],
    PAID: ['7000', 'OVERDUE'],
  });
  expect(await at('2026-05-25', '2026-06-30T00:00:00Z')).toEqual({
    OLD: ['2000', 'OVERDUE'],
    PAID: ['0', 'SETTLED'],
  });
});
