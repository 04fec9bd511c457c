/** The order flow of docs/credit-control.md, run as it stands. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { globalId } from '../../src/kernel';
import { CREDIT_REFUSALS } from '../../src/limits';
import { startApi } from '../api/api-harness';
import { connectApp, createSeller, describeCustomer, SIREN } from '../reports/seller-fixture';
import type { Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';

const run = promisify(execFile);
const PAGE = readFileSync(join(__dirname, '../../docs/credit-control.md'), 'utf8');
const SNIPPET = /^```js flow=order\n(.*?)^```$/ms.exec(PAGE)?.[1] ?? '';

let app: Database;
let api: Api;
let seller: Seller;
const folder = mkdtempSync(join(tmpdir(), 'encours-flow-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'flow', customers: 2 });
  await describeCustomer(database(), seller, {
    ...{ account: 'C001', siren: SIREN.first, limitMinor: 100_000 },
  });
  api = await startApi(app);
  writeFileSync(join(folder, 'order.mjs'), SNIPPET);
});

async function placeOrder(account: string): Promise<string> {
  const { stdout } = await run(process.execPath, [join(folder, 'order.mjs')], {
    env: {
      ...process.env,
      HUB_URL: api.url,
      HUB_KEY: seller.keys.INTEGRATOR,
      CUSTOMER_ID: globalId('Customer', seller.customerId(account)),
    },
  });
  return stdout.trim();
}

it('reserves and commits an order once, however often it is run', async () => {
  expect(await placeOrder('C001')).toBe('SO-1042: COMMITTED');
  expect(await placeOrder('C001')).toBe('SO-1042: COMMITTED');
  const rows = await database().query('SELECT invoice_number FROM credit_reservation');
  expect(rows).toEqual([{ invoice_number: 'INV-2042' }]);
});

it('says why there is no credit', async () => {
  expect(await placeOrder('C002')).toMatch(/^SO-1042: RESERVATION_KEY_REUSED: /);
});

it('explains every reason not to give credit', () => {
  for (const code of CREDIT_REFUSALS) expect(PAGE).toContain(`| \`${code}\` `);
});
