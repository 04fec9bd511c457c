import { migrations } from '../../migrations';
import { Database, migrateDatabase } from '../../src/database';
import { silentLogger, stableId, systemClock } from '../../src/kernel';
import { rebuildMarked } from '../../src/ledger';
import { useDatabase } from '../support/postgres';
import { withOldDatabase, type OldDatabase } from './old-database';

const LAST_RELEASED = 'KeepWhatWasReplaced1763769600040';
const RELEASED = 1 + migrations.findIndex(({ name }) => name === LAST_RELEASED);

const TENANTS = ['old', 'other'].map((slug) => ({ slug, id: stableId('tenant', slug) }));
const [OLD] = TENANTS;
const ID = { api: stableId('api'), invoices: stableId('invoices'), books: stableId('books') };

describe('a database of the release that first kept accounting records', () => {
  const database = useDatabase();

  it('is upgraded with all it holds, and finds by number what it held before', async () => {
    await withOldDatabase(database(), RELEASED, async (old) => {
      for (const { slug, id } of TENANTS) await old.run(rowsOf(slug, id));
      await migrateDatabase(old.url);
      expect(await old.run(NUMBERS)).toEqual([
        { of: 'account', key: 'C1' },
        { of: 'document', key: 'F0001' },
        { of: 'document', key: 'F0001' },
        { of: 'event', key: 'F0001' },
        { of: 'link', key: 'F0001' },
        { of: 'name', key: 'acme s' },
        { of: 'open claim', key: 'F0001' },
        { of: 'reference', key: 'PO12' },
        { of: 'settled claim', key: null },
      ]);
      expect(await old.run(LISTED)).toEqual([
        { code: 'AMOUNT', said: '120.00', counted: '100.00' },
        { code: 'OVER_ALLOCATED', said: '5.00', counted: '4.00' },
      ]);
    });
  }, 60_000);

  it('finds its links again with the first run, of lines of books too', async () => {
    await withOldDatabase(database(), RELEASED, async (old) => {
      for (const { slug, id } of TENANTS) await old.run(rowsOf(slug, id));
      await old.run('DELETE FROM document_link; DELETE FROM source_conflict');
      await migrateDatabase(old.url);
      await linkAll(old);
      expect(await old.run(LINKED)).toEqual([
        { slug: 'old', of: 'invoices', carrier: 'api' },
        { slug: 'old', of: 'books', carrier: 'api' },
      ]);
    });
  }, 60_000);
});

/** Of one of the two tenants: the other one's records stay as they are. */
async function linkAll({ url }: OldDatabase): Promise<void> {
  const database = await Database.connect({ url, logger: silentLogger, poolSize: 3 });
  const { signal } = new AbortController();
  const target = { tenantId: OLD?.id ?? '', connectionId: null, signal };
  await rebuildMarked({ database, clock: systemClock }, target);
  await database.close();
}

