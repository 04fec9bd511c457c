import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { globalId } from '../../src/kernel';
import {
  connectApp,
  createSeller,
  describeCustomer,
  SIREN,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { raiseAlert, startApi } from './api-harness';
import { parseCsv } from './export-reader';

const LISTS = [
  'customers',
  'receivables',
  'receivable-entries',
  'risk-alerts',
  'credit-limits',
  'credit-assessments',
  'companies',
  'aged-balance',
];

let app: Database;
let api: Api;
let ours: Seller;
let theirs: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  ours = await createSeller(app, database(), { slug: 'ours', customers: 3 });
  theirs = await createSeller(app, database(), { slug: 'theirs', customers: 2 });
  for (const [seller, siren] of [
    [ours, SIREN.first],
    [theirs, SIREN.second],
  ] as const) {
    await describeCustomer(database(), seller, { account: 'C001', siren, limitMinor: 100 });
    await app.tenant(seller.tenantId, (tx) => raiseAlert(tx, seller.customerId('C001')));
  }
  api = await startApi(app);
});

function ask(path: string, key: string | null, headers: Record<string, string> = {}) {
  return fetch(`${api.url}/export/${path}`, {
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
  });
}

async function text(path: string): Promise<string> {
  const response = await ask(path, ours.keys.ANALYST);
  const body = await response.text();
  expect({ path, status: response.status, body: response.ok ? '' : body }).toEqual({
    path,
    status: 200,
    body: '',
  });
  return body;
}

async function refusal(path: string, key: string | null = ours.keys.ANALYST) {
  const response = await ask(path, key);
  const body = (await response.json()) as {
    errors: { extensions: { code: string; place?: { field: string } } }[];
  };
  const extensions = body.errors[0]?.extensions;
  return {
    status: response.status,
    code: extensions?.code,
    ...(extensions?.place === undefined ? {} : { field: extensions.place.field }),
  };
}

test.each(LISTS)('%s is the same rows as CSV and as JSON lines', async (list) => {
  const [header, ...rows] = parseCsv(await text(`${list}.csv`));
  const lines = (await text(`${list}.jsonl`)).split('\n').slice(0, -1);
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows.length).toBeGreaterThan(0);
  expect(objects.map((each) => Object.keys(each))).toEqual(objects.map(() => header));
  const asText = (value: unknown): string =>
    value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  expect(
    objects.map((each) =>
      Object.values(each).map((value) => (Array.isArray(value) ? value.join(' ') : asText(value))),
    ),
  ).toEqual(
    rows.map((row) =>
      row.map((cell) => (cell.startsWith('{') ? JSON.stringify(JSON.parse(cell)) : cell)),
    ),
  );
});

test('no export holds anything of another tenant', async () => {
  for (const list of LISTS) {
    const body = await text(`${list}.jsonl`);
    for (const id of [theirs.customerId('C001'), theirs.customerId('C002'), SIREN.second]) {
      expect(body).not.toContain(id);
    }
  }
  const foreign = globalId('Customer', theirs.customerId('C001'));
  expect(await text(`receivables.jsonl?customerIds=${foreign}`)).toBe('');
});

test('only ANALYST and ADMIN export', async () => {
  for (const [role, key] of Object.entries(ours.keys)) {
    const { status } = await ask('companies.csv', key);
    expect([role, status]).toEqual([role, role === 'ANALYST' || role === 'ADMIN' ? 200 : 403]);
  }
  expect(await refusal('companies.csv', ours.keys.VIEWER)).toEqual({
    status: 403,
    code: 'FORBIDDEN',
  });
  expect(await refusal('companies.csv', null)).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  expect(await refusal('companies.csv', 'enc_wrong_key')).toMatchObject({ status: 401 });
});

test.each([
  ['passwords.csv', 404, 'EXPORT_UNKNOWN', undefined],
  ['customers.xlsx', 404, 'EXPORT_UNKNOWN', undefined],
  ['customers.csv?colour=red', 400, 'UNKNOWN_PARAMETER', 'colour'],
  ['customers.csv?asOf=2026-01-01', 400, 'UNKNOWN_PARAMETER', 'asOf'],
  ['customers.jsonl?bom=1', 400, 'UNKNOWN_PARAMETER', 'bom'],
  ['customers.csv?overdue=maybe', 400, 'BAD_FILTER', 'overdue'],
  ['customers.csv?grades=F', 400, 'BAD_FILTER', 'grades'],
  ['customers.csv?search=a%00b', 400, 'BAD_FILTER', 'search'],
  ['receivables.csv?numbers=1,%00', 400, 'BAD_FILTER', 'numbers'],
  ['receivables.csv?knownAt=0001-01-01T00:00:00%2B14:00', 400, 'INVALID_DATE', 'knownAt'],
  ['customers.csv?grades=', 400, 'BAD_FILTER', 'grades'],
  ['customers.csv?grades=A&grades=B', 400, 'BAD_FILTER', 'grades'],
  ['customers.csv?sirens=123456789', 400, 'INVALID_SIREN', 'sirens'],
  ['customers.csv?ids=nonsense', 400, 'INVALID_ID', 'ids'],
  [
    `customers.csv?ids=${globalId('Company', '0'.repeat(8) + '-0000-4000-8000-000000000000')}`,
    400,
    'INVALID_ID',
    'ids',
  ],
  ['receivables.csv?dueFrom=2026-02-30', 400, 'INVALID_DATE', 'dueFrom'],
  ['receivables.csv?status=LATE', 400, 'BAD_FILTER', 'status'],
  ['receivables.csv?knownAt=2099-01-01T00:00:00Z', 400, 'KNOWN_AT_IN_FUTURE', 'knownAt'],
  ['aged-balance.csv?bucketDays=30,20', 400, 'BAD_BUCKETS', 'bucketDays'],
  ['aged-balance.csv?bucketDays=-5', 400, 'BAD_FILTER', 'bucketDays'],
  ['aged-balance.csv?basis=BIRTHDAY', 400, 'BAD_FILTER', 'basis'],
  ['risk-alerts.csv?raisedSince=yesterday', 400, 'INVALID_DATE', 'raisedSince'],
] as const)('%s is refused before the first byte', async (path, status, code, field) => {
  expect(await refusal(path)).toEqual({ status, code, ...(field === undefined ? {} : { field }) });
});

