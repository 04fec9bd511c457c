/** Movements of the bank, accounting documents and conflicts, as BI reads them: a login sees one seller's. */
import { Client } from 'pg';
import { createSqlLogin, type Database } from '../../src/database';
import { stableId } from '../../src/kernel';
import { useDatabase } from '../support/postgres';
import { connectApp, createSeller, NOW, type Seller } from './seller-fixture';

let app: Database;
let ours: Seller;
let bi: Client;
let roleName: string;

afterAll(async () => {
  await bi.end();
  await database().query('DELETE FROM sql_login');
  await database().query(`DROP ROLE ${roleName}`);
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  ours = await createSeller(app, database(), { slug: 'ours', customers: 2 });
  const theirs = await createSeller(app, database(), { slug: 'theirs', customers: 2 });
  await fill(ours, '');
  await fill(theirs, 'X');
  const login = await createSqlLogin(app, { tenantId: ours.tenantId, key: ours.keys.ANALYST });
  ({ roleName } = login);
  bi = new Client({ connectionString: login.url });
  await bi.connect();
});

/** Two movements, one applied with a rest and one proposed; an invoice that two sources tell of otherwise. */
async function fill(seller: Seller, mark: string): Promise<void> {
  const { tenantId } = seller;
  const customer = seller.customerId('C001');
  const query = (sql: string, params: unknown[] = []) =>
    database().query(sql, [tenantId, customer, NOW, ...params]);
  const [bank, books] = [stableId(tenantId, 'bank'), stableId(tenantId, 'books')];
  await query(
    `INSERT INTO connection (tenant_id, connection_id, connector_id, name)
     SELECT $1, c.id, c.name, c.name FROM unnest($4::uuid[], $5::text[]) AS c (id, name)
     WHERE $2::uuid IS NOT NULL AND $3::timestamptz IS NOT NULL`,
    [
      [bank, books],
      ['bank-statement', 'books-api'],
    ],
  );
  await query(
    `INSERT INTO bank_transaction (tenant_id, bank_transaction_id, connection_id, source_file_id, statement_key, account,
       booked_on, amount_minor, currency, counterparty_name, document_references, remittance_text, is_reversal, batch_size,
       recorded_at)
     SELECT $1, b.id, $4, $4, 's', 'FR76', '2026-06-20', b.amount, 'EUR', $2::text, '{}', $6 || 'F1', false, 1, $3
     FROM unnest($5::uuid[], '{12000,500}'::bigint[]) AS b (id, amount)`,
    [bank, [stableId(tenantId, 'applied'), stableId(tenantId, 'proposed')], mark],
  );
  await query(
    `INSERT INTO cash_application (tenant_id, bank_transaction_id, status, customer_id, confidence, reasons, alternatives,
       is_automatic, changed_at)
     SELECT $1, a.id, a.status, $2, 0.97, '{NUMBER}', '[]', true, $3
     FROM unnest($4::uuid[], '{APPLIED,PROPOSED}'::text[]) AS a (id, status)`,
    [[stableId(tenantId, 'applied'), stableId(tenantId, 'proposed')]],
  );
  await query(
    `INSERT INTO cash_application_part (tenant_id, bank_transaction_id, receivable_id, amount_minor)
     SELECT $1, p.id, $2, p.amount FROM unnest($4::uuid[], '{10000,500}'::bigint[]) AS p (id, amount)
     WHERE $3::timestamptz IS NOT NULL`,
    [[stableId(tenantId, 'applied'), stableId(tenantId, 'proposed')]],
  );
  await query(
    `INSERT INTO accounting_document (tenant_id, connection_id, document_key, customer_id, kind, party_key, number, label,
       issued_on, currency, amount_minor, instalments, state, is_disputed, is_doubtful, is_assigned, quoted_references,
       stream, payload_key, fetched_at)
     VALUES ($1, $4, 'i1', $2, 'INVOICE', 'C001', $5 || 'F1', '', '2026-06-01', 'JPY', 12000, '[]', 'OPEN', false, false,
       false, '{}', 'invoices', '1', $3)`,
    [books, mark],
  );
  await query(
    `INSERT INTO document_link (tenant_id, connection_id, claim_key, customer_id, is_ledger, carrier_connection_id,
       carrier_key, carrier_customer_id, linked_at, number_key)
     VALUES ($1, $4, 'i1', $2, true, $5, 'i9', $2, $3, 'F1')`,
    [books, bank],
  );
  await query(
    `INSERT INTO source_conflict (tenant_id, connection_id, claim_key, code, customer_id, number, said,
       carrier_connection_id, carrier_key, carrier_customer_id, counted, currency, found_at)
     SELECT $1, $4, 'i1', c.code, $2, $6 || 'F1', c.said, $5, 'i9', $2, c.counted, 'EUR', $3
     FROM (VALUES ('AMOUNT', '12000', '11900'), ('DUE_DATE', '2026-07-01', '2026-07-31')) AS c (code, said, counted)`,
    [books, bank, mark],
  );
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await bi.query<Record<string, unknown>>(sql)).rows;
}

it('shows movements with how far they are applied', async () => {
  expect(
    await rows(
      `SELECT amount, currency, remittance_text, application_status FROM bi.bank_transactions ORDER BY amount`,
    ),
  ).toEqual([
    { amount: '5.00', currency: 'EUR', remittance_text: 'F1', application_status: 'PROPOSED' },
    { amount: '120.00', currency: 'EUR', remittance_text: 'F1', application_status: 'APPLIED' },
  ]);
});

it('shows what settles claims, and what cash does not: of what counts only', async () => {
  expect(
    await rows(
      `SELECT status, customer_account, confidence, is_in_books, settled, unapplied FROM bi.cash_applications
       ORDER BY status`,
    ),
  ).toEqual([
    {
      ...{ status: 'APPLIED', customer_account: 'C001', confidence: '0.97', is_in_books: false },
      ...{ settled: '100.00', unapplied: '20.00' },
    },
    {
      ...{ status: 'PROPOSED', customer_account: 'C001', confidence: '0.97', is_in_books: false },
      ...{ settled: '5.00', unapplied: null },
    },
  ]);
  expect(
    await rows('SELECT status, amount, currency FROM bi.cash_application_parts ORDER BY status'),
  ).toEqual([
    { status: 'APPLIED', amount: '100.00', currency: 'EUR' },
    { status: 'PROPOSED', amount: '5.00', currency: 'EUR' },
  ]);
});

it('shows documents with which source carries them, in the decimals of their currency', async () => {
  expect(
    await rows(
      `SELECT number, customer_account, amount, open_amount, currency, carried_by FROM bi.accounting_documents`,
    ),
  ).toEqual([
    {
      ...{ number: 'F1', customer_account: 'C001', amount: '12000', open_amount: null },
      ...{ currency: 'JPY', carried_by: stableId(ours.tenantId, 'bank') },
    },
  ]);
});

it('shows conflicts: amounts as amounts, the rest as it was said', async () => {
  expect(
    await rows(
      `SELECT code, number, said_amount, counted_amount, said, counted FROM bi.source_conflicts ORDER BY code`,
    ),
  ).toEqual([
    {
      ...{ code: 'AMOUNT', number: 'F1', said_amount: '120.00', counted_amount: '119.00' },
      ...{ said: null, counted: null },
    },
    {
      ...{ code: 'DUE_DATE', number: 'F1', said_amount: null, counted_amount: null },
      ...{ said: '2026-07-01', counted: '2026-07-31' },
    },
  ]);
});
