import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import {
  connectApp,
  createSeller,
  describeCustomer,
  SIREN,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'large', customers: 12 });
  for (const copy of [COPY_CUSTOMERS, COPY_RECEIVABLES]) {
    await database().query(copy, [seller.tenantId]);
  }
  await describeCustomer(database(), seller, {
    account: 'C001',
    siren: SIREN.first,
    limitMinor: 1,
  });
  api = await startApi(app);
}, 60_000);

const COPY_CUSTOMERS = `
  INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
  SELECT $1, stable_id('copy', n::text), connection_id, 'D' || n, name, folded_name, currency, is_pooled, created_at
  FROM customer, generate_series(1, 6000) n WHERE tenant_id = $1 AND account = 'C001'`;
const COPY_RECEIVABLES = `
  INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
    due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful, source_file_id,
    source_line)
  SELECT $1, stable_id('copy', n::text), stable_id('copy', n::text), connection_id, kind, number, label, account,
    issued_on, due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful,
    source_file_id, source_line
  FROM receivable, generate_series(1, 6000) n WHERE tenant_id = $1 AND number = 'LATE-C001'`;

describe('an aged balance of many customers', () => {
  const rows = (selection: string): string =>
    `{ agedBalance { rows { customer { ${selection} } } total { outstanding { amount } } } }`;

  test.each([
    ['by its plan', ''],
    ['by the resolvers', 'match { candidates { siren } }'],
  ])('with a list of each is refused before it is made: %s', async (_, unplanned) => {
    const selection = `receivables(first: 88) { nodes { id } } ${unplanned}`;
    const { data, errors } = await ask(api, seller.keys.VIEWER, rows(selection));
    expect(errors?.[0]?.extensions['code']).toBe('QUERY_TOO_COSTLY');
    expect(data).toBeNull();
  });

  test('with what a portfolio is looked at for is answered', async () => {
    const selection =
      'name company { siren } assessment { grade } creditLimit { limit { amount } }';
    const { data, errors } = await ask(api, seller.keys.VIEWER, rows(selection));
    expect(errors).toBeUndefined();
    expect(data?.['agedBalance']?.['rows']).toHaveLength(6_012);
  });
});

test('an answer longer than the process can take is refused, and the process goes on', async () => {
  await database().query(
    `UPDATE company SET address_line = repeat('x', 15000000) WHERE tenant_id = $1`,
    [seller.tenantId],
  );
  await database().query(
    `UPDATE customer SET company_id = (SELECT company_id FROM company WHERE tenant_id = $1)
     WHERE tenant_id = $1 AND account < 'C010'`,
    [seller.tenantId],
  );
  const list = `{ customers(orderBy: [{field: ACCOUNT}], first: 10) { nodes { company { addressLine } } } }`;
  const { status, errors } = await ask(api, seller.keys.VIEWER, list);
  expect(status).toBe(200);
  expect(errors?.[0]?.extensions['code']).toBe('QUERY_TOO_COSTLY');
  const few = await ask(api, seller.keys.VIEWER, list.replace('10', '1'));
  expect(few.errors).toBeUndefined();
});