test('another method than GET is refused', async () => {
  const response = await fetch(`${api.url}/export/customers.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ours.keys.ADMIN}` },
  });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET');
});

test('a filter value that looks like SQL is only a value', async () => {
  const hostile = encodeURIComponent(`x'); DROP TABLE receivable; -- $1 \\'`);
  expect(await text(`receivables.jsonl?numbers=${hostile}`)).toBe('');
  expect(await text(`customers.jsonl?search=${hostile}`)).toBe('');
});

test('cells of spreadsheets cannot run, numbers stay numbers, quotes and line ends survive', async () => {
  const customerId = ours.customerId('C002');
  const names = ['=1+1', '+33', '-x', '@SUM(A1)', '\tx', '\rx', 'a "b", c\nd; é', "'quoted", ' =1'];
  const read: string[] = [];
  const plain: unknown[] = [];
  for (const name of names) {
    await database().query('UPDATE customer SET name = $2 WHERE customer_id = $1', [
      customerId,
      name,
    ]);
    const [header = [], row = []] = parseCsv(await text(`customers.csv?ids=${customerId}`));
    read.push(row[header.indexOf('name')] ?? '');
    const line = JSON.parse(await text(`customers.jsonl?ids=${customerId}`)) as { name: string };
    plain.push(line.name);
  }
  expect(read).toEqual(names.map((name) => (/^[=+\-@\t\r]/.test(name) ? `'${name}` : name)));
  expect(plain).toEqual(names);
  const csv = await text('receivables.csv?status=CREDIT');
  expect(csv).toContain(',-30.00,-30.00,CREDIT,');
  await database().query(`UPDATE customer SET name = 'Customer 2 C002' WHERE customer_id = $1`, [
    customerId,
  ]);
});

test('records end with CR LF, and a byte order mark comes when asked for', async () => {
  const response = await ask('companies.csv?bom=1', ours.keys.ADMIN);
  const body = Buffer.from(await response.arrayBuffer());
  expect([...body.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(body.toString().match(/\r\n/g)).toHaveLength(2);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="companies-2026-06-30.csv"',
  );
});

test('a list without rows is a header, or nothing', async () => {
  expect((await text('customers.csv?accounts=nobody')).startsWith('customer_id,account,')).toBe(
    true,
  );
  expect(await text('customers.csv?accounts=nobody')).toMatch(/^[^\r\n]+\r\n$/);
  expect(await text('customers.jsonl?accounts=nobody')).toBe('');
});

test('the answer is compressed when asked for, and only then', async () => {
  const raw = (encoding: string): Promise<{ encoding: string | undefined; body: Buffer }> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${ours.keys.ADMIN}`, 'accept-encoding': encoding };
      get(`${api.url}/export/customers.csv`, { headers }, (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) }),
        );
      }).on('error', reject);
    });
  const plain = await raw('identity');
  const zipped = await raw('gzip, deflate, br');
  expect(plain.encoding).toBeUndefined();
  expect((await raw('gzip;q=0')).encoding).toBeUndefined();
  expect(zipped.encoding).toBe('gzip');
  expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
});

test('a report of a past point is the same when asked for again after a correction', async () => {
  const path = 'receivables.csv?asOf=2026-06-20&knownAt=2026-06-29T00:00:00Z';
  const ageing = 'aged-balance.csv?asOf=2026-06-20&knownAt=2026-06-29T00:00:00Z&bucketDays=10,20';
  const before = [await text(path), await text(ageing)];
  await database().query(
    `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
       source_file_id, source_line)
     SELECT tenant_id, receivable_id, 'PAYMENT', -100, '2026-06-10', '2026-06-30T08:00:00Z', receivable_id, source_file_id, 1
     FROM receivable WHERE tenant_id = $1 AND number = 'LATE-C001'`,
    [ours.tenantId],
  );
  await database().query(
    `UPDATE receivable SET open_minor = open_minor - 100, last_effective_on = greatest(last_effective_on, '2026-06-10'),
       changed_at = '2026-06-30T08:00:00Z' WHERE tenant_id = $1 AND number = 'LATE-C001'`,
    [ours.tenantId],
  );
  expect([await text(path), await text(ageing)]).toEqual(before);
  expect(await text('receivables.csv?asOf=2026-06-20')).not.toBe(before[0]);
});
