/** Links are found again for the numbers something changed of: that comes to what all numbers come to. */
import fc from 'fast-check';
import { fec, invoice } from '../book-entries';
import { importBooks } from './beside';
import { aDocument, aParty, rebuild, tell, useSources, type ToldSource } from './told';

const open = useSources();

interface World {
  api: ToldSource;
  list: ToldSource;
  invoices: ToldSource;
}

const SOURCES = ['api', 'list', 'invoices'] as const;
const NUMBERS = ['F-1', 'F1', 'f 0001', 'F-2', 'F/2'];

/** What a source says now of one of its two documents; a null number: it has the document no more. */
const saying = fc.record({
  source: fc.constantFrom(...SOURCES),
  document: fc.constantFrom('one', 'two'),
  number: fc.constantFrom(null, ...NUMBERS),
  amount: fc.constantFrom(1000n, 2000n, -1000n),
  party: fc.constantFrom('P1', 'P2'),
  dueOn: fc.constantFrom('2026-03-01', '2026-03-31'),
});
const renaming = fc.record({
  source: fc.constantFrom(...SOURCES),
  party: fc.constantFrom('P1', 'P2'),
  name: fc.constantFrom('Acme', 'Bolt'),
});
const exporting = fc.record({ lines: fc.subarray(['F-1', 'F 2'], { minLength: 1 }) });
type Step =
  | (typeof saying extends fc.Arbitrary<infer T> ? T : never)
  | (typeof renaming extends fc.Arbitrary<infer T> ? T : never)
  | (typeof exporting extends fc.Arbitrary<infer T> ? T : never);

async function take(world: World, step: Step): Promise<void> {
  world.api.clock.advanceMs(60_000);
  if ('lines' in step) {
    const lines = step.lines.map((reference) => invoice('20260110', 'P1', 10, { reference }));
    const end = invoice('20260227', 'C9', 1, { reference: 'END' });
    await importBooks(world.api, fec(...lines, end));
    return;
  }
  const source = world[step.source];
  if ('name' in step) {
    await tell(source, { [step.party]: [aParty(step.party, { name: step.name })] });
    return;
  }
  const { document, number, amount: amountMinor, party: partyKey, dueOn } = step;
  const openMinor = step.source === 'invoices' ? null : amountMinor;
  const records =
    number === null
      ? []
      : [aDocument(document, { number, amountMinor, partyKey, dueOn, openMinor, state: 'OPEN' })];
  await tell(source, { [document]: records });
}

async function linked({ api: { test, tenantId } }: World): Promise<unknown[]> {
  const links = await test.query(
    `SELECT connection_id, claim_key, customer_id, is_ledger, carrier_connection_id, carrier_key, number_key
     FROM document_link WHERE tenant_id = $1 ORDER BY 1, 2`,
    [tenantId],
  );
  const conflicts = await test.query(
    `SELECT connection_id, claim_key, code, number, said, counted, carrier_connection_id, carrier_key
     FROM source_conflict WHERE tenant_id = $1 ORDER BY 1, 2, 3`,
    [tenantId],
  );
  return [...links, ...conflicts];
}

/** As after an upgrade: nothing is known of what links were found with. */
async function findAll({ api }: World): Promise<void> {
  for (const table of ['link_state', 'document_link', 'source_conflict', 'book_claim']) {
    await api.test.query(`DELETE FROM ${table} WHERE tenant_id = $1`, [api.tenantId]);
  }
  await api.test.query(
    `INSERT INTO rebuild_mark (tenant_id, connection_id, customer_id, marked_at)
     SELECT tenant_id, connection_id, customer_id, now() FROM customer WHERE tenant_id = $1
     ON CONFLICT DO NOTHING`,
    [api.tenantId],
  );
  await rebuild(api);
}

async function newWorld(): Promise<World> {
  const api = await open();
  const list = await open(api.tenantId, 'ledger-file');
  return { api, list, invoices: await open(api.tenantId, 'e-invoice') };
}

it('come to the same as found as a whole, whatever was told in whatever order', async () => {
  const steps = fc.array(fc.oneof({ weight: 5, arbitrary: saying }, renaming, exporting), {
    ...{ minLength: 3, maxLength: 10 },
  });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const world = await newWorld();
      for (const step of taken) await take(world, step);
      const before = await linked(world);
      found += before.length;
      await findAll(world);
      expect(before).toEqual(await linked(world));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 12), seed: 20_261_122 },
  );
  expect(found).toBeGreaterThan(5);
}, 120_000);

it('are looked at again when a customer turns out to be another', async () => {
  const world = await newWorld();
  const bill = (number: string) => aDocument('one', { number, partyKey: 'P1', openMinor: 500n });
  await tell(world.api, { p: [aParty('P1', { name: 'Acme' })], d: [bill('F-1')] });
  await tell(world.invoices, {
    p: [aParty('P1', { name: 'Bolt' })],
    d: [aDocument('one', { number: 'F1', partyKey: 'P1', amountMinor: 700n })],
  });
  expect(await linked(world)).toEqual([]);
  await tell(world.invoices, { p: [aParty('P1', { name: 'ACME' })] });
  expect(await linked(world)).not.toEqual([]);
});

describe('the indexes by number', () => {
  it.each([
    [
      'accounting_document_number_idx',
      `SELECT 1 FROM accounting_document WHERE tenant_id = $1 AND number_key = 'F1'`,
    ],
    [
      'document_event_number_idx',
      `SELECT 1 FROM document_event WHERE tenant_id = $1 AND number_key = 'F1'`,
    ],
    [
      'receivable_number_idx',
      `SELECT 1 FROM receivable WHERE tenant_id = $1 AND open_minor <> 0 AND open_number_key = 'F1'`,
    ],
    [
      'document_reference_key_idx',
      `SELECT 1 FROM document_reference WHERE tenant_id = $1 AND reference_key = 'F1'`,
    ],
    [
      'book_claim_number_idx',
      `SELECT 1 FROM book_claim WHERE tenant_id = $1 AND number_key = 'F1'`,
    ],
  ])('%s serves the app under row-level security', async (index, sql) => {
    const { database, tenantId } = await open();
    const plan = await database.tenant(tenantId, async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query<Record<string, string>>(
        `EXPLAIN (COSTS OFF) ${sql.replace('$1', `'${tenantId}'`)}`,
      );
    });
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toMatch(new RegExp(`${index}[^]*Index Cond: .*_key = `));
  });
});