/** An invoice that an API, an e-invoice and the books tell of, with what belongs to it, and what the bank says. */
function rowsOf(slug: string, tenant: string): string {
  const document = (connection: string, key: string, origin: string): string =>
    `('${tenant}', '${connection}', '${key}', '${ID.api}', 'INVOICE', 'C1', 'F-000 1', '', '2026-01-10', 'EUR', 12000, NULL,
      '[]', 'OPEN', false, false, false, '{po 12,-}', ${origin}, '2026-01-11')`;
  return `
  INSERT INTO tenant (tenant_id, slug, name) VALUES ('${tenant}', '${slug}', '${slug}');
  INSERT INTO connection (tenant_id, connection_id, connector_id, name) VALUES ('${tenant}', '${ID.api}', 'books-api', 'api'),
    ('${tenant}', '${ID.invoices}', 'e-invoice', 'invoices'), ('${tenant}', '${ID.books}', 'fec', 'books');
  INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
  VALUES ('${tenant}', '${ID.api}', '${ID.api}', 'C-1', 'Acme SA', 'acme sa', 'EUR', false, '2026-01-01');
  INSERT INTO accounting_document (tenant_id, connection_id, document_key, customer_id, kind, party_key, number, label,
    issued_on, currency, amount_minor, open_minor, instalments, state, is_disputed, is_doubtful, is_assigned,
    quoted_references, stream, payload_key, source_file_id, fetched_at)
  VALUES ${document(ID.api, 'a1', `'invoices', '1', NULL`)}, ${document(ID.invoices, 'i1', `NULL, NULL, '${ID.invoices}'`)};
  INSERT INTO document_allocation (tenant_id, connection_id, from_key, to_key, seq, amount_minor)
  VALUES ('${tenant}', '${ID.api}', 'a1', 'p1', 1, 500);
  INSERT INTO document_difference (tenant_id, connection_id, document_key, code, other_key, customer_id, currency, said,
    counted, found_at)
  VALUES ('${tenant}', '${ID.api}', 'a1', 'OVER_ALLOCATED', 'p1', '${ID.api}', 'EUR', '500', '400', '2026-01-12');
  INSERT INTO document_event (tenant_id, connection_id, event_key, document_number, status, code, at, source_file_id,
    recorded_at)
  VALUES ('${tenant}', '${ID.invoices}', 'e1', 'F-0001', 'DISPUTED', '207', '2026-01-12', '${ID.invoices}', '2026-01-12');
  INSERT INTO document_link (tenant_id, connection_id, claim_key, customer_id, is_ledger, carrier_connection_id,
    carrier_key, carrier_customer_id, linked_at)
  VALUES ('${tenant}', '${ID.invoices}', 'i1', '${ID.api}', false, '${ID.api}', 'a1', '${ID.api}', '2026-01-12');
  INSERT INTO source_conflict (tenant_id, connection_id, claim_key, code, customer_id, number, said, carrier_connection_id,
    carrier_key, carrier_customer_id, counted, currency, found_at)
  VALUES ('${tenant}', '${ID.invoices}', 'i1', 'AMOUNT', '${ID.api}', 'F-000 1', '12000', '${ID.api}', 'a1', '${ID.api}',
    '10000', 'EUR', '2026-01-12');
  INSERT INTO source_file (tenant_id, source_file_id, connection_id, name, sha256, size_bytes, status, landed_at,
    period_start, period_end)
  VALUES ('${tenant}', '${ID.books}', '${ID.books}', 'b.txt', 'x', 1, 'APPLIED', '2026-01-01', '2026-01-01', '2026-01-05');
  INSERT INTO ledger_line (tenant_id, source_file_id, line, entry_on, amount_minor, discount_minor, exchange_minor,
    write_off_minor, is_return, nature, account, customer_id, journal, entry_number, reference, label, identity)
  VALUES ('${tenant}', '${ID.books}', 2, '2026-01-10', 12000, 0, 0, 0, false, 'SALE', '411', '${ID.api}', 'VE', '1', 'F0001',
    '', '${ID.books}');
  INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
    due_date_source, currency, total_minor, open_minor, is_doubtful, source_file_id, source_line, last_effective_on,
    changed_at)
  SELECT '${tenant}', stable_id(n::text), '${ID.api}', '${ID.api}', 'INVOICE', 'F-000 1', '', '411', '2026-01-10', 'NONE',
    'EUR', 12000, n * 12000, false, '${ID.api}', 1, '2026-01-10', '2026-01-11' FROM generate_series(0, 1) n;
  INSERT INTO bank_transaction (tenant_id, bank_transaction_id, connection_id, source_file_id, statement_key, account,
    booked_on, amount_minor, currency, document_references, remittance_text, is_reversal, batch_size, recorded_at)
  VALUES ('${tenant}', '${ID.books}', '${ID.books}', '${ID.books}', 's', 'FR76', '2026-01-20', 12000, 'EUR', '{}', 'F0001',
    false, 1, '2026-01-21');
  INSERT INTO cash_application (tenant_id, bank_transaction_id, status, customer_id, confidence, reasons, alternatives,
    is_automatic, changed_at)
  VALUES ('${tenant}', '${ID.books}', 'APPLIED', '${ID.api}', 0.99, '{NUMBER}', '[]', true, '2026-01-21');
  INSERT INTO cash_application_part (tenant_id, bank_transaction_id, receivable_id, amount_minor)
  VALUES ('${tenant}', '${ID.books}', stable_id('1'), 12000)`;
}

const OF_OLD = `tenant_id = '${OLD?.id ?? ''}'`;
const NUMBERS = `
  SELECT 'document' AS of, number_key AS key FROM accounting_document WHERE ${OF_OLD}
  UNION ALL SELECT 'event', number_key FROM document_event WHERE ${OF_OLD}
  UNION ALL SELECT CASE open_minor WHEN 0 THEN 'settled claim' ELSE 'open claim' END, open_number_key FROM receivable
    WHERE ${OF_OLD}
  UNION ALL SELECT DISTINCT 'reference', reference_key FROM document_reference WHERE ${OF_OLD}
  UNION ALL SELECT 'link', number_key FROM document_link WHERE ${OF_OLD}
  UNION ALL SELECT 'name', name_start FROM customer WHERE ${OF_OLD}
  UNION ALL SELECT 'account', account_key FROM customer WHERE ${OF_OLD}
  ORDER BY 1`;
const LISTED = `
  SELECT code, major_units(said::bigint, currency)::text AS said, major_units(counted::bigint, currency)::text AS counted
  FROM accounting_conflict WHERE ${OF_OLD} ORDER BY code`;
const LINKED = `
  SELECT t.slug, c.name AS of, k.name AS carrier FROM document_link l JOIN tenant t USING (tenant_id)
  JOIN connection c USING (tenant_id, connection_id)
  JOIN connection k ON k.tenant_id = l.tenant_id AND k.connection_id = l.carrier_connection_id
  ORDER BY l.is_ledger, 2`;
